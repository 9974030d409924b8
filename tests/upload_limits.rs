//! What uploads may not do: exceed a quota together, leave halves behind, fill the disk, or be of a denied kind.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::{StreamExt as _, future::join_all, stream};
use reqwest::{Body, Method};
use sea_orm::ConnectionTrait as _;

use crate::{
    files::{PNG, channel, fetch, path, send, stored, upload, uploaded},
    support::{Daemon, Rest, TestServer, within},
    uploads::{cancel, versioned},
};

const UPLOADS: &str = "/api/chat/uploads";
const MEBIBYTE: usize = 1024 * 1024;

/// Creates an upload, and returns the status and where it is.
async fn create(who: &Rest, name: &str, size: usize) -> (u16, String) {
    let metadata = format!("filename {}", BASE64_STANDARD.encode(name));
    let request = versioned(who, Method::POST, UPLOADS)
        .header("upload-length", size)
        .header("upload-metadata", metadata);
    let response = request.send().await.unwrap();
    let at = response.headers().get("location");
    let at = at.map_or("", |at| at.to_str().unwrap()).to_owned();
    (response.status().as_u16(), at)
}

fn patch(who: &Rest, at: &str, offset: usize) -> reqwest::RequestBuilder {
    versioned(who, Method::PATCH, at)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", offset)
}

async fn offset(who: &Rest, at: &str) -> usize {
    let head = versioned(who, Method::HEAD, at).send().await.unwrap();
    let offset = head.headers()["upload-offset"].to_str().unwrap();
    offset.parse().unwrap()
}

#[tokio::test]
async fn many_at_once_get_no_more_than_the_quota() {
    let limited = TestServer::builder().config(|config| {
        config.max_file_size = MEBIBYTE as u64;
        config.upload_quota = 3 * MEBIBYTE as u64;
    });
    let server = limited.start().await;
    for name in ["ann", "bob"] {
        server.add_user(name, "it_user").await;
    }
    let ann = server.rest("ann");
    let tried = join_all((0..12).map(|_| create(&ann, "a.bin", MEBIBYTE))).await;
    let created: Vec<_> = tried.iter().filter(|(status, _)| *status == 201).collect();
    let refused = tried.iter().filter(|(status, _)| *status == 429).count();
    assert_eq!((created.len(), refused), (3, 9), "{tried:?}");
    // What is planned counts for files of one request, too.
    assert_eq!(
        upload(&ann, "a.txt", b"x").await.problem(429),
        "rate_limited"
    );
    assert_eq!(cancel(&ann, &created[0].1).await.status, 204);
    upload(&ann, "a.txt", b"x").await.ok();

    let bob = server.rest("bob");
    let bytes = vec![b'x'; MEBIBYTE];
    let tried = join_all((0..12).map(|_| upload(&bob, "a.txt", &bytes))).await;
    let created = tried.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(created, 3);
    // A file whose length nobody announced is stopped when the quota is used up.
    let endless = stream::repeat(Bytes::from_static(b"x")).map(Ok::<_, std::io::Error>);
    let request = bob.request(Method::POST, "/api/chat/files?name=a.txt");
    let request = request.body(Body::wrap_stream(endless.take(10)));
    assert_eq!(bob.send(request).await.problem(429), "rate_limited");
}

#[tokio::test]
async fn a_day_later_there_is_room_again() {
    let limited = TestServer::builder().config(|config| config.upload_quota = MEBIBYTE as u64);
    let server = limited.start().await;
    server.add_user("ann", "it_user").await;
    let ann = server.rest("ann");
    let bytes = vec![b'x'; MEBIBYTE];
    let first = uploaded(&ann, "a.txt", &bytes).await;
    let room = channel(&ann, "private", &[]).await;
    send(&ann, room, "", &[&first]).await.ok();
    let full = upload(&ann, "b.txt", &bytes).await;
    assert_eq!(full.problem(429), "rate_limited");
    let database = server.server.app().database();
    let aged = "UPDATE chat_files SET uploaded_at = uploaded_at - 86400000";
    database.writer().execute_unprepared(aged).await.unwrap();
    uploaded(&ann, "b.txt", &bytes).await;
}

