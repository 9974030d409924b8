//! What the actions of a run can be about: the channels, messages, links and scheduled messages made so far.

use serde_json::Value;

/// How many of the latest messages an action can be about: so that actions meet.
const LATEST: usize = 30;
/// How many channels are made; after that, requests for one use those that exist.
pub const MOST_CHANNELS: usize = 9;

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub id: i64,
    pub channel: i64,
    pub seq: i64,
}

/// What has been made, in the order in which replies told of it.
#[derive(Debug, Default)]
pub struct World {
    pub users: Vec<&'static str>,
    /// The number of the action, which makes texts and ids unique.
    pub step: usize,
    pub channels: Vec<i64>,
    pub messages: Vec<Known>,
    pub invites: Vec<(i64, String)>,
    pub scheduled: Vec<i64>,
}

impl World {
    /// Returns a channel; one that does not exist if there is none.
    #[must_use]
    pub fn channel(&self, pick: usize) -> i64 {
        self.channels
            .get(pick % self.channels.len().max(1))
            .copied()
            .unwrap_or(987)
    }

    /// Returns one of the latest messages.
    #[must_use]
    pub fn message(&self, pick: usize) -> Known {
        let latest = &self.messages[self.messages.len().saturating_sub(LATEST)..];
        let nothing = Known {
            id: 987_654,
            channel: self.channel(pick),
            seq: 0,
        };
        latest
            .get(pick % latest.len().max(1))
            .copied()
            .unwrap_or(nothing)
    }

    /// Returns a user.
    #[must_use]
    pub fn user(&self, pick: usize) -> &'static str {
        self.users[pick % self.users.len()]
    }

    /// Adds what the reply to a command tells of.
    pub fn learn(&mut self, command: &str, reply: &Value) {
        let id = reply["id"].as_i64();
        match command {
            "send_message" => self.add_message(&reply["message"]),
            "create_channel" | "open_direct" => {
                let new = id.filter(|id| !self.channels.contains(id));
                self.channels.extend(new);
            }
            "create_invite" => {
                let token = reply["token"].as_str().unwrap().to_owned();
                self.invites.extend(id.map(|id| (id, token)));
            }
            "schedule_message" => self.scheduled.extend(id),
            _ => {}
        }
    }

    fn add_message(&mut self, message: &Value) {
        let number = |field: &str| message[field].as_i64().unwrap();
        let known = Known {
            id: number("id"),
            channel: number("channelId"),
            seq: number("seq"),
        };
        if self.messages.iter().all(|other| other.id != known.id) {
            self.messages.push(known);
        }
    }
}
