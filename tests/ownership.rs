//! Handing over a channel, making it public or private, turning a group into one, and notes to oneself.

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both};

servers_on_both![
    the_owner_hands_over_and_can_leave,
    a_changed_role_is_told_in_the_channel,
    a_channel_becomes_private_and_public_again,
    a_group_becomes_a_channel_with_or_without_its_history,
    oneself_is_a_conversation,
];

async fn create(who: &Rest, name: &str, kind: &str) -> i64 {
    let channel = json!({"name": name, "type": kind});
    let made = who.post("/api/chat/channels", channel).await.ok();
    made["id"].as_i64().unwrap()
}

async fn say(who: &Rest, channel: i64, text: &str) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, json!({"message": text})).await.ok()
}

async fn texts(who: &Rest, channel: i64) -> Vec<String> {
    let path = format!("/api/chat/channels/{channel}/messages");
    let found = who.get(&path).await.ok();
    let items = found["items"].as_array().unwrap().iter();
    let written = items.filter(|it| it["type"] == "text");
    written
        .map(|it| it["text"].as_str().unwrap().into())
        .collect()
}

async fn the_owner_hands_over_and_can_leave() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = create(&ann, "desk", "public").await;
    let channel = format!("/api/chat/channels/{id}");
    bob.post(&format!("{channel}/join"), json!({})).await.ok();
    let mut socket = server.connect("bob").await;
    let owner = format!("{channel}/owner");
    for (user, status) in [("eve", 400), ("ann", 400), ("nobody", 400)] {
        let refused = ann.post(&owner, json!({"userId": user})).await;
        assert_eq!(refused.status, status, "{user}");
    }
    let handed = ann.post(&owner, json!({"userId": "bob"})).await.ok();
    assert_eq!(handed["role"], "admin");
    let mine = socket.event("channel_joined").await;
    assert_eq!(mine["channel"]["role"], "owner");
    let (heir, former) = (
        socket.event("user_joined").await,
        socket.event("user_joined").await,
    );
    assert_eq!(
        (&heir["user"], &heir["role"]),
        (&json!("bob"), &json!("owner"))
    );
    assert_eq!(
        (&former["user"], &former["role"]),
        (&json!("ann"), &json!("admin"))
    );
    let note = socket.event("message_received").await;
    let system = json!({"event": "ownership_transferred", "userIds": ["bob"]});
    assert_eq!(note["message"]["system"], system);
    assert_eq!(
        ann.post(&owner, json!({"userId": "bob"}))
            .await
            .problem(403),
        "forbidden"
    );
    let leave = format!("{channel}/leave");
    assert_eq!(ann.post(&leave, json!({})).await.status, 204);
    assert_eq!(bob.post(&leave, json!({})).await.status, 204);
}

async fn a_changed_role_is_told_in_the_channel() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = create(&ann, "desk", "public").await;
    let channel = format!("/api/chat/channels/{id}");
    for who in ["bob", "eve"] {
        let join = format!("{channel}/join");
        server.rest(who).post(&join, json!({})).await.ok();
    }
    let mut socket = server.connect("eve").await;
    let member = format!("{channel}/members/bob");
    for (from, to, text) in [
        ("member", "admin", "ann made bob an admin."),
        ("admin", "owner", "ann made bob an owner."),
        ("owner", "member", "ann made bob a member."),
    ] {
        ann.put(&member, json!({"role": to})).await.ok();
        let event = socket.event("user_joined").await;
        assert_eq!(
            (&event["user"], &event["role"]),
            (&json!("bob"), &json!(to))
        );
        let note = socket.event("message_received").await;
        let seq = |event: &Value| event["seq"].as_i64().unwrap();
        assert_eq!(seq(&note), seq(&event) + 1);
        let system = json!({"event": "role_changed", "userIds": ["bob"], "from": from, "to": to});
        assert_eq!(note["message"]["system"], system);
        assert_eq!(note["message"]["text"], text);
    }
    // The same role again is no change.
    ann.put(&member, json!({"role": "member"})).await.ok();
    let last = say(&bob, id, "words").await;
    let next = socket.event("message_received").await;
    assert_eq!(next["message"]["text"], "words");
    drop(last);
}

