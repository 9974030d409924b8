//! A client's state and how events change it, written from docs/protocol.md alone, to compare two clients with
//! different histories.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// The maximum of unread counts.
const CAP: i64 = 100;

/// The complete state of one user's client.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The user.
    pub user: String,
    /// The conversations by channel.
    pub channels: BTreeMap<i64, Conversation>,
    /// The position in the user's own stream.
    pub user_seq: i64,
    /// True between a snapshot that resumes and `resumed`.
    replaying: bool,
    /// Violations of the protocol by the server.
    pub faults: Vec<String>,
}

/// One channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    /// The position in its stream.
    pub position: i64,
    /// Name, description and all other fields that are the same for everyone.
    pub settings: BTreeMap<&'static str, Value>,
    /// The user's role, read position and counts.
    pub standing: BTreeMap<&'static str, Value>,
    /// The messages by position.
    pub messages: BTreeMap<i64, Value>,
    /// The roles by username.
    pub members: BTreeMap<String, String>,
    /// True if history and members have been loaded.
    pub loaded: bool,
}

const SETTINGS: [&str; 12] = [
    "name",
    "description",
    "type",
    "createdBy",
    "teamId",
    "active",
    "readOnly",
    "pinning",
    "members",
    "group",
    "createdAt",
    "updatedAt",
];
const STANDING: [&str; 5] = [
    "role",
    "canPost",
    "lastReadSeq",
    "unreadCount",
    "mentionCount",
];

