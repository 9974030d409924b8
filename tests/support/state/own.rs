//! What concerns the user apart from channels: preferences, saved and scheduled messages, notifications.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{id, word};

/// A client's part of the state for its user.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    pub preferences: Value,
    /// When each message was saved.
    pub saved: BTreeMap<i64, i64>,
    /// The notifications by position.
    pub notifications: BTreeMap<i64, Value>,
    /// When each message's reminder is due.
    pub reminders: BTreeMap<i64, i64>,
    /// When each scheduled message is due, and whether it failed.
    pub scheduled: BTreeMap<i64, (i64, bool)>,
}

impl Own {
    /// Takes what REST returns.
    #[must_use]
    pub fn of(
        preferences: Value,
        saved: &[Value],
        notifications: &[Value],
        scheduled: &[Value],
        reminders: &[Value],
    ) -> Self {
        let saved = saved.iter();
        let scheduled = scheduled.iter();
        Self {
            preferences,
            saved: saved
                .map(|item| (id(&item["message"]["id"]), id(&item["savedAt"])))
                .collect(),
            notifications: notifications
                .iter()
                .map(|item| (id(&item["seq"]), notification(item)))
                .collect(),
            reminders: reminders
                .iter()
                .map(|item| (id(&item["messageId"]), id(&item["at"])))
                .collect(),
            scheduled: scheduled
                .map(|item| {
                    (
                        id(&item["id"]),
                        (id(&item["at"]), item["error"].is_object()),
                    )
                })
                .collect(),
        }
    }

    pub(super) fn apply(&mut self, name: &str, data: &Value) {
        match name {
            "preferences_updated" if data["channelId"].is_null() => {
                self.preferences = data["preferences"].clone();
            }
            "saved_updated" => match data["savedAt"].as_i64() {
                Some(at) => drop(self.saved.insert(id(&data["messageId"]), at)),
                None => drop(self.saved.remove(&id(&data["messageId"]))),
            },
            "reminder_updated" => match data["at"].as_i64() {
                Some(at) => drop(self.reminders.insert(id(&data["messageId"]), at)),
                None => drop(self.reminders.remove(&id(&data["messageId"]))),
            },
            "scheduled_updated" => {
                let scheduled = id(&data["scheduledId"]);
                let at = id(&data["at"]);
                match word(&data["status"]).as_str() {
                    "sent" | "cancelled" => drop(self.scheduled.remove(&scheduled)),
                    status => drop(self.scheduled.insert(scheduled, (at, status == "failed"))),
                }
            }
            "notification" => {
                let seq = id(&data["seq"]);
                self.notifications.insert(seq, notification(data));
            }
            "notifications_read" => {
                for seq in data["seqs"].as_array().unwrap() {
                    if let Some(known) = self.notifications.get_mut(&id(seq)) {
                        known["read"] = json!(true);
                    }
                }
            }
            "notifications_removed" => {
                for seq in data["seqs"].as_array().unwrap() {
                    self.notifications.remove(&id(seq));
                }
            }
            _ => {}
        }
    }
}

/// The fields of a notification that an event and a list have in common.
fn notification(item: &Value) -> Value {
    let mut kept = json!({"read": item["read"] == true});
    for field in [
        "kind",
        "channelId",
        "messageId",
        "messageSeq",
        "from",
        "threadId",
        "emoji",
        "keyword",
        "scheduledId",
    ] {
        kept[field] = item[field].clone();
    }
    kept
}
