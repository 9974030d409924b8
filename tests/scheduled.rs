//! Scheduled messages: sent once, in order, whatever happens to the server; kept with the reason if not.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{Daemon, Rest, TestServer, servers_on_both, within};

servers_on_both![
    a_message_is_sent_when_it_is_due_and_all_devices_hear_of_it,
    one_that_is_sent_now_is_sent_by_the_servers_clock,
    it_can_be_changed_and_cancelled_by_its_author_alone,
    what_cannot_be_scheduled_is_refused,
    what_was_not_sent_is_kept_with_the_reason,
    whoever_leaves_or_is_muted_keeps_what_they_scheduled_and_learns_nothing_new,
    what_a_deactivated_author_scheduled_is_kept,
    a_thread_outlives_its_root_for_what_is_scheduled,
];

pub const DAY: i64 = 24 * 60 * 60 * 1000;

async fn channel(ann: &Rest, name: &str, kind: &str, others: &[&str]) -> i64 {
    let new = json!({"name": name, "type": kind});
    let channel = ann.post("/api/chat/channels", new).await.ok();
    let id = channel["id"].as_i64().unwrap();
    for user in others {
        let path = format!("/api/chat/channels/{id}/members");
        ann.post(&path, json!({"userId": user})).await.ok();
    }
    id
}

pub async fn scheduled(who: &Rest) -> Vec<Value> {
    let found = who.get("/api/chat/scheduled").await.ok();
    found["items"].as_array().unwrap().clone()
}

pub fn soon() -> i64 {
    actors::clock::now() + 700
}

pub async fn texts(who: &Rest, channel: i64) -> Vec<String> {
    let path = format!("/api/chat/channels/{channel}/messages?limit=200");
    let page = who.get(&path).await.ok();
    let items = page["items"].as_array().unwrap().iter();
    let written = items.filter(|it| it["type"] == "text");
    written
        .map(|it| it["text"].as_str().unwrap().to_owned())
        .collect()
}

async fn a_message_is_sent_when_it_is_due_and_all_devices_hear_of_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let id = channel(&ann, "desk", "public", &["bob"]).await;
    let (mut laptop, mut phone) = (server.connect("ann").await, server.connect("ann").await);
    let mut bob = server.connect("bob").await;
    let new = json!({"channelId": id, "message": "@bob good morning", "at": soon()});
    let kept = ann.post("/api/chat/scheduled", new).await.ok();
    for device in [&mut laptop, &mut phone] {
        let told = device.event("scheduled_updated").await;
        assert_eq!(
            (&told["scheduledId"], &told["status"]),
            (&kept["id"], &json!("scheduled"))
        );
        let told = device.event("scheduled_updated").await;
        assert_eq!(
            (&told["scheduledId"], &told["status"]),
            (&kept["id"], &json!("sent"))
        );
        let received = device.event("message_received").await;
        assert_eq!(received["message"]["text"], "@bob good morning");
    }
    assert_eq!(bob.event("notification").await["kind"], "mention");
    assert_eq!(scheduled(&ann).await, [] as [Value; 0]);
    assert_eq!(texts(&ann, id).await, ["@bob good morning"]);
}

