//! A group is left for good: whoever left it receives and reads nothing more of it, and the others see them go.

use serde_json::{Value, json};

use crate::support::{Rest, Socket, TestServer, servers_on_both};

servers_on_both![
    a_group_has_at_most_twenty_people,
    who_leaves_is_gone_and_the_others_see_it,
    the_last_ones_can_leave_and_two_people_cannot,
    a_group_without_messages_appears_when_it_becomes_a_channel,
    a_group_that_someone_left_unseen_appears_with_its_first_message,
];

async fn open(who: &Rest, others: &[&str]) -> Value {
    let body = json!({"userIds": others});
    who.post("/api/chat/direct", body).await.ok()
}

async fn say(socket: &mut Socket, id: &Value, text: &str) {
    let client_id = uuid::Uuid::new_v4().to_string();
    let message = json!({"channelId": id, "clientId": client_id, "message": text});
    socket.command("send_message", message).await.unwrap();
}

/// All events of this socket so far that concern the conversation.
async fn heard(socket: &mut Socket, id: &Value) -> Vec<Value> {
    socket
        .command("update_presence", json!({"status": "busy"}))
        .await
        .unwrap();
    let all = socket.drain().into_iter();
    all.filter(|event| event[2]["channelId"] == *id).collect()
}

async fn a_group_has_at_most_twenty_people() {
    let names: Vec<String> = (0..21).map(|number| format!("user{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let server = TestServer::with_users(&names).await;
    let first = server.rest(names[0]);
    let too_many = json!({"userIds": names[1..]});
    let refused = first.post("/api/chat/direct", too_many).await;
    assert_eq!(refused.problem(400), "invalid");
    let group = open(&first, &names[1..20]).await;
    assert_eq!(group["memberCount"], 20);
}

async fn who_leaves_is_gone_and_the_others_see_it() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let mut bob = server.connect("bob").await;
    let mut cat = server.connect("cat").await;
    let mut ann = server.connect("ann").await;
    let group = open(&server.rest("ann"), &["bob", "cat"]).await;
    let id = group["id"].clone();
    assert_eq!(group["group"], true);
    say(&mut ann, &id, "hello").await;
    bob.event("channel_joined").await;
    cat.event("message_received").await;

    let left = bob
        .command("leave_channel", json!({"channelId": id}))
        .await
        .unwrap();
    assert_eq!(left["channelId"], id);
    assert_eq!(bob.event("channel_left").await["channelId"], id);
    bob.drain();
    let gone = cat.event("user_left").await;
    assert_eq!(
        (&gone["user"], &gone["memberCount"]),
        (&json!("bob"), &json!(2))
    );
    let note = cat.event("message_received").await;
    assert_eq!(note["message"]["system"]["event"], "left");

    say(&mut ann, &id, "about @bob").await;
    cat.event("message_received").await;
    assert_eq!(heard(&mut bob, &id).await, [] as [Value; 0]);
    for (command, data) in [
        ("leave_channel", json!({"channelId": id})),
        ("join_channel", json!({"channelId": id})),
        ("mark_read", json!({"channelId": id, "seq": 1})),
    ] {
        let refused = bob.command(command, data).await.unwrap_err();
        assert_eq!(refused["code"], "not_found", "{command}");
    }
    let rest = server.rest("bob");
    let path = format!("/api/chat/channels/{id}/messages");
    assert_eq!(rest.get(&path).await.problem(404), "not_found");
    assert_eq!(rest.get("/api/chat/direct").await.ok()["items"], json!([]));
    let back = server.connect("bob").await;
    assert_eq!(back.snapshot["channels"], json!([]));
    let ann_again = server.connect("ann").await;
    let members = &ann_again.snapshot["channels"][0]["members"];
    assert_eq!(members, &json!(["ann", "cat"]));

    // The same people, and the two who are left, have other conversations.
    let new = open(&rest, &["ann", "cat"]).await;
    let two = open(&server.rest("cat"), &["ann"]).await;
    assert!(new["id"] != id && two["id"] != id, "{new} {two}");
    assert_eq!(
        (&new["group"], &two["group"]),
        (&json!(true), &json!(false))
    );
}

async fn the_last_ones_can_leave_and_two_people_cannot() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let (ann, bob, cat) = (server.rest("ann"), server.rest("bob"), server.rest("cat"));
    let leave = |id: &Value| format!("/api/chat/channels/{id}/leave");
    let group = open(&ann, &["bob", "cat"]).await["id"].clone();
    for who in [&ann, &bob, &cat] {
        let left = who.post(&leave(&group), json!({})).await;
        assert_eq!(left.status, 204);
    }
    let two = open(&ann, &["bob"]).await["id"].clone();
    let refused = ann.post(&leave(&two), json!({})).await;
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("only hidden"),
        "{}",
        refused.body
    );
    assert_eq!(refused.problem(403), "forbidden");
}

async fn a_group_without_messages_appears_when_it_becomes_a_channel() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let mut bob = server.connect("bob").await;
    let ann = server.rest("ann");
    let id = open(&ann, &["bob", "cat"]).await["id"].clone();
    let path = format!("/api/chat/channels/{id}/convert");
    let public = json!({"name": "taken", "type": "public"});
    ann.post("/api/chat/channels", public).await.ok();
    let refused = ann.post(&path, json!({"name": "Taken"})).await;
    assert_eq!(refused.problem(409), "conflict");
    ann.post(&path, json!({"name": "room"})).await.ok();
    let joined = bob.event("channel_joined").await;
    assert_eq!(
        (&joined["channelId"], &joined["channel"]["name"]),
        (&id, &json!("room"))
    );
    let seq = joined["channel"]["seq"].as_i64().unwrap();
    let path = format!("/api/chat/channels/{id}/messages");
    ann.post(&path, json!({"message": "hello"})).await.ok();
    let fits = |frame: &Value| frame[1] == "message_received" && frame[2]["seq"] == seq + 1;
    bob.frame("the first message", fits).await;
}

async fn a_group_that_someone_left_unseen_appears_with_its_first_message() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let mut ann = server.connect("ann").await;
    let mut cat = server.connect("cat").await;
    let id = open(&server.rest("ann"), &["bob", "cat"]).await["id"].clone();
    let path = format!("/api/chat/channels/{id}/leave");
    server.rest("bob").post(&path, json!({})).await.ok();
    say(&mut ann, &id, "hello").await;
    assert_eq!(cat.event("channel_joined").await["channelId"], id);
}
