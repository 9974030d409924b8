//! Calls between sockets and over REST: ringing, answering, staying in, and who is kept out.

mod annotated;
mod forwarded;
mod history;
mod noted;
mod returning;
mod rights;
mod staying;

use serde_json::{Value, json};

use crate::support::{Rest, Socket, TestServer};

const SDP: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

async fn direct(rest: &Rest, others: &[&str]) -> i64 {
    let opened = rest
        .post("/api/chat/direct", json!({"userIds": others}))
        .await;
    opened.ok()["id"].as_i64().unwrap()
}

async fn channel(owner: &Rest, members: &[&str]) -> i64 {
    let body = json!({"name": "desk", "type": "private"});
    let made = owner.post("/api/chat/channels", body).await.ok();
    let id = made["id"].as_i64().unwrap();
    for user in members {
        let path = format!("/api/chat/channels/{id}/members");
        owner.post(&path, json!({"userId": user})).await.ok();
    }
    id
}

/// Calls in a conversation, and returns the call's id.
async fn initiate(socket: &mut Socket, channel: i64, device: &str) -> i64 {
    let data = json!({"channelId": channel, "callType": "audio", "deviceId": device});
    let reply = socket.command("call_initiate", data).await.unwrap();
    reply["sessionId"].as_i64().unwrap()
}

async fn accept(socket: &mut Socket, call: i64, device: &str) -> Result<Value, Value> {
    let data = json!({"sessionId": call, "deviceId": device});
    socket.command("call_accept", data).await
}

async fn status(rest: &Rest, call: i64) -> Value {
    rest.get(&format!("/api/chat/calls/{call}/status"))
        .await
        .ok()
}

async fn history(rest: &Rest, query: &str) -> Vec<Value> {
    let found = rest
        .get(&format!("/api/chat/calls/history{query}"))
        .await
        .ok();
    found["items"].as_array().unwrap().clone()
}

fn users(call: &Value) -> Vec<&str> {
    let participants = call["participants"].as_array().unwrap().iter();
    participants
        .map(|one| one["user"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn one_device_answers_and_the_others_stop_ringing() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let mut ann = server.connect("ann").await;
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);

    let call = initiate(&mut ann, conversation, "a").await;
    for device in [&mut laptop, &mut phone] {
        let rings = device.event("incoming_call").await;
        assert_eq!(
            (&rings["sessionId"], &rings["caller"]),
            (&json!(call), &json!("ann"))
        );
        assert_eq!(rings["channel"]["type"], "direct");
    }
    let reply = accept(&mut laptop, call, "laptop").await.unwrap();
    assert_eq!(
        (&reply["mode"], &reply["call"]["status"]),
        (&json!("peer"), &json!("active"))
    );
    assert_eq!(phone.event("call_accepted").await["deviceId"], "laptop");
    assert_eq!(ann.event("call_accepted").await["participant"], "bob");

    let declined = phone
        .command("call_decline", json!({"sessionId": call}))
        .await;
    assert_eq!(declined.unwrap_err()["code"], "conflict");
    let answered = accept(&mut phone, call, "phone").await.unwrap_err();
    assert_eq!(
        answered["message"],
        "You have answered this call on another device."
    );
    let now = status(&server.rest("bob"), call).await;
    assert_eq!(
        (&now["status"], users(&now)),
        (&json!("active"), vec!["ann", "bob"])
    );

    // One that comes back later does not ring, and knows of the call.
    let late = server.connect("bob").await;
    let views = late.snapshot["channels"].as_array().unwrap();
    let view = views.iter().find(|view| view["id"] == conversation);
    if let Some(view) = view {
        assert_eq!(view["call"]["sessionId"], call);
    }
    laptop
        .command(
            "call_leave",
            json!({"sessionId": call, "deviceId": "laptop"}),
        )
        .await
        .unwrap();
    let ended = ann.event("call_ended").await;
    assert_eq!(
        (&ended["endReason"], &ended["status"]),
        (&json!("completed"), &json!("ended"))
    );
    let own = history(&server.rest("bob"), "").await;
    assert_eq!(
        (own.len(), &own[0]["missed"], &own[0]["direction"]),
        (1, &json!(false), &json!("incoming"))
    );
}

#[tokio::test]
async fn hanging_up_while_the_call_is_created() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let begin = |name: &str| json!({"channelId": conversation, "callType": "audio", "deviceId": "a", "clientId": name});
    // One right after the other, without waiting for the reply.
    let first = ann.cast("call_initiate", begin("one")).await;
    let second = ann.cast("call_end", json!({"clientId": "one"})).await;
    let call = ann.reply(first).await.unwrap()["sessionId"].clone();
    ann.reply(second).await.unwrap();
    assert_eq!(bob.event("call_ended").await["sessionId"], call);
    let late = accept(&mut bob, call.as_i64().unwrap(), "b")
        .await
        .unwrap_err();
    assert_eq!(
        (&late["code"], &late["message"]),
        (&json!("conflict"), &json!("The call has ended."))
    );
    let own = history(&server.rest("ann"), "").await;
    assert_eq!((own.len(), &own[0]["status"]), (1, &json!("ended")));

    // The other way round: nobody hears of it.
    bob.drain();
    ann.command("call_end", json!({"clientId": "two"}))
        .await
        .unwrap();
    let late = ann
        .command("call_initiate", begin("two"))
        .await
        .unwrap_err();
    assert_eq!(late["code"], "conflict");
    bob.command("update_presence", json!({})).await.unwrap();
    let heard = bob.drain();
    assert!(
        heard.iter().all(|frame| frame[1] != "incoming_call"),
        "{heard:?}"
    );
    let own = history(&server.rest("ann"), "").await;
    assert_eq!((own.len(), &own[0]["status"]), (2, &json!("ended")));
}

