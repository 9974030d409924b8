//! What REST answers besides success: problems of one shape, repeats, pages.

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
async fn a_route_is_found_by_its_whole_path_and_counted_under_its_name() {
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
    // Who is not logged in learns nothing about ids, not even which are well-formed.
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
async fn a_repeated_key_is_answered_again_and_done_once() {
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
async fn too_many_requests_are_told_to_wait() {
    let server = TestServer::builder()
        .config(|config| config.rate_limits = true)
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let ann = server.rest("ann");
    for _ in 0..500 {
        let answer = ann.get("/api/chat/users").await;
        if answer.status == 429 {
            assert!(answer.headers.contains_key("retry-after"));
            assert!(answer.body["retryAfterMs"].as_u64().unwrap() > 0);
            assert_eq!(answer.problem(429), "rate_limited");
            return;
        }
        answer.ok();
    }
    panic!("500 requests at once were answered");
}

#[tokio::test]
async fn opening_direct_conversations_has_a_small_budget_of_its_own() {
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
    assert!(opened >= 30, "a whole team can be written to: {opened}");
    assert_eq!(refused.problem(429), "rate_limited");
    let channel = json!({"name": "desk", "type": "public"});
    ann.post("/api/chat/channels", channel).await.ok();
}

#[tokio::test]
async fn health_is_told_to_anyone() {
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
