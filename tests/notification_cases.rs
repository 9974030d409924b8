//! What went wrong with notifications in other systems: a device that comes back rings late, and one that is not to
//! be disturbed rings at all.

use serde_json::{Value, json};

use crate::support::{Daemon, Rest, Socket, TestServer, servers_on_both};

servers_on_both![
    a_device_that_comes_back_does_not_ring_for_what_was_read_meanwhile,
    quiet_hours_are_silent_until_they_are_turned_off_by_hand,
    what_one_has_left_or_what_is_gone_takes_nothing,
    a_keyword_is_found_in_what_others_wrote_and_nowhere_else,
];

async fn desk(ann: &Rest, bob: &Rest) -> i64 {
    let desk = json!({"name": "desk", "type": "public"});
    let desk = ann.post("/api/chat/channels", desk).await.ok();
    let id = desk["id"].as_i64().unwrap();
    let join = format!("/api/chat/channels/{id}/join");
    bob.post(&join, json!({})).await.ok();
    id
}

async fn say(who: &Rest, channel: i64, text: &str) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, json!({"message": text})).await.ok()
}

async fn a_device_that_comes_back_does_not_ring_for_what_was_read_meanwhile() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let channel = desk(&ann, &bob).await;
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);
    let away = server.connect("bob").await;
    let resume = json!({
        "user": away.snapshot["userSeq"],
        "channels": {channel.to_string(): away.snapshot["channels"][0]["seq"]},
    });
    drop(away);
    let message = say(&ann, channel, "@bob please").await;
    let mut seqs = Vec::new();
    for device in [&mut laptop, &mut phone] {
        let told = device.event("notification").await;
        assert_eq!(
            (&told["messageId"], &told["silent"]),
            (&message["id"], &Value::Null)
        );
        seqs.push(told["seq"].clone());
    }
    let read = json!({"channelId": channel, "seq": message["seq"]});
    laptop.command("mark_read", read).await.unwrap();
    for device in [&mut laptop, &mut phone] {
        let told = device.event("notifications_read").await;
        assert!(
            told["seqs"].as_array().unwrap().contains(&seqs[0]),
            "{told}"
        );
    }
    let mut back = server.socket().await;
    back.resume(&server.token("bob"), resume).await;
    let replayed = back.event("notification").await;
    assert_eq!(
        (
            &replayed["messageId"],
            &replayed["read"],
            &replayed["silent"]
        ),
        (&message["id"], &json!(true), &json!(true))
    );
    let centre = bob.get("/api/chat/notifications").await.ok();
    assert_eq!(
        (&centre["unreadCount"], &centre["items"][0]["read"]),
        (&json!(0), &json!(true))
    );
}

async fn quiet_hours_are_silent_until_they_are_turned_off_by_hand() {
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let channel = desk(&ann, &bob).await;
    let own = "/api/chat/preferences";
    let silent = async |daemon: &Daemon, expected: bool| {
        let mut phone = Socket::open(daemon.address(), &[]).await.unwrap();
        phone.authenticate(&daemon.token("bob")).await;
        say(&daemon.rest("ann"), channel, "@bob").await;
        let told = phone.event("notification").await;
        assert_eq!(told["silent"] == true, expected, "{told}");
    };
    silent(&daemon, false).await;
    let until = actors::clock::now() + 3_600_000;
    bob.put(own, json!({"dndUntil": until})).await.ok();
    silent(&daemon, true).await;
    bob.put(own, json!({"dndUntil": null})).await.ok();
    silent(&daemon, false).await;
    // All day long, in a zone of their own.
    let hours = json!({"from": "08:00", "to": "08:00", "tz": "Europe/Berlin"});
    let kept = bob.put(own, json!({"quietHours": hours})).await.ok();
    assert_eq!(kept["quietHours"]["from"], "08:00");
    silent(&daemon, true).await;
    let kept = bob.put(own, json!({"dndUntil": null})).await.ok();
    assert!(kept["quietOffUntil"].is_number(), "{kept}");
    silent(&daemon, false).await;
    daemon.kill().await;
    daemon.start().await;
    silent(&daemon, false).await;
    let kept = daemon.rest("bob").get(own).await.ok();
    assert_eq!(kept["quietHours"]["from"], "08:00");
}