#[tokio::test]
async fn two_who_call_each_other_are_in_one_call() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let call = initiate(&mut ann, conversation, "a").await;
    let data = json!({"channelId": conversation, "callType": "audio", "deviceId": "b"});
    let reply = bob.command("call_initiate", data).await.unwrap();
    assert_eq!(reply["sessionId"], call);
    assert_eq!(reply["call"]["status"], "active");
    assert_eq!(ann.event("call_accepted").await["participant"], "bob");
}

#[tokio::test]
async fn who_is_in_a_call_or_undisturbed_is_not_rung() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (rest, other) = (server.rest("ann"), server.rest("eve"));
    let (with_bob, with_eve) = (
        direct(&rest, &["bob"]).await,
        direct(&other, &["bob"]).await,
    );
    let mut ann = server.connect("ann").await;
    let (mut bob, mut eve) = (server.connect("bob").await, server.connect("eve").await);
    let call = initiate(&mut ann, with_bob, "a").await;
    accept(&mut bob, call, "b").await.unwrap();

    initiate(&mut eve, with_eve, "e").await;
    let told = eve.event("call_declined").await;
    assert_eq!(
        (&told["participant"], &told["reason"]),
        (&json!("bob"), &json!("busy"))
    );
    assert_eq!(eve.event("call_ended").await["status"], "missed");
    let missed = bob.event("notification").await;
    assert_eq!(
        (&missed["kind"], &missed["from"]),
        (&json!("missed_call"), &json!("eve"))
    );
    let own = history(&server.rest("bob"), "?status=missed").await;
    assert_eq!((own.len(), &own[0]["caller"]), (1, &json!("eve")));
    let said = format!("/api/chat/channels/{with_eve}/messages");
    let said = other.get(&said).await.ok();
    assert_eq!(said["items"][0]["system"]["event"], "missed_call");

    ann.command("call_end", json!({"sessionId": call}))
        .await
        .unwrap();
    bob.command("update_presence", json!({"status": "busy"}))
        .await
        .unwrap();
    // The first one is published by now.
    bob.command("update_presence", json!({})).await.unwrap();
    eve.drain();
    initiate(&mut eve, with_eve, "e").await;
    assert_eq!(eve.event("call_declined").await["reason"], "unavailable");
}

