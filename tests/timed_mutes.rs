//! A conversation that is muted for a time: on all devices, and heard again by itself.

use actors::clock;
use serde_json::{Value, json};

use crate::support::{Daemon, Member, TestServer, servers_on_both};

servers_on_both![
    a_timed_mute_ends_by_itself,
    a_mute_has_an_end_in_the_future,
    a_mute_that_ends_while_the_server_is_down_is_over_when_it_is_back,
];

const HOUR: i64 = 3_600_000;

async fn a_timed_mute_ends_by_itself() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let general = json!({"name": "general", "type": "public"});
    let channel = ann.post("/api/chat/channels", general).await.ok()["id"].clone();
    let join = format!("/api/chat/channels/{channel}/join");
    bob.post(&join, json!({})).await.ok();
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);
    let path = format!("/api/chat/channels/{channel}/preferences");
    let until = clock::now() + HOUR;
    let data = json!({"channelId": channel, "mutedUntil": until});
    let reply = laptop.command("set_channel_preferences", data).await;
    let expected = (json!(true), json!(until));
    let state = |data: &Value| (data["muted"].clone(), data["mutedUntil"].clone());
    assert_eq!(state(&reply.unwrap()), expected);
    for device in [&mut laptop, &mut phone] {
        assert_eq!(state(&device.event("preferences_updated").await), expected);
    }
    let listed = format!("/api/chat/channels/{channel}");
    assert_eq!(state(&bob.get(&listed).await.ok()), expected);
    // Other preferences leave it; muting for good and unmuting end it.
    let pinned = bob.put(&path, json!({"pinned": true})).await.ok();
    assert_eq!(state(&pinned), expected);
    let muted = bob.put(&path, json!({"muted": true})).await.ok();
    assert_eq!(state(&muted), (json!(true), Value::Null));
    bob.put(&path, json!({"mutedUntil": until})).await.ok();
    let unmuted = bob.put(&path, json!({"muted": false})).await.ok();
    assert_eq!(state(&unmuted), (json!(false), Value::Null));
    for _ in 0..4 {
        phone.event("preferences_updated").await;
    }

    let soon = json!({"mutedUntil": clock::now() + 700});
    bob.put(&path, soon).await.ok();
    let messages = format!("/api/chat/channels/{channel}/messages");
    let text = json!({"message": "@bob while muted"});
    ann.post(&messages, text).await.ok();
    assert_eq!(phone.event("preferences_updated").await["muted"], true);
    let ended = phone.event("preferences_updated").await;
    assert_eq!(state(&ended), (json!(false), Value::Null));
    assert_eq!(ended["pinned"], true, "the others stay");
    let text = json!({"message": "@bob now"});
    let heard = ann.post(&messages, text).await.ok();
    let told = phone.event("notification").await;
    assert_eq!(told["messageId"], heard["id"], "only of this one");
}

async fn a_mute_has_an_end_in_the_future() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let channel = json!({"name": "general", "type": "public"});
    let channel = ann.post("/api/chat/channels", channel).await.ok()["id"].clone();
    let path = format!("/api/chat/channels/{channel}/preferences");
    let now = clock::now();
    let wrong = [
        json!({"mutedUntil": now - 1}),
        json!({"mutedUntil": now + 366 * 24 * HOUR}),
        json!({"mutedUntil": now + HOUR, "muted": false}),
        json!({"mutedUntil": "tomorrow"}),
    ];
    for wrong in wrong {
        let refused = ann.put(&path, wrong.clone()).await;
        assert_eq!(refused.problem(400), "invalid", "{wrong}");
    }
    let seen = ann.get(&format!("/api/chat/channels/{channel}")).await.ok();
    assert_eq!(seen["muted"], false);
}

async fn a_mute_that_ends_while_the_server_is_down_is_over_when_it_is_back() {
    let mut daemon = Daemon::wanted().await.with_people(&["ann"]).await;
    daemon.start().await;
    let channel = daemon.channel("general", &["ann"]).await;
    let path = format!("/api/chat/channels/{channel}/preferences");
    let soon = json!({"mutedUntil": clock::now() + 900});
    daemon.rest("ann").put(&path, soon).await.ok();
    let mut phone = daemon.connected("ann").await;
    daemon.kill().await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    daemon.start().await;
    let is_over = |view: &Value| view["muted"] == false && view["mutedUntil"].is_null();
    let over = |member: &Member| is_over(&json!(member.state.channels[&channel].standing));
    phone.until("the end of the mute", over).await;
    let seen = daemon
        .rest("ann")
        .get(&format!("/api/chat/channels/{channel}"))
        .await
        .ok();
    assert!(is_over(&seen), "{seen}");
}
