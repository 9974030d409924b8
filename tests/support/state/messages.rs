//! What events do to the messages of a channel.

use serde_json::{Value, json};

use super::{Conversation, counts::is_in_channel, id};

impl Conversation {
    fn message(&mut self, message_id: &Value) -> Option<&mut Value> {
        self.messages
            .values_mut()
            .find(|message| message["id"] == *message_id)
    }

    /// Takes a message from a page.
    pub fn load(&mut self, mut message: Value) {
        let fields = message.as_object_mut().unwrap();
        // Only REST has these; elsewhere they have events of their own.
        fields.remove("savedAt");
        if let Some(thread) = fields.remove("thread") {
            self.threads.insert(id(&message["id"]), thread);
        }
        self.messages.insert(id(&message["seq"]), message);
    }

    pub(super) fn receive(&mut self, message: &Value, user: &str) {
        let seq = id(&message["seq"]);
        self.messages.insert(seq, message.clone());
        let of_a_call = matches!(
            message["system"]["event"].as_str(),
            Some("missed_call" | "call_ended")
        );
        let is_activity = message["type"] != "system" || of_a_call;
        if is_in_channel(message) && is_activity {
            let at = message["createdAt"].clone();
            self.settings.insert("lastMessageAt", at);
        }
        self.unhide(message);
        self.count(message, user);
    }

    pub(super) fn revise(&mut self, seq: i64, message: &Value, user: &str) {
        self.recount_if_unread(seq, message, user);
        self.messages.insert(id(&message["seq"]), message.clone());
    }

    pub(super) fn delete(&mut self, data: &Value, user: &str) {
        let Some(message) = self.message(&data["messageId"]) else {
            self.needs_count = true;
            return;
        };
        let before = message.clone();
        message["text"] = json!("");
        message["mentions"] = json!([]);
        message["file"] = Value::Null;
        message["files"] = json!([]);
        message["reactions"] = json!([]);
        message["pinnedBy"] = Value::Null;
        message["pinnedAt"] = Value::Null;
        message["deletedAt"] = data["deletedAt"].clone();
        if let Some(fields) = message.as_object_mut() {
            fields.remove("system");
            fields.remove("forwardedFrom");
        }
        self.mentioned.remove(&id(&before["seq"]));
        self.recount_if_unread(id(&data["seq"]), &before, user);
    }

    pub(super) fn pin(&mut self, data: &Value) {
        if let Some(message) = self.message(&data["messageId"]) {
            message["pinnedBy"] = data["pinnedBy"].clone();
            message["pinnedAt"] = data["pinnedAt"].clone();
        }
    }

    /// Applies a reaction's event: its count, and its user.
    pub(super) fn react(&mut self, name: &str, data: &Value) {
        let Some(message) = self.message(&data["messageId"]) else {
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
}