#[tokio::test]
async fn a_missed_call_shows_a_conversation_that_is_new() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let rest = server.rest("ann");
    let both = direct(&rest, &["bob"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    assert_eq!(bob.snapshot["channels"], json!([]));
    let call = initiate(&mut ann, both, "a").await;
    bob.event("incoming_call").await;
    ann.command("call_end", json!({"sessionId": call}))
        .await
        .unwrap();
    let joined = bob.event("channel_joined").await;
    assert_eq!(joined["channelId"], both);
    assert_eq!(bob.event("notification").await["kind"], "missed_call");
    let note = bob.event("message_received").await;
    assert_eq!(note["message"]["system"]["event"], "missed_call");
    let messages = format!("/api/chat/channels/{both}/messages");
    rest.post(&messages, json!({"message": "call me back"}))
        .await
        .ok();
    let said = bob.event("message_received").await;
    assert_eq!(said["message"]["text"], "call me back");
    let again = server.connect("bob").await;
    assert_eq!(again.snapshot["channels"][0]["id"], both);
}

#[tokio::test]
async fn a_missed_call_is_read_with_its_line_and_by_calling_back() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let both = direct(&server.rest("ann"), &["bob"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let rest = server.rest("bob");
    let unread = async || rest.get("/api/chat/notifications").await.ok()["unreadCount"].clone();
    let miss = async |ann: &mut Socket, bob: &mut Socket| {
        let call = initiate(ann, both, "a").await;
        ann.command("call_end", json!({"sessionId": call}))
            .await
            .unwrap();
        bob.event("notification").await
    };
    let missed = miss(&mut ann, &mut bob).await;
    let line = bob.event("message_received").await;
    assert_eq!(missed["messageSeq"], line["message"]["seq"]);
    assert_eq!(missed["messageId"], line["message"]["id"]);
    assert_eq!(unread().await, 1);
    let read = json!({"channelId": both, "seq": line["message"]["seq"]});
    bob.command("mark_read", read).await.unwrap();
    let seqs = bob.event("notifications_read").await["seqs"].clone();
    assert_eq!(seqs, json!([missed["seq"]]));
    assert_eq!(unread().await, 0);

    let missed = miss(&mut ann, &mut bob).await;
    assert_eq!(unread().await, 1);
    initiate(&mut bob, both, "b").await;
    let seqs = bob.event("notifications_read").await["seqs"].clone();
    assert_eq!(seqs, json!([missed["seq"]]));
    assert_eq!(unread().await, 0);
}

#[tokio::test]
async fn others_of_a_channel_see_the_call_and_join_late() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let desk = channel(&server.rest("ann"), &["bob", "eve"]).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let mut eve = server.connect("eve").await;
    let data =
        json!({"channelId": desk, "callType": "audio", "targetUsers": ["bob"], "deviceId": "a"});
    let call = ann.command("call_initiate", data).await.unwrap()["sessionId"].clone();
    let id = call.as_i64().unwrap();
    bob.event("incoming_call").await;
    let seen = eve.event("call_participant_joined").await;
    assert_eq!(
        (&seen["participant"], &seen["call"]["ringing"]),
        (&json!("ann"), &json!(["bob"]))
    );
    accept(&mut bob, id, "b").await.unwrap();
    let late = server.connect("eve").await;
    let view = &late.snapshot["channels"][0];
    assert_eq!(view["call"]["participants"], json!(["ann", "bob"]));
    let listed = server.rest("eve").get("/api/chat/channels").await.ok();
    assert_eq!(listed["items"][0]["call"]["sessionId"], call);
    let joined = eve
        .command("call_join", json!({"sessionId": call, "deviceId": "e"}))
        .await
        .unwrap();
    assert_eq!(
        (&joined["joined"], users(&joined["call"])),
        (&json!(true), vec!["ann", "bob", "eve"])
    );
    assert!(eve.drain().iter().all(|frame| frame[1] != "incoming_call"));

    let refused = bob
        .command("call_end", json!({"sessionId": call}))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "forbidden");
    ann.command("call_end", json!({"sessionId": call}))
        .await
        .unwrap();
    assert_eq!(bob.event("call_ended").await["sessionId"], call);
}

