//! Previews of links: off by default, fetched from allowed addresses only, shown to everyone, removed by the author.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use orvale_chat::config::Config;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{Socket, TestServer};

/// A site that is reached under any loopback address, and what was requested of it.
struct Site {
    port: u16,
    requested: Arc<Mutex<Vec<String>>>,
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requested = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requested);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let local = stream.local_addr().unwrap();
                tokio::spawn(answer(stream, local, Arc::clone(&seen)));
            }
        });
        Self { port, requested }
    }

    fn link(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    fn requests(&self) -> Vec<String> {
        self.requested.lock().unwrap().clone()
    }
}

async fn answer(mut stream: TcpStream, local: SocketAddr, seen: Arc<Mutex<Vec<String>>>) {
    let mut head = vec![0; 4096];
    let length = stream.read(&mut head).await.unwrap_or(0);
    let head = String::from_utf8_lossy(&head[..length]).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    assert!(!head.to_ascii_lowercase().contains("cookie"), "{head}");
    seen.lock().unwrap().push(format!("{}{path}", local.ip()));
    let moved =
        |to: &str| format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    let page = |kind: &str, body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nset-cookie: a=b\r\nconnection: close\r\n\r\n{body}"
        )
    };
    let port = local.port();
    let response = match path.as_str() {
        "/moved" => moved("/page?moved"),
        "/to-forbidden" => moved(&format!("http://127.0.0.2:{port}/secret")),
        "/to-file" => moved("file:///etc/passwd"),
        "/to-user" => moved(&format!("http://user:password@127.0.0.1:{port}/secret")),
        "/to-private" => moved("http://169.254.169.254/latest/meta-data/"),
        "/around" => moved("/around"),
        "/packed" => page("text/html\r\ncontent-encoding: gzip", "<title>no</title>"),
        "/image" => page("image/svg+xml", "<svg><title>no</title></svg>"),
        "/gone" => page("text/html", "<title>no</title>").replacen("200 OK", "404 Not Found", 1),
        // Longer than what is read: the rest is never waited for.
        "/long" => page(
            "text/html",
            &format!("<title>long</title>{}", "x".repeat(2 << 20)),
        ),
        _ => page(
            "text/html; charset=utf-8",
            "<title>All &lt;printers&gt;</title><meta property=og:site_name content=Wiki>",
        ),
    };
    let _ = stream.write_all(response.as_bytes()).await;
}

async fn server(change: impl FnOnce(&mut Config)) -> (TestServer, i64) {
    let server = TestServer::builder().config(change).start().await;
    for name in ["ann", "bob"] {
        server.add_user(name, "it_user").await;
    }
    let new = json!({"name": "desk", "type": "public"});
    let channel = server
        .rest("ann")
        .post("/api/chat/channels", new)
        .await
        .ok();
    let id = channel["id"].as_i64().unwrap();
    let join = format!("/api/chat/channels/{id}/members");
    server
        .rest("ann")
        .post(&join, json!({"userId": "bob"}))
        .await
        .ok();
    (server, id)
}

fn on(config: &mut Config) {
    config.link_previews = true;
    config.link_preview_networks = vec!["127.0.0.1/32".parse().unwrap()];
}

async fn post(server: &TestServer, channel: i64, text: &str) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    server
        .rest("ann")
        .post(&path, json!({"message": text}))
        .await
        .ok()
}

/// The previews of the message that is updated next.
async fn updated(socket: &mut Socket) -> Value {
    socket.event("message_updated").await["message"]["previews"].clone()
}

