//! Rights that one person loses in a call that goes on, and what the others can see of it: in calls from device to device
//! and through the server.

use std::time::Instant;

use serde_json::{Value, json};

use super::{channel, initiate, status, users};
use crate::support::{Rest, Socket, TestServer, within};

const BASIC: [&str; 3] = [
    "chat.access_channels",
    "chat.create_channels",
    "chat.create_direct",
];

/// Sets what everybody may, or the guests in addition.
async fn grant(root: &Rest, role: &str, more: &[&str]) {
    let permissions: Vec<&str> = match role {
        "*" => BASIC.iter().chain(more).copied().collect(),
        _ => more.to_vec(),
    };
    let path = format!("/api/admin/roles/{role}/permissions");
    let set = root.put(&path, json!({"permissions": permissions})).await;
    assert!(set.status.is_success(), "{}", set.text);
}

/// Ann, an agent, and guests, who may call with a camera by their role alone, in one channel.
async fn with_guests(guests: &[&str]) -> (TestServer, Rest, i64) {
    let server = TestServer::with_users(&[]).await;
    server.add_user("root", "admin").await;
    server.add_user("ann", "agent").await;
    for guest in guests {
        server.add_user(guest, "guest").await;
    }
    let root = server.rest("root");
    grant(&root, "*", &[]).await;
    for role in ["agent", "guest"] {
        grant(&root, role, &["call.audio", "call.video"]).await;
    }
    let desk = channel(&server.rest("ann"), guests).await;
    (server, root, desk)
}

async fn show(socket: &mut Socket, call: i64, device: &str) -> Result<Value, Value> {
    let camera = json!({"sessionId": call, "deviceId": device, "camera": true, "screen": true});
    socket.command("call_update", camera).await
}

/// Waits until a socket is told that someone's camera and screen are off, and returns the device.
async fn dark(socket: &mut Socket, user: &str) -> Value {
    within("the pictures are off", async {
        loop {
            let told = socket.event("call_participant_updated").await;
            let (camera, screen) = (&told["device"]["camera"], &told["device"]["screen"]);
            if told["participant"] == user && (camera, screen) == (&json!(false), &json!(false)) {
                return told["device"].clone();
            }
        }
    })
    .await
}

async fn loses_one_right_after_the_other(others: &[&str], mode: &str) {
    let guests: Vec<&str> = ["bob"].iter().chain(others).copied().collect();
    let (server, root, desk) = with_guests(&guests).await;
    let mut ann = server.connect("ann").await;
    let call = initiate(&mut ann, desk, "ann").await;
    let mut sockets = Vec::new();
    for guest in &guests {
        let mut socket = server.connect(guest).await;
        let data = json!({"sessionId": call, "deviceId": guest});
        socket.command("call_join", data).await.unwrap();
        sockets.push(socket);
    }
    let bob = &mut sockets[0];
    show(bob, call, "bob").await.unwrap();
    assert_eq!(status(&server.rest("ann"), call).await["mode"], mode);
    ann.drain();

    let taken = Instant::now();
    grant(&root, "guest", &["call.audio"]).await;
    let device = dark(&mut ann, "bob").await;
    assert!(taken.elapsed().as_secs() < 1, "{:?}", taken.elapsed());
    assert_eq!(device["muted"], false, "sound goes on");
    dark(bob, "bob").await;
    assert_eq!(
        show(bob, call, "bob").await.unwrap_err()["code"],
        "forbidden"
    );
    let now = status(&server.rest("ann"), call).await;
    assert_eq!(users(&now).len(), guests.len() + 1);

    // Pictures without sound are no call either.
    let taken = Instant::now();
    grant(&root, "guest", &["call.video"]).await;
    for guest in &guests {
        let left = ann.event("call_participant_left").await;
        assert_eq!(left["reason"], "removed", "{guest}");
    }
    assert!(taken.elapsed().as_secs() < 1, "{:?}", taken.elapsed());
    let bob = &mut sockets[0];
    assert_eq!(
        bob.event("call_participant_left").await["reason"],
        "removed"
    );
    assert_eq!(
        show(bob, call, "bob").await.unwrap_err()["code"],
        "forbidden"
    );
    let back = json!({"sessionId": call, "deviceId": "bob"});
    let refused = bob.command("call_join", back).await.unwrap_err();
    assert_eq!(refused["code"], "forbidden");
}

#[tokio::test]
async fn one_of_two_loses_pictures_and_then_sound() {
    loses_one_right_after_the_other(&[], "peer").await;
}

#[tokio::test]
async fn some_of_three_lose_pictures_and_then_sound() {
    loses_one_right_after_the_other(&["eve"], "sfu").await;
}

#[tokio::test]
async fn who_is_removed_from_the_conversation_is_out_of_a_call_of_two() {
    let (server, _root, desk) = with_guests(&["bob"]).await;
    let mut ann = server.connect("ann").await;
    let mut bob = server.connect("bob").await;
    let call = initiate(&mut ann, desk, "ann").await;
    let join = json!({"sessionId": call, "deviceId": "bob"});
    bob.command("call_join", join.clone()).await.unwrap();
    assert_eq!(status(&server.rest("ann"), call).await["mode"], "peer");
    ann.drain();
    let taken = Instant::now();
    let path = format!("/api/chat/channels/{desk}/members/bob");
    assert_eq!(server.rest("ann").delete(&path).await.status, 204);
    // The other side closes its connection on this event; the server has none of its own.
    let left = ann.event("call_participant_left").await;
    assert_eq!(
        (&left["participant"], &left["deviceId"], &left["reason"]),
        (&json!("bob"), &json!("bob"), &json!("removed"))
    );
    assert!(taken.elapsed().as_secs() < 1, "{:?}", taken.elapsed());
    let own = bob.event("call_participant_left").await;
    assert_eq!(own["reason"], "removed");
    let offer = json!({
        "sessionId": call, "deviceId": "bob", "targetUser": "ann",
        "offer": {"type": "offer", "sdp": super::SDP},
    });
    let refused = bob.command("webrtc_offer", offer).await.unwrap_err();
    assert_eq!(refused["code"], "conflict", "nothing of it reaches ann");
    let refused = bob.command("call_join", join).await.unwrap_err();
    assert_eq!(refused["code"], "conflict", "the call of two is over");
}