#[tokio::test]
async fn signals_reach_the_other_device_alone() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let mut ann = server.connect("ann").await;
    let (mut bob, mut other) = (server.connect("bob").await, server.connect("bob").await);
    let call = initiate(&mut ann, conversation, "a").await;
    accept(&mut bob, call, "b").await.unwrap();
    let candidate = json!({"candidate": "candidate:1 1 udp 1 192.0.2.7 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0});
    let early =
        json!({"sessionId": call, "candidate": candidate, "targetUser": "ann", "deviceId": "b"});
    bob.command("webrtc_ice_candidate", early).await.unwrap();
    let offer = json!({"sessionId": call, "offer": {"type": "offer", "sdp": SDP}, "targetUser": "ann", "deviceId": "b"});
    bob.command("webrtc_offer", offer.clone()).await.unwrap();
    let first = ann.event("webrtc_ice_candidate_received").await;
    assert_eq!(
        (&first["fromUser"], &first["fromDevice"], &first["deviceId"]),
        (&json!("bob"), &json!("b"), &json!("a"))
    );
    assert_eq!(
        ann.event("webrtc_offer_received").await["offer"]["sdp"],
        SDP
    );
    // Over REST, too.
    let answer =
        json!({"answer": {"type": "answer", "sdp": SDP}, "targetUser": "bob", "deviceId": "a"});
    let path = format!("/api/chat/calls/{call}/answer");
    assert_eq!(server.rest("ann").post(&path, answer).await.status, 204);
    assert_eq!(bob.event("webrtc_answer_received").await["fromDevice"], "a");
    other.command("update_presence", json!({})).await.unwrap();
    assert!(other.drain().iter().all(|frame| {
        !frame[1]
            .as_str()
            .is_some_and(|name| name.starts_with("webrtc"))
    }));

    let refusals = [
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "answer", "sdp": SDP}, "targetUser": "ann", "deviceId": "b"}),
            "invalid",
        ),
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "offer", "sdp": "nonsense"}, "targetUser": "ann", "deviceId": "b"}),
            "invalid",
        ),
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "offer", "sdp": format!("v=0{}", "x".repeat(140_000))}, "targetUser": "ann", "deviceId": "b"}),
            "too_large",
        ),
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "offer", "sdp": SDP}, "targetUser": "eve", "deviceId": "b"}),
            "not_found",
        ),
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "offer", "sdp": SDP}, "targetUser": null, "deviceId": "b"}),
            "conflict",
        ),
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "offer", "sdp": SDP}, "targetUser": "ann", "deviceId": "elsewhere"}),
            "conflict",
        ),
        (
            "webrtc_offer",
            json!({"sessionId": call, "offer": {"type": "offer", "sdp": SDP}, "targetUser": "ann", "deviceId": "no name"}),
            "invalid",
        ),
        (
            "webrtc_ice_candidate",
            json!({"sessionId": call, "candidate": {"candidate": "x".repeat(5_000)}, "targetUser": "ann", "deviceId": "b"}),
            "too_large",
        ),
        ("call_join", json!({"sessionId": 4_711}), "not_found"),
        (
            "call_initiate",
            json!({"channelId": conversation, "callType": "hologram"}),
            "invalid",
        ),
        (
            "call_initiate",
            json!({"channelId": conversation, "callType": "audio", "targetUsers": ["nobody"]}),
            "invalid",
        ),
        ("call_end", json!({}), "invalid"),
    ];
    for (name, data, code) in refusals {
        let refused = bob.command(name, data.clone()).await.unwrap_err();
        assert_eq!(refused["code"], code, "{name} {refused}");
    }
    assert_eq!(status(&server.rest("bob"), call).await["status"], "active");
}

#[tokio::test]
async fn a_call_over_rest_alone() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let conversation = direct(&ann, &["bob"]).await;
    let mut socket = server.connect("bob").await;
    let _listening = server.connect("ann").await;
    let body = json!({"channelId": conversation, "callType": "video"});
    let made = ann.post("/api/chat/calls/initiate", body.clone()).await;
    assert_eq!(made.status, 201);
    let call = made.body["sessionId"].as_i64().unwrap();
    assert_eq!(made.body["deviceId"], "rest");
    socket.event("incoming_call").await;
    let at = |what: &str| format!("/api/chat/calls/{call}/{what}");
    assert_eq!(
        bob.post(&at("answer"), json!({})).await.ok()["call"]["status"],
        "active"
    );
    let again = ann.post("/api/chat/calls/initiate", body).await;
    assert_eq!(
        (again.status.as_u16(), &again.body["joined"]),
        (200, &json!(true))
    );
    let device = bob.post(&at("update"), json!({"muted": true})).await.ok();
    assert_eq!(device["device"]["muted"], true);
    let offer = json!({"offer": {"type": "offer", "sdp": SDP}, "targetUser": "bob"});
    assert_eq!(ann.post(&at("offer"), offer).await.status, 204);
    assert_eq!(
        socket.event("webrtc_offer_received").await["deviceId"],
        "rest"
    );
    let ice = json!({"candidate": null, "targetUser": "bob"});
    assert_eq!(ann.post(&at("ice"), ice).await.status, 204);
    assert_eq!(
        socket.event("webrtc_ice_candidate_received").await["candidate"],
        Value::Null
    );
    assert_eq!(ann.post(&at("end"), json!({})).await.status, 204);
    let over = ann.post(&at("join"), json!({})).await;
    assert_eq!(over.problem(409), "conflict");
    let shown = status(&ann, call).await;
    assert_eq!(
        (&shown["status"], &shown["endReason"]),
        (&json!("ended"), &json!("completed"))
    );
    let servers = ann.get("/api/chat/calls/ice-servers").await.ok();
    assert_eq!(servers, json!({"iceServers": [], "expiresAt": null}));
}