async fn a_channel_becomes_private_and_public_again() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let id = create(&ann, "desk", "public").await;
    let channel = format!("/api/chat/channels/{id}");
    bob.post(&format!("{channel}/join"), json!({})).await.ok();
    say(&ann, id, "open").await;
    assert_eq!(texts(&eve, id).await, ["open"]);
    let mut socket = server.connect("bob").await;
    let private = json!({"type": "private"});
    assert_eq!(
        bob.put(&channel, private.clone()).await.problem(403),
        "forbidden"
    );
    assert_eq!(
        ann.put(&channel, json!({"type": "direct"}))
            .await
            .problem(400),
        "invalid"
    );
    assert_eq!(ann.put(&channel, private).await.ok()["type"], "private");
    let updated = socket.event("channel_updated").await;
    assert_eq!(updated["channel"]["type"], "private");
    let note = socket.event("message_received").await;
    let system = json!({"event": "type_changed", "from": "public", "to": "private"});
    assert_eq!(note["message"]["system"], system);
    assert_eq!(eve.get(&channel).await.problem(404), "not_found");
    let join = format!("{channel}/join");
    assert_eq!(eve.post(&join, json!({})).await.problem(404), "not_found");
    assert_eq!(texts(&bob, id).await, ["open"]);
    let browsed = eve.get("/api/chat/channels?browse=true").await.ok();
    assert_eq!(browsed["items"], json!([]));

    say(&ann, id, "among us").await;
    // Its name has been taken by a public channel meanwhile.
    let other = create(&eve, "Desk", "public").await;
    let public = json!({"type": "public", "keepHidden": true});
    assert_eq!(
        ann.put(&channel, public.clone()).await.problem(409),
        "conflict"
    );
    let renamed = json!({"name": "other desk"});
    eve.put(&format!("/api/chat/channels/{other}"), renamed)
        .await
        .ok();
    ann.put(&channel, public).await.ok();
    say(&ann, id, "open again").await;
    assert_eq!(texts(&eve, id).await, ["open again"]);
    for (who, found) in [(&eve, 0), (&bob, 1)] {
        let page = who.get("/api/chat/search?q=among").await.ok();
        assert_eq!(page["items"].as_array().unwrap().len(), found);
    }
    let page = eve.get("/api/chat/search?q=open").await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    assert_eq!(texts(&bob, id).await, ["open", "among us", "open again"]);
    let reveal = json!({"history": "all", "keepHidden": false});
    ann.put(&channel, reveal).await.ok();
    assert_eq!(texts(&eve, id).await.len(), 3);
}

async fn a_group_becomes_a_channel_with_or_without_its_history() {
    for (with_history, seen) in [(json!(true), 2), (json!(false), 1), (Value::Null, 1)] {
        let server = TestServer::with_users(&["ann", "bob", "cat", "eve"]).await;
        let (ann, bob) = (server.rest("ann"), server.rest("bob"));
        let people = json!({"userIds": ["bob", "cat"]});
        let group = ann.post("/api/chat/direct", people.clone()).await.ok();
        let id = group["id"].as_i64().unwrap();
        say(&ann, id, "in the group").await;
        let mut socket = server.connect("cat").await;
        let report = ann.get(&format!("/api/chat/channels/{id}/history")).await;
        assert_eq!(report.ok()["messages"], 1);
        let convert = format!("/api/chat/channels/{id}/convert");
        let into = json!({"name": "network", "withHistory": with_history});
        let made = bob.post(&convert, into.clone()).await.ok();
        assert_eq!(
            (&made["type"], &made["role"]),
            (&json!("private"), &json!("owner"))
        );
        assert_eq!(
            (&made["members"], &made["group"]),
            (&json!([]), &json!(false))
        );
        let updated = socket.event("channel_updated").await;
        assert_eq!(updated["channel"]["name"], "network");
        let note = socket.event("message_received").await;
        assert_eq!(
            note["message"]["system"],
            json!({"event": "converted", "to": "network"})
        );
        assert_eq!(bob.post(&convert, into).await.problem(403), "forbidden");
        let members = format!("/api/chat/channels/{id}/members");
        bob.post(&members, json!({"userId": "eve"})).await.ok();
        say(&ann, id, "in the channel").await;
        assert_eq!(texts(&server.rest("eve"), id).await.len(), seen);
        assert_eq!(texts(&server.rest("cat"), id).await.len(), 2);
        // The same people can begin another group.
        let again = ann.post("/api/chat/direct", people).await.ok();
        assert_ne!(again["id"], id);
    }
}

async fn oneself_is_a_conversation() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let mut socket = server.connect("ann").await;
    let me = json!({"userIds": ["ann"]});
    let notes = ann.post("/api/chat/direct", me.clone()).await;
    assert_eq!(notes.status, 201);
    let notes = notes.ok();
    let id = notes["id"].as_i64().unwrap();
    assert_eq!(
        (&notes["members"], &notes["group"], &notes["memberCount"]),
        (&json!(["ann"]), &json!(false), &json!(1))
    );
    assert_eq!(socket.event("channel_joined").await["channelId"], id);
    say(&ann, id, "remember @ann").await;
    let again = ann.post("/api/chat/direct", me).await;
    assert_eq!(
        (again.status.as_u16(), &again.body["id"]),
        (200, &json!(id))
    );
    assert_eq!(again.body["unreadCount"], 0);
    assert_eq!(
        server
            .rest("bob")
            .get(&format!("/api/chat/channels/{id}"))
            .await
            .status,
        404
    );
    let leave = format!("/api/chat/channels/{id}/leave");
    assert_eq!(ann.post(&leave, json!({})).await.problem(403), "forbidden");
}
