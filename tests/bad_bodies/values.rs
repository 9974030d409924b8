//! Well-formed bodies with invalid values.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Scene, scene};

impl Scene {
    /// Asserts that each body is refused with a problem of this status that has a detail, and that nothing
    /// changes.
    async fn refuses(&self, method: Method, path: &str, status: u16, bodies: &[Value]) {
        let before = self.state().await;
        for body in bodies {
            let mut request = self.ann.request(method.clone(), path);
            if !body.is_null() {
                request = request.json(body);
            }
            let answer = self.ann.send(request).await;
            let text = &answer.text;
            assert_eq!(answer.status, status, "{method} {path} {body:.100} {text}");
            let detail = answer.body["detail"].as_str();
            assert!(detail.is_some_and(|detail| !detail.is_empty()), "{text}");
            answer.problem(status);
        }
        assert_eq!(self.state().await, before);
    }

    fn channel_path(&self, rest: &str) -> String {
        format!("/api/chat/channels/{}{rest}", self.channel)
    }
}

#[tokio::test]
async fn invalid_channels_are_refused() {
    let scene = scene().await;
    let new = |name: &str, kind: &str| json!({"name": name, "type": kind});
    let path = "/api/chat/channels";
    let invalid = [
        new("", "public"),
        new(" padded ", "public"),
        new("#desk", "public"),
        new("a\nb", "public"),
        new("a\u{0}", "private"),
        new("desk", "direct"),
        new("desk", "secret"),
    ];
    scene.refuses(Method::POST, path, 400, &invalid).await;
    let long = [new(&"x".repeat(81), "public")];
    scene.refuses(Method::POST, path, 413, &long).await;
}

#[tokio::test]
async fn invalid_settings_are_refused() {
    let scene = scene().await;
    let path = scene.channel_path("");
    let invalid = [
        json!({"name": ""}),
        json!({"description": "\u{7}"}),
        json!({"readOnly": "yes"}),
        json!({"active": 1}),
    ];
    scene.refuses(Method::PUT, &path, 400, &invalid).await;
    let long = [json!({"description": "x".repeat(501)})];
    scene.refuses(Method::PUT, &path, 413, &long).await;
}

#[tokio::test]
async fn invalid_members_are_refused() {
    let scene = scene().await;
    let invalid = [
        json!({"userId": "nobody"}),
        json!({"userId": ""}),
        json!({"userId": "bob", "role": "king"}),
    ];
    let path = scene.channel_path("/members");
    scene.refuses(Method::POST, &path, 400, &invalid).await;
    let admin = [json!({"role": "admin"})];
    for user in ["nobody", "bob"] {
        let path = scene.channel_path(&format!("/members/{user}"));
        scene.refuses(Method::PUT, &path, 404, &admin).await;
    }
    let path = scene.channel_path("/members/bob");
    scene
        .refuses(Method::DELETE, &path, 404, &[Value::Null])
        .await;
}

#[tokio::test]
async fn invalid_messages_are_refused() {
    let scene = scene().await;
    let path = scene.channel_path("/messages");
    let invalid = [
        json!({"message": ""}),
        json!({"message": "a\u{0}"}),
        json!({"message": "a", "clientId": "1"}),
        json!({"message": "a", "type": "system"}),
    ];
    scene.refuses(Method::POST, &path, 400, &invalid).await;
    let long = [json!({"message": "x".repeat(5_001)})];
    scene.refuses(Method::POST, &path, 413, &long).await;
    let reply = [json!({"message": "a", "replyToId": 0})];
    scene.refuses(Method::POST, &path, 404, &reply).await;
}

#[tokio::test]
async fn invalid_read_positions_and_reactions_are_refused() {
    let scene = scene().await;
    let positions = [json!({"seq": 4_000}), json!({"seq": -1})];
    let path = scene.channel_path("/read");
    scene.refuses(Method::POST, &path, 400, &positions).await;
    let reactions = [json!({"emoji": "smile"}), json!({"emoji": "<script>"})];
    let path = format!("/api/chat/messages/{}/reactions", scene.message);
    scene.refuses(Method::POST, &path, 400, &reactions).await;
}

#[tokio::test]
async fn invalid_direct_conversations_and_statuses_are_refused() {
    let scene = scene().await;
    let many: Vec<String> = (0..30).map(|n| format!("user-{n}")).collect();
    let invalid = [
        json!({"userIds": []}),
        json!({"userIds": ["nobody"]}),
        json!({"userIds": ["bob", "nobody"]}),
        json!({"userIds": [""]}),
        json!({"userIds": many}),
    ];
    scene
        .refuses(Method::POST, "/api/chat/direct", 400, &invalid)
        .await;
    let status = [json!({"status": "invisible"})];
    scene
        .refuses(Method::PUT, "/api/chat/presence", 400, &status)
        .await;
}

#[tokio::test]
async fn preferences_that_do_not_exist_are_ignored() {
    let scene = scene().await;
    let channel = scene.channel_path("/preferences");
    for (path, other) in [
        ("/api/chat/preferences", json!({"sound": false})),
        (&channel, json!({"muted": true})),
    ] {
        for name in ["fontSize", "Sound", "muteUntil"] {
            let mut body = other.clone();
            body[name] = json!(true);
            let set = scene.ann.put(path, body).await.ok();
            assert_eq!(set[name], Value::Null, "{path} {name}");
            let (known, value) = other.as_object().unwrap().iter().next().unwrap();
            assert_eq!(set[known], *value, "{path} {name}");
        }
    }
    let own = scene.ann.get("/api/chat/preferences").await.ok();
    assert_eq!(own["sound"], false);
    let mut socket = scene.server.connect("ann").await;
    let unchanged = socket.command("set_preferences", json!({"fontSize": 12}));
    assert_eq!(unchanged.await.unwrap()["sound"], false);
    // What the server returned can be sent back.
    let mut back = own;
    back["sound"] = json!(true);
    let set = scene.ann.put("/api/chat/preferences", back.clone()).await;
    assert_eq!(set.ok(), back);
    let muted = scene.ann.put(&channel, json!({"muted": true})).await.ok();
    let again = scene.ann.put(&channel, muted.clone()).await.ok();
    assert_eq!(again, muted);
    // A time that has passed ends do-not-disturb.
    let past = json!({"dndUntil": actors::clock::now() + 60_000});
    scene.ann.put("/api/chat/preferences", past).await.ok();
    let past = json!({"dndUntil": actors::clock::now() - 1});
    let ended = scene.ann.put("/api/chat/preferences", past).await.ok();
    assert_eq!(ended["dndUntil"], Value::Null);
}
