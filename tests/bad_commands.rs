//! Invalid commands: each gets a clear error and changes nothing, and the connection stays open.

use actors::clock;
use serde_json::{Value, json};

use crate::support::{Socket, TestServer};

const CLIENT: &str = "6f2c1f0e-5d0e-4c86-9d0f-0f1b7a1c2d3e";

struct Scene {
    server: TestServer,
    socket: Socket,
    channel: i64,
    message: i64,
}

async fn scene() -> Scene {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let body = json!({"name": "desk", "type": "public"});
    let channel = ann.post("/api/chat/channels", body).await.ok()["id"]
        .as_i64()
        .unwrap();
    let mut socket = server.connect("ann").await;
    let first = json!({"channelId": channel, "clientId": CLIENT, "message": "first"});
    let first = socket.command("send_message", first).await.unwrap();
    let message = first["message"]["id"].as_i64().unwrap();
    Scene {
        server,
        socket,
        channel,
        message,
    }
}

impl Scene {
    /// The channel with all its messages, which a refused command must not change.
    async fn state(&self) -> (Value, Value) {
        let ann = self.server.rest("ann");
        let path = format!("/api/chat/channels/{}", self.channel);
        (
            ann.get(&path).await.ok(),
            ann.get(&format!("{path}/messages")).await.ok(),
        )
    }

    async fn refuses(&mut self, command: &str, data: Value, code: &str) -> String {
        let error = self
            .socket
            .command(command, data.clone())
            .await
            .unwrap_err();
        assert_eq!(
            error["code"],
            code,
            "{command} {:.200} {error}",
            data.to_string()
        );
        let message = error["message"].as_str().unwrap().to_owned();
        assert!(!message.is_empty(), "{command} {data}");
        message
    }
}

#[tokio::test]
async fn invalid_texts_are_refused() {
    let mut scene = scene().await;
    let before = scene.state().await;
    let (channel, message) = (scene.channel, scene.message);
    let mut texts = vec![
        (String::new(), "invalid"),
        (" \n\t\u{3000}".into(), "invalid"),
        ("x".repeat(5_001), "too_large"),
        ("ü".repeat(5_001), "too_large"),
        ("😀".repeat(60_000), "too_large"),
    ];
    for control in [
        '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1b}', '\u{7f}', '\u{80}', '\u{9f}',
    ] {
        texts.push((format!("bell{control}"), "invalid"));
    }
    for (text, code) in texts {
        let send = json!({"channelId": channel, "clientId": uuid(), "message": text});
        scene.refuses("send_message", send, code).await;
        scene
            .refuses(
                "edit_message",
                json!({"messageId": message, "message": text}),
                code,
            )
            .await;
    }
    assert_eq!(scene.state().await, before);
    for text in [
        "ü".repeat(5_000),
        "😀".repeat(5_000),
        "tab\tline\nand\r\nline".into(),
    ] {
        let send = json!({"channelId": channel, "clientId": uuid(), "message": text});
        let kept = scene.socket.command("send_message", send).await.unwrap();
        assert_eq!(kept["message"]["text"], text);
    }
}