async fn one_that_is_sent_now_is_sent_by_the_servers_clock() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = channel(&ann, "desk", "public", &["bob"]).await;
    let at = actors::clock::now() + DAY;
    let new = json!({"channelId": id, "message": "good morning", "at": at});
    let kept = ann.post("/api/chat/scheduled", new).await.ok();
    let path = format!("/api/chat/scheduled/{}", kept["id"]);
    let both = ann.put(&path, json!({"at": at + 1, "now": true})).await;
    assert_eq!(both.problem(400), "invalid");
    let not_now = ann.put(&path, json!({"now": false})).await.ok();
    assert_eq!(not_now["at"], at);
    assert_eq!(
        bob.put(&path, json!({"now": true})).await.problem(404),
        "not_found"
    );
    let sent = ann.put(&path, json!({"now": true})).await.ok();
    let asked = actors::clock::now();
    assert!(sent["at"].as_i64().unwrap() <= asked, "{sent}");
    within("it is sent", async {
        while texts(&ann, id).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    assert!(actors::clock::now() - asked < 1500);
    assert_eq!(scheduled(&ann).await, [] as [Value; 0]);
    // One that could not be sent is tried again; who may not post there is refused.
    let new = json!({"channelId": id, "message": "hello", "at": actors::clock::now() + DAY});
    let kept = bob.post("/api/chat/scheduled", new).await.ok();
    let path = format!("/api/chat/scheduled/{}", kept["id"]);
    let member = format!("/api/chat/channels/{id}/members/bob");
    ann.delete(&member).await.ok();
    let refused = bob.put(&path, json!({"now": true})).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    assert_eq!(scheduled(&bob).await.len(), 1);
}

async fn it_can_be_changed_and_cancelled_by_its_author_alone() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = channel(&ann, "desk", "public", &["bob"]).await;
    let at = actors::clock::now() + DAY;
    let new = json!({"channelId": id, "message": "words", "at": at});
    let kept = ann.post("/api/chat/scheduled", new).await.ok();
    let path = format!("/api/chat/scheduled/{}", kept["id"]);
    let change = json!({"message": "other words", "at": at + 1});
    assert_eq!(
        bob.put(&path, change.clone()).await.problem(404),
        "not_found"
    );
    assert_eq!(bob.delete(&path).await.problem(404), "not_found");
    let changed = ann.put(&path, change).await.ok();
    assert_eq!(
        (&changed["message"], &changed["at"]),
        (&json!("other words"), &json!(at + 1))
    );
    assert_eq!(scheduled(&ann).await, [changed]);
    assert_eq!(scheduled(&bob).await.len(), 0);
    assert_eq!(ann.delete(&path).await.status, 204);
    assert_eq!(ann.delete(&path).await.problem(404), "not_found");
    assert_eq!(scheduled(&ann).await.len(), 0);
}

async fn what_cannot_be_scheduled_is_refused() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let desk = channel(&ann, "desk", "private", &[]).await;
    let hall = channel(&ann, "hall", "public", &["bob"]).await;
    let path = format!("/api/chat/channels/{desk}/messages");
    let root = ann.post(&path, json!({"message": "root"})).await.ok();
    let now = actors::clock::now();
    let at = now + DAY;
    for (body, status) in [
        (
            json!({"channelId": hall, "message": "late", "at": now - 1}),
            400,
        ),
        (
            json!({"channelId": hall, "message": "far", "at": now + 366 * DAY}),
            400,
        ),
        (json!({"channelId": hall, "message": " ", "at": at}), 400),
        (
            json!({"channelId": hall, "message": "x".repeat(5_001), "at": at}),
            413,
        ),
        (
            json!({"channelId": hall, "message": "f", "at": at, "fileIds": ["1"]}),
            404,
        ),
        (
            json!({"channelId": hall, "message": "t", "at": at, "threadId": root["id"]}),
            404,
        ),
        (
            json!({"channelId": desk, "message": "secret", "at": at}),
            404,
        ),
        (
            json!({"channelId": 987_654, "message": "nowhere", "at": at}),
            404,
        ),
    ] {
        let answer = bob.post("/api/chat/scheduled", body.clone()).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
    }
    assert_eq!(scheduled(&bob).await.len(), 0);
}

