//! Saved messages over the socket and over REST, on several devices.

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both};

servers_on_both![
    all_devices_of_a_user_agree_and_nobody_else_hears_of_it,
    what_was_saved_is_gone_with_the_right_to_read_it,
];

async fn channel(server: &TestServer, kind: &str, others: &[&str]) -> i64 {
    let ann = server.rest("ann");
    let new = json!({"name": format!("of {kind} {}", others.len()), "type": kind});
    let channel = ann.post("/api/chat/channels", new).await.ok();
    let id = channel["id"].as_i64().unwrap();
    for user in others {
        let path = format!("/api/chat/channels/{id}/members");
        ann.post(&path, json!({"userId": user})).await.ok();
    }
    id
}

async fn post(who: &Rest, channel: i64, message: Value) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await.ok()
}

async fn saved(who: &Rest) -> Vec<Value> {
    let found = who.get("/api/chat/saved").await.ok();
    found["items"].as_array().unwrap().clone()
}

async fn all_devices_of_a_user_agree_and_nobody_else_hears_of_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let id = channel(&server, "public", &["bob"]).await;
    let message = post(&server.rest("ann"), id, json!({"message": "words"})).await;
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);
    let mut ann = server.connect("ann").await;
    let data = json!({"messageId": message["id"]});
    let reply = laptop.command("save_message", data.clone()).await.unwrap();
    let at = reply["savedAt"].as_i64().unwrap();
    for device in [&mut laptop, &mut phone] {
        let told = device.event("saved_updated").await;
        assert_eq!(
            (&told["messageId"], &told["savedAt"]),
            (&message["id"], &json!(at))
        );
        assert_eq!(told["channelId"], id);
    }
    let bob = server.rest("bob");
    assert_eq!(saved(&bob).await[0]["message"]["id"], message["id"]);
    let page = bob
        .get(&format!("/api/chat/channels/{id}/messages"))
        .await
        .ok();
    let shown = page["items"].as_array().unwrap().last().unwrap();
    assert_eq!(shown["savedAt"], at);
    assert_eq!(saved(&server.rest("ann")).await.len(), 0);

    let path = format!("/api/chat/messages/{}/saved", message["id"]);
    let gone = bob.delete(&path).await.ok();
    assert_eq!(gone["savedAt"], Value::Null);
    assert_eq!(phone.event("saved_updated").await["savedAt"], Value::Null);
    // What comes next for ann is the reply to her own command.
    ann.command("save_message", data).await.unwrap();
    let own = ann.event("saved_updated").await;
    assert_eq!(own["seq"], 1 + ann.snapshot["userSeq"].as_i64().unwrap());
}

async fn what_was_saved_is_gone_with_the_right_to_read_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let id = channel(&server, "private", &["bob"]).await;
    let ann = server.rest("ann");
    let message = post(&ann, id, json!({"message": "secret"})).await;
    let bob = server.rest("bob");
    let path = format!("/api/chat/messages/{}/saved", message["id"]);
    bob.put(&path, json!({})).await.ok();
    ann.delete(&format!("/api/chat/channels/{id}/members/bob"))
        .await
        .ok();
    assert_eq!(saved(&bob).await.len(), 0);
    for answer in [bob.put(&path, json!({})).await, bob.delete(&path).await] {
        assert_eq!(answer.problem(404), "not_found");
    }
    // Back in the channel, it is as it was.
    let members = format!("/api/chat/channels/{id}/members");
    ann.post(&members, json!({"userId": "bob"})).await.ok();
    assert_eq!(saved(&bob).await[0]["message"]["text"], "secret");
    ann.delete(&format!("/api/chat/messages/{}", message["id"]))
        .await
        .ok();
    let tombstone = &saved(&bob).await[0]["message"];
    assert_eq!(tombstone["text"], "");
    assert!(tombstone["deletedAt"].is_i64());
}
