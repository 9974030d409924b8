//! The differences between the states of two clients of one user.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Conversation, Own, State, word};

/// Returns all differences between the states of two clients of one user, one line each.
#[must_use]
pub fn differences(left: &State, right: &State) -> Vec<String> {
    let mut found = Found(Vec::new());
    for state in [left, right] {
        found.0.extend(state.faults.iter().cloned());
    }
    let (left, right) = (left.normal(), right.normal());
    found.compare("user position", &left.user_seq, &right.user_seq);
    if let (Some(left), Some(right)) = (left.visible_own(), right.visible_own()) {
        found.compare("preferences", &left.preferences, &right.preferences);
        found.compare_maps("saved message", &left.saved, &right.saved);
        found.compare_maps("notification", &left.notifications, &right.notifications);
        found.compare_maps("reminder", &left.reminders, &right.reminders);
        found.compare_maps("scheduled message", &left.scheduled, &right.scheduled);
    }
    let ids: BTreeSet<_> = left.channels.keys().chain(right.channels.keys()).collect();
    for channel in ids {
        match (left.channels.get(channel), right.channels.get(channel)) {
            (Some(left), Some(right)) => found.compare_channels(*channel, left, right),
            (left, right) => found.compare(
                &format!("channel {channel}"),
                &left.is_some(),
                &right.is_some(),
            ),
        }
    }
    found.0
}

struct Found(Vec<String>);

impl Found {
    fn compare(&mut self, what: &str, left: &dyn std::fmt::Debug, right: &dyn std::fmt::Debug) {
        let (left, right) = (format!("{left:?}"), format!("{right:?}"));
        if left != right {
            self.0.push(format!("{what}: {left} / {right}"));
        }
    }

    fn compare_maps<K: Ord + std::fmt::Debug, V: std::fmt::Debug>(
        &mut self,
        what: &str,
        left: &BTreeMap<K, V>,
        right: &BTreeMap<K, V>,
    ) {
        let keys: BTreeSet<_> = left.keys().chain(right.keys()).collect();
        for key in keys {
            self.compare(&format!("{what} {key:?}"), &left.get(key), &right.get(key));
        }
    }

    fn compare_channels(&mut self, channel: i64, left: &Conversation, right: &Conversation) {
        let place = |what: &str| format!("channel {channel}, {what}");
        self.compare(&place("position"), &left.position, &right.position);
        self.compare_maps(&place("setting"), &left.settings, &right.settings);
        self.compare_maps(&place("standing"), &left.standing, &right.standing);
        self.compare_maps(&place("member"), &left.members, &right.members);
        self.compare_maps(&place("message"), &left.messages, &right.messages);
        self.compare_maps(&place("thread"), &left.threads, &right.threads);
    }
}

impl State {
    /// The state without legitimate differences: the order of reactions, and replies in threads whose first message
    /// the user may not see.
    fn normal(&self) -> Self {
        let mut state = self.clone();
        for held in state.channels.values_mut() {
            let known: BTreeSet<i64> = held.messages.values().filter_map(number("id")).collect();
            held.messages.retain(|_, message| {
                message["alsoToChannel"] == true
                    || number("threadId")(message).is_none_or(|root| known.contains(&root))
            });
            held.threads.retain(|root, _| known.contains(root));
            for message in held.messages.values_mut() {
                let reactions = message["reactions"].as_array_mut().unwrap();
                for reaction in reactions.iter_mut() {
                    let users = reaction["users"].as_array_mut().unwrap();
                    users.sort_by_key(word);
                }
                reactions.sort_by_key(|reaction| word(&reaction["emoji"]));
            }
        }
        state
    }

    /// The user's own part, without what lists leave out because the user has lost the channel or may not see the
    /// message.
    fn visible_own(&self) -> Option<Own> {
        let mut own = self.own.clone()?;
        let held = || self.channels.values();
        own.notifications.retain(|_, item| {
            let channel = number("channelId")(item);
            let held = channel.and_then(|channel| self.channels.get(&channel));
            let message = number("messageSeq")(item);
            match (channel, message) {
                (None, _) => true,
                (_, None) => held.is_some(),
                (_, Some(seq)) => held.is_some_and(|held| held.messages.contains_key(&seq)),
            }
        });
        own.saved.retain(|message, _| {
            let known = |held: &Conversation| {
                let mut ids = held.messages.values().filter_map(number("id"));
                ids.any(|id| id == *message)
            };
            held().any(known)
        });
        Some(own)
    }
}

fn number(field: &'static str) -> impl Fn(&Value) -> Option<i64> {
    move |value| value[field].as_i64()
}
