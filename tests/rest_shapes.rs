//! Responses of REST: problems, repeated requests, rate limits.

use reqwest::Method;
use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn every_refusal_is_a_problem() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    assert_eq!(ann.get("/api/nothing").await.problem(404), "not_found");
    assert_eq!(
        ann.get("/api/chat/channels/999999").await.problem(404),
        "not_found"
    );
    assert_eq!(
        ann.get("/api/chat/channels/abc").await.problem(404),
        "not_found"
    );
    let answer = ann
        .send(ann.request(Method::PATCH, "/api/chat/channels"))
        .await;
    assert_eq!(answer.headers["allow"], "GET, POST");
    assert_eq!(answer.problem(405), "invalid");
    let text = ann
        .request(Method::POST, "/api/chat/channels")
        .body("name=x");
    assert_eq!(ann.send(text).await.problem(415), "invalid");
    let broken = ann
        .request(Method::POST, "/api/chat/channels")
        .header("content-type", "application/json")
        .body("{");
    assert_eq!(ann.send(broken).await.problem(400), "invalid");
    let long = json!({"name": "x".repeat(300 * 1024), "type": "public"});
    assert_eq!(
        ann.post("/api/chat/channels", long).await.problem(413),
        "too_large"
    );
    assert_eq!(
        server
            .anonymous()
            .get("/api/chat/channels")
            .await
            .problem(401),
        "unauthenticated"
    );
    assert_eq!(
        ann.get("/api/admin/permissions").await.problem(403),
        "forbidden"
    );
    assert_eq!(ann.get("/api/chat/ws").await.status, 426);
}

#[tokio::test]
async fn routes_match_whole_paths_and_are_counted_by_name() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let head = ann.send(ann.request(Method::HEAD, "/api/auth/me")).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert_eq!(head.headers["content-type"], "application/json");
    for path in ["/api/auth/me/", "/api/auth//me", "/api/auth/me/x", "/api"] {
        assert_eq!(ann.get(path).await.problem(404), "not_found", "{path}");
    }
    assert_eq!(
        ann.get("/api/chat/channels/%zz").await.problem(400),
        "invalid"
    );
    // Without a login nothing is revealed about ids, not even whether they are well-formed.
    let anyone = server.anonymous();
    let answer = anyone.get("/api/chat/channels/abc").await;
    assert_eq!(answer.problem(401), "unauthenticated");
    let metrics = anyone.get("/metrics").await.text;
    for operation in ["me", "get_channel", "none"] {
        let label = format!("operation=\"{operation}\"");
        assert!(metrics.contains(&label), "{label} is missing");
    }
}

#[tokio::test]
async fn a_request_with_a_repeated_key_is_answered_but_executed_once() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let create = |key: &str, name: &str| {
        ann.request(Method::POST, "/api/chat/channels")
            .header("idempotency-key", key)
            .json(&json!({"name": name, "type": "private"}))
    };
    let first = ann.send(create("k1", "one")).await;
    let again = ann.send(create("k1", "one")).await;
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    assert_eq!(ann.send(create("k1", "two")).await.problem(409), "conflict");
    assert_eq!(ann.send(create("", "two")).await.problem(400), "invalid");
    let channels = ann.get("/api/chat/channels").await.ok();
    assert_eq!(channels["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_channel_is_created_with_the_requested_settings() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let create = async |name: &str, pinning: serde_json::Value| {
        let mut body = json!({"name": name, "type": "public"});
        body["pinning"] = pinning;
        ann.post("/api/chat/channels", body).await
    };
    let announcements = create("announcements", json!("admins")).await.ok();
    assert_eq!(announcements["pinning"], "admins");
    assert_eq!(create("desk", json!(null)).await.ok()["pinning"], "members");
    let refused = create("lobby", json!("nobody")).await;
    assert_eq!(refused.problem(400), "invalid");
}