#[tokio::test]
async fn data_of_the_wrong_shape_is_refused() {
    let mut scene = scene().await;
    let before = scene.state().await;
    let (channel, message) = (scene.channel, scene.message);
    let send = |more: Value| {
        let mut data = json!({"channelId": channel, "clientId": uuid(), "message": "x"});
        for (name, value) in more.as_object().unwrap() {
            data[name] = value.clone();
        }
        data
    };
    for (command, data, code) in [
        ("fly", json!({}), "unknown_command"),
        ("", json!({}), "unknown_command"),
        ("SEND_MESSAGE", send(json!({})), "unknown_command"),
        ("send_message", Value::Null, "invalid"),
        ("send_message", json!([]), "invalid"),
        ("send_message", json!("text"), "invalid"),
        ("send_message", json!({}), "invalid"),
        ("send_message", send(json!({"channelId": "1"})), "invalid"),
        ("send_message", send(json!({"channelId": 1.5})), "invalid"),
        ("send_message", send(json!({"channelId": null})), "invalid"),
        ("send_message", send(json!({"channelId": [1]})), "invalid"),
        ("send_message", send(json!({"message": 7})), "invalid"),
        (
            "send_message",
            send(json!({"message": {"text": "x"}})),
            "invalid",
        ),
        (
            "send_message",
            send(json!({"clientId": "not-a-uuid"})),
            "invalid",
        ),
        ("send_message", send(json!({"clientId": ""})), "invalid"),
        ("send_message", send(json!({"clientId": 7})), "invalid"),
        ("send_message", send(json!({"type": "system"})), "invalid"),
        ("send_message", send(json!({"type": "file"})), "invalid"),
        ("send_message", send(json!({"type": "image"})), "invalid"),
        ("send_message", send(json!({"type": "shout"})), "invalid"),
        ("send_message", send(json!({"type": 0})), "invalid"),
        (
            "send_message",
            send(json!({"type": "ticket_link"})),
            "invalid",
        ),
        (
            "send_message",
            send(json!({"ticketReference": "a b"})),
            "invalid",
        ),
        (
            "send_message",
            send(json!({"ticketReference": "x".repeat(41)})),
            "invalid",
        ),
        ("send_message", send(json!({"replyToId": "x"})), "invalid"),
        (
            "send_message",
            send(json!({"replyToId": 999_999})),
            "not_found",
        ),
        ("edit_message", json!({"messageId": message}), "invalid"),
        (
            "add_reaction",
            json!({"messageId": message, "emoji": "smile"}),
            "invalid",
        ),
        (
            "add_reaction",
            json!({"messageId": message, "emoji": ""}),
            "invalid",
        ),
        (
            "add_reaction",
            json!({"messageId": message, "emoji": "👍👍"}),
            "invalid",
        ),
        (
            "add_reaction",
            json!({"messageId": message, "emoji": "x".repeat(100_000)}),
            "invalid",
        ),
        ("mark_read", json!({"channelId": channel}), "invalid"),
        (
            "mark_read",
            json!({"channelId": channel, "seq": 1_000_000}),
            "invalid",
        ),
        (
            "mark_read",
            json!({"channelId": channel, "seq": -1}),
            "invalid",
        ),
        (
            "mark_read",
            json!({"channelId": channel, "seq": i64::MAX}),
            "invalid",
        ),
        (
            "mark_read",
            json!({"channelId": channel, "seq": u64::MAX}),
            "invalid",
        ),
        ("update_presence", json!({"status": "asleep"}), "invalid"),
        ("update_presence", json!({"status": 1}), "invalid"),
        (
            "update_presence",
            json!({"status": "busy", "statusMessage": "x".repeat(101)}),
            "too_large",
        ),
        (
            "update_presence",
            json!({"status": "busy", "statusMessage": "a\u{0}"}),
            "invalid",
        ),
        (
            "update_presence",
            json!({"statusMessage": "lunch", "statusMessageUntil": 1}),
            "invalid",
        ),
        (
            "update_presence",
            json!({"statusMessage": "lunch", "statusMessageUntil": i64::MAX}),
            "invalid",
        ),
        (
            "update_presence",
            json!({"statusMessage": "", "statusMessageUntil": clock::now() + 60_000}),
            "invalid",
        ),
        (
            "update_presence",
            json!({"status": "busy", "statusMessageUntil": clock::now() + 60_000}),
            "invalid",
        ),
        ("authenticate", json!({"token": "again"}), "invalid"),
    ] {
        scene.refuses(command, data, code).await;
    }
    assert_eq!(scene.state().await, before);
}

