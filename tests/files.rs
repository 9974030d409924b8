//! Files: uploading them, sending them, and who may fetch them.

use std::time::Duration;

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

use crate::support::{Answer, Rest, TestServer, within};

/// A picture of one pixel.
pub const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDAT\
    x\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
const FILES: &str = "/api/chat/files";

/// A response with bytes.
pub struct Fetched {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Fetched {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

fn named(name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("{FILES}?name={name}")
}

pub async fn upload(who: &Rest, name: &str, bytes: &[u8]) -> Answer {
    let request = who.request(Method::POST, &named(name));
    who.send(request.body(bytes.to_vec())).await
}

pub async fn uploaded(who: &Rest, name: &str, bytes: &[u8]) -> String {
    let file = upload(who, name, bytes).await.ok();
    file["id"].as_str().unwrap().to_owned()
}

pub async fn fetch(who: &Rest, path: &str, headers: &[(&str, &str)]) -> Fetched {
    let request = headers
        .iter()
        .fold(who.request(Method::GET, path), |request, (name, value)| {
            request.header(*name, *value)
        });
    let response = request.send().await.unwrap();
    Fetched {
        status: response.status(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

pub fn path(id: &str) -> String {
    format!("{FILES}/{id}")
}

pub async fn channel(ann: &Rest, kind: &str, others: &[&str]) -> i64 {
    let new = json!({"name": format!("{kind}-room"), "type": kind});
    let channel = ann.post("/api/chat/channels", new).await.ok();
    let id = channel["id"].as_i64().unwrap();
    for user in others {
        let path = format!("/api/chat/channels/{id}/members");
        ann.post(&path, json!({"userId": user})).await.ok();
    }
    id
}

pub async fn send(who: &Rest, channel: i64, text: &str, files: &[&str]) -> Answer {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, json!({"message": text, "fileIds": files}))
        .await
}

/// The objects in the server's store.
pub fn stored(server: &TestServer) -> usize {
    let folder = server.folder.path().join("files");
    let folders = std::fs::read_dir(folder)
        .unwrap()
        .map(|found| found.unwrap().path());
    let kept = folders.filter(|path| !path.ends_with("incoming"));
    kept.map(|path| std::fs::read_dir(path).unwrap().count())
        .sum()
}

#[tokio::test]
async fn a_file_is_uploaded_and_fetched() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let answer = upload(&ann, "Bericht – Mai 🚀.png", PNG).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let file = answer.body;
    assert_eq!(file["name"], "Bericht – Mai 🚀.png");
    assert_eq!(
        (&file["size"], &file["mimeType"]),
        (&json!(PNG.len()), &json!("image/png"))
    );
    let id = file["id"].as_str().unwrap();
    assert!(id.len() >= 22, "{id} can be guessed");
    let info = ann.get(&format!("{}/info", path(id))).await.ok();
    assert_eq!(info, file);

    let whole = fetch(&ann, &path(id), &[]).await;
    assert_eq!((whole.status.as_u16(), whole.bytes.as_slice()), (200, PNG));
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert!(whole.header("content-security-policy").contains("sandbox"));
    assert_eq!(
        whole.header("content-disposition"),
        "inline; filename=\"Bericht _ Mai _.png\"; filename*=UTF-8''Bericht%20%E2%80%93%20Mai%20%F0%9F%9A%80.png"
    );
    let tag = whole.header("etag").to_owned();
    let known = fetch(&ann, &path(id), &[("if-none-match", &tag)]).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    let part = fetch(
        &ann,
        &path(id),
        &[("range", "bytes=10-19"), ("if-range", &tag)],
    )
    .await;
    assert_eq!(
        (part.status.as_u16(), part.bytes.as_slice()),
        (206, &PNG[10..20])
    );
    assert_eq!(
        part.header("content-range"),
        format!("bytes 10-19/{}", PNG.len())
    );
    let changed = fetch(
        &ann,
        &path(id),
        &[("range", "bytes=10-19"), ("if-range", "\"x\"")],
    )
    .await;
    assert_eq!(
        (changed.status.as_u16(), changed.bytes.len()),
        (200, PNG.len())
    );
    let beyond = fetch(&ann, &path(id), &[("range", "bytes=999999-")]).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(
        beyond.header("content-range"),
        format!("bytes */{}", PNG.len())
    );
    let head = ann.request(Method::HEAD, &path(id)).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], PNG.len().to_string());
    let saved = fetch(&ann, &format!("{}?download=true", path(id)), &[]).await;
    assert!(
        saved
            .header("content-disposition")
            .starts_with("attachment")
    );

