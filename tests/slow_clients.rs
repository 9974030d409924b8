//! Slow clients, and clients over the connection limit: they are closed, and others are still served.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{TestServer, within};

/// Sends these bytes, and returns everything that the server sends until it closes the connection.
async fn said_to(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut said = Vec::new();
    // A reset also ends the connection.
    let _ = within("the server to lose patience", stream.read_to_end(&mut said)).await;
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn incomplete_requests_time_out() {
    let server = TestServer::with_users(&["ann"]).await;
    let address = server.address();
    let token = server.token("ann");
    let beginnings = [
        String::new(),
        "GET".into(),
        "GET /api/chat/ws HTTP/1.1\r\n".into(),
        "GET /api/chat/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upg".into(),
        "\r\n\r\n\r\n".into(),
    ];
    let silent = beginnings
        .iter()
        .map(|bytes| said_to(address, bytes.as_bytes()));
    let half_a_body = format!(
        "PUT /api/chat/presence HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"status\""
    );
    let body = said_to(address, half_a_body.as_bytes());
    let ann = server.rest("ann");
    let (silent, body, healthy) = tokio::join!(
        futures_util::future::join_all(silent),
        body,
        ann.get("/api/auth/me"),
    );
    healthy.ok();
    for (said, bytes) in silent.iter().zip(&beginnings) {
        assert!(
            !said.starts_with("HTTP/1.1 2") && !said.starts_with("HTTP/1.1 1"),
            "{bytes} {said}"
        );
    }
    assert!(body.starts_with("HTTP/1.1 408 "), "{body}");
    assert!(body.contains("application/problem+json"), "{body}");
}

#[tokio::test]
async fn a_head_sent_byte_by_byte_times_out() {
    let server = TestServer::with_users(&[]).await;
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let drip = async {
        let _ = writing
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ")
            .await;
        // Each byte is sent well before a timeout between two bytes could apply.
        while writing.write_all(b"y").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let mut said = Vec::new();
    let ended = async { reading.read_to_end(&mut said).await };
    within("the end", async {
        tokio::select! { () = drip => {}, _ = ended => {} }
    })
    .await;
}

#[tokio::test]
async fn oversized_and_malformed_heads_are_refused() {
    let server = TestServer::with_users(&[]).await;
    let address = server.address();
    let many: String = (0..200).map(|n| format!("X-{n}: y\r\n")).collect();
    for (what, request) in [
        ("a long field", format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "y".repeat(100_000))),
        ("a long path", format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(100_000))),
        ("many fields", format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n")),
        ("no HTTP", "HELO mail.example.org\r\n\r\n".into()),
        ("another version", "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n".into()),
        ("two lengths", "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}".into()),
        ("a negative length", "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}".into()),
        ("a null in a field", "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n".into()),
        ("TLS to a plain port", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".into()),
    ] {
        let said = said_to(address, request.as_bytes()).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{what}: {said}");
    }
    for target in [
        "*",
        "http://other.example/healthz",
        "//healthz",
        "/healthz/../metrics",
        "/%2e%2e/etc/passwd",
    ] {
        let said = said_to(
            address,
            format!("OPTIONS {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .await;
        assert!(
            said.starts_with("HTTP/1.1 4") || said.starts_with("HTTP/1.1 2"),
            "{target}: {said}"
        );
    }
    assert_eq!(server.anonymous().get("/healthz").await.status, 200);
}

#[tokio::test]
async fn connections_over_the_total_limit_are_refused() {
    let server = TestServer::builder()
        .config(|config| config.max_connections = 2)
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let mut first = server.connect("ann").await;
    let second = server.connect("ann").await;
    let mut third = server.socket().await;
    assert_eq!(third.close_code().await, Some(4013));
    assert_eq!(
        server.anonymous().get("/healthz").await.problem(503),
        "busy"
    );
    drop((second, third));
    within("a place to be free again", async {
        while server.server.app().connections.open() > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.connect("ann").await;
    first
        .command("update_presence", serde_json::json!({"status": "busy"}))
        .await
        .unwrap();
}
