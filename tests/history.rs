//! Newcomers to a channel that shows its history from joining on: nothing from before reaches them, in any way.

use serde_json::{Value, json};

use crate::support::{Rest, Socket, TestServer, servers_on_both};

servers_on_both![
    a_message_from_before_answers_as_one_that_does_not_exist,
    events_about_messages_from_before_say_nothing_live_and_replayed,
    a_quote_shows_only_that_there_is_one,
    the_past_is_revealed_after_a_count_or_kept_hidden,
    a_newcomer_is_mentioned_in_the_channel_and_not_in_a_thread_that_they_cannot_see,
    a_newcomer_is_notified_of_nothing_in_a_thread_that_they_cannot_see,
];

/// A private channel of ann and bob, which cat has joined after four messages: a root with a reply, and a quote.
struct Desk {
    server: TestServer,
    id: i64,
    old: i64,
    reply: i64,
    secrets: Vec<i64>,
}

async fn post(who: &Rest, channel: i64, message: Value) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await.ok()
}

async fn add(who: &Rest, channel: i64, user: &str) {
    let path = format!("/api/chat/channels/{channel}/members");
    who.post(&path, json!({"userId": user})).await.ok();
}

fn id(message: &Value) -> i64 {
    message["id"].as_i64().unwrap()
}

impl Desk {
    async fn new() -> Self {
        let server = TestServer::with_users(&["ann", "bob", "cat", "eve"]).await;
        let ann = server.rest("ann");
        let desk = json!({"name": "desk", "type": "private", "history": "since_joining"});
        let desk = ann.post("/api/chat/channels", desk).await.ok();
        assert_eq!(desk["history"], "since_joining");
        let channel = id(&desk);
        add(&ann, channel, "bob").await;
        let old = id(&post(&ann, channel, json!({"message": "secret root"})).await);
        let reply = json!({"message": "secret reply", "threadId": old});
        let reply = id(&post(&ann, channel, reply).await);
        let quote = json!({"message": "secret quote", "replyToId": old});
        let quote = id(&post(&ann, channel, quote).await);
        add(&ann, channel, "cat").await;
        Self {
            server,
            id: channel,
            old,
            reply,
            secrets: vec![old, reply, quote],
        }
    }

    /// A new reply in the thread of a message from before.
    async fn answer(&self) -> Value {
        let reply = json!({"message": "secret answer", "threadId": self.old});
        post(&self.server.rest("ann"), self.id, reply).await
    }

    async fn texts(&self, who: &str) -> Vec<String> {
        let path = format!("/api/chat/channels/{}/messages", self.id);
        let found = self.server.rest(who).get(&path).await.ok();
        let items = found["items"].as_array().unwrap().iter();
        let written = items.filter(|it| it["type"] != "system");
        written
            .map(|it| it["text"].as_str().unwrap().into())
            .collect()
    }

    /// Checks that no list has anything of the messages from before, and that none of them can be read.
    async fn shows_nothing_of_the_past(&self, who: &str) {
        assert_eq!(self.texts(who).await, [] as [&str; 0], "{who}");
        let rest = self.server.rest(who);
        let channel = format!("/api/chat/channels/{}", self.id);
        for list in [
            format!("{channel}/messages?around=2"),
            format!("{channel}/messages?at=1"),
            format!("{channel}/pins"),
            "/api/chat/search?q=secret".to_owned(),
            "/api/chat/threads".to_owned(),
        ] {
            let found = rest.get(&list).await.ok();
            let named = found.to_string().contains("secret");
            assert!(!named, "{who} {list}: {found}");
        }
        for path in [
            format!("/api/chat/messages/{}", self.old),
            format!("/api/chat/messages/{}/history", self.old),
            format!("/api/chat/threads/{}/messages", self.old),
        ] {
            assert_eq!(rest.get(&path).await.problem(404), "not_found", "{path}");
        }
    }
}

