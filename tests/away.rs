//! A client that was offline during all kinds of changes and two restarts reaches the same state as one that
//! stayed connected and as a new one.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Value, json};

use crate::support::{
    Daemon, Member, on_both,
    state::{State, differences},
};

const BATCHES: usize = 40;
const BATCH: usize = 33;
const EMOJI: [&str; 4] = ["👍", "🎉", "❤️", "👀"];

on_both!(a_client_that_was_offline_reaches_the_same_state);

/// A user who makes random changes, and the messages that they know.
struct Actor {
    member: Member,
    /// The id and channel of their own messages.
    own: Vec<i64>,
}

async fn a_client_that_was_offline_reaches_the_same_state(daemon: Daemon) {
    let people = ["ann", "bob", "cid", "root"];
    let mut daemon = daemon.with_people(&people).await;
    daemon.start().await;
    let stays = daemon.channel("desk", &["bob", "ann", "cid"]).await;
    let leaves = daemon.channel("hall", &["bob", "ann", "cid"]).await;
    let returns = daemon.channel("lift", &["bob", "ann", "cid"]).await;
    let channels = [stays, leaves, returns];

    let mut stayed = daemon.connected("ann").await;
    let mut away = daemon.connected("ann").await;
    let mut elsewhere = daemon.connected("ann").await;
    stayed.load().await;
    away.load().await;
    away.disconnect();
    let before = away.state.clone();

    let mut random = StdRng::seed_from_u64(7);
    let mut actors = Vec::new();
    for name in ["bob", "cid"] {
        let member = daemon.connected(name).await;
        actors.push(Actor {
            member,
            own: Vec::new(),
        });
    }
    for batch in 0..BATCHES {
        for actor in &mut actors {
            actor.act(&channels, &mut random).await;
        }
        change_settings(&daemon, stays, batch).await;
        read(&mut elsewhere, stays, &mut random).await;
        match batch {
            10 => daemon
                .rest("bob")
                .delete(&member_path(leaves, "ann"))
                .await
                .ok(),
            12 => daemon
                .rest("bob")
                .delete(&member_path(returns, "ann"))
                .await
                .ok(),
            13 => {
                daemon.kill().await;
                daemon.start().await;
                Value::Null
            }
            20 => open_others(&daemon).await,
            24 => {
                let invited = json!({"userId": "ann", "role": "admin"});
                let path = format!("/api/chat/channels/{returns}/members");
                daemon.rest("bob").post(&path, invited).await.ok()
            }
            28 => {
                let (status, said, _) = daemon.terminate().await;
                assert!(status.success(), "{said:?}");
                daemon.start().await;
                Value::Null
            }
            _ => Value::Null,
        };
        follow(&daemon, &mut stayed).await;
        stayed.load().await;
    }

    let fresh = follow_anew(&daemon).await;
    let events: i64 = fresh
        .state
        .channels
        .values()
        .map(|channel| channel.position)
        .sum();
    assert!(events > 1_000, "only {events} events");
    follow(&daemon, &mut away).await;
    away.load().await;
    assert_eq!(
        (away.resumes, away.fresh_starts),
        (1, 0),
        "it was told what it missed"
    );
    assert!(
        stayed.resumes >= 2,
        "the client resumed after both restarts"
    );
    assert_eq!(
        differences(&stayed.state, &fresh.state),
        [""; 0],
        "stayed / fresh"
    );
    assert_eq!(
        differences(&away.state, &fresh.state),
        [""; 0],
        "away / fresh"
    );
    assert_differences_are_noticed(&before, &fresh, &away.state);
}

fn member_path(channel: i64, user: &str) -> String {
    format!("/api/chat/channels/{channel}/members/{user}")
}

/// Shows that the comparison notices a client that skipped the replay, and states that lack one fact.
fn assert_differences_are_noticed(before: &State, fresh: &Member, away: &State) {
    let mut skipped = before.clone();
    let mut snapshot = fresh.snapshot.clone();
    snapshot["resumed"] = json!(true);
    skipped.enter(&snapshot);
    assert!(
        !differences(&skipped, &fresh.state).is_empty(),
        "a skipped replay"
    );
    let doctor = |change: fn(&mut Value)| {
        let mut doctored = away.clone();
        let mut messages = doctored
            .channels
            .values_mut()
            .flat_map(|c| c.messages.values_mut());
        let message = messages
            .find(|message| message["reactions"] != json!([]))
            .unwrap();
        change(message);
        differences(&doctored, &fresh.state)
    };
    assert_eq!(doctor(|message| message["reactions"] = json!([])).len(), 1);
    assert_eq!(
        doctor(|message| message["text"] = json!("another")).len(),
        1
    );
}

