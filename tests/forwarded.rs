//! Forwarded messages: each reader sees the source only as far as they may see it.

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both};

servers_on_both![
    a_forwarded_message_shows_its_source_to_those_who_may_see_it,
    an_id_that_may_not_be_seen_is_one_that_does_not_exist,
    a_newcomer_uses_nothing_that_was_written_before_they_joined,
];

async fn channel(ann: &Rest, name: &str, kind: &str, others: &[&str]) -> i64 {
    let new = json!({"name": name, "type": kind});
    let channel = ann.post("/api/chat/channels", new).await.ok();
    let id = channel["id"].as_i64().unwrap();
    for user in others {
        let path = format!("/api/chat/channels/{id}/members");
        ann.post(&path, json!({"userId": user})).await.ok();
    }
    id
}

async fn try_post(who: &Rest, channel: i64, message: Value) -> crate::support::Answer {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await
}

async fn a_forwarded_message_shows_its_source_to_those_who_may_see_it() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let secret = channel(&ann, "secret", "private", &["bob"]).await;
    let hall = channel(&ann, "hall", "public", &["bob", "eve"]).await;
    let source = try_post(&ann, secret, json!({"message": "the vault code"}))
        .await
        .ok();
    let mut listening = server.connect("eve").await;
    let forward = json!({"message": "", "forwardedFrom": source["id"]});
    let forwarded = try_post(&bob, hall, forward).await.ok();
    assert_eq!(forwarded["forwardedFrom"], source["id"]);
    assert_eq!(forwarded["text"], "");
    let received = listening.event("message_received").await;
    assert_eq!(received["message"]["forwardedFrom"], source["id"]);
    assert!(!received.to_string().contains("vault"), "{received}");
    let path = format!("/api/chat/messages/{}", source["id"]);
    assert_eq!(bob.get(&path).await.ok()["text"], "the vault code");
    assert_eq!(eve.get(&path).await.problem(404), "not_found");
    let page = eve
        .get(&format!("/api/chat/channels/{hall}/messages"))
        .await;
    assert!(!page.text.contains("vault"), "{}", page.text);

    // Its own words can be taken away again; those of a message that has nothing else cannot.
    let own = format!("/api/chat/messages/{}", forwarded["id"]);
    let edited = bob.put(&own, json!({"message": "see this"})).await.ok();
    assert_eq!(edited["text"], "see this");
    let edited = bob.put(&own, json!({"message": ""})).await.ok();
    assert_eq!(edited["text"], "");
    let plain = try_post(&bob, hall, json!({"message": "plain"})).await.ok();
    let path = format!("/api/chat/messages/{}", plain["id"]);
    let refused = bob.put(&path, json!({"message": " "})).await;
    assert_eq!(refused.problem(400), "invalid");

    // The forwarded message can be forwarded in turn, by whoever sees it, and a tombstone forwards nothing.
    let again = json!({"message": "look", "forwardedFrom": forwarded["id"]});
    try_post(&eve, hall, again).await.ok();
    bob.delete(&own).await.ok();
    assert_eq!(eve.get(&own).await.ok()["forwardedFrom"], Value::Null);
}

