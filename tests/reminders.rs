//! Reminders: sent once when they are due, whatever happens to the server, and the same on all devices.

use std::{collections::BTreeMap, time::Duration};

use rand::Rng as _;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{Daemon, Rest, TestServer, patiently, servers_on_both};

servers_on_both![
    a_reminder_comes_when_it_is_due_on_all_devices,
    it_can_be_cancelled_by_whoever_set_it,
    what_may_not_be_seen_cannot_be_asked_for,
    a_reminder_of_what_is_gone_says_so,
    each_reminds_once_however_often_the_server_is_killed,
];

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn channel(ann: &Rest, new: Value, others: &[&str]) -> i64 {
    let channel = ann.post("/api/chat/channels", new).await.ok();
    let id = channel["id"].as_i64().unwrap();
    for user in others {
        let path = format!("/api/chat/channels/{id}/members");
        ann.post(&path, json!({"userId": user})).await.ok();
    }
    id
}

async fn post(who: &Rest, channel: i64, message: Value) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await.ok()
}

fn path(message: &Value) -> String {
    format!("/api/chat/messages/{}/reminder", message["id"])
}

async fn reminders(who: &Rest) -> Vec<Value> {
    let found = who.get("/api/chat/reminders").await.ok();
    found["items"].as_array().unwrap().clone()
}

async fn centre(who: &Rest) -> Vec<Value> {
    let path = "/api/chat/notifications?kinds=reminder&limit=200";
    let found = who.get(path).await.ok();
    found["items"].as_array().unwrap().clone()
}

fn now() -> i64 {
    actors::clock::now()
}

async fn a_reminder_comes_when_it_is_due_on_all_devices() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let desk = json!({"name": "desk", "type": "public"});
    let id = channel(&ann, desk, &["bob"]).await;
    let root = post(&ann, id, json!({"message": "root"})).await;
    let reply = json!({"message": "words", "threadId": root["id"]});
    let message = post(&ann, id, reply).await;
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);

    let far = now() + DAY;
    let data = json!({"messageId": message["id"], "at": far});
    let set = laptop.command("set_reminder", data).await.unwrap();
    assert_eq!(
        set,
        json!({"channelId": id, "messageId": message["id"], "at": far})
    );
    let listed = reminders(&bob).await;
    assert_eq!((listed.len(), &listed[0]["at"]), (1, &json!(far)));
    assert_eq!(listed[0]["message"]["text"], "words");
    assert_eq!(reminders(&ann).await, [] as [Value; 0]);

    // Again moves it.
    let soon = now() + 700;
    let moved = bob.post(&path(&message), json!({"at": soon})).await.ok();
    assert_eq!(moved["at"], soon);
    for device in [&mut laptop, &mut phone] {
        for at in [json!(far), json!(soon), Value::Null] {
            let told = device.event("reminder_updated").await;
            assert_eq!((&told["messageId"], &told["at"]), (&message["id"], &at));
            assert_eq!(
                (&told["channelId"], &told["stream"]),
                (&json!(id), &json!("user"))
            );
        }
        let told = device.event("notification").await;
        assert_eq!(
            (&told["kind"], &told["from"]),
            (&json!("reminder"), &json!("ann"))
        );
        assert_eq!(told["messageId"], message["id"]);
        assert_eq!(told["messageSeq"], message["seq"]);
        assert_eq!(told["threadId"], root["id"]);
    }
    assert_eq!(reminders(&bob).await, [] as [Value; 0]);
    let shown = centre(&bob).await;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["message"]["text"], "words");
    assert_eq!(shown[0]["read"], false);
}

async fn it_can_be_cancelled_by_whoever_set_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let secret = json!({"name": "secret", "type": "private"});
    let id = channel(&ann, secret, &["bob"]).await;
    let message = post(&ann, id, json!({"message": "words"})).await;
    let at = json!({"at": now() + DAY});
    let mut phone = server.connect("bob").await;
    bob.post(&path(&message), at.clone()).await.ok();
    assert_eq!(ann.delete(&path(&message)).await.ok()["at"], Value::Null);
    assert_eq!(reminders(&bob).await.len(), 1, "it is bob's alone");
    let gone = bob.delete(&path(&message)).await.ok();
    assert_eq!(gone["at"], Value::Null);
    assert_eq!(
        bob.delete(&path(&message)).await.ok(),
        gone,
        "nothing changes"
    );
    phone.event("reminder_updated").await;
    assert_eq!(phone.event("reminder_updated").await["at"], Value::Null);
    assert_eq!(reminders(&bob).await.len(), 0);

    // Also where the message cannot be seen any more: it stays listed, without it.
    bob.post(&path(&message), at.clone()).await.ok();
    ann.delete(&format!("/api/chat/channels/{id}/members/bob"))
        .await
        .ok();
    let listed = reminders(&bob).await;
    assert_eq!((listed.len(), listed[0].get("message")), (1, None));
    assert!(!listed[0].to_string().contains("words"));
    assert_eq!(
        bob.post(&path(&message), at).await.problem(404),
        "not_found"
    );
    bob.delete(&path(&message)).await.ok();
    assert_eq!(reminders(&bob).await.len(), 0);
    assert_eq!(bob.delete(&path(&message)).await.problem(404), "not_found");
}

