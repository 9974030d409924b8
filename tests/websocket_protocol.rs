//! RFC 6455, byte by byte: what clients may do, and the close code of each violation.
//!
//! In every case, another client's connection must not be affected.

mod raw;

use serde_json::json;

use self::raw::{BINARY, CLOSE, CONTINUATION, Frame, PING, PONG, Raw, TEXT, close, frame};
use crate::support::{Socket, TestServer};

const PROTOCOL_ERROR: u16 = 1002;
const NOT_UTF8: u16 = 1007;
const TOO_BIG: u16 = 1009;
const NOT_A_FRAME: u16 = 4001;

/// Asserts that the other client's connection still works.
async fn assert_unhurt(bystander: &mut Socket) {
    bystander
        .command("update_presence", json!({"status": "online"}))
        .await
        .unwrap();
}

fn violations() -> Vec<(String, Vec<u8>, u16)> {
    let mut cases = Vec::new();
    let mut add =
        |name: &str, bytes: Vec<u8>, code: u16| cases.push((name.to_owned(), bytes, code));
    let pong = rmp_serde::to_vec(&json!([5, 1])).unwrap();
    let sent = |opcode| frame(opcode, b"x");
    add(
        "not masked",
        frame(BINARY, &pong).unmasked().bytes(),
        PROTOCOL_ERROR,
    );
    add(
        "an unmasked ping",
        frame(PING, b"").unmasked().bytes(),
        PROTOCOL_ERROR,
    );
    for bit in [0x40, 0x20, 0x10, 0x70] {
        add(
            &format!("reserved bits {bit:x}"),
            frame(BINARY, &pong).with(bit).bytes(),
            PROTOCOL_ERROR,
        );
        add(
            &format!("reserved bits {bit:x} in a ping"),
            sent(PING).with(bit).bytes(),
            PROTOCOL_ERROR,
        );
    }
    for opcode in (3..=7).chain(0xb..=0xf) {
        add(
            &format!("reserved opcode {opcode:x}"),
            sent(opcode).bytes(),
            PROTOCOL_ERROR,
        );
    }
    for opcode in [PING, PONG, CLOSE] {
        add(
            &format!("control frame {opcode:x} in fragments"),
            sent(opcode).begins().bytes(),
            PROTOCOL_ERROR,
        );
        let long = frame(opcode, &[3; 126]).bytes();
        add(
            &format!("control frame {opcode:x} of 126 bytes"),
            long,
            PROTOCOL_ERROR,
        );
    }
    add(
        "a continuation of nothing",
        frame(CONTINUATION, &pong).bytes(),
        PROTOCOL_ERROR,
    );
    add(
        "the first part of nothing",
        sent(CONTINUATION).begins().bytes(),
        PROTOCOL_ERROR,
    );
    let twice = [
        frame(BINARY, &pong).begins().bytes(),
        frame(BINARY, &pong).bytes(),
    ]
    .concat();
    add("a message inside a message", twice, PROTOCOL_ERROR);
    add(
        "a close of one byte",
        frame(CLOSE, &[3]).bytes(),
        PROTOCOL_ERROR,
    );
    for code in [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535,
    ] {
        add(
            &format!("the close code {code}"),
            close(code, b"").bytes(),
            PROTOCOL_ERROR,
        );
    }
    for wrong in [
        &b"\xff"[..],
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"a\xe2\x82",
    ] {
        add(
            &format!("a reason of {wrong:x?}"),
            close(1000, wrong).bytes(),
            NOT_UTF8,
        );
        add(
            &format!("a text of {wrong:x?}"),
            frame(TEXT, wrong).bytes(),
            NOT_UTF8,
        );
    }
    let split = [
        frame(TEXT, b"\xe2\x82").begins().bytes(),
        frame(CONTINUATION, b"\xff").bytes(),
    ];
    add("a text that goes wrong later", split.concat(), NOT_UTF8);
    add(
        "a text",
        frame(TEXT, "grüße".as_bytes()).bytes(),
        NOT_A_FRAME,
    );
    let whole = [
        frame(TEXT, b"\xe2\x82").begins().bytes(),
        frame(CONTINUATION, b"\xac").bytes(),
    ];
    add("a text cut inside a character", whole.concat(), NOT_A_FRAME);
    add("an empty message", frame(BINARY, b"").bytes(), NOT_A_FRAME);
    for length in [256 * 1024 + 1, 1 << 32, (1 << 63) - 1] {
        let header = frame(BINARY, b"").of_length(length).bytes();
        add(
            &format!("a frame that says it has {length} bytes"),
            header,
            TOO_BIG,
        );
    }
    let part = vec![0xc0; 64 * 1024];
    let mut parts = frame(BINARY, &part).begins().bytes();
    for _ in 0..4 {
        parts.extend(frame(CONTINUATION, &part).begins().bytes());
    }
    add("fragments that add up to too much", parts, TOO_BIG);
    cases
}

