//! One-time tickets for the socket.

use serde_json::{Value, json};

use crate::support::TestServer;

#[tokio::test]
async fn a_ticket_opens_one_socket() {
    let server = TestServer::with_users(&["ann"]).await;
    let answer = server
        .rest("ann")
        .post("/api/chat/ws-ticket", json!({}))
        .await
        .ok();
    assert_eq!(answer["expiresInMs"], 30_000);
    let ticket = answer["ticket"].as_str().unwrap();

    let mut first = server.socket().await;
    first.authenticate(ticket).await;
    assert_eq!(first.snapshot["user"]["username"], "ann");

    let mut second = server.socket().await;
    second.event("hello").await;
    let error = second
        .command("authenticate", json!({"token": ticket}))
        .await
        .unwrap_err();
    assert_eq!(error["code"], "unauthenticated");
    assert_eq!(second.close_code().await, Some(4003));
}

#[tokio::test]
async fn a_ticket_expires_with_its_token() {
    let server = TestServer::with_users(&["ann"]).await;
    let rest = server.rest("ann");
    let answer = rest.post("/api/chat/ws-ticket", Value::Null).await.ok();
    assert_eq!(rest.post("/api/auth/logout", json!({})).await.status, 204);
    let mut socket = server.socket().await;
    socket.event("hello").await;
    let error = socket
        .command("authenticate", json!({"token": answer["ticket"]}))
        .await;
    assert_eq!(error.unwrap_err()["code"], "unauthenticated");
}
