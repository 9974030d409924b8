//! Presence with several sockets, during the grace period after the last one, and after a crash.

use std::time::Duration;

use actors::clock;
use entity::{commit_alone, ledgers::presence::SavePresence, queries::presence};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{Daemon, Socket, TestServer, within};

/// A server with ann, bob and cid in a channel, and this grace period.
async fn server(grace: Duration) -> TestServer {
    let server = TestServer::builder()
        .timing(|timing| {
            timing.engine.presence_grace = grace;
            timing.engine.presence_gather = Duration::from_millis(20);
        })
        .start()
        .await;
    for name in ["ann", "bob", "cid", "dan"] {
        server.add_user(name, "it_user").await;
    }
    let made = json!({"name": "desk", "type": "public"});
    let channel = server
        .rest("ann")
        .post("/api/chat/channels", made)
        .await
        .ok();
    for name in ["bob", "cid"] {
        let path = format!("/api/chat/channels/{}/join", channel["id"]);
        server.rest(name).post(&path, json!({})).await.ok();
    }
    server
}

/// The status of `user` in the next event about them.
async fn told(socket: &mut Socket, user: &str) -> String {
    let frame = socket
        .frame(&format!("{user}'s presence"), |frame| {
            about(frame, user).is_some()
        })
        .await;
    about(&frame, user).unwrap()
}

fn about(frame: &Value, user: &str) -> Option<String> {
    let status = match frame[1].as_str()? {
        "presence_updated" if frame[2]["user"] == user => &frame[2]["status"],
        "presence_changed" => &frame[2]["presence"][user]["status"],
        _ => return None,
    };
    status.as_str().map(str::to_owned)
}