impl Actor {
    async fn act(&mut self, channels: &[i64], random: &mut StdRng) {
        for _ in 0..BATCH {
            let channel = *channels.choose(random).unwrap();
            let own = self.own.choose(random).copied();
            let emoji = EMOJI.choose(random).unwrap();
            let number = random.random_range(0..100);
            match (number, own) {
                (44..47, Some(id)) => self.member.ask("pin_message", json!({"messageId": id})),
                (47..50, Some(id)) => self.member.ask("unpin_message", json!({"messageId": id})),
                (50..62, Some(id)) => {
                    let words = format!("edited {number} {id}");
                    self.member
                        .ask("edit_message", json!({"messageId": id, "message": words}));
                }
                (62..68, Some(id)) => self.member.ask("delete_message", json!({"messageId": id})),
                (68..82, Some(id)) => {
                    self.member
                        .ask("add_reaction", json!({"messageId": id, "emoji": emoji}));
                }
                (82..92, Some(id)) => {
                    self.member
                        .ask("remove_reaction", json!({"messageId": id, "emoji": emoji}));
                }
                // Bob owns the channels, so he never leaves.
                (92..94, _) if self.member.name != "bob" => self
                    .member
                    .ask("leave_channel", json!({"channelId": channel})),
                (92..98, _) => self
                    .member
                    .ask("join_channel", json!({"channelId": channel})),
                (98..100, _) => self.member.say(channel, "@ann look at this"),
                _ => self.member.say(channel, &format!("words {number}")),
            }
        }
        self.member.until_answered().await;
        for answer in std::mem::take(&mut self.member.answers) {
            match &answer.result {
                Ok(reply) if answer.command.name == "send_message" => {
                    // Keep the mentions, since new ones would notify again.
                    if !reply["message"]["text"].as_str().unwrap().contains('@') {
                        self.own.push(reply["message"]["id"].as_i64().unwrap());
                    }
                }
                Ok(_) => {}
                Err(failure) => {
                    let code = failure["code"].as_str().unwrap();
                    let expected = ["forbidden", "not_found", "invalid", "conflict"];
                    assert!(expected.contains(&code), "{answer:?}");
                }
            }
        }
    }
}

async fn change_settings(daemon: &Daemon, channel: i64, batch: usize) {
    let change = match batch % 5 {
        0 => json!({"name": format!("desk-{batch}")}),
        1 => json!({"description": format!("about {batch}")}),
        2 => json!({"pinning": if batch.is_multiple_of(2) { "admins" } else { "members" }}),
        3 => json!({"readOnly": true}),
        _ => json!({"readOnly": false}),
    };
    daemon
        .rest("root")
        .put(&format!("/api/chat/channels/{channel}"), change)
        .await
        .ok();
}

/// Moves the read position on a third device, sometimes backwards.
async fn read(elsewhere: &mut Member, channel: i64, random: &mut StdRng) {
    let last = elsewhere.state.channels[&channel].position;
    let seq = random.random_range((last - 40).max(0)..=last);
    let data = json!({"channelId": channel, "seq": seq, "unread": random.random_bool(0.5)});
    elsewhere.command("mark_read", data).await.unwrap();
}

/// Creates a private channel and a direct conversation, and adds ann to them.
async fn open_others(daemon: &Daemon) -> Value {
    let bob = daemon.rest("bob");
    let private = json!({"name": "cellar", "type": "private"});
    let id = bob.post("/api/chat/channels", private).await.ok()["id"].clone();
    let path = format!("/api/chat/channels/{id}");
    bob.post(
        &format!("{path}/messages"),
        json!({"message": "before ann"}),
    )
    .await
    .ok();
    bob.post(&format!("{path}/members"), json!({"userId": "ann"}))
        .await
        .ok();
    bob.post(
        &format!("{path}/messages"),
        json!({"message": "welcome, ann"}),
    )
    .await
    .ok();
    let direct = bob
        .post("/api/chat/direct", json!({"userIds": ["ann", "cid"]}))
        .await
        .ok();
    let path = format!("/api/chat/channels/{}/messages", direct["id"]);
    bob.post(&path, json!({"message": "hello ann and cid"}))
        .await
        .ok()
}

/// Connects a new client and loads everything.
async fn follow_anew(daemon: &Daemon) -> Member {
    let mut fresh = daemon.connected("ann").await;
    fresh.load().await;
    fresh
}

/// Runs the member until it has the positions of a new client.
async fn follow(daemon: &Daemon, member: &mut Member) {
    let fresh = daemon.connected("ann").await.state;
    member
        .until("the present", |member| {
            member.state.user_seq >= fresh.user_seq
                && fresh.channels.iter().all(|(id, channel)| {
                    let held = member.state.channels.get(id);
                    held.is_some_and(|held| held.position >= channel.position)
                })
        })
        .await;
}