#[tokio::test]
async fn replies_to_writes_state_the_number_of_dropped_mentions() {
    let people: Vec<_> = (0..52).map(|n| format!("person{n:02}")).collect();
    let names: Vec<_> = people.iter().map(String::as_str).collect();
    let server = TestServer::with_users(&names).await;
    let first = server.rest(names[0]);
    let channel = json!({"name": "desk", "type": "public"});
    let id = first.post("/api/chat/channels", channel).await.ok()["id"].clone();
    for name in &names[1..] {
        let join = format!("/api/chat/channels/{id}/join");
        server.rest(name).post(&join, json!({})).await.ok();
    }
    let messages = format!("/api/chat/channels/{id}/messages");
    let everyone: String = names.iter().map(|name| format!("@{name} ")).collect();
    let post = async |text: &str| {
        first
            .post(&messages, json!({"message": text, "confirmed": true}))
            .await
            .ok()
    };
    let posted = post(&everyone).await;
    assert_eq!(posted["mentionsDropped"], 2, "{posted}");
    let plain = post("hello").await;
    assert!(plain.get("mentionsDropped").is_none(), "{plain}");
    let path = format!("/api/chat/messages/{}", plain["id"]);
    let edited = first
        .put(&path, json!({"message": everyone, "confirmed": true}))
        .await
        .ok();
    assert_eq!(
        (&edited["mentionsDropped"], &edited["id"]),
        (&json!(2), &plain["id"])
    );
}

#[tokio::test]
async fn the_reply_to_an_edit_contains_the_callers_own_reaction() {
    let people: Vec<_> = (0..25).map(|n| format!("person{n:02}")).collect();
    let names: Vec<_> = people.iter().map(String::as_str).collect();
    let server = TestServer::with_users(&names).await;
    let last = server.rest(names[24]);
    let channel = json!({"name": "desk", "type": "public"});
    let id = last.post("/api/chat/channels", channel).await.ok()["id"].clone();
    let message = json!({"message": "cake"});
    let messages = format!("/api/chat/channels/{id}/messages");
    let message = last.post(&messages, message).await.ok()["id"].clone();
    let path = format!("/api/chat/messages/{message}");
    for name in &names {
        let rest = server.rest(name);
        let join = format!("/api/chat/channels/{id}/join");
        rest.post(&join, json!({})).await.ok();
        let react = format!("{path}/reactions");
        rest.post(&react, json!({"emoji": "👍"})).await.ok();
    }
    for answer in [
        last.put(&path, json!({"message": "more cake"})).await,
        last.put(&format!("{path}/pin"), json!({})).await,
        last.delete(&format!("{path}/pin")).await,
    ] {
        let shown = answer.ok()["reactions"][0].clone();
        assert_eq!(shown["count"], 25);
        let named = shown["users"].as_array().unwrap();
        assert!(named.contains(&json!(names[24])), "{shown}");
    }
}

#[tokio::test]
async fn opening_direct_conversations_has_a_separate_rate_limit_that_says_when_to_retry() {
    let server = TestServer::builder()
        .config(|config| config.rate_limits = true)
        .start()
        .await;
    for name in ["ann", "bob"] {
        server.add_user(name, "it_user").await;
    }
    let ann = server.rest("ann");
    let open = async || {
        let body = json!({"userIds": ["bob"]});
        ann.post("/api/chat/direct", body).await
    };
    let mut opened = 0;
    let refused = loop {
        let answer = open().await;
        if !answer.status.is_success() {
            break answer;
        }
        opened += 1;
        assert!(opened < 200, "200 at once");
    };
    assert!(opened >= 30, "enough for a whole team: {opened}");
    assert!(refused.headers.contains_key("retry-after"));
    assert!(refused.body["retryAfterMs"].as_u64().unwrap() > 0);
    assert_eq!(refused.problem(429), "rate_limited");
    let channel = json!({"name": "desk", "type": "public"});
    ann.post("/api/chat/channels", channel).await.ok();
}

#[tokio::test]
async fn health_needs_no_login() {
    let server = TestServer::with_users(&[]).await;
    let anyone = server.anonymous();
    assert_eq!(anyone.get("/healthz").await.ok()["status"], "ok");
    assert_eq!(anyone.get("/readyz").await.ok()["status"], "ok");
    assert!(
        anyone
            .get("/metrics")
            .await
            .text
            .contains("orvale_chat_connections")
    );
    let document = anyone.get("/api/openapi.json").await.ok();
    assert!(document["paths"]["/api/chat/channels"]["post"].is_object());
}
