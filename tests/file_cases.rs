//! Faults of other programs with files: each is shown by every way on which it could happen.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::Method;
use serde_json::json;

use crate::{
    files::{Fetched, PNG, channel, fetch, path, send, upload, uploaded},
    support::{Bucket, Daemon, Rest, TestServer},
    uploads::{created, head, header, patch, versioned},
};

/// What the server says of an id, by every way, without the id itself.
async fn said(who: &Rest, id: &str) -> Vec<(u16, String)> {
    let mut said = Vec::new();
    for tail in ["", "?download=true", "/thumbnail", "/info", "/link"] {
        for method in [Method::GET, Method::HEAD] {
            let request = who.request(method, &(path(id) + tail));
            let response = request.header("range", "bytes=0-3").send().await.unwrap();
            let status = response.status().as_u16();
            said.push((status, response.text().await.unwrap().replace(id, "ID")));
        }
    }
    for method in [Method::DELETE, Method::PATCH] {
        let request = who
            .request(method, &path(id))
            .json(&json!({"description": "mine"}));
        let answer = who.send(request).await;
        said.push((answer.status.as_u16(), answer.text.replace(id, "ID")));
    }
    let links = json!({"fileIds": [id]});
    let links = who.post("/api/chat/file-links", links).await;
    said.push((links.status.as_u16(), links.text));
    said
}

#[tokio::test]
async fn a_file_of_others_is_like_one_that_does_not_exist() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let room = channel(&ann, "private", &["bob"]).await;
    let sent = uploaded(&ann, "sent.png", PNG).await;
    send(&ann, room, "", &[&sent]).await.ok();
    let unsent = uploaded(&ann, "unsent.png", PNG).await;
    let deleted = uploaded(&ann, "deleted.png", PNG).await;
    ann.delete(&path(&deleted)).await.ok();
    let at = created(&ann, "unfinished.txt", 10).await;
    patch(&ann, &at, 0, b"half").await;
    let unfinished = at.rsplit('/').next().unwrap().to_owned();

    let made_up = "0123456789abcdef0123456789abcdef";
    assert_eq!(said(&ann, &deleted).await, said(&ann, made_up).await);
    let nothing = said(&eve, made_up).await;
    for id in [&sent, &unsent, &deleted, &unfinished] {
        assert_eq!(said(&eve, id).await, nothing);
    }
    let own = channel(&eve, "private", &[]).await;
    let refused = send(&eve, own, "x", &[made_up]).await;
    let (status, text) = (refused.status, refused.text);
    for id in [&sent, &unsent, &deleted, &unfinished] {
        let refused = send(&eve, own, "x", &[id]).await;
        assert_eq!((refused.status, refused.text), (status, text.clone()));
        // A file is sent once, and its reader does not send it for its owner.
        let refused = send(&bob, room, "x", &[id]).await;
        assert_eq!(refused.problem(404), "not_found");
    }
    for id in [&sent, &deleted, &unfinished] {
        assert_eq!(send(&ann, room, "x", &[id]).await.problem(404), "not_found");
    }
}

fn assert_harmless(found: &Fetched, what: &str) {
    assert_eq!(found.header("x-content-type-options"), "nosniff", "{what}");
    let policy = found.header("content-security-policy");
    assert!(
        policy.contains("sandbox") && policy.contains("default-src 'none'"),
        "{what}"
    );
    let sent_as = found.header("content-type");
    for active in ["html", "svg", "xml", "script", "x-declared"] {
        assert!(!sent_as.contains(active), "{what}: {sent_as}");
    }
}

#[tokio::test]
async fn nothing_that_was_uploaded_runs_in_a_page() {
    let server = TestServer::with_users(&["ann"]).await;
    nothing_runs(&server.rest("ann")).await;
}

#[tokio::test]
async fn nothing_from_a_bucket_runs_in_a_page() {
    let bucket = Bucket::start().await;
    let mut variables = bucket.variables();
    variables.push(("ORVALE_CHAT_FILES".into(), Bucket::FILES.into()));
    let daemon = Daemon::on_sqlite().with_variables(variables);
    let mut daemon = daemon.with_people(&["ann"]).await;
    daemon.start().await;
    nothing_runs(&daemon.rest("ann")).await;
    assert!(!bucket.keys().is_empty());
}

