//! Uploads that are resumed, as a client of the tus protocol does it.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use reqwest::{Body, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    files::{channel, fetch, path, send, uploaded},
    support::{Answer, Daemon, Rest, TestServer, within},
};

const UPLOADS: &str = "/api/chat/uploads";
const PART: &str = "application/offset+octet-stream";

async fn create(who: &Rest, name: &str, size: usize) -> Response {
    let metadata = format!(
        "filename {},filetype dGV4dC9odG1s",
        BASE64_STANDARD.encode(name)
    );
    let request = versioned(who, Method::POST, UPLOADS)
        .header("upload-length", size)
        .header("upload-metadata", metadata);
    request.send().await.unwrap()
}

pub async fn created(who: &Rest, name: &str, size: usize) -> String {
    let response = create(who, name, size).await;
    assert_eq!(response.status(), 201);
    assert!(response.headers().contains_key("upload-expires"));
    header(&response, "location").to_owned()
}

/// A request that names the version of the protocol.
pub fn versioned(who: &Rest, method: Method, at: &str) -> RequestBuilder {
    who.request(method, at).header("tus-resumable", "1.0.0")
}

pub async fn cancel(who: &Rest, at: &str) -> Answer {
    who.send(versioned(who, Method::DELETE, at)).await
}

pub async fn patch(who: &Rest, at: &str, offset: usize, bytes: &[u8]) -> Response {
    let request = versioned(who, Method::PATCH, at)
        .header("content-type", PART)
        .header("upload-offset", offset);
    request.body(bytes.to_vec()).send().await.unwrap()
}

pub async fn head(who: &Rest, at: &str) -> Response {
    versioned(who, Method::HEAD, at).send().await.unwrap()
}

/// What a file's `ETag` must be: a part of its hash.
async fn assert_hashed(who: &Rest, id: &str, bytes: &[u8]) {
    let hash: String = Sha256::digest(bytes)[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let fetched = fetch(who, &path(id), &[]).await;
    assert_eq!(fetched.header("etag"), format!("\"{hash}\""));
    assert!(fetched.bytes == bytes);
}

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn an_upload_is_resumed_after_a_restart() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let at = created(&ann, "测试 – 1.bin", bytes.len()).await;
    let first = patch(&ann, &at, 0, &bytes[..100_000]).await;
    assert_eq!(
        (first.status().as_u16(), header(&first, "upload-offset")),
        (204, "100000")
    );
    assert_eq!(header(&first, "tus-resumable"), "1.0.0");
    assert_eq!(header(&first, "upload-file-id"), "");
    daemon.kill().await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let found = head(&ann, &at).await;
    assert_eq!(
        (
            header(&found, "upload-offset"),
            header(&found, "upload-length")
        ),
        ("100000", "300000")
    );
    assert_eq!(head(&bob, &at).await.status(), 404);
    assert_eq!(
        patch(&bob, &at, 100_000, &bytes[100_000..]).await.status(),
        404
    );

    let last = patch(&ann, &at, 100_000, &bytes[100_000..]).await;
    assert_eq!(
        (last.status().as_u16(), header(&last, "upload-offset")),
        (204, "300000")
    );
    let id = header(&last, "upload-file-id").to_owned();
    assert_hashed(&ann, &id, &bytes).await;
    let info = ann.get(&(path(&id) + "/info")).await.ok();
    assert_eq!(info["name"], "测试 – 1.bin");
    // Whoever missed the last answer asks again, and nothing is appended.
    assert_eq!(header(&head(&ann, &at).await, "upload-file-id"), id);
    assert_eq!(patch(&ann, &at, 0, b"more").await.status(), 409);
    let room = channel(&ann, "private", &[]).await;
    send(&ann, room, "", &[&id]).await.ok();
    assert_eq!(head(&ann, &at).await.status(), 404);
    // The same again is a file of its own.
    let again = created(&ann, "again.bin", bytes.len()).await;
    let last = patch(&ann, &again, 0, &bytes).await;
    assert_ne!(header(&last, "upload-file-id"), id);
}

