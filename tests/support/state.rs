//! A client's state and how events change it, written from docs/protocol.md alone, to compare two clients with
//! different histories.

mod compare;
mod counts;
mod messages;
mod own;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

pub use compare::differences;
pub use own::Own;

/// The complete state of one user's client.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The user.
    pub user: String,
    /// The conversations by channel.
    pub channels: BTreeMap<i64, Conversation>,
    /// The position in the user's own stream.
    pub user_seq: i64,
    /// What concerns the user apart from channels, if the client has loaded it.
    pub own: Option<Own>,
    /// True if threads may have changed unnoticed: while it was not connected.
    pub threads_outdated: bool,
    /// The position of the user's stream up to which the snapshot has counted.
    counted_user_seq: i64,
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
    /// The user's role, read position, counts and preferences.
    pub standing: BTreeMap<&'static str, Value>,
    /// The messages by position, replies in threads included.
    pub messages: BTreeMap<i64, Value>,
    /// The threads by the id of their first message.
    pub threads: BTreeMap<i64, Value>,
    /// The roles by username.
    pub members: BTreeMap<String, String>,
    /// True if history and members have been loaded.
    pub loaded: bool,
    /// The position up to which the server has counted what is unread.
    counted: i64,
    /// The position at which `hidden` was true or false.
    hidden_at: i64,
    /// The positions of messages that mention the user, as far as notifications told.
    mentioned: BTreeSet<i64>,
    /// True if only the server knows the counts.
    pub needs_count: bool,
}

const SETTINGS: [&str; 16] = [
    "name",
    "description",
    "type",
    "createdBy",
    "teamId",
    "active",
    "readOnly",
    "pinning",
    "history",
    "hiddenUntil",
    "members",
    "memberCount",
    "lastMessageAt",
    "group",
    "createdAt",
    "updatedAt",
];
const STANDING: [&str; 10] = [
    "role",
    "canPost",
    "lastReadSeq",
    "unreadCount",
    "mentionCount",
    "muted",
    "mutedUntil",
    "pinned",
    "hidden",
    "notify",
];
const PREFERENCES: [&str; 5] = ["muted", "mutedUntil", "pinned", "hidden", "notify"];

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
            counted: id(&view["seq"]),
            hidden_at: id(&view["seq"]),
            settings: pick(view, &SETTINGS),
            standing: pick(view, &STANDING),
            ..Self::default()
        }
    }

    /// Takes new settings. What they reveal of the history must be loaded.
    fn update(&mut self, channel: &Value) {
        let settings = pick(channel, &SETTINGS);
        let visible = |settings: &BTreeMap<_, Value>| {
            (
                settings["history"].clone(),
                settings["hiddenUntil"].clone(),
                settings["type"].clone(),
            )
        };
        if visible(&self.settings) != visible(&settings) {
            self.loaded = false;
        }
        self.settings = settings;
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
            self.own = None;
            self.user_seq = id(&snapshot["userSeq"]);
        }
        self.counted_user_seq = id(&snapshot["userSeq"]);
        self.threads_outdated = true;
        let views = snapshot["channels"].as_array().unwrap();
        let listed: BTreeSet<i64> = views.iter().map(|view| id(&view["id"])).collect();
        self.channels.retain(|id, _| listed.contains(id));
        for view in views {
            let fresh = Conversation::of(view);
            match self.channels.get_mut(&id(&view["id"])) {
                Some(held) => {
                    held.update(view);
                    held.standing = fresh.standing;
                    held.counted = fresh.counted;
                    held.hidden_at = fresh.hidden_at;
                    held.needs_count = false;
                }
                None => drop(self.channels.insert(id(&view["id"]), fresh)),
            }
        }
    }

    /// Applies an event. Returns true if it is `resumed`.
    pub fn apply(&mut self, name: &str, data: &Value) -> bool {
        match name {
            "resumed" => return true,
            "thread_updated" => {
                if let Some(held) = self.channels.get_mut(&id(&data["channelId"])) {
                    held.threads
                        .insert(id(&data["threadId"]), data["thread"].clone());
                }
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
        if let Some(own) = &mut self.own {
            own.apply(name, data);
        }
        if name == "threads_read" {
            self.read_threads(data);
        }
        // Some events are not about a channel.
        let Some(channel) = data["channelId"].as_i64() else {
            return;
        };
        let already_counted = seq <= self.counted_user_seq;
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
            ("read_updated", Some(held)) => held.count_from(data, &self.user),
            ("preferences_updated", Some(held)) => held.prefer(data),
            ("notification", Some(held)) if !already_counted && data["kind"] == "mention" => {
                held.mention(data);
            }
            _ => {}
        }
    }

    fn read_threads(&mut self, data: &Value) {
        for root in data["threadIds"].as_array().unwrap() {
            let mut held = self.channels.values_mut();
            if let Some(thread) = held.find_map(|held| held.threads.get_mut(&id(root))) {
                thread["unreadCount"] = json!(0);
            }
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
        match name {
            "message_received" => held.receive(&data["message"], &self.user),
            "message_updated" => held.revise(seq, &data["message"], &self.user),
            "message_deleted" => held.delete(data, &self.user),
            "reaction_added" | "reaction_removed" => held.react(name, data),
            "message_pinned" | "message_unpinned" => held.pin(data),
            "user_joined" => {
                held.members
                    .insert(word(&data["user"]), word(&data["role"]));
                held.settings
                    .insert("memberCount", data["memberCount"].clone());
            }
            "user_left" => {
                held.members.remove(&word(&data["user"]));
                held.settings
                    .insert("memberCount", data["memberCount"].clone());
                if let Some(Value::Array(members)) = held.settings.get_mut("members") {
                    members.retain(|member| *member != data["user"]);
                }
            }
            "channel_updated" => held.update(&data["channel"]),
            "event_hidden" | "invite_created" | "invite_revoked" => {}
            _ => self.faults.push(format!("unknown event {name}: {data}")),
        }
    }
}