#[tokio::test]
async fn a_server_that_is_killed_in_the_middle_of_an_upload_keeps_no_half_of_it() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let bytes: Vec<u8> = (0..3_145_728_u32).map(|n| (n % 251) as u8).collect();
    let (status, at) = create(&daemon.rest("ann"), "a.bin", bytes.len()).await;
    assert_eq!(status, 201);
    let id = at.rsplit('/').next().unwrap().to_owned();
    let mut begun = 0;
    // Each time it is killed while bytes are arriving.
    for round in 1..=3 {
        let ann = daemon.rest("ann");
        begun = offset(&ann, &at).await;
        let part = Bytes::copy_from_slice(&bytes[begun..]);
        let sent = round * MEBIBYTE - begun - 1000;
        let chunks = stream::iter([Ok::<_, std::io::Error>(part.slice(..sent))]);
        let body = Body::wrap_stream(chunks.chain(stream::pending()));
        let request = patch(&ann, &at, begun).body(body);
        let sending = tokio::spawn(request.send());
        let folder = daemon.folder.path().join("data/files/uploads");
        within("some bytes to arrive", async {
            while written(&folder) <= begun {
                tokio::task::yield_now().await;
            }
        })
        .await;
        daemon.kill().await;
        assert!(sending.await.unwrap().is_err());
        daemon.start().await;
        let ann = daemon.rest("ann");
        let half = ann.get(&path(&id)).await;
        assert_eq!(half.problem(404), "not_found");
        let room = channel_named(&ann, round).await;
        assert_eq!(send(&ann, room, "", &[&id]).await.problem(404), "not_found");
        assert!(offset(&ann, &at).await >= begun);
    }
    let ann = daemon.rest("ann");
    begun = begun.max(offset(&ann, &at).await);
    let last = patch(&ann, &at, begun).body(bytes[begun..].to_vec());
    let last = last.send().await.unwrap();
    assert_eq!(last.status(), 204);
    assert_eq!(last.headers()["upload-file-id"], id.as_str());
    assert_eq!(fetch(&ann, &path(&id), &[]).await.bytes, bytes);
    let checked = daemon.run(&["files", "check"]).await;
    assert!(checked.status.success(), "{checked:?}");
}

async fn channel_named(ann: &Rest, round: usize) -> i64 {
    let new = serde_json::json!({"name": format!("room-{round}"), "type": "private"});
    let room = ann.post("/api/chat/channels", new).await.ok();
    room["id"].as_i64().unwrap()
}

/// How many bytes are in the files of unfinished uploads.
fn written(folder: &std::path::Path) -> usize {
    let parts = std::fs::read_dir(folder).unwrap().flatten();
    let parts = parts.filter(|part| part.path().extension().is_some_and(|it| it == "part"));
    let sizes = parts.filter_map(|part| part.metadata().ok());
    sizes
        .map(|found| usize::try_from(found.len()).unwrap())
        .sum()
}

/// Whether programs can be started with a small file system of their own.
fn can_mount() -> bool {
    let mount = ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"];
    let tried = std::process::Command::new("unshare").args(mount).status();
    tried.is_ok_and(|status| status.success())
}

