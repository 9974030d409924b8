//! A scanner looks at files before others than their uploader can fetch them.

use std::time::Duration;

use orvale_chat::config::{self, Uncheckable, Unchecked};
use serde_json::{Value, json};

use crate::{
    files::{channel, fetch, path, send, upload, uploaded},
    support::{Daemon, Rest, Scanner, TestServer, within},
};

async fn server(address: &str, change: impl FnOnce(&mut config::Scanner)) -> TestServer {
    let mut scanner = config::Scanner {
        clamd: address.parse().unwrap(),
        down: Unchecked::Hold,
        too_large: Uncheckable::Block,
        encrypted: Uncheckable::Block,
    };
    change(&mut scanner);
    let server = TestServer::builder().config(|config| config.scanner = Some(scanner));
    let server = server.start().await;
    for name in ["ann", "bob"] {
        server.add_user(name, "it_user").await;
    }
    server
}

async fn info(who: &Rest, id: &str) -> Value {
    who.get(&(path(id) + "/info")).await.ok()
}

/// Waits until the scanner has decided, and returns what it decided.
async fn judged(who: &Rest, id: &str) -> Value {
    within("the scanner", async {
        loop {
            let info = info(who, id).await;
            if info["state"] != "checking" {
                return info;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    image::DynamicImage::ImageRgb8(image::RgbImage::new(900, 60))
        .write_to(
            &mut std::io::Cursor::new(&mut bytes),
            image::ImageFormat::Png,
        )
        .unwrap();
    bytes
}

#[tokio::test]
async fn others_wait_until_a_file_has_passed() {
    let scanner = Scanner::start().await;
    scanner.pause();
    let server = server(&scanner.address, |_| {}).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let room = channel(&ann, "private", &["bob"]).await;
    let (text, image) = (b"the first line".as_slice(), picture());
    let new = upload(&ann, "a.txt", text).await.ok();
    assert_eq!(new["state"], "checking");
    let note = new["id"].as_str().unwrap();
    let shot = &*uploaded(&ann, "a.png", &image).await;
    let sent = send(&ann, room, "", &[note, shot]).await.ok();
    assert_eq!(sent["files"][0]["state"], "checking");

    let links = json!({"fileIds": [note, shot]});
    let links = bob.post("/api/chat/file-links", links).await.ok();
    let link = |at: usize, name: &str| links["items"][at][name].as_str().unwrap().to_owned();
    let ways = [
        path(note),
        path(note) + "?download=true",
        path(shot),
        path(shot) + "/thumbnail",
        link(0, "url"),
        link(1, "url"),
        link(1, "thumbnailUrl"),
    ];
    for way in &ways {
        let refused = bob.get(way).await;
        assert!(!refused.text.contains("first line"), "{way}");
        assert_eq!(refused.problem(409), "conflict", "{way}");
        let part = fetch(&bob, way, &[("range", "bytes=0-3")]).await;
        assert_eq!(part.status, 409, "{way}");
    }
    let seen = info(&bob, note).await;
    assert_eq!(
        (&seen["state"], seen.get("preview")),
        (&json!("checking"), None)
    );
    assert_eq!(info(&ann, note).await["preview"], "the first line");
    assert_eq!(fetch(&ann, &path(note), &[]).await.bytes, text);

    let mut socket = server.connect("bob").await;
    scanner.go_on();
    let passed = |event: &Value| {
        let files = event["message"]["files"].as_array().unwrap().clone();
        files.iter().all(|file| file.get("state").is_none())
    };
    within("both to pass", async {
        while !passed(&socket.event("message_updated").await) {}
    })
    .await;
    for way in &ways {
        assert_eq!(fetch(&bob, way, &[]).await.status, 200, "{way}");
    }
    assert_eq!(info(&bob, note).await["preview"], "the first line");
    let message = bob
        .get(&format!("/api/chat/messages/{}", sent["id"]))
        .await
        .ok();
    assert_eq!(message["files"][1].get("state"), None);
    assert_eq!(message["editedAt"], Value::Null);
}

#[tokio::test]
async fn what_is_harmful_is_blocked_for_everyone() {
    let scanner = Scanner::start().await;
    scanner.pause();
    let server = server(&scanner.address, |_| {}).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let room = channel(&ann, "private", &["bob"]).await;
    let sent = &*uploaded(&ann, "a.txt", b"EICAR").await;
    send(&ann, room, "", &[sent]).await.ok();
    let mut socket = server.connect("bob").await;
    scanner.go_on();
    let event = socket.event("message_updated").await;
    assert_eq!(event["message"]["files"][0]["state"], "blocked");
    assert_eq!(info(&bob, sent).await["blockedFor"], "harmful");
    for who in [&ann, &bob] {
        let refused = who.get(&path(sent)).await;
        assert!(!refused.text.contains("EICAR"));
        assert_eq!(refused.problem(403), "forbidden");
        assert_eq!(info(who, sent).await.get("preview"), None);
    }

    let long = vec![b'x'; 300_000];
    for (name, bytes, reason) in [
        ("b.txt", b"EICAR".as_slice(), "harmful"),
        ("b.zip", b"PK\x03\x04 LOCKED", "encrypted"),
        ("b.bin", &long, "too_large"),
        ("bomb.zip", b"PK\x03\x04 BOMB", "too_large"),
    ] {
        let id = uploaded(&ann, name, bytes).await;
        let found = judged(&ann, &id).await;
        assert_eq!(
            (&found["state"], &found["blockedFor"]),
            (&json!("blocked"), &json!(reason))
        );
        assert_eq!(send(&ann, room, "", &[&id]).await.problem(404), "not_found");
        assert_eq!(ann.get(&path(&id)).await.problem(403), "forbidden");
    }
}

#[tokio::test]
async fn the_administrator_decides_what_happens_to_the_rest() {
    let scanner = Scanner::start().await;
    let server = server(&scanner.address, |scanner| {
        scanner.encrypted = Uncheckable::Pass;
        scanner.too_large = Uncheckable::Pass;
        scanner.down = Unchecked::Pass;
    });
    let server = server.await;
    let ann = server.rest("ann");
    let long = vec![b'x'; 300_000];
    for bytes in [b"PK\x03\x04 LOCKED".as_slice(), &long] {
        let id = uploaded(&ann, "a.bin", bytes).await;
        assert_eq!(judged(&ann, &id).await.get("state"), None);
    }
    drop(scanner);
    let id = uploaded(&ann, "b.bin", b"EICAR").await;
    assert_eq!(judged(&ann, &id).await.get("state"), None);
}

#[tokio::test]
async fn a_scanner_that_breaks_off_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let scanner = Scanner::at(&folder.path().join("clamd.ctl"));
    let server = server(&scanner.address, |_| {}).await;
    let ann = server.rest("ann");
    let id = uploaded(&ann, "a.bin", b"CRASH, then nothing").await;
    assert_eq!(judged(&ann, &id).await.get("state"), None);
    let id = uploaded(&ann, "b.bin", b"EICAR").await;
    assert_eq!(judged(&ann, &id).await["state"], "blocked");
}

#[tokio::test]
async fn a_file_does_not_wait_for_another_that_takes_long() {
    let scanner = Scanner::start().await;
    scanner.be_slow();
    let server = server(&scanner.address, |_| {}).await;
    let ann = server.rest("ann");
    let slow = uploaded(&ann, "a.txt", b"SLOW").await;
    for name in ["b.txt", "c.txt", "d.txt"] {
        let id = uploaded(&ann, name, b"words").await;
        assert_eq!(judged(&ann, &id).await.get("state"), None);
    }
    assert_eq!(info(&ann, &slow).await["state"], "checking");
    scanner.go_on();
    assert_eq!(judged(&ann, &slow).await.get("state"), None);
}

#[tokio::test]
async fn files_wait_for_a_scanner_that_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.ctl");
    let clamd = ("ORVALE_CHAT_CLAMD".to_owned(), socket.display().to_string());
    let mut daemon = Daemon::on_sqlite().with_variables(vec![clamd]);
    daemon = daemon.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let room = channel(&bob, "private", &["ann"]).await;
    let (good, bad) = (
        &*uploaded(&ann, "a.txt", b"fine").await,
        &*uploaded(&ann, "b.txt", b"EICAR").await,
    );
    let sent = send(&ann, room, "", &[good, bad]).await.ok();
    daemon.kill().await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    // They still wait after the last of the attempts.
    for _ in 0..60 {
        assert_eq!(bob.get(&path(good)).await.problem(409), "conflict");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Who sent it may have left by the time it has passed.
    ann.post(&format!("/api/chat/channels/{room}/leave"), json!({}))
        .await
        .ok();
    let scanner = Scanner::at(&socket);
    assert_eq!(judged(&bob, good).await.get("state"), None);
    assert_eq!(judged(&bob, bad).await["state"], "blocked");
    let at = format!("/api/chat/messages/{}", sent["id"]);
    within("the message to show it", async {
        while bob.get(&at).await.ok()["files"][1]["state"] != "blocked" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    drop(scanner);
    // Without one, what waits is released, and what is blocked stays so.
    let waiting = &*uploaded(&ann, "c.txt", b"EICAR").await;
    daemon.kill().await;
    daemon.variables.clear();
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    assert_eq!(judged(&ann, waiting).await.get("state"), None);
    assert_eq!(bob.get(&path(bad)).await.problem(403), "forbidden");
}