async fn a_message_from_before_answers_as_one_that_does_not_exist() {
    let desk = Desk::new().await;
    let path = format!("/api/chat/channels/{}/messages", desk.id);
    for who in ["cat", "eve"] {
        let rest = desk.server.rest(who);
        let mut socket = desk.server.connect(who).await;
        for secret in desk.secrets.iter().copied().chain([987_654]) {
            for get in ["messages/{}", "threads/{}/messages"] {
                let get = format!("/api/chat/{}", get.replace("{}", &secret.to_string()));
                assert_eq!(rest.get(&get).await.problem(404), "not_found", "{get}");
            }
            for named in ["replyToId", "threadId"] {
                let message = json!({"message": "what was it?", named: secret});
                assert_eq!(rest.post(&path, message).await.problem(404), "not_found");
            }
            for (command, data) in [
                ("edit_message", json!({"messageId": secret, "message": "x"})),
                ("delete_message", json!({"messageId": secret})),
                ("add_reaction", json!({"messageId": secret, "emoji": "🎉"})),
                (
                    "remove_reaction",
                    json!({"messageId": secret, "emoji": "🎉"}),
                ),
                ("pin_message", json!({"messageId": secret})),
                ("unpin_message", json!({"messageId": secret})),
                ("follow_thread", json!({"threadId": secret})),
                ("unfollow_thread", json!({"threadId": secret})),
                ("mark_thread_read", json!({"threadId": secret, "seq": 1})),
            ] {
                let refused = socket.command(command, data).await.unwrap_err();
                assert_eq!(refused["code"], "not_found", "{who} {command} {secret}");
            }
        }
    }
    assert_eq!(desk.texts("cat").await, [] as [&str; 0]);
    // Nor does the position of a reply name its thread, and a new reply is in a thread from before.
    let reply = desk.answer().await;
    let rest = desk.server.rest("cat");
    for get in ["messages/{}", "messages/{}/history"] {
        let get = format!("/api/chat/{}", get.replace("{}", &reply["id"].to_string()));
        assert_eq!(rest.get(&get).await.problem(404), "not_found", "{get}");
    }
    let mut socket = desk.server.connect("cat").await;
    for command in ["save_message", "pin_message", "delete_message"] {
        let data = json!({"messageId": reply["id"]});
        let refused = socket.command(command, data).await.unwrap_err();
        assert_eq!(refused["code"], "not_found", "{command}");
    }
    let quote = json!({"message": "what was it?", "replyToId": reply["id"]});
    assert_eq!(rest.post(&path, quote).await.problem(404), "not_found");
    let found = rest.get("/api/chat/search?q=secret").await.ok();
    assert_eq!(found["items"], json!([]));
    for (who, thread) in [("ann", json!(desk.old)), ("cat", Value::Null)] {
        let path = format!("{path}?around={}", reply["seq"]);
        let page = desk.server.rest(who).get(&path).await.ok();
        assert_eq!(page["threadId"], thread, "{who}");
    }
}

async fn events_about_messages_from_before_say_nothing_live_and_replayed() {
    let desk = Desk::new().await;
    let ann = desk.server.rest("ann");
    let mut cat = desk.server.connect("cat").await;
    let seen = cat.snapshot["channels"][0].clone();
    let resume = json!({
        "user": cat.snapshot["userSeq"],
        "channels": {desk.id.to_string(): seen["seq"]},
    });
    let (old, reply) = (desk.old, desk.reply);
    ann.put(
        &format!("/api/chat/messages/{old}"),
        json!({"message": "secret edit"}),
    )
    .await
    .ok();
    let emoji = json!({"emoji": "🎉"});
    ann.post(&format!("/api/chat/messages/{old}/reactions"), emoji)
        .await
        .ok();
    ann.put(&format!("/api/chat/messages/{old}/pin"), json!({}))
        .await
        .ok();
    let answer = json!({"message": "@cat a secret answer", "threadId": old});
    let answer = post(&ann, desk.id, answer).await;
    let edit = json!({"message": "another secret answer"});
    let answer = format!("/api/chat/messages/{}", answer["id"]);
    ann.put(&answer, edit).await.ok();
    ann.delete(&answer).await.ok();
    ann.delete(&format!("/api/chat/messages/{reply}")).await;
    let last = post(&ann, desk.id, json!({"message": "for cat"})).await;
    let live = until_message(&mut cat, &last).await;

    let mut again = desk.server.socket().await;
    again.resume(&desk.server.token("cat"), resume).await;
    let replayed = until_message(&mut again, &last).await;
    for (way, frames) in [("live", live), ("replayed", replayed)] {
        let text = serde_json::to_string(&frames).unwrap();
        assert!(!text.contains("secret"), "{way}: {text}");
        let named = |name: &str| frames.iter().filter(|frame| frame[1] == name).count();
        // The edit, the reaction, the pin and the deletion; the reply, its edit and its deletion.
        assert_eq!(named("event_hidden"), 7, "{way}: {text}");
        for name in [
            "message_updated",
            "reaction_added",
            "message_pinned",
            "message_deleted",
            "notification",
            "thread_updated",
        ] {
            assert_eq!(named(name), 0, "{way}: {name}");
        }
        let channel = frames
            .iter()
            .filter(|frame| frame[2]["stream"] == "channel");
        let positions: Vec<_> = channel
            .map(|frame| frame[2]["seq"].as_i64().unwrap())
            .collect();
        let first = seen["seq"].as_i64().unwrap() + 1;
        let all: Vec<_> = (first..=last["seq"].as_i64().unwrap()).collect();
        assert_eq!(positions, all, "{way}");
    }
}

/// The events up to that of a message.
async fn until_message(socket: &mut Socket, last: &Value) -> Vec<Value> {
    let mut frames = Vec::new();
    loop {
        let frame = socket.frame("an event", |frame| frame[0] == 0).await;
        let is_last = frame[2]["message"]["id"] == last["id"];
        frames.push(frame);
        if is_last {
            return frames;
        }
    }
}

