//! Compares each client with a new client of its user, with the search, and with the database.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    database, inbox,
    play::{Client, Play},
    request::WORDS,
};
use crate::support::{
    Member,
    state::{self, Conversation, State},
};

/// Returns all differences, one line each.
pub async fn differences(play: &mut Play) -> Vec<String> {
    let mut found = Vec::new();
    let mut fresh: BTreeMap<String, Member> = BTreeMap::new();
    for (number, client) in play.clients.iter_mut().enumerate() {
        if !client.online {
            continue;
        }
        let name = client.member.name.clone();
        if !fresh.contains_key(&name) {
            let mut member = play.daemon.connected(&name).await;
            member.load_all().await;
            fresh.insert(name.clone(), member);
        }
        let fresh = &fresh[&name];
        client.catch_up(&fresh.state).await;
        client.member.load_all().await;
        client.listen().await;
        for line in state::differences(&client.member.state, &fresh.state) {
            found.push(format!("client {number} ({name}) / new client: {line}"));
        }
    }
    let database = play.daemon.open_database().await;
    found.extend(database::wrong(&database).await);
    for member in fresh.values() {
        found.extend(database::miscounted(&database, &member.state).await);
        found.extend(inbox::differences(member).await);
        found.extend(uncounted_notifications(member).await);
    }
    database.close().await.unwrap();
    found
}

/// Compares what takes longer: every acknowledged message, and the search.
pub async fn at_the_end(play: &mut Play) -> Result<(), String> {
    let database = play.daemon.open_database().await;
    let mut found = database::lost(&database, &play.acknowledged).await;
    database.close().await.unwrap();
    for client in &mut play.clients[1..] {
        let started = Instant::now();
        // A message that is due may be sent between the clients' events and the search.
        loop {
            client.listen().await;
            let missing = unfound(&client.member).await;
            if missing.is_empty() || started.elapsed() > Duration::from_secs(6) {
                found.extend(missing);
                break;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }
    match found.is_empty() {
        true => Ok(()),
        false => Err(found.join("\n")),
    }
}

/// The number of unread notifications that the list gives, and those in it. Reactions to one message are one.
async fn uncounted_notifications(member: &Member) -> Option<String> {
    let list = member.rest().get("/api/chat/notifications").await.ok();
    let listed = member.state.own.as_ref()?.notifications.iter();
    let unread = listed.filter(|(_, item)| item["read"] == false);
    let rows: BTreeSet<(bool, Option<i64>)> = unread
        .map(|(seq, item)| match item["kind"] == "reaction" {
            true => (true, item["messageId"].as_i64()),
            false => (false, Some(*seq)),
        })
        .collect();
    let unread = rows.len().min(100);
    (list["unreadCount"] != unread).then(|| {
        let counted = &list["unreadCount"];
        format!(
            "{}: {counted} notifications counted, {unread} listed",
            member.name
        )
    })
}

/// Searches for each word, and compares the messages found with those that contain it.
async fn unfound(member: &Member) -> Vec<String> {
    let mut differences = Vec::new();
    for word in WORDS {
        let mut expected = BTreeSet::new();
        for held in member.state.channels.values() {
            let contains = |message: &&Value| {
                message["type"] != "system" && message["text"].as_str().unwrap().contains(word)
            };
            let messages = held.messages.values().filter(contains);
            let known = messages.filter(|message| belongs(held, message));
            expected.extend(known.filter_map(|message| message["id"].as_i64()));
        }
        let found = found(member, word).await;
        for id in expected.symmetric_difference(&found) {
            let is = if found.contains(id) { "" } else { "not " };
            differences.push(format!("{}: {word} {is}found in message {id}", member.name));
        }
    }
    differences
}

/// Returns false for a reply whose first message the client does not have: it may be from before the user joined.
fn belongs(held: &Conversation, message: &Value) -> bool {
    let mut known = held.messages.values().map(|known| &known["id"]);
    message["threadId"].is_null() || known.any(|id| *id == message["threadId"])
}

/// The messages in the member's channels that a search finds.
async fn found(member: &Member, word: &str) -> BTreeSet<i64> {
    let rest = member.rest();
    let mut all = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", word)
            .append_pair("sort", "newest")
            .append_pair("limit", "50")
            .finish();
        let page = rest
            .get(&format!("/api/chat/search?{query}{cursor}"))
            .await
            .ok();
        for item in page["items"].as_array().unwrap() {
            let message = &item["message"];
            let channel = message["channelId"].as_i64().unwrap();
            let Some(held) = member.state.channels.get(&channel) else {
                continue;
            };
            if belongs(held, message) {
                all.insert(message["id"].as_i64().unwrap());
            }
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

impl Client {
    /// Reads until the client has the positions of a newer state, but not forever.
    async fn catch_up(&mut self, newer: &State) {
        let started = Instant::now();
        while !self.has_reached(newer) && started.elapsed() < Duration::from_secs(5) {
            self.listen().await;
        }
    }

    fn has_reached(&self, newer: &State) -> bool {
        let own = &self.member.state;
        own.user_seq >= newer.user_seq
            && newer.channels.iter().all(|(id, channel)| {
                let held = own.channels.get(id);
                held.is_some_and(|held| held.position >= channel.position)
            })
    }
}