async fn nothing_runs(ann: &Rest) {
    for (name, bytes) in [
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".as_slice(),
        ),
        ("a.txt", b"<!doctype html><script>alert(1)</script>"),
        ("a", b"<html><body onload=alert(1)>"),
        (
            "a.xhtml",
            b"<html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>",
        ),
        (
            "a.xml",
            b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='a'?><a/>",
        ),
        ("a.js", b"GIF89a=1;alert(1);//"),
        // A picture of 10,799 × 1 pixels, if it were one.
        ("a.gif", b"GIF89a/*\x01\0=1;alert(1);//"),
        ("b", b"GIF89a/*\x01\0=1;alert(1);//"),
    ] {
        let (id, ways) = ways(ann, name, bytes).await;
        for way in ways {
            let found = fetch(ann, &way, &[]).await;
            assert_eq!(found.bytes, bytes);
            assert_harmless(&found, &format!("{name} by {way}"));
            let is_saved = found
                .header("content-disposition")
                .starts_with("attachment");
            assert!(is_saved, "{name} by {way}");
            let known = [("if-none-match", found.header("etag"))];
            let again = fetch(ann, &way, &known).await;
            assert_eq!(again.status, 304);
            assert_harmless(&again, &format!("{name} by {way}, again"));
        }
        let small = ann.get(&(path(&id) + "/thumbnail")).await;
        assert_eq!(small.problem(404), "not_found");
    }
    for (name, bytes) in polyglots() {
        assert!(has_script(&bytes), "{name}");
        let (id, ways) = ways(ann, name, &bytes).await;
        let small = path(&id) + "/thumbnail";
        for way in ways.into_iter().chain([small]) {
            let found = fetch(ann, &way, &[]).await;
            assert_harmless(&found, &format!("{name} by {way}"));
            image::load_from_memory(&found.bytes).unwrap();
            assert!(!has_script(&found.bytes), "{name} by {way}");
        }
    }
}

/// Uploads a file under a wrong type, and returns its id and the ways by which it is fetched.
async fn ways(ann: &Rest, name: &str, bytes: &[u8]) -> (String, [String; 3]) {
    let request = ann.request(Method::POST, &format!("/api/chat/files?name={name}"));
    let declared = request.header("content-type", "text/x-declared");
    let file = ann.send(declared.body(bytes.to_vec())).await.ok();
    assert!(!file.to_string().contains("x-declared"));
    let id = file["id"].as_str().unwrap().to_owned();
    let link = ann.get(&(path(&id) + "/link")).await.ok();
    let ways = [
        path(&id),
        path(&id) + "?download=true",
        link["url"].as_str().unwrap().into(),
    ];
    (id, ways)
}

fn has_script(bytes: &[u8]) -> bool {
    bytes.windows(5).any(|part| part == b"alert")
}

