//! Clients that send too many frames: they are disconnected after a limited number, and other clients are not
//! affected.

use futures_util::{SinkExt, StreamExt, stream::SplitStream};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::support::{Socket, TestServer, patiently, within};

const FRAMES: usize = 20_000;
/// The maximum number of fragments sent: many stay in the system's buffers when the server stops reading.
const MOST_FRAGMENTS: usize = 5_000_000;
/// The maximum number of answers: the budget of a connection and what is refilled meanwhile.
const ANSWERED: usize = 2_000;

fn frame(frame: &Value) -> Message {
    Message::binary(rmp_serde::to_vec_named(frame).unwrap())
}

/// The frame of each kind of flood.
fn floods() -> Vec<(&'static str, Message)> {
    vec![
        ("pings", frame(&json!([4, 7]))),
        ("pongs", frame(&json!([5, 7]))),
        ("WebSocket pings", Message::Ping("p".into())),
        ("WebSocket pongs", Message::Pong("p".into())),
    ]
}

/// Floods of commands, which before the login close the connection anyway.
fn floods_of_commands() -> Vec<(&'static str, Message)> {
    let refused = json!({"channelId": "x"});
    let large = json!([1, 7, "no_such_command", {"x": "x".repeat(200_000)}]);
    vec![
        (
            "unknown commands",
            frame(&json!([1, 7, "no_such_command", {}])),
        ),
        ("large unknown commands", frame(&large)),
        (
            "invalid commands",
            frame(&json!([1, 7, "send_message", refused])),
        ),
        (
            "logins",
            frame(&json!([1, 7, "authenticate", {"token": "x"}])),
        ),
    ]
}

/// Sends the frame until the connection ends; returns the number of answers and the close code.
async fn flood(socket: Socket, message: Message) -> (usize, Option<u16>) {
    let (mut to, from) = socket.inner.split();
    let sending = tokio::spawn(async move {
        for _ in 0..FRAMES {
            if to.feed(message.clone()).await.is_err() {
                return;
            }
        }
        let _ = to.flush().await;
    });
    let counted = patiently("the end of a flood", count(from)).await;
    sending.abort();
    counted
}

async fn count(mut from: SplitStream<WebSocketStream<TcpStream>>) -> (usize, Option<u16>) {
    let mut answers = 0;
    loop {
        match from.next().await {
            Some(Ok(Message::Close(frame))) => return (answers, frame.map(|f| f.code.into())),
            Some(Ok(_)) => answers += 1,
            Some(Err(_)) | None => return (answers, None),
        }
    }
}

#[tokio::test]
async fn a_flood_closes_the_connection() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let mut bystander = server.connect("bob").await;
    for (what, message) in floods().into_iter().chain(floods_of_commands()) {
        let (answers, code) = flood(server.connect("ann").await, message).await;
        assert!(answers <= ANSWERED, "{what}: {answers} answers");
        assert_eq!(code, Some(4008), "{what}");
    }
    let mut after = server.connect("ann").await;
    for socket in [&mut bystander, &mut after] {
        socket.send_frame(json!([4, 1])).await;
        socket
            .frame("a pong", |frame| *frame == json!([5, 1]))
            .await;
    }
}

#[tokio::test]
async fn a_flood_before_the_login_closes_the_connection() {
    let server = TestServer::with_users(&["ann"]).await;
    for (what, message) in floods() {
        let (answers, code) = flood(server.socket().await, message).await;
        assert!(answers <= ANSWERED, "{what}: {answers} answers");
        assert_eq!(code, Some(4008), "{what}");
    }
}

#[tokio::test]
async fn many_empty_fragments_of_a_message_close_the_connection() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = TestServer::with_users(&["ann"]).await;
    for logged_in in [false, true] {
        let mut socket = server.socket().await;
        if logged_in {
            socket.authenticate(&server.token("ann")).await;
        }
        let stream = socket.inner.get_mut();
        // A binary message with empty continuation frames that never ends, masked with zeros.
        let mut sent = stream.write_all(&[0x02, 0x80, 0, 0, 0, 0]).await;
        let fragments = [0x00, 0x80, 0, 0, 0, 0].repeat(1_000);
        let mut count = 0;
        while sent.is_ok() && count < MOST_FRAGMENTS {
            sent = within("a write", stream.write_all(&fragments)).await;
            count += 1_000;
        }
        // The server closes the connection well before that, and writing fails.
        let mut rest = Vec::new();
        let _ = patiently("the end", stream.read_to_end(&mut rest)).await;
        assert!(count < MOST_FRAGMENTS, "{count} fragments were read");
    }
}

#[tokio::test]
async fn mistakes_and_pings_of_an_eager_client_are_answered() {
    let server = TestServer::with_users(&["ann"]).await;
    let mut socket = server.connect("ann").await;
    for n in 0..100 {
        socket.send_frame(json!([4, n])).await;
        let reference = socket.cast("no_such_command", json!({})).await;
        let refused = socket.reply(reference).await.unwrap_err();
        assert_eq!(refused["code"], "unknown_command");
        socket
            .frame("a pong", |frame| *frame == json!([5, n]))
            .await;
    }
    // Valid commands have their own limits.
    let desk = json!({"name": "desk", "type": "public"});
    let channel = server
        .rest("ann")
        .post("/api/chat/channels", desk)
        .await
        .ok();
    for _ in 0..2_000 {
        let typing = json!({"channelId": channel["id"]});
        socket.command("typing_start", typing).await.unwrap();
    }
}
