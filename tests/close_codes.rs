//! The close codes with which the server ends connections.

use std::time::Duration;

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{TestServer, within};

#[tokio::test]
async fn a_client_that_does_not_log_in_is_closed() {
    let server = TestServer::builder()
        .timing(|timing| timing.gateway.login = Duration::from_millis(50))
        .start()
        .await;
    let mut socket = server.socket().await;
    assert_eq!(socket.close_code().await, Some(4002));
}

#[tokio::test]
async fn commands_before_the_login_are_refused() {
    let server = TestServer::with_users(&["ann"]).await;
    let mut socket = server.socket().await;
    socket.event("hello").await;
    let error = socket
        .command("typing_start", json!({"channelId": 1}))
        .await
        .unwrap_err();
    assert_eq!(error["code"], "unauthenticated");
    assert_eq!(socket.close_code().await, Some(4002));
}

#[tokio::test]
async fn a_bad_token_closes_the_connection() {
    let server = TestServer::with_users(&["ann"]).await;
    for token in ["", "nonsense", "ticket_0", &server.token("nobody")] {
        let mut socket = server.socket().await;
        socket.event("hello").await;
        let error = socket
            .command("authenticate", json!({"token": token}))
            .await
            .unwrap_err();
        assert_eq!(error["code"], "unauthenticated", "{token}");
        assert_eq!(socket.close_code().await, Some(4003), "{token}");
    }
}

#[tokio::test]
async fn an_invalid_frame_closes_the_connection() {
    let server = TestServer::with_users(&["ann"]).await;
    for logged_in in [false, true] {
        for bytes in [&b""[..], b"\xc1", b"{\"json\": true}", &[0x92, 4]] {
            let mut socket = server.socket().await;
            if logged_in {
                socket.authenticate(&server.token("ann")).await;
            }
            socket.send_bytes(bytes.to_vec()).await;
            assert_eq!(socket.close_code().await, Some(4001), "{bytes:?}");
        }
        let mut socket = server.socket().await;
        socket.inner.send(Message::text("hello")).await.unwrap();
        assert_eq!(socket.close_code().await, Some(4001));
    }
}

#[tokio::test]
async fn a_frame_that_is_too_big_closes_the_connection() {
    let server = TestServer::with_users(&["ann"]).await;
    let mut socket = server.connect("ann").await;
    socket.send_bytes(vec![0; 256 * 1024 + 1]).await;
    assert_eq!(socket.close_code().await, Some(1009));
}

#[tokio::test]
async fn a_client_without_heartbeat_is_closed() {
    let server = TestServer::builder()
        .timing(|timing| timing.gateway.heartbeat = Duration::from_millis(40))
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let mut socket = server.connect("ann").await;
    // It reads, but sends nothing.
    assert_eq!(socket.close_code().await, Some(4009));
}

#[tokio::test]
async fn a_heartbeat_keeps_it_open() {
    let server = TestServer::builder()
        .timing(|timing| timing.gateway.heartbeat = Duration::from_millis(300))
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let mut socket = server.connect("ann").await;
    for _ in 0..6 {
        let ping = socket.next_ping().await;
        socket.send_frame(json!([5, ping])).await;
    }
}

#[tokio::test]
async fn too_many_connections_of_a_user_are_refused() {
    let server = TestServer::builder()
        .config(|config| config.max_connections_per_user = 2)
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let first = server.connect("ann").await;
    let _second = server.connect("ann").await;
    let mut third = server.socket().await;
    third.event("hello").await;
    let token = server.token("ann");
    third
        .command("authenticate", json!({"token": token}))
        .await
        .unwrap_err();
    assert_eq!(third.close_code().await, Some(4013));
    drop(first);
    let app = server.server.app();
    within("the connection to be gone", async {
        while app.engine.connected() > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn too_many_connections_of_an_address_are_refused() {
    let server = TestServer::builder()
        .config(|config| config.max_connections_per_address = 1)
        .start()
        .await;
    let _first = server.socket().await;
    let mut second = server.socket().await;
    assert_eq!(second.close_code().await, Some(4013));
    assert_eq!(
        server.anonymous().get("/healthz").await.problem(503),
        "busy"
    );
}

#[tokio::test]
async fn a_stopping_server_closes_connections() {
    let server = TestServer::with_users(&["ann"]).await;
    let mut socket = server.connect("ann").await;
    let mut silent = server.socket().await;
    silent.event("hello").await;
    let stopped = tokio::spawn(server.server.stop());
    assert_eq!(socket.close_code().await, Some(4011));
    assert_eq!(silent.close_code().await, Some(4011));
    stopped.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_deactivated_user_is_closed() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let mut socket = server.connect("ann").await;
    let mut other = server.connect("bob").await;
    server.set_active("ann", false).await;
    assert_eq!(socket.close_code().await, Some(4014));
    assert_eq!(
        server.rest("ann").get("/api/auth/me").await.problem(403),
        "forbidden"
    );
    other
        .command("update_presence", json!({"status": "busy"}))
        .await
        .unwrap();
}
