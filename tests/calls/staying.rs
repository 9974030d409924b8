//! Who stays in a call, and who is kept out.

use std::time::Duration;

use serde_json::json;

use super::{channel, direct, initiate, status, users};
use crate::support::{Daemon, Socket, TestServer, on_both, within};

#[tokio::test]
async fn a_reload_comes_back_and_sees_what_it_missed() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let desk = channel(&server.rest("ann"), &["bob", "eve"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let mut eve = server.connect("eve").await;
    let call = initiate(&mut ann, desk, "a").await;
    for (socket, device) in [(&mut bob, "b"), (&mut eve, "e")] {
        let data = json!({"sessionId": call, "deviceId": device});
        socket.command("call_join", data).await.unwrap();
    }
    let muted = json!({"sessionId": call, "deviceId": "b", "muted": true});
    bob.command("call_update", muted).await.unwrap();
    drop(bob);
    let told = within("it is seen", async {
        loop {
            let told = ann.event("call_participant_updated").await;
            if told["device"]["connected"] == false {
                return told;
            }
        }
    });
    assert_eq!(told.await["participant"], "bob");
    // Meanwhile one leaves and one raises a hand.
    let left = json!({"sessionId": call, "deviceId": "e"});
    eve.command("call_leave", left).await.unwrap();
    let hand = json!({"sessionId": call, "deviceId": "a", "hand": true});
    ann.command("call_update", hand).await.unwrap();
    let mut back = server.connect("bob").await;
    let again = json!({"sessionId": call, "deviceId": "b"});
    let reply = back.command("call_join", again).await.unwrap();
    assert_eq!(users(&reply["call"]), ["ann", "bob"]);
    let people = reply["call"]["participants"].as_array().unwrap();
    assert_eq!(people[0]["devices"][0]["hand"], true);
    let own = &people[1]["devices"][0];
    assert_eq!(
        (&own["muted"], &own["connected"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn who_cannot_hear_is_shown_as_such_until_they_can() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let both = direct(&server.rest("ann"), &["bob"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let call = initiate(&mut ann, both, "a").await;
    let join = json!({"sessionId": call, "deviceId": "b"});
    let reply = bob.command("call_accept", join).await.unwrap();
    let people = reply["call"]["participants"].as_array().unwrap();
    assert_eq!(people[1]["devices"][0]["hears"], true);
    for hears in [false, true] {
        let change = json!({"sessionId": call, "deviceId": "b", "hears": hears});
        let reply = bob.command("call_update", change.clone()).await.unwrap();
        assert_eq!(reply["device"]["hears"], hears);
        let told = ann.event("call_participant_updated").await;
        assert_eq!(
            (&told["participant"], &told["device"]["hears"]),
            (&json!("bob"), &json!(hears))
        );
        // The same again is no news.
        bob.command("call_update", change).await.unwrap();
        let muted = json!({"sessionId": call, "deviceId": "b", "muted": !hears});
        bob.command("call_update", muted).await.unwrap();
        let told = ann.event("call_participant_updated").await;
        assert_eq!(
            (&told["device"]["muted"], &told["device"]["hears"]),
            (&json!(!hears), &json!(hears))
        );
    }
}

/// Its browser was killed, and the person goes on with another device.
#[tokio::test]
async fn a_device_that_died_is_shown_as_such_at_once_and_gone_after_the_grace() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let both = direct(&server.rest("ann"), &["bob"]).await;
    let (mut ann, mut laptop) = (server.connect("ann").await, server.connect("bob").await);
    let call = initiate(&mut ann, both, "a").await;
    let join = |device: &str| json!({"sessionId": call, "deviceId": device});
    laptop.command("call_accept", join("laptop")).await.unwrap();
    drop(laptop);
    let told = within("it is seen", ann.event("call_participant_updated")).await;
    assert_eq!(
        (&told["deviceId"], &told["device"]["connected"]),
        (&json!("laptop"), &json!(false))
    );
    // Nobody is asked what becomes of a device that is dead.
    let mut phone = server.connect("bob").await;
    let reply = phone.command("call_join", join("phone")).await.unwrap();
    assert_eq!(users(&reply["call"]), ["ann", "bob"]);
    let left = ann.event("call_participant_left").await;
    assert_eq!(
        (&left["deviceId"], &left["reason"]),
        (&json!("laptop"), &json!("dropped"))
    );
    assert_eq!(left["call"]["participants"], json!(["ann", "bob"]));
    let now = status(&server.rest("ann"), call).await;
    let devices = now["participants"][1]["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 1, "{now}");
    assert_eq!(devices[0]["deviceId"], "phone");

    // What is left of the call is right, too.
    phone.command("call_leave", join("phone")).await.unwrap();
    let ended = ann.event("call_ended").await;
    let seconds = ended["duration"].as_i64().unwrap();
    assert!((19..60).contains(&seconds), "{ended}");
    let past = super::history(&server.rest("bob"), "").await;
    assert_eq!(
        (&past[0]["joined"], &past[0]["duration"]),
        (&json!(["ann", "bob"]), &ended["duration"])
    );
    let again = server.connect("ann").await;
    assert_eq!(again.snapshot["channels"][0].get("call"), None);
}

#[tokio::test]
async fn who_may_not_take_part_any_more_is_out_at_once() {
    let server = TestServer::with_users(&["ann", "bob", "eve", "kim"]).await;
    server.add_user("root", "admin").await;
    let rest = server.rest("ann");
    let desk = channel(&rest, &["bob", "eve", "kim"]).await;
    let mut ann = server.connect("ann").await;
    let call = initiate(&mut ann, desk, "a").await;
    let mut others = Vec::new();
    for name in ["bob", "eve", "kim"] {
        let mut socket = server.connect(name).await;
        let data = json!({"sessionId": call, "deviceId": name});
        socket.command("call_join", data).await.unwrap();
        others.push(socket);
    }
    ann.drain();
    let path = format!("/api/chat/channels/{desk}/members/bob");
    assert_eq!(rest.delete(&path).await.status, 204);
    let blocked = server
        .rest("root")
        .post("/api/admin/users/eve/block", json!({}))
        .await;
    assert_eq!(blocked.status, 204);
    for _ in 0..2 {
        let left = ann.event("call_participant_left").await;
        assert_eq!(left["reason"], "removed");
    }
    let own = others[0].event("call_participant_left").await;
    assert_eq!(
        (&own["participant"], &own["reason"]),
        (&json!("bob"), &json!("removed"))
    );
    let back = others[0]
        .command("call_join", json!({"sessionId": call, "deviceId": "bob"}))
        .await;
    assert_eq!(back.unwrap_err()["code"], "not_found");

    // A right that is taken away: first pictures, then all.
    let camera = json!({"sessionId": call, "deviceId": "kim", "camera": true});
    others[2]
        .command("call_update", camera.clone())
        .await
        .unwrap();
    let everyone = "/api/admin/roles/*/permissions";
    let basic = [
        "chat.access_channels",
        "chat.create_channels",
        "chat.create_direct",
        "call.audio",
    ];
    let set = server
        .rest("root")
        .put(everyone, json!({"permissions": basic}))
        .await;
    assert!(set.status.is_success(), "{}", set.text);
    within("the camera is off", async {
        loop {
            let told = ann.event("call_participant_updated").await;
            if told["participant"] == "kim" && told["device"]["camera"] == false {
                return;
            }
        }
    })
    .await;
    let refused = others[2].command("call_update", camera).await.unwrap_err();
    assert_eq!(refused["code"], "forbidden");
    let set = server
        .rest("root")
        .put(everyone, json!({"permissions": &basic[..3]}))
        .await;
    assert!(set.status.is_success(), "{}", set.text);
    assert_eq!(ann.event("call_ended").await["sessionId"], call);
}

on_both!(a_call_goes_on_after_the_server_was_killed);

async fn a_call_goes_on_after_the_server_was_killed(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann", "bob", "eve"]).await;
    daemon.start().await;
    let conversation = direct(&daemon.rest("ann"), &["bob", "eve"]).await;
    let socket = async |daemon: &Daemon, name: &str| {
        let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
        socket.authenticate(&daemon.token(name)).await;
        socket
    };
    let mut ann = socket(&daemon, "ann").await;
    let mut bob = socket(&daemon, "bob").await;
    let call = initiate(&mut ann, conversation, "a").await;
    let muted = json!({"sessionId": call, "deviceId": "b", "muted": true});
    bob.command("call_accept", muted).await.unwrap();
    daemon.kill().await;
    daemon.start().await;
    let (mut ann, mut bob) = (socket(&daemon, "ann").await, socket(&daemon, "bob").await);
    let mut eve = socket(&daemon, "eve").await;
    assert_eq!(
        eve.event("incoming_call").await["sessionId"],
        call,
        "it rings on"
    );
    for (socket, device) in [(&mut ann, "a"), (&mut bob, "b")] {
        let data = json!({"sessionId": call, "deviceId": device});
        let reply = socket.command("call_join", data).await.unwrap();
        assert_eq!(reply["call"]["status"], "active");
    }
    let now = status(&daemon.rest("bob"), call).await;
    let bob = &now["participants"][1]["devices"][0];
    assert_eq!(
        (&bob["muted"], &bob["connected"]),
        (&json!(true), &json!(true))
    );
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(
        users(&status(&daemon.rest("bob"), call).await),
        ["ann", "bob"]
    );
}