fn pick(view: &Value, names: &[&'static str]) -> BTreeMap<&'static str, Value> {
    names
        .iter()
        .map(|name| (*name, view[name].clone()))
        .collect()
}

fn id(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("an integer instead of {value}"))
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a string instead of {value}"))
        .to_owned()
}

impl Conversation {
    fn of(view: &Value) -> Self {
        Self {
            position: id(&view["seq"]),
            settings: pick(view, &SETTINGS),
            standing: pick(view, &STANDING),
            ..Self::default()
        }
    }

    fn count(&mut self, counter: &'static str, by: i64) {
        let now = id(&self.standing[counter]);
        // At the cap the real count is unknown.
        if now < CAP {
            self.standing.insert(counter, json!((now + by).max(0)));
        }
    }

    fn message(&mut self, message_id: &Value) -> Option<&mut Value> {
        self.messages
            .values_mut()
            .find(|message| message["id"] == *message_id)
    }
}

impl State {
    #[must_use]
    pub fn new(user: &str) -> Self {
        Self {
            user: user.to_owned(),
            ..Self::default()
        }
    }

    /// Returns the positions to resume from.
    #[must_use]
    pub fn resume(&self) -> Value {
        let positions: BTreeMap<String, i64> = self
            .channels
            .iter()
            .map(|(id, conversation)| (id.to_string(), conversation.position))
            .collect();
        json!({"channels": positions, "user": self.user_seq})
    }

    /// Applies a snapshot.
    pub fn enter(&mut self, snapshot: &Value) {
        let resumed = snapshot["resumed"] == true;
        if !resumed {
            self.channels.clear();
            self.user_seq = id(&snapshot["userSeq"]);
        }
        self.replaying = resumed;
        let views = snapshot["channels"].as_array().unwrap();
        let listed: BTreeSet<i64> = views.iter().map(|view| id(&view["id"])).collect();
        self.channels.retain(|id, _| listed.contains(id));
        for view in views {
            let fresh = Conversation::of(view);
            match self.channels.get_mut(&id(&view["id"])) {
                Some(held) => {
                    held.settings = fresh.settings;
                    held.standing = fresh.standing;
                }
                None => drop(self.channels.insert(id(&view["id"]), fresh)),
            }
        }
    }

    /// Applies an event. Returns true if it is `resumed`.
    pub fn apply(&mut self, name: &str, data: &Value) -> bool {
        match name {
            "resumed" => {
                self.replaying = false;
                return true;
            }
            _ if data["stream"] == "user" => self.apply_own(name, data),
            _ if data.get("seq").is_some() => self.apply_channels(name, data),
            _ => {}
        }
        false
    }

    fn apply_own(&mut self, name: &str, data: &Value) {
        let seq = id(&data["seq"]);
        if seq <= self.user_seq {
            return;
        }
        self.user_seq = seq;
        let replaying = self.replaying;
        // Some events are not about a channel.
        let Some(channel) = data["channelId"].as_i64() else {
            return;
        };
        match (name, self.channels.get_mut(&channel)) {
            ("channel_left", _) => drop(self.channels.remove(&channel)),
            ("channel_joined", Some(held)) => {
                held.standing
                    .insert("role", data["channel"]["role"].clone());
                held.standing
                    .insert("canPost", data["channel"]["canPost"].clone());
            }
            ("channel_joined", None) => {
                let fresh = Conversation::of(&data["channel"]);
                self.channels.insert(channel, fresh);
            }
            ("read_updated", Some(held)) => {
                for counter in ["lastReadSeq", "unreadCount", "mentionCount"] {
                    held.standing.insert(counter, data[counter].clone());
                }
            }
            ("notification", Some(held)) if !replaying && data["kind"] == "mention" => {
                held.count("mentionCount", 1);
            }
            _ => {}
        }
    }

    fn apply_channels(&mut self, name: &str, data: &Value) {
        let (seq, channel) = (id(&data["seq"]), id(&data["channelId"]));
        let Some(held) = self.channels.get_mut(&channel) else {
            // The event of a channel that the user just left.
            return;
        };
        if seq <= held.position {
            return;
        }
        if seq != held.position + 1 {
            let gap = format!(
                "{}: {name} {seq} follows {} in channel {channel}",
                self.user, held.position
            );
            self.faults.push(gap);
        }
        held.position = seq;
        let others = is_of_others(&data["message"], &self.user);
        match name {
            "message_received" => {
                held.messages.insert(seq, data["message"].clone());
                if others && !self.replaying {
                    held.count("unreadCount", 1);
                }
            }
            "message_updated" => {
                let message = data["message"].clone();
                held.messages.insert(id(&message["seq"]), message);
            }
            "message_deleted" => self.delete(channel, data),
            "reaction_added" | "reaction_removed" => react(held, name, data),
            "message_pinned" | "message_unpinned" => {
                if let Some(message) = held.message(&data["messageId"]) {
                    message["pinnedBy"] = data["pinnedBy"].clone();
                    message["pinnedAt"] = data["pinnedAt"].clone();
                }
            }
            "user_joined" => {
                held.members
                    .insert(word(&data["user"]), word(&data["role"]));
            }
            "user_left" => {
                held.members.remove(&word(&data["user"]));
                if let Some(Value::Array(members)) = held.settings.get_mut("members") {
                    members.retain(|member| *member != data["user"]);
                }
            }
            "channel_updated" => held.settings = pick(&data["channel"], &SETTINGS),
            _ => self.faults.push(format!("unknown event {name}: {data}")),
        }
    }

    fn delete(&mut self, channel: i64, data: &Value) {
        let user = self.user.clone();
        let held = self.channels.get_mut(&channel).unwrap();
        let read = id(&held.standing["lastReadSeq"]);
        let Some(message) = held.message(&data["messageId"]) else {
            return;
        };
        let fresh = message["deletedAt"].is_null();
        let unread = is_of_others(message, &user) && id(&message["seq"]) > read;
        message["text"] = json!("");
        message["file"] = Value::Null;
        message["reactions"] = json!([]);
        message["pinnedBy"] = Value::Null;
        message["pinnedAt"] = Value::Null;
        message["deletedAt"] = data["deletedAt"].clone();
        if let Some(fields) = message.as_object_mut() {
            fields.remove("system");
        }
        if fresh && unread && !self.replaying {
            held.count("unreadCount", -1);
        }
    }

    /// The state without legitimate differences: the order of reactions.
    #[must_use]
    pub fn normal(&self) -> Self {
        let mut state = self.clone();
        for conversation in state.channels.values_mut() {
            for message in conversation.messages.values_mut() {
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
}

/// Returns true for messages that other users wrote; system messages are written by nobody.
fn is_of_others(message: &Value, user: &str) -> bool {
    message["userId"] != *user && message["type"] != "system"
}

/// Applies a reaction's event: its count, and its user.
fn react(held: &mut Conversation, name: &str, data: &Value) {
    let Some(message) = held.message(&data["messageId"]) else {
        return;
    };
    if !message["deletedAt"].is_null() {
        return;
    }
    let (user, emoji, count) = (&data["user"], &data["emoji"], &data["count"]);
    let kinds = message["reactions"].as_array_mut().unwrap();
    let kind = kinds.iter().position(|kind| kind["emoji"] == *emoji);
    match (name, kind) {
        ("reaction_added", None) => {
            kinds.push(json!({"emoji": emoji, "users": [user], "count": count}));
        }
        ("reaction_added", Some(kind)) => {
            let users = kinds[kind]["users"].as_array_mut().unwrap();
            if !users.contains(user) {
                users.push(user.clone());
            }
            kinds[kind]["count"] = count.clone();
        }
        (_, Some(kind)) => {
            let users = kinds[kind]["users"].as_array_mut().unwrap();
            users.retain(|known| known != user);
            kinds[kind]["count"] = count.clone();
            if *count == 0 {
                kinds.remove(kind);
            }
        }
        (_, None) => {}
    }
}

/// Returns all differences between the states of two clients of one user, one line each.
#[must_use]
pub fn differences(left: &State, right: &State) -> Vec<String> {
    let (left, right) = (left.normal(), right.normal());
    let mut found: Vec<String> = [&left, &right]
        .iter()
        .flat_map(|state| state.faults.clone())
        .collect();
    let mut compare = |what: String, left: &dyn std::fmt::Debug, right: &dyn std::fmt::Debug| {
        let (left, right) = (format!("{left:?}"), format!("{right:?}"));
        if left != right {
            found.push(format!("{what}: {left} / {right}"));
        }
    };
    compare("user position".into(), &left.user_seq, &right.user_seq);
    let ids: BTreeSet<_> = left.channels.keys().chain(right.channels.keys()).collect();
    for channel in ids {
        let (Some(left), Some(right)) = (left.channels.get(channel), right.channels.get(channel))
        else {
            let (left, right) = (left.channels.get(channel), right.channels.get(channel));
            compare(
                format!("channel {channel}"),
                &left.is_some(),
                &right.is_some(),
            );
            continue;
        };
        let place = |what: &str| format!("{what} of channel {channel}");
        compare(place("position"), &left.position, &right.position);
        compare(place("settings"), &left.settings, &right.settings);
        compare(place("standing"), &left.standing, &right.standing);
        compare(place("members"), &left.members, &right.members);
        let seqs: BTreeSet<_> = left.messages.keys().chain(right.messages.keys()).collect();
        for seq in seqs {
            let (left, right) = (left.messages.get(seq), right.messages.get(seq));
            compare(place(&format!("message {seq}")), &left, &right);
        }
    }
    found
}
