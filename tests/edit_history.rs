//! The history of edits, and the time after which a message cannot be edited any more.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both};

servers_on_both![
    whoever_reads_a_message_reads_its_history_until_it_is_deleted,
    an_outsider_learns_nothing_from_a_history,
    after_the_window_that_the_administrator_set_nothing_is_edited,
];

async fn posted(ann: &Rest, kind: &str) -> (i64, String) {
    let new = json!({"name": "desk", "type": kind});
    let channel = ann.post("/api/chat/channels", new).await.ok();
    let id = channel["id"].as_i64().unwrap();
    let path = format!("/api/chat/channels/{id}/messages");
    let message = ann.post(&path, json!({"message": "foo"})).await.ok();
    (id, format!("/api/chat/messages/{}", message["id"]))
}

fn texts(history: &Value) -> Vec<&str> {
    let items = history["items"].as_array().unwrap().iter();
    items.map(|item| item["text"].as_str().unwrap()).collect()
}

async fn whoever_reads_a_message_reads_its_history_until_it_is_deleted() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let (_, message) = posted(&ann, "public").await;
    let history = format!("{message}/history");
    assert_eq!(texts(&bob.get(&history).await.ok()), [""; 0]);
    for text in ["bar", "baz"] {
        ann.put(&message, json!({"message": text})).await.ok();
    }
    let found = bob.get(&history).await.ok();
    assert_eq!(texts(&found), ["bar", "foo"]);
    assert_eq!(
        found["items"][0]["writtenAt"],
        found["items"][1]["replacedAt"]
    );
    ann.delete(&message).await.ok();
    assert_eq!(bob.get(&history).await.problem(404), "not_found");
    let nowhere = bob.get("/api/chat/messages/987654/history").await;
    assert_eq!(nowhere.problem(404), "not_found");
}

async fn an_outsider_learns_nothing_from_a_history() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let (_, message) = posted(&ann, "private").await;
    ann.put(&message, json!({"message": "bar"})).await.ok();
    let history = format!("{message}/history");
    let refused = server.rest("bob").get(&history).await;
    assert_eq!(refused.problem(404), "not_found");
}

async fn after_the_window_that_the_administrator_set_nothing_is_edited() {
    let server = TestServer::builder()
        .config(|config| config.edit_window = Some(Duration::from_secs(1)))
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let ann = server.rest("ann");
    let (_, message) = posted(&ann, "public").await;
    let hello = server.socket().await.event("hello").await;
    assert_eq!(hello["editWindowMs"], 1_000);
    ann.put(&message, json!({"message": "in time"})).await.ok();
    let written = ann.get(&message).await.ok()["createdAt"].as_i64().unwrap();
    while actors::clock::now() <= written + 1_000 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let late = ann.put(&message, json!({"message": "too late"})).await;
    assert!(late.text.contains("1 second"), "{}", late.text);
    assert_eq!(late.problem(403), "forbidden");
    assert_eq!(ann.get(&message).await.ok()["text"], "in time");
    // It can be deleted at any time.
    ann.delete(&message).await.ok();
}