/// Pictures that are scripts as well: one begins with its size, `/*`, and has the rest in a comment; the others have it
/// after their end.
fn polyglots() -> [(&'static str, Vec<u8>); 4] {
    let gif = [
        b"GIF89a/*\x01\0\x80\0\0\xff\0\0\0\0\0".as_slice(),
        b"\x21\xfe\x0d*/=1;alert(1)\0",
        b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b",
    ]
    .concat();
    let with_tail = |format| {
        let mut bytes = Vec::new();
        let picture = image::DynamicImage::new_rgb8(9, 9);
        picture
            .write_to(&mut std::io::Cursor::new(&mut bytes), format)
            .unwrap();
        bytes.extend(b"<script>alert(1)</script>");
        bytes
    };
    [
        ("a.gif", gif),
        ("a.jpg", with_tail(image::ImageFormat::Jpeg)),
        ("a.png", with_tail(image::ImageFormat::Png)),
        ("a.webp", with_tail(image::ImageFormat::WebP)),
    ]
}

#[tokio::test]
async fn a_name_in_any_script_survives_every_way() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let room = channel(&ann, "private", &[]).await;
    for (given, kept, word) in [
        ("한글_파일.txt", "한글_파일.txt", "한글"),
        ("测试文件123.txt", "测试文件123.txt", "文件"),
        ("Bu\u{308}.txt", "Bu\u{308}.txt", ""),
        ("Bericht – Mai 🚀.txt", "Bericht – Mai 🚀.txt", "Bericht"),
        ("a\"b;c.txt", "a\"b;c.txt", ""),
        ("x\0y.txt", "xy.txt", ""),
        ("invoice\u{202e}gpj.exe", "invoicegpj.exe", "invoicegpj"),
        ("報告", "報告", "報告"),
    ] {
        let posted = upload(&ann, given, b"words").await.ok();
        assert_eq!(posted["name"], kept);
        let at = created(&ann, given, 5).await;
        let last = patch(&ann, &at, 0, b"words").await;
        let resumed = header(&last, "upload-file-id").to_owned();
        let posted = posted["id"].as_str().unwrap();
        let sent = send(&ann, room, "", &[posted, &resumed]).await.ok();
        for place in 0..2 {
            assert_eq!(sent["files"][place]["name"], kept);
        }
        if !word.is_empty() {
            let word = utf8_percent_encode(word, NON_ALPHANUMERIC);
            let found = ann.get(&format!("/api/chat/search?q={word}")).await.ok();
            assert_eq!(found["items"][0]["message"]["id"], sent["id"], "{kept}");
        }
        for id in [posted, &resumed] {
            let found = fetch(&ann, &path(id), &[]).await;
            assert_eq!((found.status.as_u16(), &*found.bytes), (200, &b"words"[..]));
            let header = found.header("content-disposition");
            assert!(header.is_ascii(), "{header}");
            if let Some((_, encoded)) = header.split_once("filename*=UTF-8''") {
                let named = percent_decode_str(encoded).decode_utf8().unwrap();
                assert_eq!(named, kept, "{header}");
            } else {
                assert!(kept.is_ascii(), "{header}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_bytes_twice_are_two_files() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let (one, two) = (
        channel(&ann, "public", &["bob"]).await,
        channel(&ann, "private", &["bob"]).await,
    );
    let first = uploaded(&ann, "shot.png", PNG).await;
    let message = send(&ann, one, "", &[&first]).await.ok();
    let second = uploaded(&ann, "shot.png", PNG).await;
    assert_ne!(first, second);
    send(&ann, two, "", &[&second]).await.ok();
    ann.delete(&format!("/api/chat/messages/{}", message["id"]))
        .await
        .ok();
    let third = uploaded(&ann, "shot.png", PNG).await;
    send(&ann, one, "", &[&third]).await.ok();
    assert_eq!(bob.get(&path(&first)).await.problem(404), "not_found");
    for id in [&second, &third] {
        assert_eq!(fetch(&bob, &path(id), &[]).await.bytes, PNG);
    }
}

/// What a tab does with an upload that it remembers: it asks how far that is, and goes on from there. One that is stopped by
/// the other does so again, after a while of its own. Returns the file's id, and how often it was stopped.
async fn resume(ann: &Rest, at: &str, bytes: &[u8], pause: u64) -> (String, usize) {
    for stopped in 0..50 {
        let known = head(ann, at).await;
        let done = header(&known, "upload-file-id");
        if !done.is_empty() {
            return (done.to_owned(), stopped);
        }
        let offset: usize = header(&known, "upload-offset").parse().unwrap();
        let part = versioned(ann, Method::PATCH, at)
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset)
            .body(bytes[offset..].to_vec());
        // The connection may be closed before all of it is sent.
        if let Ok(answer) = part.send().await {
            let status = answer.status().as_u16();
            assert!(matches!(status, 204 | 409 | 423), "{status}");
            let done = header(&answer, "upload-file-id");
            if !done.is_empty() {
                return (done.to_owned(), stopped);
            }
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    panic!("never finished");
}

#[tokio::test]
async fn of_two_tabs_that_resume_an_upload_one_goes_on() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|at| at.to_be_bytes()[3]).collect();
    let mut times = 0;
    for _ in 0..5 {
        let at = created(&ann, "a.bin", bytes.len()).await;
        patch(&ann, &at, 0, &bytes[..1_000]).await;
        let (one, other) = tokio::join!(
            resume(&ann, &at, &bytes, 20),
            resume(&ann, &at, &bytes, 130)
        );
        assert_eq!(one.0, other.0);
        times += one.1 + other.1;
        assert!(fetch(&ann, &path(&one.0), &[]).await.bytes == bytes);
        // Nothing is appended to what is finished.
        assert_eq!(patch(&ann, &at, 0, b"more").await.status(), 409);
        assert!(fetch(&ann, &path(&one.0), &[]).await.bytes == bytes);
    }
    assert!(times > 0, "they never met");
}
