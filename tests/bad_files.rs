//! Uploads that no well-behaved client makes.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    files::{fetch, path, stored, upload},
    support::{TestServer, within},
    uploads::{created, header, patch, versioned},
};

#[tokio::test]
async fn a_name_has_at_most_255_characters_and_keeps_its_ending() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    for letter in ["x", "ü", "测", "🚀"] {
        for length in [251, 252, 400] {
            let given = letter.repeat(length) + ".txt";
            let kept = letter.repeat(251) + ".txt";
            let posted = upload(&ann, &given, b"words").await.ok();
            assert_eq!(posted["name"], kept);
            let at = created(&ann, &given, 5).await;
            let last = patch(&ann, &at, 0, b"words").await;
            let resumed = header(&last, "upload-file-id").to_owned();
            let info = ann.get(&(path(&resumed) + "/info")).await.ok();
            assert_eq!(info["name"], kept);
            let found = fetch(&ann, &path(&resumed), &[]).await;
            assert_eq!(found.status, 200);
            assert!(found.header("content-disposition").is_ascii());
        }
    }
}

/// Sends a request as it is, and returns what comes back until the server closes the connection.
async fn raw(server: &TestServer, headers: &str, body: &[u8], ends: bool) -> String {
    let head = format!(
        "POST /api/chat/files?name=a.txt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n{headers}\r\n\r\n",
        server.token("ann")
    );
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    if ends {
        stream.shutdown().await.unwrap();
    }
    let mut answer = vec![0; 4096];
    let count = within("an answer", stream.read(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer[..count]).into_owned()
}

#[tokio::test]
async fn whoever_asks_before_sending_is_answered_at_once() {
    let server = TestServer::with_users(&["ann"]).await;
    let headers = "Expect: 100-continue\r\nContent-Length: ";
    let refused = raw(&server, &format!("{headers}999999999999"), b"", false).await;
    assert!(refused.starts_with("HTTP/1.1 413 "), "{refused}");
    let go_on = raw(&server, &format!("{headers}5"), b"", false).await;
    assert!(go_on.starts_with("HTTP/1.1 100 "), "{go_on}");
    assert_eq!(stored(&server), 0);
}

#[tokio::test]
async fn what_breaks_off_leaves_nothing() {
    let server = TestServer::with_users(&["ann"]).await;
    for (headers, body) in [
        ("Content-Length: 10", b"hello".as_slice()),
        ("Transfer-Encoding: chunked", b"5\r\nhello\r\n"),
        ("Transfer-Encoding: chunked", b"zz\r\nhello\r\n"),
    ] {
        let refused = raw(&server, headers, body, true).await;
        let is_refused = refused.is_empty() || refused.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{headers}: {refused}");
    }
    let incoming = server.folder.path().join("files/incoming");
    within("what has arrived to be removed", async {
        while std::fs::read_dir(&incoming).unwrap().count() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(stored(&server), 0);
}

#[tokio::test]
async fn metadata_of_uploads_may_be_anything() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let encoded = |name: &[u8]| format!("filename {}", BASE64_STANDARD.encode(name));
    for (metadata, status) in [
        (String::new(), 201),
        ("filename".into(), 201),
        (encoded(b"a.txt") + ",a,b YQ==", 201),
        ("filename !!!".into(), 400),
        (encoded(b"\xff\xfe"), 400),
    ] {
        let request = versioned(&ann, Method::POST, "/api/chat/uploads")
            .header("upload-length", 5)
            .header("upload-metadata", &metadata);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{metadata}");
    }
    let at = created(&ann, "a.txt", 5).await;
    for offset in ["-1", "99999999999999999999999", "0x0", ""] {
        let request = versioned(&ann, Method::PATCH, &at)
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset);
        let answer = request.body("hello").send().await.unwrap();
        assert_eq!(answer.status(), 400, "{offset}");
    }
    assert_eq!(patch(&ann, &at, 0, b"").await.status(), 204);
    assert_eq!(patch(&ann, &at, 0, b"hello").await.status(), 204);
}