/// Waits until the server has noticed that sockets are gone.
async fn until_connected(server: &TestServer, sockets: usize) {
    within("the sockets to be gone", async {
        while server.server.app().engine.connected() != sockets {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// Waits until everything so far has been broadcast, by way of another user's change.
async fn until_told(teller: &mut Socket, listener: &mut Socket, words: &str) {
    let change = json!({"status": "busy", "statusMessage": words});
    teller.command("update_presence", change).await.unwrap();
    listener
        .frame("the mark", |frame| {
            frame[1] == "presence_updated" && frame[2]["statusMessage"] == words
        })
        .await;
}

#[tokio::test]
async fn a_user_is_online_until_their_last_socket_closes() {
    let server = server(Duration::from_millis(50)).await;
    let mut bob = server.connect("bob").await;
    let mut cid = server.connect("cid").await;
    let first = server.connect("ann").await;
    assert_eq!(told(&mut bob, "ann").await, "online");
    let second = server.connect("ann").await;
    until_connected(&server, 4).await;
    drop(first);
    until_connected(&server, 3).await;
    until_told(&mut cid, &mut bob, "one socket is left").await;
    assert_eq!(status(&server, "bob", "ann").await, "online");
    let heard = bob.drain();
    assert!(
        heard.iter().all(|frame| about(frame, "ann").is_none()),
        "{heard:?}"
    );
    drop(second);
    assert_eq!(told(&mut bob, "ann").await, "offline");
    assert_eq!(status(&server, "bob", "ann").await, "offline");
}

#[tokio::test]
async fn reconnecting_within_the_grace_period_is_not_broadcast() {
    let server = server(Duration::from_hours(1)).await;
    let mut bob = server.connect("bob").await;
    let mut cid = server.connect("cid").await;
    let ann = server.connect("ann").await;
    assert_eq!(told(&mut bob, "ann").await, "online");
    drop(ann);
    until_connected(&server, 2).await;
    until_told(&mut cid, &mut bob, "ann's socket is gone").await;
    let _ann = server.connect("ann").await;
    until_told(&mut cid, &mut bob, "ann is back").await;
    let heard = bob.drain();
    assert!(
        heard.iter().all(|frame| about(frame, "ann").is_none()),
        "{heard:?}"
    );
    assert_eq!(status(&server, "bob", "ann").await, "online");
}

#[tokio::test]
async fn a_user_in_the_grace_period_is_online_in_new_snapshots() {
    let server = server(Duration::from_hours(1)).await;
    let mut bob = server.connect("bob").await;
    let ann = server.connect("ann").await;
    assert_eq!(told(&mut bob, "ann").await, "online");
    drop(ann);
    until_connected(&server, 1).await;
    // Her return is not broadcast, so cid's snapshot must contain her.
    let cid = server.connect("cid").await;
    assert_eq!(cid.snapshot["presence"]["ann"]["status"], "online");
    let mut dan = server.connect("dan").await;
    let join = json!({"channelId": bob.snapshot["channels"][0]["id"]});
    dan.command("join_channel", join).await.unwrap();
    assert_eq!(told(&mut dan, "ann").await, "online");
}

#[tokio::test]
async fn presence_is_not_sent_to_users_without_a_common_channel() {
    let server = server(Duration::from_millis(50)).await;
    let mut dan = server.connect("dan").await;
    let mut bob = server.connect("bob").await;
    let _ann = server.connect("ann").await;
    assert_eq!(told(&mut bob, "ann").await, "online");
    // Dan shares no channel with anyone, and receives his own change after hers.
    let mark = json!({"status": "away"});
    dan.command("update_presence", mark).await.unwrap();
    dan.frame("his own", |frame| {
        about(frame, "dan").as_deref() == Some("away")
    })
    .await;
    let heard = dan.drain();
    assert!(
        heard.iter().all(|frame| about(frame, "ann").is_none()),
        "{heard:?}"
    );
    assert!(dan.snapshot["presence"].get("ann").is_none());
}

#[tokio::test]
async fn a_new_member_receives_the_presence_of_the_channel() {
    let server = server(Duration::from_millis(50)).await;
    let mut ann = server.connect("ann").await;
    let busy = json!({"status": "busy", "statusMessage": "on the phone"});
    ann.command("update_presence", busy).await.unwrap();
    let mut dan = server.connect("dan").await;
    assert!(dan.snapshot["presence"].get("ann").is_none());
    let channel = ann.snapshot["channels"][0]["id"].clone();
    let join = json!({"channelId": channel});
    dan.command("join_channel", join).await.unwrap();
    assert_eq!(told(&mut dan, "ann").await, "busy");
    assert_eq!(told(&mut ann, "dan").await, "online");
}

#[tokio::test]
async fn an_active_user_is_no_longer_away() {
    let server = TestServer::builder()
        .timing(|timing| {
            timing.engine.away_after = Duration::from_millis(100);
            timing.engine.presence_gather = Duration::from_millis(20);
        })
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    let mut ann = server.connect("ann").await;
    assert_eq!(told(&mut ann, "ann").await, "online");
    assert_eq!(told(&mut ann, "ann").await, "away");
    let presence = ann.command("update_presence", json!({})).await.unwrap();
    assert_eq!(presence["status"], "online");
    let busy = json!({"status": "busy", "statusMessage": "reading"});
    ann.command("update_presence", busy).await.unwrap();
    let presence = ann.command("update_presence", json!({})).await.unwrap();
    assert_eq!(presence["status"], "busy", "the chosen status is kept");
    assert_eq!(presence["statusMessage"], "reading");
}

#[tokio::test]
async fn members_can_list_who_is_online_in_pages() {
    let server = server(Duration::from_secs(20)).await;
    let people = [
        server.connect("ann").await,
        server.connect("bob").await,
        server.connect("cid").await,
    ];
    let channel = &people[0].snapshot["channels"][0]["id"];
    let list = async |query: &str| {
        let path = format!("/api/chat/presence?channelId={channel}{query}");
        server.rest("ann").get(&path).await.ok()
    };
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| item["user"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = list("").await;
    assert_eq!(names(&all), ["ann", "bob", "cid"]);
    assert!(all.get("next").is_none(), "{all}");
    let first = list("&limit=2").await;
    assert_eq!(names(&first), ["ann", "bob"]);
    let cursor = first["next"].as_str().unwrap();
    let last = list(&format!("&limit=2&cursor={cursor}")).await;
    assert_eq!(names(&last), ["cid"]);
    assert!(last.get("next").is_none(), "{last}");
    let path = format!("/api/chat/presence?channelId={channel}");
    assert_eq!(
        server.rest("dan").get(&path).await.problem(404),
        "not_found"
    );
    let lobby = json!({"name": "lobby", "type": "public"});
    let ann = server.rest("ann");
    ann.post("/api/chat/channels", lobby).await.ok();
    // A channel that cannot be read does not affect the members of another.
    let odd = "UPDATE chat_channels SET type = 'odd' WHERE name = 'lobby'";
    let database = server.elsewhere().await;
    database.writer().execute_unprepared(odd).await.unwrap();
    assert_eq!(list("").await, all);
    assert_eq!(ann.get("/api/chat/presence").await.ok(), all);
}

#[tokio::test]
async fn a_list_of_people_says_whose_presence_is_not_sent() {
    let server = server(Duration::from_millis(50)).await;
    let unknown = async |viewer: &str, query: &str| {
        let path = format!("/api/chat/users?{query}");
        let listed = server.rest(viewer).get(&path).await.ok();
        let items = listed["items"].as_array().unwrap().iter();
        let marked = items.filter(|person| person["presenceUnknown"] == true);
        let names = marked.map(|person| person["username"].as_str().unwrap().to_owned());
        // Orvale's own, who is in no channel either.
        names.filter(|name| name != "admin").collect::<Vec<_>>()
    };
    // Dan is in no channel.
    for query in ["q=", "ids=ann,bob,cid,dan"] {
        assert_eq!(unknown("ann", query).await, ["dan"], "{query}");
        assert_eq!(
            unknown("dan", query).await,
            ["ann", "bob", "cid"],
            "{query}"
        );
    }
    // A conversation of two is the other's once something is written there.
    let ann = server.rest("ann");
    let opened = ann.post("/api/chat/direct", json!({"userIds": ["dan"]}));
    let id = opened.await.ok()["id"].as_i64().unwrap();
    assert_eq!(unknown("ann", "q=").await, ["dan"]);
    let messages = format!("/api/chat/channels/{id}/messages");
    ann.post(&messages, json!({"message": "hello"})).await.ok();
    assert_eq!(unknown("ann", "q=").await, [""; 0]);
    assert_eq!(unknown("dan", "q=").await, ["bob", "cid"]);
}

async fn status(server: &TestServer, viewer: &str, user: &str) -> String {
    let path = format!("/api/chat/users/{user}/presence");
    let presence = server.rest(viewer).get(&path).await.ok();
    presence["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn after_a_crash_everyone_is_offline_until_they_reconnect() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann", "bob"]).await;
    daemon.start().await;
    daemon.channel("desk", &["ann", "bob"]).await;
    let mut ann = daemon.connected("ann").await;
    let chosen = json!({"status": "busy", "statusMessage": "on the phone"});
    ann.command("update_presence", chosen).await.unwrap();
    let bob = daemon.connected("bob").await;
    assert_eq!(
        bob.snapshot["presence"]["ann"]["status"], "busy",
        "before the crash"
    );
    until_chosen_is_kept(&daemon).await;
    ann.disconnect();
    drop(bob);
    daemon.kill().await;
    daemon.start().await;

    let mut bob = daemon.connected("bob").await;
    let shown = &bob.snapshot["presence"]["ann"];
    assert!(shown.is_null() || shown["status"] == "offline", "{shown}");
    let listed = daemon.rest("bob").get("/api/chat/presence").await.ok();
    let is_ann = |item: &&Value| item["user"] == "ann" && item["status"] != "offline";
    assert_eq!(
        listed["items"].as_array().unwrap().iter().find(is_ann),
        None
    );
    let asked = daemon
        .rest("bob")
        .get("/api/chat/users/ann/presence")
        .await
        .ok();
    assert_eq!(asked["status"], "offline");

    // She is back, with the status that she chose.
    ann.connect().await;
    let rest = daemon.rest("bob");
    let back = within("her presence", async {
        loop {
            let asked = rest.get("/api/chat/users/ann/presence").await.ok();
            if asked["status"] != "offline" {
                return asked;
            }
        }
    })
    .await;
    assert_eq!(
        (&back["status"], &back["statusMessage"]),
        (&json!("busy"), &json!("on the phone"))
    );
    bob.disconnect();
    bob.connect().await;
    assert_eq!(bob.snapshot["presence"]["ann"]["status"], "busy");
}

#[tokio::test]
async fn a_status_message_clears_itself_for_everyone() {
    let server = server(Duration::from_secs(20)).await;
    let (mut ann, mut bob) = (server.connect("ann").await, server.connect("bob").await);
    let until = clock::now() + 1_500;
    let chosen = json!({"statusMessage": "on the phone", "statusMessageUntil": until});
    let told = server.rest("ann").put("/api/chat/presence", chosen).await;
    assert_eq!(told.ok()["statusMessageUntil"], until);
    for device in [&mut ann, &mut bob] {
        let mut seen = Vec::new();
        while seen.last() != Some(&(json!(""), Value::Null)) || seen.len() < 2 {
            let event = device.event("presence_updated").await;
            if event["user"] == "ann" {
                let message = event["statusMessage"].clone();
                seen.push((message, event["statusMessageUntil"].clone()));
                seen.dedup();
            }
        }
        let first = seen.iter().find(|(text, _)| text != "");
        assert_eq!(
            first,
            Some(&(json!("on the phone"), json!(until))),
            "{seen:?}"
        );
    }
}

#[tokio::test]
async fn a_status_message_whose_time_passes_while_the_server_is_down_is_cleared() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann", "bob"]).await;
    daemon.start().await;
    daemon.channel("desk", &["ann", "bob"]).await;
    let mut ann = daemon.connected("ann").await;
    let until = clock::now() + 60_000;
    let chosen = json!({"statusMessage": "on the phone", "statusMessageUntil": until});
    ann.command("update_presence", chosen).await.unwrap();
    until_chosen_is_kept(&daemon).await;
    daemon.kill().await;
    let database = daemon.open_database().await;
    let mut kept = presence::load_all(&database).await.unwrap();
    assert_eq!(kept[0].1.status_message_until, Some(until));
    kept[0].1.status_message_until = Some(clock::now() - 1);
    commit_alone(&database, 1, SavePresence(kept))
        .await
        .unwrap();
    drop(database);
    daemon.start().await;
    let path = "/api/chat/users/ann/presence";
    let shown = daemon.rest("bob").get(path).await.ok();
    assert_eq!(shown["statusMessage"], "", "{shown}");
    assert_eq!(shown["statusMessageUntil"], Value::Null, "{shown}");
}

/// Waits until the chosen status, which is stored in the background, is in the database.
async fn until_chosen_is_kept(daemon: &Daemon) {
    let database = daemon.open_database().await;
    within("the choice to be kept", async {
        loop {
            let all = presence::load_all(&database).await.unwrap();
            if all
                .iter()
                .any(|(_, kept)| kept.status_message == "on the phone")
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_person_shows_where_they_are_and_whether_they_are_silent() {
    let server = server(Duration::from_secs(20)).await;
    let ask = async |viewer: &str| {
        let path = "/api/chat/users/bob/presence";
        server.rest(viewer).get(path).await
    };
    let unknown = ask("ann").await.ok();
    assert!(unknown.get("timeZone").is_none(), "{unknown}");
    assert_eq!(unknown["silent"], false);
    let bob = server.rest("bob");
    let until = actors::clock::now() + 3_600_000;
    let change = json!({"timeZone": "Asia/Tokyo", "dndUntil": until});
    bob.put("/api/chat/preferences", change).await.ok();
    let known = ask("ann").await.ok();
    assert_eq!(known["timeZone"], "Asia/Tokyo");
    assert_eq!(known["silent"], true);
    let over = json!({"dndUntil": null});
    bob.put("/api/chat/preferences", over).await.ok();
    assert_eq!(ask("ann").await.ok()["silent"], false);
    assert_eq!(ask("dan").await.problem(404), "not_found");
}