async fn an_id_that_may_not_be_seen_is_one_that_does_not_exist() {
    let server = TestServer::with_users(&["ann", "eve"]).await;
    let (ann, eve) = (server.rest("ann"), server.rest("eve"));
    let secret = channel(&ann, "secret", "private", &[]).await;
    let hall = channel(&ann, "hall", "public", &["eve"]).await;
    let source = try_post(&ann, secret, json!({"message": "the vault code"}))
        .await
        .ok();
    let gone = try_post(&ann, hall, json!({"message": "gone"})).await.ok();
    ann.delete(&format!("/api/chat/messages/{}", gone["id"]))
        .await
        .ok();
    let nowhere = json!({"id": 987_654});
    let (hidden, made_up) = (&source["id"], &nowhere["id"]);
    for field in ["forwardedFrom", "replyToId", "threadId"] {
        let mut answers = Vec::new();
        for id in [hidden, made_up] {
            let message = json!({"message": "words", field: id});
            answers.push(try_post(&eve, hall, message).await.text);
        }
        assert!(answers[0].contains("not_found"), "{field}: {}", answers[0]);
        assert_eq!(answers[0], answers[1], "{field}");
    }
    let at = actors::clock::now() + 3_600_000;
    for (method, path, body) in [
        ("PUT", "messages/{}/saved", json!({})),
        ("DELETE", "messages/{}/saved", json!({})),
        ("PUT", "messages/{}/pin", json!({})),
        ("DELETE", "messages/{}/pin", json!({})),
        ("GET", "messages/{}", json!({})),
        ("GET", "messages/{}/history", json!({})),
        ("PUT", "messages/{}", json!({"message": "words"})),
        ("DELETE", "messages/{}", json!({})),
        ("POST", "messages/{}/reactions", json!({"emoji": "👍"})),
        ("DELETE", "messages/{}/reactions/%F0%9F%91%8D", json!({})),
        ("POST", "messages/{}/reminder", json!({"at": at})),
        (
            "DELETE",
            "messages/{}/previews",
            json!({"url": "http://x/"}),
        ),
        (
            "POST",
            "messages/{}/ticket",
            json!({"title": "t", "description": "words"}),
        ),
        ("GET", "threads/{}/messages", json!({})),
        ("PUT", "threads/{}/follow", json!({})),
        ("DELETE", "threads/{}/follow", json!({})),
        ("POST", "threads/{}/read", json!({"seq": 1})),
    ] {
        let mut answers = Vec::new();
        for id in [hidden, made_up] {
            let path = format!("/api/chat/{}", path.replace("{}", &id.to_string()));
            let request = eve.request(method.parse().unwrap(), &path).json(&body);
            answers.push(eve.send(request).await.text);
        }
        assert_eq!(answers[0], answers[1], "{method} {path}");
        assert!(
            !answers[0].contains("vault") && !answers[0].contains("secret"),
            "{method} {path}: {}",
            answers[0]
        );
        let is_refused = answers[0].contains("not_found") || path.contains("/ticket");
        assert!(is_refused, "{method} {path}: {}", answers[0]);
    }
    for field in ["threadId", "forwardedFrom"] {
        let mut answers = Vec::new();
        for id in [hidden, made_up] {
            let new = json!({"channelId": hall, "message": "later", "at": at, field: id});
            answers.push(eve.post("/api/chat/scheduled", new).await);
        }
        assert_eq!(answers[0].status, answers[1].status, "{field}");
        assert!(!answers[0].text.contains("vault"), "{}", answers[0].text);
    }
    // A link is text: nobody gets a preview of what it leads to from the server.
    let mut listening = server.connect("eve").await;
    let link = format!("http://127.0.0.1/channels/{secret}?message={hidden}");
    let linked = try_post(&eve, hall, json!({"message": link})).await.ok();
    let received = listening.event("message_received").await;
    for told in [&linked, &received["message"]] {
        assert!(!told.to_string().contains("vault"), "{told}");
    }
    let tombstone = json!({"message": "words", "forwardedFrom": gone["id"]});
    assert_eq!(
        try_post(&eve, hall, tombstone).await.problem(404),
        "not_found"
    );
    let note = ann
        .get(&format!("/api/chat/channels/{hall}/messages"))
        .await
        .ok();
    let note = note["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["type"] == "system");
    let system = json!({"message": "words", "forwardedFrom": note.unwrap()["id"]});
    assert_eq!(try_post(&eve, hall, system).await.problem(400), "invalid");
    for message in [json!({"message": ""}), json!({"message": " "})] {
        assert_eq!(try_post(&eve, hall, message).await.problem(400), "invalid");
    }
}

async fn a_newcomer_uses_nothing_that_was_written_before_they_joined() {
    let server = TestServer::with_users(&["ann", "eve"]).await;
    let (ann, eve) = (server.rest("ann"), server.rest("eve"));
    let new = json!({"name": "desk", "type": "private", "history": "since_joining"});
    let desk = ann.post("/api/chat/channels", new).await.ok();
    let desk = desk["id"].as_i64().unwrap();
    let hall = channel(&ann, "hall", "public", &["eve"]).await;
    let message = json!({"message": "the vault code"});
    let early = try_post(&ann, desk, message).await.ok();
    let members = format!("/api/chat/channels/{desk}/members");
    ann.post(&members, json!({"userId": "eve"})).await.ok();
    let forward = json!({"message": "", "forwardedFrom": early["id"]});
    assert_eq!(
        try_post(&eve, hall, forward).await.problem(404),
        "not_found"
    );
    let at = actors::clock::now() + 60_000;
    let later = json!({"channelId": desk, "message": "words", "at": at, "threadId": early["id"]});
    let refused = eve.post("/api/chat/scheduled", later).await;
    assert_eq!(refused.problem(404), "not_found");
    let path = format!("/api/chat/messages/{}", early["id"]);
    let saved = eve.put(&format!("{path}/saved"), json!({})).await;
    assert_eq!(saved.problem(404), "not_found");
    let history = eve.get(&format!("{path}/history")).await;
    assert_eq!(history.problem(404), "not_found");
    // Around a time before they joined, they find what they may see.
    let later = try_post(&ann, desk, json!({"message": "welcome"}))
        .await
        .ok();
    let at = early["createdAt"].as_i64().unwrap();
    let page = format!("/api/chat/channels/{desk}/messages?at={at}");
    let page = eve.get(&page).await.ok();
    assert!(!page.to_string().contains("vault"), "{page}");
    assert!(page.to_string().contains(later["text"].as_str().unwrap()));
}
