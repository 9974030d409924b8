//! Who loses a channel loses every way to what is in it at once, whatever took it away and whatever they held.

use std::{io::Cursor, time::Duration};

use serde_json::{Value, json};

use crate::{
    files::{path, send, uploaded},
    support::{Rest, TestServer, servers_on_both, within},
};

servers_on_both![every_way_ends_at_once];

/// A channel that max can read, and everything that he may have kept of it.
struct Held {
    id: i64,
    /// Paths that answer with something of the channel.
    paths: Vec<String>,
    /// Signed links to the file and its thumbnail.
    links: Vec<String>,
    /// The second page of a search that found its messages.
    cursor: String,
}

/// How max loses the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    Removed,
    Left,
    MadePrivate,
    Role,
    Blocked,
}

const ROLE: &str = "/api/admin/roles/manager/permissions";

async fn permissions(server: &TestServer, all: &[&str]) {
    let root = server.rest("root");
    let set = root.put(ROLE, json!({"permissions": all})).await;
    assert_eq!(set.status, 204);
}

/// A picture large enough for a thumbnail.
fn picture() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(800, 600)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

async fn held(server: &TestServer, loss: Loss) -> Held {
    let (ann, max) = (server.rest("ann"), server.rest("max"));
    let kind = match loss {
        Loss::MadePrivate => "public",
        _ => "private",
    };
    let new = json!({"name": "secrets", "type": kind});
    let id = ann.post("/api/chat/channels", new).await.ok()["id"]
        .as_i64()
        .unwrap();
    if matches!(loss, Loss::Removed | Loss::Left | Loss::Blocked) {
        let members = format!("/api/chat/channels/{id}/members");
        ann.post(&members, json!({"userId": "max"})).await.ok();
    }
    let file = uploaded(&ann, "salary.png", &picture()).await;
    let root = send(&ann, id, "salary, one", &[&file]).await.ok();
    let thumbnail = path(&file) + "/thumbnail";
    within("the thumbnail", async {
        while max.get(&thumbnail).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let message = format!("/api/chat/messages/{}", root["id"]);
    let edited = json!({"message": "salary one"});
    ann.put(&message, edited).await.ok();
    let pinned = ann.put(&format!("{message}/pin"), json!({})).await;
    assert!(pinned.status.is_success(), "{}", pinned.text);
    for text in ["salary two", "salary three"] {
        let reply = json!({"message": text, "threadId": root["id"]});
        let messages = format!("/api/chat/channels/{id}/messages");
        ann.post(&messages, reply).await.ok();
    }
    // Only members keep messages.
    max.put(&format!("{message}/saved"), json!({})).await;
    let link = max.get(&(path(&file) + "/link")).await.ok();
    let links = ["url", "thumbnailUrl"].map(|name| link[name].as_str().map(str::to_owned));
    let page = max.get("/api/chat/search?q=salary&limit=1").await.ok();
    Held {
        id,
        paths: vec![
            format!("/api/chat/channels/{id}"),
            format!("/api/chat/channels/{id}/messages"),
            format!("/api/chat/channels/{id}/messages?around={}", root["seq"]),
            format!("/api/chat/channels/{id}/members"),
            format!("/api/chat/channels/{id}/pins"),
            format!("/api/chat/threads/{}/messages", root["id"]),
            format!("{message}/history"),
            path(&file),
            path(&file) + "/info",
            thumbnail,
            path(&file) + "/link",
            message,
        ],
        links: links.into_iter().flatten().collect(),
        cursor: page["next"].as_str().unwrap().to_owned(),
    }
}

async fn lose(server: &TestServer, held: &Held, loss: Loss) {
    let ann = server.rest("ann");
    let channel = format!("/api/chat/channels/{}", held.id);
    let status = match loss {
        Loss::Removed => ann.delete(&format!("{channel}/members/max")).await.status,
        Loss::Left => {
            let leave = format!("{channel}/leave");
            server.rest("max").post(&leave, json!({})).await.status
        }
        Loss::MadePrivate => ann.put(&channel, json!({"type": "private"})).await.status,
        Loss::Role => {
            let plain = json!({"permissions": ["chat.access_channels"]});
            server.rest("root").put(ROLE, plain).await.status
        }
        Loss::Blocked => {
            let block = "/api/admin/users/max/block";
            server.rest("root").post(block, Value::Null).await.status
        }
    };
    assert!(status.is_success(), "{loss:?}: {status}");
}

/// The lists in which something of the channel may show up.
async fn lists(max: &Rest, held: &Held) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for list in [
        "/api/chat/search?q=salary".to_owned(),
        "/api/chat/search?q=salary+in:secrets".to_owned(),
        format!("/api/chat/search?q=salary+in:id:{}", held.id),
        format!("/api/chat/search?q=salary&limit=1&cursor={}", held.cursor),
        "/api/chat/channels".to_owned(),
        "/api/chat/channels?browse=true&q=secrets".to_owned(),
        "/api/chat/saved".to_owned(),
        "/api/chat/threads".to_owned(),
        "/api/chat/notifications".to_owned(),
    ] {
        let found = max.get(&list).await.ok();
        all.push((list, found));
    }
    all
}

async fn every_way_ends_at_once() {
    for loss in [
        Loss::Removed,
        Loss::Left,
        Loss::MadePrivate,
        Loss::Role,
        Loss::Blocked,
    ] {
        let server = TestServer::with_users(&["ann"]).await;
        server.add_user("max", "manager").await;
        server.add_user("root", "admin").await;
        let mut all = vec!["chat.access_channels", "chat.send_files"];
        all.extend((loss == Loss::Role).then_some("chat.access_private"));
        permissions(&server, &all).await;
        let max = server.rest("max");
        let held = held(&server, loss).await;
        assert_eq!(held.links.len(), 2);
        for path in &held.paths {
            let answer = max.get(path).await;
            assert_eq!(answer.status, 200, "{loss:?}: {path}");
        }
        for link in &held.links {
            assert_eq!(server.anonymous().get(link).await.status, 200, "{link}");
        }

        lose(&server, &held, loss).await;
        let expected = match loss {
            Loss::Blocked => 403,
            _ => 404,
        };
        for path in &held.paths {
            let answer = max.get(path).await;
            assert_eq!(answer.status, expected, "{loss:?}: {path}");
            assert!(!answer.text.contains("salary"), "{loss:?}: {path}");
        }
        for link in &held.links {
            let answer = server.anonymous().get(link).await;
            assert_eq!(answer.status, 404, "{loss:?}: {link}");
        }
        if loss == Loss::Blocked {
            continue;
        }
        for (list, found) in lists(&max, &held).await {
            let text = found.to_string();
            let named = text.contains("salary") || text.contains("secrets");
            assert!(!named, "{loss:?}: {list}: {found}");
        }
    }
}