#[tokio::test]
async fn what_a_killed_server_said_had_arrived_needs_not_be_sent_again() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let bytes: Vec<u8> = (0..30_000_000_u32).map(|n| (n % 251) as u8).collect();
    let at = created(&ann, "a.bin", bytes.len()).await;
    let sent = Bytes::copy_from_slice(&bytes[..25_000_000]);
    let chunks = stream::iter([Ok::<_, std::io::Error>(sent)]).chain(stream::pending());
    let request = versioned(&ann, Method::PATCH, &at)
        .header("content-type", PART)
        .header("upload-offset", 0)
        .body(Body::wrap_stream(chunks));
    let sending = tokio::spawn(request.send());
    let offset = async |who: &Rest| -> usize {
        let found = head(who, &at).await;
        header(&found, "upload-offset").parse().unwrap()
    };
    let mut told = 0;
    within("some bytes to be on disk", async {
        while told == 0 {
            told = offset(&ann).await;
        }
    })
    .await;
    daemon.kill().await;
    assert!(sending.await.unwrap().is_err());
    daemon.start().await;
    let ann = daemon.rest("ann");
    let kept = offset(&ann).await;
    assert!((told..=25_000_000).contains(&kept), "{told}, {kept}");
    let last = patch(&ann, &at, kept, &bytes[kept..]).await;
    assert_eq!(last.status(), 204);
    assert_hashed(&ann, header(&last, "upload-file-id"), &bytes).await;
}

#[tokio::test]
async fn an_upload_that_nobody_finishes_is_gone_after_a_day() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let at = created(&ann, "a.bin", 10).await;
    let first = patch(&ann, &at, 0, b"hello").await;
    let expires = header(&first, "upload-expires").to_owned();
    assert!(expires.ends_with(" GMT"), "{expires}");
    let other = created(&ann, "b.bin", 10).await;
    daemon.kill().await;
    // A day later.
    let id = at.rsplit('/').next().unwrap();
    let folder = daemon.folder.path().join("data/files/uploads");
    let described = folder.join(format!("{id}.json"));
    let text = std::fs::read_to_string(&described).unwrap();
    let mut description: Value = serde_json::from_str(&text).unwrap();
    let day = 24 * 60 * 60 * 1000;
    let due = description["expires_at"].as_i64().unwrap();
    description["expires_at"] = json!(due - day);
    std::fs::write(&described, description.to_string()).unwrap();
    daemon.start().await;
    let ann = daemon.rest("ann");
    assert_eq!(head(&ann, &at).await.status(), 404);
    assert_eq!(patch(&ann, &at, 5, b"world").await.status(), 404);
    assert_eq!(head(&ann, &other).await.status(), 204);
    within("its bytes to be removed", async {
        while described.exists() || folder.join(format!("{id}.part")).exists() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_parts_are_refused_and_change_nothing() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let at = created(&ann, "a.txt", 10).await;
    assert_eq!(patch(&ann, &at, 5, b"world").await.status(), 409);
    assert_eq!(patch(&ann, &at, 0, b"hello world").await.status(), 413);
    let typed = versioned(&ann, Method::PATCH, &at)
        .header("upload-offset", 0)
        .body("x");
    assert_eq!(typed.send().await.unwrap().status(), 415);
    let part = || versioned(&ann, Method::PATCH, &at).header("content-type", PART);
    assert_eq!(part().body("x").send().await.unwrap().status(), 400);
    let right = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest("hello")));
    for (checksum, bytes, status) in [
        ("sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "hello", 460),
        (right.as_str(), "jello", 460),
        ("md5 XUFAKrxLKna5cZ2REBfFkg==", "hello", 400),
        ("sha1 nonsense", "hello", 400),
        ("sha1", "hello", 400),
    ] {
        let request = part()
            .header("upload-offset", 0)
            .header("upload-checksum", checksum);
        let response = request.body(bytes).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{checksum}");
        assert_eq!(header(&head(&ann, &at).await, "upload-offset"), "0");
    }
    let request = part()
        .header("upload-offset", 0)
        .header("upload-checksum", &right);
    assert_eq!(request.body("hello").send().await.unwrap().status(), 204);
    let last = patch(&ann, &at, 5, b"world").await;
    assert_eq!(last.status(), 204);
    assert_hashed(&ann, header(&last, "upload-file-id"), b"helloworld").await;

    for (name, value, status) in [
        ("upload-length", "0", 400),
        ("upload-length", "-1", 400),
        ("upload-length", "999999999999", 413),
        ("upload-defer-length", "1", 400),
        ("x-nothing", "1", 400),
    ] {
        let request = versioned(&ann, Method::POST, UPLOADS).header(name, value);
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status().as_u16(), status, "{name}: {value}");
        assert_eq!(header(&refused, "tus-resumable"), "1.0.0");
    }
    // What is not what its name says is found out at the end, and is gone then.
    let picture = created(&ann, "a.png", 5).await;
    assert_eq!(patch(&ann, &picture, 0, b"hello").await.status(), 400);
    assert_eq!(head(&ann, &picture).await.status(), 404);
    let cancelled = created(&ann, "a.txt", 5).await;
    patch(&ann, &cancelled, 0, b"he").await;
    assert_eq!(cancel(&ann, &cancelled).await.status, 204);
    assert_eq!(cancel(&ann, &cancelled).await.problem(404), "not_found");
    assert_eq!(patch(&ann, &cancelled, 2, b"llo").await.status(), 404);
    uploaded(&ann, "b.txt", b"words").await;
    let folder = server.folder.path().join("files/uploads");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[tokio::test]
