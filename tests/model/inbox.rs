//! Compares the inbox of threads with the threads that a client has.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Member, state::Conversation};

/// Small, so that the inbox has several pages.
const PAGE: usize = 3;

/// Returns where the inbox, its order and its number of unread threads differ from the threads that the client has.
pub async fn differences(member: &Member) -> Vec<String> {
    let (listed, counted) = inbox(member).await;
    let held = member.state.channels.iter();
    let followed: BTreeMap<i64, (i64, &Value)> = held
        .flat_map(|(channel, held)| {
            let threads = held
                .threads
                .iter()
                .filter(|(_, thread)| is_followed(thread));
            threads.map(|(root, thread)| (*root, (*channel, thread)))
        })
        .collect();
    let mut found = Vec::new();
    let mut say = |what: String| found.push(format!("inbox of {}: {what}", member.name));
    if listed.len() != followed.len() {
        let ids: Vec<_> = listed.iter().map(|item| &item["threadId"]).collect();
        let known: Vec<_> = followed.keys().collect();
        say(format!("{ids:?} listed, {known:?} followed"));
    }
    let is_unread = |item: &Value| {
        let channel = item["channelId"].as_i64().unwrap();
        let held = member.state.channels.get(&channel);
        item["thread"]["unreadCount"] != 0 && held.is_some_and(attracts)
    };
    for item in &listed {
        let known = followed.get(&item["threadId"].as_i64().unwrap());
        if known.is_none_or(|(channel, thread)| {
            item["channelId"] != *channel || item["thread"] != **thread
        }) {
            say(format!("{item} listed, {known:?} known"));
        }
    }
    let unread = listed.iter().filter(|item| is_unread(item)).count();
    if counted != unread {
        say(format!("{counted} unread threads counted, {unread} listed"));
    }
    let place = |item: &Value| {
        let number = |value: &Value| value.as_i64().unwrap();
        let latest = number(&item["thread"]["lastReplyAt"]);
        (is_unread(item), latest, number(&item["threadId"]))
    };
    let places: Vec<_> = listed.iter().map(place).collect();
    if !places.is_sorted_by(|one, next| one > next) {
        say(format!("in the order {places:?}"));
    }
    found
}

/// True if the inbox lists a thread.
fn is_followed(thread: &Value) -> bool {
    thread["following"] == true && thread["replyCount"] != 0
}

/// True if the unread threads of a channel are counted.
fn attracts(held: &Conversation) -> bool {
    held.standing["muted"] == false && held.settings["active"] == true
}

/// All pages of the inbox, and the number of unread threads.
async fn inbox(member: &Member) -> (Vec<Value>, Value) {
    let rest = member.rest();
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/chat/threads?limit={PAGE}{cursor}");
        let page = rest.get(&path).await.ok();
        listed.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (listed, page["unreadThreads"].clone()),
        }
    }
}