async fn a_quote_shows_only_that_there_is_one() {
    let desk = Desk::new().await;
    let quote = json!({"message": "see above", "replyToId": desk.old});
    let quote = post(&desk.server.rest("bob"), desk.id, quote).await;
    let cat = desk.server.rest("cat");
    let path = format!("/api/chat/messages/{}", id(&quote));
    let found = cat.get(&path).await.ok();
    assert_eq!(
        (&found["text"], &found["replyToId"]),
        (&json!("see above"), &json!(desk.old))
    );
    let path = format!("/api/chat/messages/{}", desk.old);
    assert_eq!(cat.get(&path).await.problem(404), "not_found");
}

async fn the_past_is_revealed_after_a_count_or_kept_hidden() {
    let desk = Desk::new().await;
    let (ann, bob) = (desk.server.rest("ann"), desk.server.rest("bob"));
    let channel = format!("/api/chat/channels/{}", desk.id);
    let history = format!("{channel}/history");
    let report = ann.get(&history).await.ok();
    assert_eq!(
        report,
        json!({"history": "since_joining", "messages": 3, "hiddenMessages": 3})
    );
    assert_eq!(bob.get(&history).await.problem(403), "forbidden");
    let all = json!({"history": "all"});
    assert_eq!(
        bob.put(&channel, all.clone()).await.problem(403),
        "forbidden"
    );

    let mut cat = desk.server.connect("cat").await;
    ann.put(&channel, json!({"history": "all", "keepHidden": true}))
        .await
        .ok();
    let updated = cat.event("channel_updated").await;
    assert_eq!(updated["channel"]["history"], "all");
    assert!(updated["channel"]["hiddenUntil"].as_i64().unwrap() > 0);
    let note = cat.event("message_received").await;
    let system = json!({"event": "history_changed", "from": "since_joining", "to": "from_now_on"});
    assert_eq!(note["message"]["system"], system);
    let pin = format!("/api/chat/messages/{}/pin", desk.old);
    ann.put(&pin, json!({})).await.ok();
    add(&ann, desk.id, "eve").await;
    for who in ["cat", "eve"] {
        desk.shows_nothing_of_the_past(who).await;
    }

    let now = ann
        .put(&channel, json!({"history": "all", "keepHidden": false}))
        .await
        .ok();
    assert_eq!(now.get("hiddenUntil"), None);
    for who in ["cat", "eve"] {
        assert_eq!(
            desk.texts(who).await,
            ["secret root", "secret quote"],
            "{who}"
        );
    }
    let report = ann.get(&history).await.ok();
    assert_eq!(report["hiddenMessages"], 0);
    // What happens to earlier messages is sent from now on, on a socket that was connected before, too.
    cat.drain();
    let edit = json!({"message": "no secret"});
    ann.put(&format!("/api/chat/messages/{}", desk.old), edit)
        .await
        .ok();
    let edited = cat.event("message_updated").await;
    assert_eq!(edited["message"]["text"], "no secret");
}

async fn a_newcomer_is_mentioned_in_the_channel_and_not_in_a_thread_that_they_cannot_see() {
    let desk = Desk::new().await;
    let (ann, cat) = (desk.server.rest("ann"), desk.server.rest("cat"));
    let mut socket = desk.server.connect("ann").await;
    let hidden = json!({"channelId": desk.id, "clientId": uuid::Uuid::new_v4().to_string(),
        "message": "secret for @cat", "threadId": desk.old});
    let sent = socket.command("send_message", hidden).await.unwrap();
    assert_eq!(sent["mentionsOutside"], json!(["cat"]));
    assert_eq!(sent.get("mentionsDropped"), None);

    let shown = json!({"message": "@cat look", "threadId": desk.old, "alsoToChannel": true});
    let shown = post(&ann, desk.id, shown).await;
    assert_eq!(shown["mentions"][0]["userId"], "cat");
    let found = cat.get("/api/chat/notifications").await.ok();
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{found}");
    assert_eq!(
        (&items[0]["kind"], &items[0]["messageId"]),
        (&json!("mention"), &shown["id"])
    );

    // They do not follow what they cannot see.
    desk.answer().await;
    let found = cat.get("/api/chat/notifications").await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    let threads = cat.get("/api/chat/threads").await.ok();
    assert_eq!(threads["items"], json!([]));
}

async fn a_newcomer_is_notified_of_nothing_in_a_thread_that_they_cannot_see() {
    let desk = Desk::new().await;
    let (ann, cat) = (desk.server.rest("ann"), desk.server.rest("cat"));
    let words = json!({"keywords": ["vault"]});
    cat.put("/api/chat/preferences", words).await.ok();
    for text in ["@channel the secret", "the secret of the vault"] {
        post(
            &ann,
            desk.id,
            json!({"message": text, "threadId": desk.old}),
        )
        .await;
    }
    let found = cat.get("/api/chat/notifications").await.ok();
    assert_eq!(found["items"], json!([]));
    let path = format!("/api/chat/channels/{}", desk.id);
    assert_eq!(cat.get(&path).await.ok()["mentionCount"], 0);
    // What they can see notifies them.
    post(&ann, desk.id, json!({"message": "the vault"})).await;
    let found = cat.get("/api/chat/notifications").await.ok();
    assert_eq!(found["items"][0]["kind"], "keyword");
}