async fn what_may_not_be_seen_cannot_be_asked_for() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let new = json!({"name": "since joining", "type": "private", "history": "since_joining"});
    let id = channel(&ann, new, &[]).await;
    let message = post(&ann, id, json!({"message": "earlier"})).await;
    let members = format!("/api/chat/channels/{id}/members");
    ann.post(&members, json!({"userId": "bob"})).await.ok();
    let at = json!({"at": now() + DAY});
    let made_up = eve
        .post("/api/chat/messages/987654/reminder", at.clone())
        .await;
    let expected = made_up.text.clone();
    assert_eq!(made_up.problem(404), "not_found");
    for who in [&bob, &eve] {
        let answer = who.post(&path(&message), at.clone()).await;
        assert_eq!((answer.status.as_u16(), &answer.text), (404, &expected));
        assert_eq!(who.delete(&path(&message)).await.problem(404), "not_found");
    }
    let now = now();
    for at in [now - 1, now + 366 * DAY] {
        let answer = ann.post(&path(&message), json!({"at": at})).await;
        assert_eq!(answer.problem(400), "invalid");
    }
    ann.delete(&format!("/api/chat/messages/{}", message["id"]))
        .await
        .ok();
    let answer = ann.post(&path(&message), at).await;
    assert_eq!(answer.problem(404), "not_found");
    assert_eq!(reminders(&ann).await.len(), 0);
}

async fn a_reminder_of_what_is_gone_says_so() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let (open, secret) = (
        channel(&ann, json!({"name": "open", "type": "public"}), &[]).await,
        channel(&ann, json!({"name": "secret", "type": "private"}), &["bob"]).await,
    );
    // Whoever can read a public channel need not be a member.
    let kept = post(&ann, open, json!({"message": "still here"})).await;
    let deleted = post(&ann, open, json!({"message": "deleted words"})).await;
    let lost = post(&ann, secret, json!({"message": "lost words"})).await;
    let mut device = server.connect("bob").await;
    let at = json!({"at": now() + 2_000});
    for message in [&kept, &deleted, &lost] {
        bob.post(&path(message), at.clone()).await.ok();
    }
    ann.delete(&format!("/api/chat/messages/{}", deleted["id"]))
        .await
        .ok();
    ann.delete(&format!("/api/chat/channels/{secret}/members/bob"))
        .await
        .ok();
    for _ in 0..3 {
        let told = device.event("notification").await;
        assert_eq!(told["kind"], "reminder");
        assert!(!told.to_string().contains("words"));
    }
    let shown: BTreeMap<i64, Value> = centre(&bob)
        .await
        .into_iter()
        .map(|one| (one["messageId"].as_i64().unwrap(), one))
        .collect();
    let of = |message: &Value| &shown[&message["id"].as_i64().unwrap()];
    assert_eq!(of(&kept)["message"]["text"], "still here");
    assert!(of(&deleted)["message"]["deletedAt"].is_i64());
    assert_eq!(of(&deleted)["message"]["text"], "");
    assert_eq!(of(&lost).get("message"), None);
}

async fn each_reminds_once_however_often_the_server_is_killed() {
    const MESSAGES: usize = 60;
    const KILLS: usize = 8;
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &["ann", "bob"]).await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    for n in 0..MESSAGES {
        let message = post(&ann, desk, json!({"message": n.to_string()})).await;
        let at = now() + DAY;
        bob.post(&path(&message), json!({"at": at})).await.ok();
    }
    // However long it took to set them, all are due from now on.
    daemon.kill().await;
    let soon = format!(
        "UPDATE chat_reminders SET due_at = {} + message_id % 100 * 20",
        now() + 200
    );
    let database = daemon.open_database().await;
    database.writer().execute_unprepared(&soon).await.unwrap();
    database.close().await.unwrap();
    daemon.start().await;
    for _ in 0..KILLS {
        let moment = rand::rng().random_range(0..400);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        daemon.kill().await;
        daemon.start().await;
    }
    let bob = daemon.rest("bob");
    patiently("the last reminder", async {
        while !reminders(&bob).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let shown = centre(&bob).await;
    let texts = shown.iter().map(|one| one["message"]["text"].as_str());
    let mut texts: Vec<usize> = texts.map(|it| it.unwrap().parse().unwrap()).collect();
    texts.sort_unstable();
    assert_eq!(texts, (0..MESSAGES).collect::<Vec<_>>(), "each once");
}