async fn a_request_without_the_version_of_the_protocol_changes_nothing() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let at = created(&ann, "a.txt", 5).await;
    for version in [None, Some("0.2.2"), Some("1.0")] {
        for (method, path) in [
            (Method::POST, UPLOADS),
            (Method::HEAD, &at),
            (Method::PATCH, &at),
            (Method::DELETE, &at),
        ] {
            let mut request = ann
                .request(method.clone(), path)
                .header("upload-length", 5)
                .header("upload-offset", 0)
                .header("content-type", PART);
            if let Some(version) = version {
                request = request.header("tus-resumable", version);
            }
            let refused = request.body("hello").send().await.unwrap();
            assert_eq!(refused.status(), 412, "{method} {version:?}");
            assert_eq!(header(&refused, "tus-version"), "1.0.0");
        }
    }
    assert_eq!(header(&head(&ann, &at).await, "upload-offset"), "0");
    let folder = server.folder.path().join("files/uploads");
    let kept = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(kept, 2, "one upload: its bytes and its description");
}

#[tokio::test]
async fn a_complete_upload_is_deleted_unless_it_was_sent() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let room = channel(&ann, "private", &[]).await;
    let at = created(&ann, "a.txt", 5).await;
    let last = patch(&ann, &at, 0, b"hello").await;
    let id = header(&last, "upload-file-id").to_owned();
    assert_eq!(cancel(&bob, &at).await.problem(404), "not_found");
    assert_eq!(fetch(&ann, &path(&id), &[]).await.bytes, b"hello");
    assert_eq!(cancel(&ann, &at).await.status, 204);
    assert_eq!(fetch(&ann, &path(&id), &[]).await.status, 404);
    assert_eq!(send(&ann, room, "", &[&id]).await.problem(404), "not_found");
    assert_eq!(cancel(&ann, &at).await.problem(404), "not_found");
    assert_eq!(head(&ann, &at).await.status(), 404);

    let at = created(&ann, "b.txt", 5).await;
    let last = patch(&ann, &at, 0, b"hello").await;
    let id = header(&last, "upload-file-id").to_owned();
    send(&ann, room, "", &[&id]).await.ok();
    assert_eq!(cancel(&ann, &at).await.problem(404), "not_found");
    assert_eq!(fetch(&ann, &path(&id), &[]).await.bytes, b"hello");
}

#[tokio::test]
async fn a_check_finds_what_is_missing_or_belongs_to_nothing() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let whole = uploaded(&ann, "a.png", crate::files::PNG).await;
    let lost = uploaded(&ann, "a.txt", b"words").await;
    let at = created(&ann, "b.txt", 5).await;
    patch(&ann, &at, 0, b"he").await;
    daemon.kill().await;
    let sound = daemon.run(&["files", "check"]).await;
    assert!(sound.status.success(), "{sound:?}");
    let files = daemon.folder.path().join("data/files");
    let of = |id: &str| files.join(&id[..2]).join(id);
    assert!(of(&whole).exists(), "{}", files.display());
    std::fs::remove_file(of(&lost)).unwrap();
    let orphan = files.join("zz/orphan");
    std::fs::create_dir(files.join("zz")).unwrap();
    std::fs::write(&orphan, "x").unwrap();
    let wrong = daemon.run(&["files", "check"]).await;
    assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
    let lines: Vec<&str> = wrong.out.lines().collect();
    assert_eq!(lines, [lost.as_str(), orphan.to_str().unwrap()]);
}

#[tokio::test]
async fn a_server_says_what_it_can_do() {
    let server = TestServer::with_users(&["ann"]).await;
    let options = server.anonymous().request(Method::OPTIONS, UPLOADS);
    let options = options.send().await.unwrap();
    assert_eq!(options.status(), 204);
    assert_eq!(header(&options, "tus-version"), "1.0.0");
    assert_eq!(
        header(&options, "tus-max-size"),
        (100 * 1024 * 1024).to_string()
    );
    for extension in ["creation", "termination", "checksum", "expiration"] {
        assert!(header(&options, "tus-extension").contains(extension));
    }
}