#[tokio::test]
async fn a_preview_follows_its_message_and_is_removed_for_good() {
    let site = Site::start().await;
    let (server, channel) = server(on).await;
    let mut bob = server.connect("bob").await;
    let link = site.link("127.0.0.1", "/moved");
    let message = post(&server, channel, &format!("see {link}, please")).await;
    assert_eq!(message.get("previews"), None);
    let preview = json!([{"url": link, "title": "All <printers>", "siteName": "Wiki"}]);
    assert_eq!(updated(&mut bob).await, preview);
    let path = format!("/api/chat/messages/{}", message["id"]);
    let found = server.rest("bob").get(&path).await.ok();
    assert_eq!(
        (&found["previews"], &found["editedAt"]),
        (&preview, &Value::Null)
    );
    // A link that was fetched a moment ago is not fetched again.
    post(&server, channel, &link).await;
    assert_eq!(updated(&mut bob).await, preview);
    assert_eq!(site.requests(), ["127.0.0.1/moved", "127.0.0.1/page?moved"]);

    let previews = format!("{path}/previews");
    let refused = server.rest("bob").delete(&previews).await;
    assert_eq!(refused.problem(403), "forbidden");
    let removed = server.rest("ann").delete(&previews).await.ok();
    assert_eq!(removed.get("previews"), None);
    assert_eq!(updated(&mut bob).await, Value::Null);
    let again = json!({"message": format!("again {link}")});
    server.rest("ann").put(&path, again).await.ok();
    assert_eq!(updated(&mut bob).await, Value::Null);
    // What comes after it was shown, so nothing was shown of the edit.
    post(&server, channel, &link).await;
    assert_eq!(updated(&mut bob).await, preview);
    assert_eq!(
        server.rest("bob").get(&path).await.ok().get("previews"),
        None
    );
}

#[tokio::test]
async fn nothing_is_fetched_from_addresses_that_are_not_allowed() {
    let site = Site::start().await;
    let (server, channel) = server(on).await;
    let mut bob = server.connect("bob").await;
    // All previews of a message are shown at once: with the allowed one, the others have been refused.
    for (number, forbidden) in [
        site.link("127.0.0.2", "/secret"),
        site.link("[::ffff:7f00:2]", "/secret"),
        site.link("[64:ff9b::7f00:2]", "/secret"),
        site.link("2130706434", "/secret"),
        site.link("0x7f.2", "/secret"),
        site.link("0.0.0.0", "/secret"),
        site.link("user:password@127.0.0.1", "/secret"),
        site.link("127.0.0.1", "/to-forbidden"),
        site.link("127.0.0.1", "/to-file"),
        site.link("127.0.0.1", "/to-user"),
        site.link("127.0.0.1", "/to-private"),
        site.link("127.0.0.1", "/around"),
        site.link("127.0.0.1", "/packed"),
        site.link("127.0.0.1", "/image"),
        site.link("127.0.0.1", "/gone"),
        site.link("127.0.0.1", "/chat/c/1/2"),
    ]
    .into_iter()
    .enumerate()
    {
        let allowed = site.link("127.0.0.1", &format!("/page?{number}"));
        post(&server, channel, &format!("{forbidden} {allowed}")).await;
        let shown = updated(&mut bob).await;
        assert_eq!(shown.as_array().unwrap().len(), 1, "{forbidden}: {shown}");
        assert_eq!(shown[0]["url"], allowed);
    }
    let requests = site.requests();
    let secret = |path: &String| path.contains("secret") || path.contains("/chat/c/");
    assert!(!requests.iter().any(secret), "{requests:?}");
    let around = requests.iter().filter(|path| path.ends_with("/around"));
    assert_eq!(around.count(), 4, "the first and three redirects");
}

#[tokio::test]
async fn the_beginning_of_a_long_page_is_enough() {
    let site = Site::start().await;
    let (server, channel) = server(on).await;
    let mut bob = server.connect("bob").await;
    let code = site.link("127.0.0.1", "/in-code");
    let long = site.link("127.0.0.1", "/long");
    post(&server, channel, &format!("`{code}` [a page]({long})")).await;
    assert_eq!(
        updated(&mut bob).await,
        json!([{"url": long, "title": "long"}])
    );
    assert_eq!(site.requests(), ["127.0.0.1/long"]);
}

#[tokio::test]
async fn by_default_nothing_is_fetched_and_names_of_private_addresses_never() {
    let site = Site::start().await;
    let link = site.link("localhost", "/secret");
    let (server, channel) = server(|_| {}).await;
    post(&server, channel, &link).await;
    let site_allowed = Site::start().await;
    let (other, there) = self::server(|config| {
        config.link_previews = true;
        config.link_preview_networks = vec!["127.0.0.3/32".parse().unwrap()];
    })
    .await;
    let mut bob = other.connect("bob").await;
    let allowed = site_allowed.link("127.0.0.3", "/page");
    post(&other, there, &format!("{link} {allowed}")).await;
    let shown = updated(&mut bob).await;
    assert_eq!(shown.as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(site.requests(), [] as [&str; 0]);
}
