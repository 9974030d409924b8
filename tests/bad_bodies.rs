//! Invalid bodies and queries: each gets a clear problem, and nothing changes.

mod queries;
mod values;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Rest, TestServer};

struct Scene {
    server: TestServer,
    ann: Rest,
    channel: i64,
    message: i64,
}

async fn scene() -> Scene {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let body = json!({"name": "desk", "type": "public"});
    let channel = ann.post("/api/chat/channels", body).await.ok()["id"]
        .as_i64()
        .unwrap();
    let path = format!("/api/chat/channels/{channel}/messages");
    let message = ann.post(&path, json!({"message": "first"})).await.ok()["id"]
        .as_i64()
        .unwrap();
    Scene {
        server,
        ann,
        channel,
        message,
    }
}

impl Scene {
    async fn state(&self) -> Value {
        let mut all = Vec::new();
        for path in [
            "/api/chat/channels".to_owned(),
            format!("/api/chat/channels/{}/messages", self.channel),
            format!("/api/chat/channels/{}/members", self.channel),
            "/api/chat/direct".to_owned(),
            "/api/auth/me".to_owned(),
        ] {
            all.push(self.ann.get(&path).await.ok());
        }
        Value::Array(all)
    }

    /// Every route that reads a body.
    fn routes(&self) -> Vec<(Method, String)> {
        let channel = format!("/api/chat/channels/{}", self.channel);
        let message = format!("/api/chat/messages/{}", self.message);
        vec![
            (Method::POST, "/api/auth/login".into()),
            (Method::POST, "/api/chat/channels".into()),
            (Method::PUT, channel.clone()),
            (Method::POST, format!("{channel}/read")),
            (Method::POST, format!("{channel}/members")),
            (Method::PUT, format!("{channel}/members/ann")),
            (Method::POST, format!("{channel}/messages")),
            (Method::PUT, message.clone()),
            (Method::POST, format!("{message}/reactions")),
            (Method::POST, "/api/chat/direct".into()),
            (Method::PUT, "/api/chat/presence".into()),
        ]
    }
}

#[tokio::test]
async fn malformed_and_mistyped_json_is_refused() {
    let scene = scene().await;
    let before = scene.state().await;
    let deep = |n: usize| [vec![b'['; n], vec![b']'; n]].concat();
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("half an object", b"{\"name\": ".to_vec()),
        ("two", b"{} {}".to_vec()),
        ("words", b"name=desk".to_vec()),
        ("no UTF-8", b"{\"name\": \"\xff\xfe\", \"statusMessage\": \"\xff\xfe\"}".to_vec()),
        ("half a surrogate", b"{\"name\": \"\\ud800\", \"message\": \"\\ud800\", \"statusMessage\": \"\\ud800\"}".to_vec()),
        ("an array", b"[]".to_vec()),
        ("an array of arrays", b"[[1, 2], [3]]".to_vec()),
        ("a text", b"\"desk\"".to_vec()),
        ("a number", b"7".to_vec()),
        ("a huge number", b"1e999".to_vec()),
        ("null", b"null".to_vec()),
        ("deep", deep(100_000)),
        ("a field twice", b"{\"name\": \"a\", \"name\": \"b\", \"type\": \"public\", \"message\": \"a\", \"message\": \"b\", \"seq\": 1, \"seq\": 2, \"role\": \"owner\", \"role\": \"owner\", \"emoji\": \"x\", \"emoji\": \"x\", \"status\": \"busy\", \"status\": \"busy\", \"userIds\": [\"bob\"], \"userIds\": [\"bob\"], \"userId\": \"bob\", \"userId\": \"bob\", \"username\": \"a\", \"username\": \"a\"}".to_vec()),
        ("wrong types", br#"{"name": 1, "type": 2, "message": 3, "seq": "x", "role": 4, "emoji": 5, "status": 6, "userIds": "bob", "userId": 7, "username": [], "password": {}}"#.to_vec()),
    ];
    for (method, path) in scene.routes() {
        for (what, body) in &bodies {
            let request = scene
                .ann
                .request(method.clone(), &path)
                .header("content-type", "application/json")
                .body(body.clone());
            let answer = scene.ann.send(request).await;
            assert_eq!(answer.problem(400), "invalid", "{method} {path}: {what}");
        }
        let plain = scene.ann.request(method.clone(), &path).body("{}");
        assert_eq!(
            scene.ann.send(plain).await.problem(415),
            "invalid",
            "{method} {path}"
        );
        let huge = json!({"message": "x".repeat(300 * 1024)});
        let huge = scene.ann.request(method.clone(), &path).json(&huge);
        assert_eq!(
            scene.ann.send(huge).await.problem(413),
            "too_large",
            "{method} {path}"
        );
    }
    assert_eq!(scene.state().await, before);
}