#[tokio::test]
async fn unknown_ids_are_not_found() {
    let mut scene = scene().await;
    let before = scene.state().await;
    let mut answers = Vec::new();
    for id in [0, -1, 999_999, (1 << 53) - 1, 1 << 53, i64::MAX, i64::MIN] {
        for (command, data) in [
            ("join_channel", json!({"channelId": id})),
            ("leave_channel", json!({"channelId": id})),
            (
                "send_message",
                json!({"channelId": id, "clientId": uuid(), "message": "x"}),
            ),
            ("mark_read", json!({"channelId": id, "seq": 0})),
            ("typing_start", json!({"channelId": id})),
            ("typing_stop", json!({"channelId": id})),
            ("edit_message", json!({"messageId": id, "message": "x"})),
            ("delete_message", json!({"messageId": id})),
            ("add_reaction", json!({"messageId": id, "emoji": "👍"})),
            ("remove_reaction", json!({"messageId": id, "emoji": "👍"})),
        ] {
            answers.push(scene.refuses(command, data, "not_found").await);
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(scene.state().await, before);
}

#[tokio::test]
async fn a_client_id_with_another_text_is_a_conflict() {
    let mut scene = scene().await;
    let before = scene.state().await;
    let channel = scene.channel;
    let repeat =
        |text: &str, id: &str| json!({"channelId": channel, "clientId": id, "message": text});
    scene
        .refuses("send_message", repeat("second", CLIENT), "conflict")
        .await;
    scene
        .refuses(
            "send_message",
            repeat("second", &CLIENT.to_uppercase()),
            "conflict",
        )
        .await;
    let body = json!({"name": "other", "type": "public"});
    let other = scene
        .server
        .rest("ann")
        .post("/api/chat/channels", body)
        .await
        .ok()["id"]
        .clone();
    let elsewhere = json!({"channelId": other, "clientId": CLIENT, "message": "first"});
    scene.refuses("send_message", elsewhere, "conflict").await;
    let path = format!("/api/chat/channels/{channel}/messages");
    let body = json!({"message": "second", "clientId": CLIENT});
    assert_eq!(
        scene
            .server
            .rest("ann")
            .post(&path, body)
            .await
            .problem(409),
        "conflict"
    );
    assert_eq!(scene.state().await, before);
    // Both at once: whichever comes first is stored.
    let (one, two) = (repeat("one", &uuid()), uuid());
    let first = scene
        .socket
        .cast("send_message", repeat("this", &two))
        .await;
    let second = scene
        .socket
        .cast("send_message", repeat("that", &two))
        .await;
    let third = scene
        .socket
        .cast("send_message", repeat("this", &two))
        .await;
    let fourth = scene.socket.cast("send_message", one).await;
    let kept = scene.socket.reply(first).await.unwrap();
    assert_eq!(
        scene.socket.reply(second).await.unwrap_err()["code"],
        "conflict"
    );
    assert_eq!(
        scene.socket.reply(third).await.unwrap()["message"]["id"],
        kept["message"]["id"]
    );
    scene.socket.reply(fourth).await.unwrap();
    // Client ids are unique per user only.
    let mut bob = scene.server.connect("bob").await;
    bob.command("join_channel", json!({"channelId": channel}))
        .await
        .unwrap();
    bob.command("send_message", repeat("second", CLIENT))
        .await
        .unwrap();
}

#[tokio::test]
async fn deleted_messages_cannot_be_changed() {
    let mut scene = scene().await;
    let message = scene.message;
    scene
        .socket
        .command("delete_message", json!({"messageId": message}))
        .await
        .unwrap();
    let before = scene.state().await;
    let edit = json!({"messageId": message, "message": "back again"});
    assert!(scene.socket.command("edit_message", edit).await.is_err());
    let react = json!({"messageId": message, "emoji": "👍"});
    assert!(scene.socket.command("add_reaction", react).await.is_err());
    assert_eq!(scene.state().await, before);
}

#[tokio::test]
async fn positions_from_the_future_get_a_fresh_snapshot() {
    let scene = scene().await;
    let id = scene.channel.to_string();
    let user_seq = scene.socket.snapshot["userSeq"].as_i64().unwrap();
    let token = scene.server.token("ann");
    let cases = [
        json!({"channels": {&id: 1_000_000}, "user": user_seq}),
        json!({"channels": {&id: i64::MAX}, "user": user_seq}),
        json!({"channels": {&id: -1}, "user": user_seq}),
        json!({"channels": {&id: i64::MIN}, "user": i64::MIN}),
        json!({"channels": {&id: 1}, "user": user_seq + 1_000_000}),
        json!({"channels": {&id: 1}, "user": i64::MAX}),
    ];
    for resume in cases {
        let mut socket = scene.server.socket().await;
        socket.resume(&token, resume.clone()).await;
        assert_eq!(socket.snapshot["resumed"], false, "{resume}");
        assert_eq!(
            socket.snapshot["channels"][0]["id"], scene.channel,
            "{resume}"
        );
    }
    // Unknown channels, and those of others, are ignored.
    for resume in [
        json!({"channels": {"999999": 5, "0": 1, "-7": 3}, "user": user_seq}),
        json!({"channels": {}, "user": user_seq}),
    ] {
        let mut socket = scene.server.socket().await;
        socket.resume(&token, resume.clone()).await;
        assert_eq!(socket.snapshot["resumed"], true, "{resume}");
    }
    for resume in [
        json!("yes"),
        json!({"channels": [1], "user": 0}),
        json!({"channels": {"1": "x"}, "user": 0}),
        json!({"user": 0.5, "channels": {}}),
    ] {
        let mut socket = scene.server.socket().await;
        socket.event("hello").await;
        let login = json!({"token": token, "resume": resume});
        let error = socket.command("authenticate", login).await.unwrap_err();
        assert_eq!(error["code"], "invalid", "{resume}");
    }
}

#[tokio::test]
async fn unknown_fields_change_nothing() {
    let mut scene = scene().await;
    let forged = json!({
        "channelId": scene.channel, "clientId": uuid(), "message": "hello",
        "userId": "bob", "id": 7, "seq": 4_000, "role": "owner", "createdAt": 1, "deletedAt": 1,
        "editedAt": 1, "system": true, "file": {"id": "x"}, "reactions": [{"emoji": "👍"}],
    });
    let kept = scene.socket.command("send_message", forged).await.unwrap()["message"].clone();
    assert_eq!(kept["userId"], "ann");
    assert!(
        kept["id"] != 7 && kept["seq"] != 4_000 && kept["createdAt"] != 1,
        "{kept}"
    );
    for field in ["file", "editedAt", "deletedAt"] {
        assert_eq!(kept[field], Value::Null, "{field}");
    }
    assert_eq!(kept["reactions"], json!([]));
    let presence = json!({"status": "busy", "user": "bob", "userId": "bob", "lastActive": 1});
    let chosen = scene
        .socket
        .command("update_presence", presence)
        .await
        .unwrap();
    assert_eq!(chosen["status"], "busy");
    assert_ne!(chosen["lastActive"], 1);
}

#[tokio::test]
async fn too_many_unanswered_commands_close_the_connection() {
    let scene = scene().await;
    let mut socket = scene.server.connect("ann").await;
    let mut bystander = scene.server.connect("bob").await;
    let send = |n: usize| {
        let client = uuid();
        let text = format!("number {n}");
        let data = json!({"channelId": scene.channel, "clientId": client, "message": text});
        rmp_serde::to_vec_named(&json!([1, n, "send_message", data])).unwrap()
    };
    use futures_util::SinkExt as _;
    use tokio_tungstenite::tungstenite::Message;
    for n in 0..4_000 {
        if socket.inner.feed(Message::binary(send(n))).await.is_err() {
            break;
        }
    }
    let _ = socket.inner.flush().await;
    assert_eq!(socket.close_code().await, Some(4008));
    bystander
        .command("update_presence", json!({"status": "busy"}))
        .await
        .unwrap();
    // The history is complete: each message once, without gaps.
    let path = format!("/api/chat/channels/{}/messages?limit=200", scene.channel);
    let page = scene.server.rest("ann").get(&path).await.ok();
    let seqs: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["seq"].as_i64())
        .collect();
    assert!(
        seqs.windows(2).all(|w| w[0].unwrap() + 1 == w[1].unwrap()),
        "{seqs:?}"
    );
}

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}