async fn what_was_not_sent_is_kept_with_the_reason() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let left = channel(&ann, "left", "private", &["bob"]).await;
    let quiet = channel(&ann, "quiet", "public", &["bob"]).await;
    let archived = channel(&ann, "archived", "public", &["bob"]).await;
    let mut device = server.connect("bob").await;
    let at = actors::clock::now() + 2_500;
    for (id, words) in [(left, "secret"), (quiet, "news"), (archived, "late")] {
        let new = json!({"channelId": id, "message": words, "at": at});
        bob.post("/api/chat/scheduled", new).await.ok();
    }
    ann.delete(&format!("/api/chat/channels/{left}/members/bob"))
        .await
        .ok();
    let read_only = json!({"readOnly": true});
    ann.put(&format!("/api/chat/channels/{quiet}"), read_only)
        .await
        .ok();
    ann.delete(&format!("/api/chat/channels/{archived}")).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        let notification = device.event("notification").await;
        assert_eq!(notification["kind"], "scheduled_failed");
        told.push(notification["scheduledId"].clone());
    }
    let kept = scheduled(&bob).await;
    let codes: Vec<_> = kept.iter().map(|it| it["error"]["code"].clone()).collect();
    assert_eq!(codes, ["not_found", "forbidden", "forbidden"]);
    assert_eq!(
        kept[0]["message"], "secret",
        "it can still be read and copied"
    );
    assert!(
        !kept[0].to_string().contains("left"),
        "nor is the channel named"
    );
    told.sort_by_key(Value::as_i64);
    let ids: Vec<_> = kept.iter().map(|it| it["id"].clone()).collect();
    assert_eq!(told, ids);
    assert_eq!(
        [
            texts(&ann, left).await,
            texts(&ann, quiet).await,
            texts(&ann, archived).await
        ]
        .concat(),
        [] as [&str; 0]
    );

    // It is tried again at a new time, where that is possible.
    ann.put(
        &format!("/api/chat/channels/{quiet}"),
        json!({"readOnly": false}),
    )
    .await
    .ok();
    let again = |item: &Value| format!("/api/chat/scheduled/{}", item["id"]);
    bob.put(&again(&kept[1]), json!({"at": soon()})).await.ok();
    let refused = bob.put(&again(&kept[0]), json!({"at": soon()})).await;
    assert_eq!(refused.problem(404), "not_found");
    loop {
        let told = device.event("scheduled_updated").await;
        if told["scheduledId"] == kept[1]["id"] && told["status"] == "sent" {
            break;
        }
    }
    assert_eq!(texts(&ann, quiet).await, ["news"]);
    assert_eq!(bob.delete(&again(&kept[0])).await.status, 204);
}

async fn whoever_leaves_or_is_muted_keeps_what_they_scheduled_and_learns_nothing_new() {
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let left = channel(&ann, "plans", "private", &["bob"]).await;
    let muted = channel(&ann, "hall", "public", &["bob"]).await;
    let far = actors::clock::now() + DAY;
    for (id, words) in [(left, "secret"), (muted, "noise")] {
        let new = json!({"channelId": id, "message": words, "at": far});
        bob.post("/api/chat/scheduled", new).await.ok();
    }
    let leave = format!("/api/chat/channels/{left}/leave");
    assert_eq!(bob.post(&leave, json!({})).await.status, 204);
    let renamed = json!({"name": "acquisition"});
    let path = format!("/api/chat/channels/{left}");
    ann.put(&path, renamed).await.ok();
    let waiting = bob.get("/api/chat/scheduled").await;
    assert!(!waiting.text.contains("acquisition"), "{}", waiting.text);
    // Both are due when the server is back, and a moderator has muted bob.
    daemon.kill().await;
    let database = daemon.open_database().await;
    for sql in [
        format!(
            "UPDATE chat_scheduled SET due_at = {}",
            actors::clock::now() + 500
        ),
        format!(
            "UPDATE chat_channel_members SET can_post = FALSE WHERE channel_id = {muted} AND user_id = 'bob'"
        ),
    ] {
        database.writer().execute_unprepared(&sql).await.unwrap();
    }
    database.close().await.unwrap();
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let kept = settled(&bob).await;
    let found: Vec<_> = kept
        .iter()
        .map(|it| json!([it["message"], it["error"]["code"]]))
        .collect();
    assert_eq!(
        found,
        [
            json!(["secret", "not_found"]),
            json!(["noise", "forbidden"])
        ]
    );
    let kinds = "/api/chat/notifications?kinds=scheduled_failed";
    let told = bob.get(kinds).await;
    assert_eq!(told.body["items"].as_array().unwrap().len(), 2);
    let listed = bob.get("/api/chat/scheduled").await;
    for answer in [&told, &listed] {
        assert!(!answer.text.contains("acquisition"), "{}", answer.text);
    }
    for channel in [left, muted] {
        assert_eq!(texts(&ann, channel).await, [] as [&str; 0]);
    }
    for item in &kept {
        let path = format!("/api/chat/scheduled/{}", item["id"]);
        assert_eq!(bob.delete(&path).await.status, 204);
    }
    assert_eq!(scheduled(&bob).await.len(), 0);
}