#[tokio::test]
async fn unknown_fields_change_nothing() {
    let scene = scene().await;
    let forged = json!({
        "name": "new", "type": "private", "id": 4_000, "ownerId": "bob", "createdBy": "bob",
        "userId": "bob", "role": "member", "seq": 99, "memberCount": 50, "active": false,
        "hidden": true, "createdAt": 1, "members": ["bob"], "teamId": null,
    });
    let made = scene.ann.post("/api/chat/channels", forged).await.ok();
    assert_eq!(
        (&made["createdBy"], &made["role"]),
        (&json!("ann"), &json!("owner")),
        "{made}"
    );
    assert_eq!(
        (&made["active"], &made["hidden"]),
        (&json!(true), &json!(false)),
        "{made}"
    );
    assert_eq!(made["memberCount"], 1, "{made}");
    assert!(made["id"] != 4_000 && made["createdAt"] != 1, "{made}");
    let channel = format!("/api/chat/channels/{}", made["id"]);

    let forged = json!({
        "name": "newer", "id": 1, "createdBy": "bob", "role": "member",
        "seq": 4_000, "memberCount": 9, "lastReadSeq": 99, "canPost": false,
    });
    let changed = scene.ann.put(&channel, forged).await.ok();
    assert_eq!(
        (&changed["name"], &changed["type"]),
        (&json!("newer"), &json!("private"))
    );
    assert_eq!(
        (&changed["createdBy"], &changed["role"]),
        (&json!("ann"), &json!("owner"))
    );
    assert_eq!(
        (&changed["id"], &changed["canPost"]),
        (&made["id"], &json!(true))
    );

    let forged = json!({"message": "words", "userId": "bob", "id": 1, "seq": 1, "createdAt": 1,
        "editedAt": 1, "deletedAt": 1, "channelId": scene.channel, "file": {"id": "x"}});
    let said = scene
        .ann
        .post(&format!("{channel}/messages"), forged)
        .await
        .ok();
    assert_eq!(
        (&said["userId"], &said["channelId"]),
        (&json!("ann"), &made["id"]),
        "{said}"
    );
    assert!(said["editedAt"].is_null() && said["deletedAt"].is_null() && said["file"].is_null());
    assert_ne!(said["createdAt"], 1);

    let forged = json!({"message": "other words", "userId": "bob", "channelId": scene.channel});
    let edited = scene
        .ann
        .put(&format!("/api/chat/messages/{}", said["id"]), forged)
        .await
        .ok();
    assert_eq!(
        (&edited["userId"], &edited["channelId"]),
        (&said["userId"], &said["channelId"])
    );

    let forged =
        json!({"userId": "bob", "canPost": false, "joinedAt": 1, "channelId": scene.channel});
    scene
        .ann
        .post(&format!("{channel}/members"), forged)
        .await
        .ok();
    let members = scene.ann.get(&format!("{channel}/members")).await.ok();
    let bob = members["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["userId"] == "bob")
        .unwrap();
    assert_eq!(
        (&bob["role"], &bob["canPost"]),
        (&json!("member"), &json!(true)),
        "{bob}"
    );
    assert_ne!(bob["joinedAt"], 1);

    let forged =
        json!({"username": "ann", "password": "orvale-demo", "role": "admin", "userId": 1});
    let login = scene
        .server
        .anonymous()
        .post("/api/auth/login", forged)
        .await
        .ok();
    assert_eq!(login["user"]["role"], "it_user");
    let forged = json!({"status": "busy", "user": "bob", "lastActive": 1});
    scene.ann.put("/api/chat/presence", forged).await.ok();
    let bobs = scene
        .server
        .rest("bob")
        .get("/api/chat/users/bob/presence")
        .await
        .ok();
    assert_ne!(bobs["status"], "busy", "{bobs}");
}

#[tokio::test]
async fn a_repeated_idempotency_key_returns_the_first_response_or_is_a_conflict() {
    let scene = scene().await;
    let path = format!("/api/chat/channels/{}/messages", scene.channel);
    let send = |rest: &Rest, path: &str, key: &str, text: &str| {
        rest.request(Method::POST, path)
            .header("idempotency-key", key)
            .json(&json!({"message": text}))
    };
    let first = scene
        .ann
        .send(send(&scene.ann, &path, "key-1", "one"))
        .await;
    assert_eq!(first.status, 201);
    let again = scene
        .ann
        .send(send(&scene.ann, &path, "key-1", "one"))
        .await;
    assert_eq!((again.status, again.text), (first.status, first.text));
    let before = scene.state().await;
    for (path, text) in [
        (path.as_str(), "two"),
        ("/api/chat/channels/999/messages", "one"),
    ] {
        let other = scene.ann.send(send(&scene.ann, path, "key-1", text)).await;
        assert_eq!(other.problem(409), "conflict", "{path}");
    }
    for key in ["", "with blank", "ümlaut", &"x".repeat(256)] {
        let value = reqwest::header::HeaderValue::from_bytes(key.as_bytes()).unwrap();
        let request = scene
            .ann
            .request(Method::POST, &path)
            .header("idempotency-key", value)
            .json(&json!({"message": "x"}));
        assert_eq!(
            scene.ann.send(request).await.problem(400),
            "invalid",
            "{key}"
        );
    }
    assert_eq!(scene.state().await, before);
    // A failed attempt is not stored, and keys are unique per user only.
    let wrong = scene.ann.send(send(&scene.ann, &path, "key-2", "")).await;
    assert_eq!(wrong.problem(400), "invalid");
    assert_eq!(
        scene
            .ann
            .send(send(&scene.ann, &path, "key-2", "right"))
            .await
            .status,
        201
    );
    let bob = scene.server.rest("bob");
    let join = format!("/api/chat/channels/{}/join", scene.channel);
    bob.post(&join, Value::Null).await.ok();
    assert_eq!(
        bob.send(send(&bob, &path, "key-1", "bob's")).await.ok()["userId"],
        "bob"
    );
}

#[tokio::test]
async fn the_server_keeps_working() {
    let scene = scene().await;
    let mut socket = scene.server.connect("bob").await;
    let requests = (0..200).map(|n| {
        let path = format!("/api/chat/channels/{}", n * 31);
        let body = "{".repeat(n);
        let request = scene
            .ann
            .request(Method::PUT, &path)
            .header("content-type", "application/json")
            .body(body);
        scene.ann.send(request)
    });
    for answer in futures_util::future::join_all(requests).await {
        assert!(
            (400..500).contains(&answer.status.as_u16()),
            "{}",
            answer.text
        );
    }
    socket
        .command("update_presence", json!({"status": "busy"}))
        .await
        .unwrap();
    assert_eq!(scene.server.anonymous().get("/readyz").await.status, 200);
}
