//! What is said of files: descriptions for those who do not see a picture, and the sound of voice messages.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    files::{PNG, channel, path, send, upload, uploaded},
    support::{Answer, Rest, TestServer},
};

async fn describe(who: &Rest, id: &str, change: Value) -> Answer {
    let request = who.request(Method::PATCH, &path(id)).json(&change);
    who.send(request).await
}

/// A sound of half a second.
fn wav() -> Vec<u8> {
    let samples = vec![0; 4_000];
    let length = u32::try_from(samples.len()).unwrap();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(b"\x01\0\x08\0data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples);
    bytes
}

#[tokio::test]
async fn a_description_is_shown_wherever_the_file_is() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = uploaded(&ann, "a.png", PNG).await;
    let described = describe(&ann, &id, json!({"description": " A dot "})).await;
    assert_eq!(described.ok()["description"], "A dot");
    let room = channel(&ann, "public", &["bob"]).await;
    let message = send(&ann, room, "look", &[&id]).await.ok();
    assert_eq!(message["files"][0]["description"], "A dot");

    let mut socket = server.connect("bob").await;
    let change = json!({"description": "A dot, in black"});
    describe(&ann, &id, change.clone()).await.ok();
    let event = socket.event("message_updated").await;
    let shown = &event["message"];
    assert_eq!(shown["files"][0]["description"], "A dot, in black");
    assert_eq!(shown["editedAt"], Value::Null);
    let at = format!("/api/chat/messages/{}", message["id"]);
    assert_eq!(bob.get(&at).await.ok()["files"], shown["files"]);
    // Once more changes nothing, and is no event.
    describe(&ann, &id, change).await.ok();
    send(&ann, room, "next", &[]).await.ok();
    assert_eq!(
        socket.event("message_received").await["message"]["text"],
        "next"
    );

    // Only who uploaded it says what it is, and others learn nothing of it.
    let refused = describe(&bob, &id, json!({"description": "mine"})).await;
    assert_eq!(refused.problem(404), "not_found");
    for wrong in [
        json!({"description": "x".repeat(1001)}),
        json!({"description": "a\u{0}b"}),
        json!({"description": 1}),
        json!({"description": null}),
        json!({"name": "b.png"}),
        json!({"durationMs": 5}),
    ] {
        let refused = describe(&ann, &id, wrong.clone()).await;
        assert_eq!(refused.problem(400), "invalid", "{wrong}");
    }
    let removed = describe(&ann, &id, json!({"description": ""})).await.ok();
    assert_eq!(removed.get("description"), None);
    let found = bob.get(&at).await.ok();
    assert_eq!(found["files"][0].get("description"), None);
}

#[tokio::test]
async fn a_voice_message_has_a_length_and_a_waveform() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let sound = upload(&ann, "voice.wav", &wav()).await.ok();
    assert_eq!(
        (&sound["mimeType"], &sound["durationMs"]),
        (&json!("audio/wav"), &json!(500))
    );
    let id = sound["id"].as_str().unwrap();
    for wrong in [
        json!({"waveform": []}),
        json!({"waveform": [101]}),
        json!({"waveform": vec![1; 201]}),
        json!({"durationMs": 0}),
        json!({"durationMs": 86_400_001}),
        json!({"durationMs": null}),
        json!({"waveform": null}),
    ] {
        let refused = describe(&ann, id, wrong.clone()).await;
        assert_eq!(refused.problem(400), "invalid", "{wrong}");
    }
    for level in [101, 256, -1, 100_000] {
        let refused = describe(&ann, id, json!({"waveform": [0, level]})).await;
        let wanted = "`waveform` must have 1 to 200 numbers from 0 to 100";
        assert_eq!(refused.body["detail"], wanted, "{level}");
    }
    // What the file says of its length counts more than what its sender says.
    let voice = json!({"waveform": [0, 50, 100], "durationMs": 9_000});
    let described = describe(&ann, id, voice.clone()).await.ok();
    assert_eq!(described["durationMs"], 500);
    let room = channel(&ann, "public", &[]).await;
    let message = send(&ann, room, "", &[id]).await.ok();
    assert_eq!(message["files"][0]["waveform"], json!([0, 50, 100]));
    assert_eq!(message["files"][0]["durationMs"], 500);
    assert_eq!(describe(&ann, id, voice).await.problem(409), "conflict");
    describe(&ann, id, json!({"description": "Call me back"}))
        .await
        .ok();
    let at = format!("/api/chat/messages/{}", message["id"]);
    let file = ann.get(&at).await.ok()["files"][0].clone();
    assert_eq!(file["description"], "Call me back");
    assert_eq!(file["waveform"], json!([0, 50, 100]));
}