    // Nobody else has it before it is sent, and what is deleted is gone.
    let made_up = bob.get(&path("0123456789abcdef0123456789abcdef")).await;
    for tail in ["", "/info"] {
        let refused = bob.get(&(path(id) + tail)).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.body),
            (404, &made_up.body)
        );
    }
    assert_eq!(bob.delete(&path(id)).await.problem(404), "not_found");
    // With its thumbnail.
    assert_eq!(stored(&server), 2);
    assert_eq!(ann.delete(&path(id)).await.status, 204);
    assert_eq!(ann.get(&path(id)).await.problem(404), "not_found");
    within("the bytes to be removed", async {
        while stored(&server) > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_uploaded_is_refused() {
    let limited = TestServer::builder().config(|config| {
        config.max_file_size = 1024 * 1024;
        config.upload_quota = 3 * 1024 * 1024;
    });
    let server = limited.start().await;
    server.add_user("ann", "it_user").await;
    let ann = server.rest("ann");
    let large = vec![b'x'; 1024 * 1024 + 1];
    for (name, bytes, status, code) in [
        ("a.txt", b"".as_slice(), 400, "invalid"),
        (
            "a.png",
            b"<!doctype html><script>alert(1)</script>",
            400,
            "invalid",
        ),
        ("a.txt", &large, 413, "too_large"),
    ] {
        assert_eq!(
            upload(&ann, name, bytes).await.problem(status),
            code,
            "{name}"
        );
    }
    for _ in 0..3 {
        upload(&ann, "a.txt", &large[2..]).await.ok();
    }
    assert_eq!(
        upload(&ann, "a.txt", &large[2..]).await.problem(429),
        "rate_limited"
    );
    let nobody = server.anonymous();
    assert_eq!(
        upload(&nobody, "a.txt", b"x").await.problem(401),
        "unauthenticated"
    );
    assert_eq!(stored(&server), 3);
}

#[tokio::test]
async fn a_full_disk_takes_messages_only() {
    let full = TestServer::builder().config(|config| config.min_free_disk = u64::MAX / 2);
    let server = full.start().await;
    server.add_user("ann", "it_user").await;
    let ann = server.rest("ann");
    assert_eq!(upload(&ann, "a.txt", b"x").await.problem(503), "busy");
    let room = channel(&ann, "public", &[]).await;
    send(&ann, room, "still here", &[]).await.ok();
}

#[tokio::test]
async fn what_a_browser_could_run_is_a_download() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let html = b"<!doctype html><script>alert(1)</script>";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    for (name, bytes) in [
        ("a.svg", svg.as_slice()),
        ("a.txt", html),
        ("a", html),
        ("a.xhtml", b"<?xml version='1.0'?><html/>"),
        ("a.js", b"alert(1)"),
    ] {
        let request = ann.request(Method::POST, &named(name));
        let declared = request.header("content-type", "text/html");
        let file = ann.send(declared.body(bytes.to_vec())).await.ok();
        let fetched = fetch(&ann, &path(file["id"].as_str().unwrap()), &[]).await;
        assert_eq!(fetched.bytes, bytes);
        assert!(
            fetched
                .header("content-disposition")
                .starts_with("attachment"),
            "{name}"
        );
        assert!(
            fetched
                .header("content-security-policy")
                .contains("sandbox"),
            "{name}"
        );
        let sent_as = fetched.header("content-type");
        for active in ["html", "svg", "xml", "script"] {
            assert!(!sent_as.contains(active), "{name}: {sent_as}");
        }
    }
}

#[tokio::test]
async fn names_survive_as_far_as_they_are_harmless() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    for (given, kept) in [
        ("한글_파일.txt", "한글_파일.txt"),
        ("Bu\u{308}.txt", "Bu\u{308}.txt"),
        ("a\"b;c.txt", "a\"b;c.txt"),
        ("x\0.txt", "x.txt"),
        ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
        ("../../etc/passwd", "passwd"),
    ] {
        assert_eq!(upload(&ann, given, b"words").await.ok()["name"], kept);
    }
    let request = ann.request(Method::POST, FILES);
    let header = "attachment; filename=\"x.txt\"; filename*=UTF-8''%E6%B5%8B%E8%AF%95.txt";
    let named = request.header("content-disposition", header).body("words");
    assert_eq!(ann.send(named).await.ok()["name"], "测试.txt");
}