#[tokio::test]
async fn every_violation_closes_only_its_connection_with_its_code() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let mut bystander = server.connect("bob").await;
    for logged_in in [false, true] {
        for (name, bytes, code) in violations() {
            let mut raw = Raw::connect(server.address()).await;
            if logged_in {
                raw.authenticate(&server.token("ann")).await;
            }
            raw.send(&bytes).await;
            let end = raw.end().await;
            assert_eq!(end, Some(code), "{name}, logged in: {logged_in}");
        }
        assert_unhurt(&mut bystander).await;
    }
    assert_unhurt(&mut bystander).await;
}

#[tokio::test]
async fn a_ping_is_answered_with_its_payload() {
    let server = TestServer::with_users(&["ann"]).await;
    for logged_in in [false, true] {
        let mut raw = Raw::connect(server.address()).await;
        if logged_in {
            raw.authenticate(&server.token("ann")).await;
        }
        for payload in [&b""[..], b"hello", &[0, 255, 254, 253], &[0xfe; 125]] {
            // An unsolicited pong is ignored.
            raw.send(&frame(PONG, payload).bytes()).await;
            raw.send(&frame(PING, payload).bytes()).await;
            assert_eq!(raw.next_control().await, Some((PONG, payload.to_vec())));
        }
        let many: Vec<u8> = (0..10).flat_map(|n| frame(PING, &[n]).bytes()).collect();
        raw.send(&many).await;
        let mut last = None;
        while last != Some(9) {
            let (opcode, payload) = raw.next_control().await.unwrap();
            assert_eq!(opcode, PONG);
            assert!(
                last.is_none_or(|last| payload[0] > last),
                "pongs keep their order"
            );
            last = Some(payload[0]);
        }
    }
}

#[tokio::test]
async fn a_message_can_be_fragmented_anywhere() {
    let server = TestServer::with_users(&["ann"]).await;
    let login = json!([1, 7, "authenticate", {"token": server.token("ann")}]);
    let login = rmp_serde::to_vec_named(&login).unwrap();
    let (first, rest) = login.split_at(5);
    let (second, third) = rest.split_at(20);
    let ways: [(&str, Vec<Frame>); 4] = [
        ("one frame", vec![frame(BINARY, &login)]),
        (
            "three parts",
            vec![
                frame(BINARY, first).begins(),
                frame(CONTINUATION, second).begins(),
                frame(CONTINUATION, third),
            ],
        ),
        (
            "empty parts",
            vec![
                frame(BINARY, b"").begins(),
                frame(CONTINUATION, &login).begins(),
                frame(CONTINUATION, b""),
            ],
        ),
        (
            "with pings between",
            vec![
                frame(BINARY, first).begins(),
                frame(PING, b"between"),
                frame(CONTINUATION, second).begins(),
                frame(PONG, b"unasked"),
                frame(CONTINUATION, third),
            ],
        ),
    ];
    for (name, frames) in ways {
        let bytes: Vec<u8> = frames.iter().flat_map(Frame::bytes).collect();
        for chunk in [1, 2, 7, bytes.len()] {
            let mut raw = Raw::connect(server.address()).await;
            for piece in bytes.chunks(chunk) {
                raw.send(piece).await;
            }
            let reply = raw.next_message().await;
            assert_eq!(
                (&reply[0], &reply[1]),
                (&json!(2), &json!(7)),
                "{name} by {chunk}"
            );
        }
    }
}

