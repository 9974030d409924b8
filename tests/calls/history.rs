//! Past calls.

use serde_json::{Value, json};

use super::{direct, history};
use crate::support::TestServer;

#[tokio::test]
async fn the_history_is_found_by_person_kind_and_page() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    server.add_user("root", "admin").await;
    let rest = server.rest("ann");
    let (bob, eve) = (direct(&rest, &["bob"]).await, direct(&rest, &["eve"]).await);
    for n in 0..5 {
        let (place, kind) = if n % 2 == 0 {
            (bob, "audio")
        } else {
            (eve, "video")
        };
        let body = json!({"channelId": place, "callType": kind});
        let made = rest.post("/api/chat/calls/initiate", body).await.ok();
        let end = format!("/api/chat/calls/{}/end", made["sessionId"]);
        assert_eq!(rest.post(&end, json!({})).await.status, 204);
    }
    assert_eq!(history(&rest, "").await.len(), 5);
    assert_eq!(history(&rest, "?type=video").await.len(), 2);
    assert_eq!(history(&rest, "?with=bob").await.len(), 3);
    assert_eq!(history(&rest, &format!("?channelId={eve}")).await.len(), 2);
    assert_eq!(
        history(&server.rest("bob"), "?status=missed").await.len(),
        3
    );
    assert_eq!(history(&rest, "?status=missed").await.len(), 0);
    let mut seen = Vec::new();
    let mut next = Value::Null;
    loop {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", "2");
        if let Some(next) = next.as_str() {
            query.append_pair("before", next);
        }
        let path = format!("/api/chat/calls/history?{}", query.finish());
        let page = rest.get(&path).await.ok();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["sessionId"].as_i64().unwrap()),
        );
        next = page["next"].clone();
        if next.is_null() {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    let other = server
        .rest("bob")
        .get("/api/chat/calls/history?user=ann")
        .await;
    assert_eq!(other.problem(403), "forbidden");
    assert_eq!(history(&server.rest("root"), "?user=ann").await.len(), 5);
    assert_eq!(history(&server.rest("root"), "?user=*").await.len(), 5);
    let foreign = server
        .rest("bob")
        .get(&format!("/api/chat/calls/history?channelId={eve}"))
        .await;
    assert_eq!(foreign.problem(404), "not_found");
    let bad = rest.get("/api/chat/calls/history?type=smoke").await;
    assert_eq!(bad.problem(400), "invalid");
}

#[tokio::test]
async fn calls_from_before_one_joined_are_as_hidden_as_messages() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let ann = server.rest("ann");
    let room =
        json!({"name": "ops", "type": "private", "history": "since_joining", "userIds": ["bob"]});
    let room = ann.post("/api/chat/channels", room).await.ok()["id"].clone();
    let here = format!("?channelId={room}");
    let call = json!({"channelId": room, "callType": "audio"});
    for _ in 0..2 {
        let made = ann.post("/api/chat/calls/initiate", call.clone()).await;
        let end = format!("/api/chat/calls/{}/end", made.ok()["sessionId"]);
        assert_eq!(ann.post(&end, json!({})).await.status, 204);
        if history(&ann, &here).await.len() == 1 {
            let members = format!("/api/chat/channels/{room}/members");
            let said = json!({"message": "between the two"});
            let messages = format!("/api/chat/channels/{room}/messages");
            ann.post(&messages, said).await.ok();
            ann.post(&members, json!({"userId": "eve"})).await.ok();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
    assert_eq!(history(&ann, &here).await.len(), 2);
    let seen = history(&server.rest("eve"), &here).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0]["sessionId"], 2);
}