#[tokio::test]
async fn a_disk_that_fills_up_loses_nothing() {
    if !can_mount() {
        eprintln!("skipped: unshare and mount are not permitted here");
        return;
    }
    let daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    let files = daemon.folder.path().join("small");
    std::fs::create_dir(&files).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=4m tmpfs {0} && export ORVALE_CHAT_FILES={0} ORVALE_CHAT_MIN_FREE_DISK=0 && exec \"$@\"",
        files.display()
    );
    let mut daemon = daemon.through(&["unshare", "-rm", "sh", "-c", &script, "sh"]);
    daemon.start().await;
    let ann = daemon.rest("ann");
    let whole = uploaded(&ann, "a.txt", &vec![b'x'; MEBIBYTE]).await;
    // Nobody says how long it is, so that it is received until the disk is full.
    let chunk = Bytes::from(vec![b'y'; 64 * 1024]);
    let chunks = stream::repeat(chunk).take(128).map(Ok::<_, std::io::Error>);
    let request = ann.request(Method::POST, "/api/chat/files?name=b.txt");
    let request = request.body(Body::wrap_stream(chunks));
    let refused = ann.send(request).await;
    assert_eq!(
        refused.body["detail"],
        "the server's disk is too full for files; tell an administrator"
    );
    assert_eq!(refused.problem(503), "busy");
    // Two uploads that each find room, and together do not.
    let (_, first) = create(&ann, "c.bin", 2 * MEBIBYTE).await;
    let (_, second) = create(&ann, "d.bin", 2 * MEBIBYTE).await;
    let bytes = vec![1; 2 * MEBIBYTE];
    let done = patch(&ann, &first, 0)
        .body(bytes.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(done.status(), 204);
    let full = patch(&ann, &second, 0)
        .body(bytes.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(full.status(), 503);
    let room = channel(&ann, "private", &[]).await;
    send(&ann, room, "still here", &[&whole]).await.ok();
    assert_eq!(fetch(&ann, &path(&whole), &[]).await.bytes.len(), MEBIBYTE);
    // With room again, it goes on where it was.
    let third = done.headers()["upload-file-id"].to_str().unwrap();
    assert_eq!(ann.delete(&path(third)).await.status, 204);
    within("room on the disk", async {
        loop {
            let at = offset(&ann, &second).await;
            let again = patch(&ann, &second, at).body(bytes[at..].to_vec());
            if again.send().await.unwrap().status() == 204 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    })
    .await;
    let id = second.rsplit('/').next().unwrap();
    assert_eq!(fetch(&ann, &path(id), &[]).await.bytes, bytes);
}

#[tokio::test]
async fn uploading_takes_the_permission_to_send_files() {
    let server = TestServer::with_users(&["ann"]).await;
    server.add_user("root", "admin").await;
    let (ann, root) = (server.rest("ann"), server.rest("root"));
    let room = channel(&ann, "private", &[]).await;
    let former = uploaded(&ann, "a.txt", b"words").await;
    let (_, at) = create(&ann, "b.txt", 5).await;
    let plain =
        serde_json::json!({"permissions": ["chat.access_channels", "chat.create_channels"]});
    for role in ["it_user", "*"] {
        let path = format!("/api/admin/roles/{role}/permissions");
        assert_eq!(root.put(&path, plain.clone()).await.status, 204);
    }
    assert_eq!(
        upload(&ann, "c.txt", b"words").await.problem(403),
        "forbidden"
    );
    assert_eq!(create(&ann, "c.txt", 5).await.0, 403);
    let part = patch(&ann, &at, 0).body("words").send().await.unwrap();
    assert_eq!(part.status(), 403);
    let asked = versioned(&ann, Method::HEAD, &at).send().await.unwrap();
    assert_eq!(asked.status(), 403);
    let refused = send(&ann, room, "", &[&former]).await;
    assert_eq!(refused.problem(403), "forbidden");
    send(&ann, room, "words", &[]).await.ok();
}

#[tokio::test]
async fn an_administrator_says_which_kinds_are_allowed() {
    let config = |server: crate::support::Builder, text: &str| {
        let patterns = text.split(',').map(|pattern| pattern.parse().unwrap());
        let patterns = patterns.collect();
        server.config(move |config| config.kinds = files::kinds::Kinds::AllBut(patterns))
    };
    let server = config(
        TestServer::builder(),
        ".exe,application/vnd.microsoft.portable-executable",
    );
    let server = server.start().await;
    server.add_user("ann", "it_user").await;
    let hello = server.socket().await.event("hello").await;
    let denied = [".exe", "application/vnd.microsoft.portable-executable"];
    assert_eq!(hello["files"]["denied"], serde_json::json!(denied));
    assert_eq!(hello["files"].get("allowed"), None);
    let ann = server.rest("ann");
    for (name, bytes) in [
        ("a.exe", b"words".as_slice()),
        ("a.EXE", b"words"),
        ("a.bin", b"MZ\x90\0"),
        ("a", b"MZ\x90\0"),
    ] {
        let refused = upload(&ann, name, bytes).await;
        let said = format!(
            "files like {name} are not allowed here; not allowed: .exe, \
             application/vnd.microsoft.portable-executable"
        );
        assert_eq!(refused.body["detail"], said);
        assert_eq!(refused.problem(400), "invalid");
    }
    uploaded(&ann, "a.png", PNG).await;
    // An upload is refused before it begins if its name says enough, or else when it is complete.
    assert_eq!(create(&ann, "a.exe", 5).await.0, 400);
    let (_, at) = create(&ann, "a", 4).await;
    let refused = patch(&ann, &at, 0).body("MZ\x7f\0").send().await.unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(stored(&server), 2);
}