#[tokio::test]
async fn a_close_frame_is_answered_and_later_frames_are_ignored() {
    let server = TestServer::with_users(&["ann"]).await;
    for logged_in in [false, true] {
        for code in [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
        ] {
            let mut raw = Raw::connect(server.address()).await;
            if logged_in {
                raw.authenticate(&server.token("ann")).await;
            }
            let goodbye = close(code, "tschüß".as_bytes()).bytes();
            let ignored = frame(BINARY, b"\xc1").bytes();
            raw.send(&[goodbye, ignored].concat()).await;
            assert_eq!(raw.end().await, Some(code), "logged in: {logged_in}");
        }
        let mut raw = Raw::connect(server.address()).await;
        raw.send(&frame(CLOSE, b"").bytes()).await;
        assert_eq!(raw.next_control().await, Some((CLOSE, Vec::new())));
    }
    let engine = &server.server.app().engine;
    crate::support::within("the sessions to end", async {
        while engine.connected() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_of_the_maximum_length_is_accepted() {
    let server = TestServer::with_users(&["ann"]).await;
    let mut raw = Raw::connect(server.address()).await;
    raw.authenticate(&server.token("ann")).await;
    let length = usize::try_from(actors::protocol::limits::LIMITS.frame_bytes).unwrap();
    let head = rmp_serde::to_vec_named(&json!([1, 9, "fly", {"filler": ""}])).unwrap();
    // A string of 32-bit length takes five bytes of header instead of one.
    let filler = length - head.len() - 4;
    let mut message = head[..head.len() - 1].to_vec();
    message.push(0xdb);
    message.extend(u32::try_from(filler).unwrap().to_be_bytes());
    message.extend(std::iter::repeat_n(b'x', filler));
    assert_eq!(message.len(), length);
    raw.send(&frame(BINARY, &message).bytes()).await;
    let reply = raw.next_message().await;
    assert_eq!(reply[2]["code"], "unknown_command");
}

#[tokio::test]
async fn a_client_that_disconnects_inside_a_frame_is_removed() {
    let server = TestServer::with_users(&["ann"]).await;
    let mut raw = Raw::connect(server.address()).await;
    raw.authenticate(&server.token("ann")).await;
    assert_eq!(server.server.app().engine.connected(), 1);
    raw.send(&frame(BINARY, &[0; 500]).bytes()[..100]).await;
    drop(raw);
    crate::support::within("the session to end", async {
        while server.server.app().engine.connected() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn invalid_handshakes_are_refused() {
    let server = TestServer::with_users(&[]).await;
    let whole = raw::handshake(server.address());
    for (found, instead, status) in [
        ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 400),
        ("Sec-WebSocket-Version: 13", "X: y", 400),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "X: y", 400),
        (
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Key: short",
            400,
        ),
        ("Upgrade: websocket", "X: y", 426),
        ("Connection: Upgrade", "Connection: close", 426),
        (
            "Sec-WebSocket-Protocol: orvale.chat.v1.msgpack",
            "Sec-WebSocket-Protocol: chat",
            400,
        ),
        (
            "Sec-WebSocket-Protocol: orvale.chat.v1.msgpack",
            "X: y",
            400,
        ),
        ("GET /api/chat/ws", "POST /api/chat/ws", 405),
        ("X-Last: true", "Origin: https://evil.example", 403),
    ] {
        assert!(whole.contains(found));
        let answer = raw::refused(server.address(), &whole.replace(found, instead)).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{instead}: {answer}"
        );
        assert!(
            answer.contains("application/problem+json"),
            "{instead}: {answer}"
        );
    }
}

#[tokio::test]
async fn hello_names_the_build_that_is_served() {
    let server = TestServer::with_users(&["ann"]).await;
    let first = server.socket().await.event("hello").await;
    let build = first["build"].as_str().unwrap();
    assert_eq!(build.len(), 12, "{build}");
    let second = server.socket().await.event("hello").await;
    assert_eq!(second["build"], build);
}
