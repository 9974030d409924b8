//! Links to files that work without a token.

use actors::clock::now;
use entity::ids::FileId;
use orvale_chat::uploads::link::{Link, Part};
use reqwest::Method;
use serde_json::json;

use crate::{
    files::{PNG, channel, fetch, path, send, uploaded},
    support::TestServer,
};

#[tokio::test]
async fn a_link_works_as_long_as_its_reader_may_have_the_file() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let nobody = server.anonymous();
    let room = channel(&ann, "private", &["bob"]).await;
    let file = uploaded(&ann, "salaries.png", PNG).await;
    let text = uploaded(&ann, "a.html", b"<script>alert(1)</script>").await;
    let link = path(&file) + "/link";
    assert_eq!(bob.get(&link).await.problem(404), "not_found");
    let sent = send(&ann, room, "", &[&file, &text]).await.ok();

    let links = bob.get(&link).await.ok();
    let ids = json!({"fileIds": [file, text, "made-up"]});
    let several = bob.post("/api/chat/file-links", ids.clone()).await.ok();
    let items = several["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["url"]), (2, &links["url"]));
    let hidden = eve.post("/api/chat/file-links", ids).await.ok();
    assert_eq!(hidden["items"], json!([]));
    let url = links["url"].as_str().unwrap();
    let small = links["thumbnailUrl"].as_str().unwrap();
    for link in [url, small] {
        assert!(!link.contains(&file) && !link.contains("salaries"));
        let fetched = fetch(&nobody, link, &[]).await;
        assert_eq!(fetched.status, 200);
        assert_eq!(fetched.header("x-content-type-options"), "nosniff");
        assert!(
            fetched
                .header("content-security-policy")
                .contains("sandbox")
        );
        assert!(fetched.header("cache-control").contains("private"));
    }
    assert_eq!(fetch(&nobody, url, &[]).await.bytes, PNG);
    let part = fetch(&nobody, url, &[("range", "bytes=0-9")]).await;
    assert_eq!((part.status.as_u16(), part.bytes.len()), (206, 10));
    let head = nobody.request(Method::HEAD, url).send().await.unwrap();
    assert_eq!(head.status(), 200);
    let active = fetch(&nobody, items[1]["url"].as_str().unwrap(), &[]).await;
    assert!(
        active
            .header("content-disposition")
            .starts_with("attachment")
    );
    let changed = format!("{}x", &url[..url.len() - 1]);
    for wrong in [changed.as_str(), "/api/chat/file-links/x"] {
        assert_eq!(nobody.get(wrong).await.problem(404), "not_found");
    }

    // Everyone's own link follows what they may see.
    let of_ann = ann.get(&link).await.ok();
    assert_ne!(of_ann["url"], links["url"]);
    ann.delete(&format!("/api/chat/channels/{room}/members/bob"))
        .await
        .ok();
    for link in [url, small] {
        assert_eq!(nobody.get(link).await.problem(404), "not_found");
    }
    let of_ann = of_ann["url"].as_str().unwrap();
    assert_eq!(fetch(&nobody, of_ann, &[]).await.bytes, PNG);
    ann.delete(&format!("/api/chat/messages/{}", sent["id"]))
        .await
        .ok();
    assert_eq!(nobody.get(of_ann).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_link_ends_after_a_while_and_when_its_reader_logs_out_everywhere() {
    let server = TestServer::with_users(&["ann"]).await;
    let (ann, nobody) = (server.rest("ann"), server.anonymous());
    let file = uploaded(&ann, "a.png", PNG).await;
    let links = ann.get(&(path(&file) + "/link")).await.ok();
    let lifetime = links["expiresAt"].as_i64().unwrap() - now();
    let minute = 60 * 1000;
    assert!((0..=20 * minute).contains(&lifetime), "{lifetime}");
    let links = links["url"].as_str().unwrap().to_owned();
    let app = server.server.app();
    let sealed = app.uploads.links.open(links.rsplit('/').next().unwrap());
    let sealed = sealed.unwrap();
    assert_eq!((&sealed.file, sealed.part), (&FileId(file), Part::Whole));
    let at = |expires_at| {
        let link = Link {
            expires_at,
            ..sealed.clone()
        };
        format!("/api/chat/file-links/{}", app.uploads.links.seal(&link))
    };
    let valid = at(now() + 10 * minute);
    assert_eq!(fetch(&nobody, &valid, &[]).await.status, 200);
    let expired = nobody.get(&at(now() - 1)).await;
    assert_eq!(expired.problem(404), "not_found");
    let everywhere = json!({"everywhere": true});
    let left = ann.post("/api/auth/logout", everywhere).await;
    assert_eq!(left.status, 204);
    for link in [valid, links] {
        assert_eq!(nobody.get(&link).await.problem(404), "not_found");
    }
}

#[tokio::test]
async fn a_client_learns_what_can_be_uploaded() {
    let limited = TestServer::builder().config(|config| config.max_file_size = 5 * 1024 * 1024);
    let server = limited.start().await;
    let mut socket = server.socket().await;
    let hello = socket.event("hello").await;
    assert_eq!(
        hello["files"],
        json!({"maxBytes": 5 * 1024 * 1024, "perMessage": 10})
    );
}