/// Waits until a scheduled message of a user is not waiting any more, and returns those that are kept.
pub async fn settled(who: &Rest) -> Vec<Value> {
    within("the messages to be settled", async {
        loop {
            let kept = scheduled(who).await;
            if kept.iter().all(|one| one["error"].is_object()) {
                return kept;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
}

async fn what_a_deactivated_author_scheduled_is_kept() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = channel(&ann, "desk", "public", &["bob"]).await;
    let at = actors::clock::now() + 2_500;
    let new = json!({"channelId": id, "message": "words", "at": at});
    bob.post("/api/chat/scheduled", new).await.ok();
    let noticed = async |status: u16| {
        within("the server to notice", async {
            while bob.get("/api/auth/me").await.status != status {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
    };
    // As Orvale's pages do it.
    let orvale = server.elsewhere().await;
    let set_active = async |active: &str| {
        let sql = format!("UPDATE users SET active = {active} WHERE username = 'bob'");
        orvale.writer().execute_unprepared(&sql).await.unwrap();
    };
    set_active("FALSE").await;
    noticed(403).await;
    // Until the message is overdue.
    while actors::clock::now() < at + 1_500 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    set_active("TRUE").await;
    noticed(200).await;
    let kept = settled(&bob).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (&kept[0]["message"], &kept[0]["error"]["code"]),
        (&json!("words"), &json!("forbidden"))
    );
    let kinds = "/api/chat/notifications?kinds=scheduled_failed";
    let told = bob.get(kinds).await.ok();
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    assert_eq!(texts(&ann, id).await, [] as [&str; 0]);
}

async fn a_thread_outlives_its_root_for_what_is_scheduled() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = channel(&ann, "desk", "public", &["bob"]).await;
    let messages = format!("/api/chat/channels/{id}/messages");
    let root = ann.post(&messages, json!({"message": "root"})).await.ok();
    let alone = ann.post(&messages, json!({"message": "alone"})).await.ok();
    let reply = json!({"message": "a reply", "threadId": root["id"]});
    ann.post(&messages, reply).await.ok();
    let at = actors::clock::now() + 1_500;
    for (thread, words) in [(&root, "later"), (&alone, "too late")] {
        let new = json!({
            "channelId": id, "message": words, "at": at, "threadId": thread["id"],
        });
        bob.post("/api/chat/scheduled", new).await.ok();
        ann.delete(&format!("/api/chat/messages/{}", thread["id"]))
            .await
            .ok();
    }
    let kept = settled(&bob).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(
        (&kept[0]["message"], &kept[0]["error"]["code"]),
        (&json!("too late"), &json!("not_found"))
    );
    // What can only fail is refused at once.
    let at = actors::clock::now() + DAY;
    let retried = format!("/api/chat/scheduled/{}", kept[0]["id"]);
    let refused = bob.put(&retried, json!({"at": at})).await;
    assert_eq!(refused.problem(404), "not_found");
    bob.put(&retried, json!({"message": "too late!"}))
        .await
        .ok();
    for (thread, status) in [(&root, 201), (&alone, 404)] {
        let new = json!({
            "channelId": id, "message": "words", "at": at, "threadId": thread["id"],
        });
        let answer = bob.post("/api/chat/scheduled", new).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let thread = format!("/api/chat/threads/{}/messages", root["id"]);
    let replies = ann.get(&thread).await.ok();
    let items = replies["items"].as_array().unwrap().iter();
    let words: Vec<_> = items.map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(words, ["a reply", "later"]);
    assert_eq!(texts(&ann, id).await.concat(), "", "only tombstones");
}