async fn what_one_has_left_or_what_is_gone_takes_nothing() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let channel = desk(&ann, &bob).await;
    let mut socket = server.connect("bob").await;
    let gone = say(&ann, channel, "soon gone").await;
    let message = format!("/api/chat/messages/{}", gone["id"]);
    assert_eq!(ann.delete(&message).await.status, 204);
    // Reactions to a tombstone, and quotes of it.
    let react = json!({"messageId": gone["id"], "emoji": "👍"});
    let refused = socket.command("add_reaction", react).await.unwrap_err();
    assert_eq!(refused["code"], "not_found");
    let reactions = format!("{message}/reactions");
    let refused = bob.post(&reactions, json!({"emoji": "👍"})).await;
    assert_eq!(refused.problem(404), "not_found");
    let quote = json!({"message": "what?", "replyToId": gone["id"]});
    let messages = format!("/api/chat/channels/{channel}/messages");
    let refused = bob.post(&messages, quote.clone()).await;
    assert_eq!(refused.problem(404), "not_found");
    let mut quote = quote;
    quote["channelId"] = json!(channel);
    quote["clientId"] = json!(uuid::Uuid::new_v4().to_string());
    let refused = socket.command("send_message", quote).await.unwrap_err();
    assert_eq!(refused["code"], "not_found");
    // Preferences for a channel that one has left.
    let leave = format!("/api/chat/channels/{channel}/leave");
    assert_eq!(bob.post(&leave, json!({})).await.status, 204);
    let path = format!("/api/chat/channels/{channel}/preferences");
    let refused = bob.put(&path, json!({"muted": true})).await;
    assert_eq!(refused.problem(403), "forbidden");
    let data = json!({"channelId": channel, "notify": "all"});
    let refused = socket.command("set_channel_preferences", data).await;
    assert_eq!(refused.unwrap_err()["code"], "forbidden");
}

async fn a_keyword_is_found_in_what_others_wrote_and_nowhere_else() {
    let server = TestServer::with_users(&["ann", "bob", "john"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let channel = desk(&ann, &bob).await;
    let keywords = json!({"keywords": ["john", "printer", "größe"]});
    bob.put("/api/chat/preferences", keywords).await.ok();
    let centre = async || {
        let found = bob.get("/api/chat/notifications").await.ok();
        let items = found["items"].as_array().unwrap().iter();
        let told = items.map(|it| json!([it["kind"], it["keyword"], it["messageId"]]));
        (told.collect::<Vec<_>>(), found["unreadCount"].clone())
    };
    // System messages, one's own messages, the name of an emoji, and the name of a user.
    let join = format!("/api/chat/channels/{channel}/join");
    server.rest("john").post(&join, json!({})).await.ok();
    let topic = json!({"description": "About the printer"});
    let path = format!("/api/chat/channels/{channel}");
    ann.put(&path, topic).await.ok();
    say(&bob, channel, "My printer, John").await;
    for text in [
        ":printer:",
        "a :laser_printer: @john",
        "`printer`",
        "printers",
    ] {
        say(&ann, channel, text).await;
    }
    let late = say(&ann, channel, "nothing yet").await;
    assert_eq!(centre().await, (vec![], json!(0)));
    // A keyword that somebody writes, in whatever case; with a mention, once; and what an edit adds is silent.
    let printer = say(&ann, channel, "Printer!").await;
    let size = say(&ann, channel, "Welche GRÖSSE?").await;
    let both = say(&ann, channel, "@bob the printer, John").await;
    let of = |kind: &str, keyword: Value, message: &Value| json!([kind, keyword, message["id"]]);
    let mut expected = vec![
        of("mention", Value::Null, &both),
        of("keyword", json!("größe"), &size),
        of("keyword", json!("printer"), &printer),
    ];
    assert_eq!(centre().await, (expected.clone(), json!(3)));
    let path = format!("/api/chat/messages/{}", late["id"]);
    let edit = json!({"message": "ask John about the printer"});
    ann.put(&path, edit).await.ok();
    let after = centre().await.0;
    let new: Vec<_> = after.iter().filter(|it| it[2] == late["id"]).collect();
    assert!(new.len() <= 1, "{after:?}");
    expected.retain(|it| !after.contains(it));
    assert!(expected.is_empty(), "{after:?}");
}