#[tokio::test]
async fn files_are_sent_with_a_message() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let room = channel(&ann, "private", &["bob"]).await;
    let mut listening = server.connect("bob").await;
    let (one, two) = (
        uploaded(&ann, "one.png", PNG).await,
        uploaded(&ann, "quarterly-report.pdf", b"%PDF-1.7 words").await,
    );
    for wrong in [
        vec!["made-up"],
        vec![two.as_str(), two.as_str()],
        vec!["x"; 11],
    ] {
        let refused = send(&ann, room, "x", &wrong).await;
        assert!(
            matches!(refused.status.as_u16(), 400 | 404),
            "{}",
            refused.text
        );
    }
    assert_eq!(
        send(&bob, room, "x", &[&one]).await.problem(404),
        "not_found"
    );
    let sent = send(&ann, room, "", &[&two, &one]).await.ok();
    let ids = |message: &Value| {
        let files = message["files"].as_array().unwrap().iter();
        files
            .map(|file| file["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&sent), [two.clone(), one.clone()]);
    assert_eq!(
        (&sent["file"], &sent["type"]),
        (&sent["files"][0], &json!("file"))
    );
    let received = listening.event("message_received").await;
    assert_eq!(received["message"]["files"], sent["files"]);
    assert_eq!(
        send(&ann, room, "again", &[&one]).await.problem(404),
        "not_found"
    );

    // Reading follows the message.
    assert_eq!(fetch(&bob, &path(&one), &[]).await.bytes, PNG);
    for tail in ["", "/info"] {
        assert_eq!(
            eve.get(&(path(&one) + tail)).await.problem(404),
            "not_found"
        );
    }
    for q in ["has:file", "quarterly", "report.pdf"] {
        let found = bob.get(&format!("/api/chat/search?q={q}")).await.ok();
        assert_eq!(found["items"][0]["message"]["id"], sent["id"], "{q}");
        let hidden = eve.get(&format!("/api/chat/search?q={q}")).await.ok();
        assert_eq!(hidden["items"], json!([]));
    }
    let message = format!("/api/chat/messages/{}", sent["id"]);
    let edited = ann
        .put(&message, json!({"message": "with words"}))
        .await
        .ok();
    assert_eq!(ids(&edited), [two.clone(), one.clone()]);
    ann.put(&message, json!({"message": ""})).await.ok();
    ann.delete(&format!("/api/chat/channels/{room}/members/bob"))
        .await
        .ok();
    assert_eq!(bob.get(&path(&one)).await.problem(404), "not_found");
    ann.delete(&message).await.ok();
    assert_eq!(ann.get(&path(&one)).await.problem(404), "not_found");
    within("the bytes to be removed", async {
        while stored(&server) > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_forwarded_file_is_for_the_readers_of_both() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let secret = channel(&ann, "private", &["bob"]).await;
    let hall = channel(&ann, "public", &["bob", "eve"]).await;
    let file = uploaded(&ann, "a.png", PNG).await;
    let first = send(&ann, secret, "look", &[&file]).await.ok();
    let forward = json!({"message": "", "forwardedFrom": first["id"]});
    let second = bob
        .post(&format!("/api/chat/channels/{hall}/messages"), forward)
        .await
        .ok();
    assert_eq!(second["files"], first["files"]);
    ann.delete(&format!("/api/chat/messages/{}", first["id"]))
        .await
        .ok();
    assert_eq!(fetch(&eve, &path(&file), &[]).await.bytes, PNG);
    bob.delete(&format!("/api/chat/messages/{}", second["id"]))
        .await
        .ok();
    assert_eq!(eve.get(&path(&file)).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_scheduled_message_is_sent_with_its_files() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let room = channel(&ann, "private", &["bob"]).await;
    let file = uploaded(&ann, "a.png", PNG).await;
    let at = actors::clock::now() + 1_500;
    let body = json!({"channelId": room, "message": "", "at": at, "fileIds": [file]});
    let scheduled = ann.post("/api/chat/scheduled", body).await.ok();
    assert_eq!(scheduled["files"][0]["id"], file);
    assert_eq!(
        send(&ann, room, "now", &[&file]).await.problem(404),
        "not_found"
    );
    let messages = format!("/api/chat/channels/{room}/messages");
    let sent = within("the message", async {
        loop {
            let page = bob.get(&messages).await.ok();
            if let Some(sent) = page["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|it| it["file"] != Value::Null)
            {
                return sent.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    assert_eq!(sent["files"], scheduled["files"]);
    assert_eq!(fetch(&bob, &path(&file), &[]).await.bytes, PNG);
}
