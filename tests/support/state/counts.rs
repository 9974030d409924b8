//! Unread messages and mentions, as a client counts them between two counts of the server.

use serde_json::{Value, json};

use super::{Conversation, PREFERENCES, id};

/// The maximum of unread counts.
const CAP: i64 = 100;

/// Returns true for messages that other users wrote; system messages are written by nobody.
pub(super) fn is_of_others(message: &Value, user: &str) -> bool {
    message["userId"] != *user && message["type"] != "system"
}

/// Returns true unless the message is shown in a thread only.
pub(super) fn is_in_channel(message: &Value) -> bool {
    message["threadId"].is_null() || message["alsoToChannel"] == true
}

impl Conversation {
    pub(super) fn last_read(&self) -> i64 {
        id(&self.standing["lastReadSeq"])
    }

    fn add(&mut self, counter: &'static str, by: i64) {
        let now = id(&self.standing[counter]);
        // At the cap the real count is unknown.
        if now < CAP {
            self.standing.insert(counter, json!((now + by).max(0)));
        } else if by < 0 {
            self.needs_count = true;
        }
    }

    /// Takes the counts of `read_updated`, and adds what came after them.
    pub(super) fn count_from(&mut self, data: &Value, user: &str) {
        for counter in ["lastReadSeq", "unreadCount", "mentionCount"] {
            self.standing.insert(counter, data[counter].clone());
        }
        self.counted = id(&data["countedSeq"]);
        self.needs_count = false;
        let later: Vec<Value> = self
            .messages
            .range(self.counted + 1..=self.position.max(self.counted + 1))
            .map(|(_, message)| message.clone())
            .collect();
        for message in later {
            self.count(&message, user);
        }
        if self.standing["lastReadSeq"] == data["lastReadSeq"] {
            let after = self.last_read().max(self.counted);
            let mentions = self.mentioned.range(after + 1..).count();
            self.add("mentionCount", i64::try_from(mentions).unwrap());
        }
    }

    /// Takes the counts of a reply to `mark_read` that moved nothing; otherwise there is an event with them.
    pub fn recount(&mut self, reply: &Value, user: &str) {
        if id(&reply["lastReadSeq"]) == self.last_read() && id(&reply["countedSeq"]) >= self.counted
        {
            self.count_from(reply, user);
        }
    }

    /// Counts a message, unless the server has counted it.
    pub(super) fn count(&mut self, message: &Value, user: &str) {
        let seq = id(&message["seq"]);
        if seq <= self.counted || !is_in_channel(message) || message["type"] == "system" {
            return;
        }
        if is_of_others(message, user) {
            if message["deletedAt"].is_null() && seq > self.last_read() {
                self.add("unreadCount", 1);
                self.needs_count |= self.is_silent() && message["mentions"] != json!([]);
            }
        } else {
            self.standing.insert("lastReadSeq", json!(seq));
            self.standing.insert("unreadCount", json!(0));
            // Notifications may arrive before the messages that they are about.
            let later = self.mentioned.range(seq + 1..).count();
            self.standing.insert("mentionCount", json!(later));
        }
    }

    /// Returns true where no notification tells of mentions.
    fn is_silent(&self) -> bool {
        self.standing["muted"] == true || self.standing["notify"] == "none"
    }

    /// Counts a mention that a notification told of.
    pub(super) fn mention(&mut self, data: &Value) {
        let seq = id(&data["messageSeq"]);
        if !data["threadId"].is_null() || seq <= self.last_read().max(self.counted) {
            return;
        }
        if self.mentioned.insert(seq) {
            self.add("mentionCount", 1);
        }
    }

    /// Accounts for a change at `seq` of a message that may be unread.
    pub(super) fn recount_if_unread(&mut self, seq: i64, message: &Value, user: &str) {
        let unread = is_of_others(message, user)
            && is_in_channel(message)
            && id(&message["seq"]) > self.last_read();
        self.needs_count |= unread && seq > self.counted;
    }

    /// Takes preferences. What was hidden is shown again by a later message.
    pub(super) fn prefer(&mut self, data: &Value) {
        for name in PREFERENCES {
            self.standing.insert(name, data[name].clone());
        }
        self.hidden_at = id(&data["channelSeq"]);
        let later: Vec<Value> = self
            .messages
            .range(self.hidden_at + 1..)
            .map(|(_, message)| message.clone())
            .collect();
        later.iter().for_each(|message| self.unhide(message));
    }

    pub(super) fn unhide(&mut self, message: &Value) {
        let later = id(&message["seq"]) > self.hidden_at;
        if later && is_in_channel(message) && message["type"] != "system" {
            self.standing.insert("hidden", json!(false));
        }
    }
}
