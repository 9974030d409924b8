//! Reminders: what each user asked to be reminded of, until it is due. Only they see it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory,
    notifications::Notification,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    ids::{ChannelId, MessageId, Millis, UserId},
    notify::NotificationKind,
    queries::reminders,
};

/// The maximum number of reminders of one user.
pub const REMINDERS: i64 = 500;

/// Sets a reminder of a message, or moves the one that the user has.
#[derive(Debug)]
pub struct SetReminder {
    /// The message.
    pub message: MessageRef,
    /// Whom it reminds.
    pub user: UserId,
    /// When it is due.
    pub due_at: Millis,
}

/// Removes a reminder. Changes nothing if the user has none of the message.
#[derive(Debug)]
pub struct CancelReminder {
    /// The message.
    pub message: MessageRef,
    /// Whom it reminds.
    pub user: UserId,
}

/// Notifies a user of a message, and removes the reminder. Changes nothing if the reminder was moved or
/// cancelled.
#[derive(Debug)]
pub struct SendReminder {
    /// The message.
    pub message: MessageRef,
    /// Whom it reminds.
    pub user: UserId,
    /// When it was due.
    pub due_at: Millis,
}

/// `reminder_updated`: a reminder of the user was set, moved or cancelled, perhaps on another device, or is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReminderUpdated {
    /// The message's channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// When it is due; null if there is no reminder any more.
    #[ts(type = "number | null")]
    pub at: Option<Millis>,
}

type Key = (UserId, MessageId);

/// What is stored of a reminder.
#[derive(Clone, Copy)]
struct Row {
    due_at: Millis,
    created_at: Millis,
}

/// The part of a batch for reminders.
#[derive(Default)]
pub(crate) struct Reminders {
    needed: BTreeSet<Key>,
    rows: BTreeMap<Key, Row>,
    changed: BTreeSet<Key>,
    /// How many reminders those have who set one.
    counts: BTreeMap<UserId, i64>,
}

impl Change for SetReminder {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(ledgers, self.message, &self.user);
        ledgers.reminders.counts.insert(self.user.clone(), 0);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.living(self.message)?;
        let part = &mut ledgers.reminders;
        let key = (self.user.clone(), self.message.message_id);
        let due_at = self.due_at;
        let created_at = match part.rows.get(&key) {
            Some(row) if row.due_at == due_at => return Ok(Committed::unchanged()),
            Some(row) => row.created_at,
            None => {
                part.count_one_more(&self.user)?;
                at
            }
        };
        part.rows.insert(key.clone(), Row { due_at, created_at });
        part.changed.insert(key);
        record(at, ledgers, (self.message, &self.user), Some(due_at));
        Ok(Committed::default())
    }
}

impl Change for CancelReminder {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(ledgers, self.message, &self.user);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        if ledgers.reminders.remove(self.message, &self.user).is_none() {
            return Ok(Committed::unchanged());
        }
        record(at, ledgers, (self.message, &self.user), None);
        Ok(Committed::default())
    }
}

impl Change for SendReminder {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(ledgers, self.message, &self.user);
        ledgers.notifications.need_person();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let key = (self.user.clone(), self.message.message_id);
        let row = ledgers.reminders.rows.get(&key);
        if row.is_none_or(|row| row.due_at != self.due_at) {
            return Ok(Committed::unchanged());
        }
        let message = ledgers.messages.located(self.message)?;
        let notification = Notification {
            channel_id: Some(self.message.channel_id),
            message_id: Some(self.message.message_id),
            message_seq: Some(message.seq),
            from: Some(message.user_id.as_str().into()),
            thread_id: message
                .thread_id
                .filter(|_| !message.in_channel)
                .map(MessageId),
            ..Notification::of(NotificationKind::Reminder)
        };
        ledgers.reminders.remove(self.message, &self.user);
        record(at, ledgers, (self.message, &self.user), None);
        ledgers.notify(at, &self.user, notification);
        Ok(Committed::default())
    }
}

impl Reminders {
    fn count_one_more(&mut self, user: &UserId) -> Result<(), Error> {
        let count = self.counts.entry(user.clone()).or_default();
        if *count >= REMINDERS {
            let reason = format!("at most {REMINDERS} reminders can be set; cancel one first");
            return Err(Error::Conflict(reason));
        }
        *count += 1;
        Ok(())
    }

    fn remove(&mut self, message: MessageRef, user: &UserId) -> Option<Row> {
        let key = (user.clone(), message.message_id);
        let row = self.rows.remove(&key)?;
        self.changed.insert(key);
        if let Some(count) = self.counts.get_mut(user) {
            *count -= 1;
        }
        Some(row)
    }
}

fn need(ledgers: &mut Ledgers, message: MessageRef, user: &UserId) {
    ledgers.messages.need(message.message_id);
    let key = (user.clone(), message.message_id);
    ledgers.reminders.needed.insert(key);
}

fn record(
    at: Millis,
    ledgers: &mut Ledgers,
    (message, user): (MessageRef, &UserId),
    due_at: Option<Millis>,
) {
    let fact = ReminderUpdated {
        channel_id: message.channel_id,
        message_id: message.message_id,
        at: due_at,
    };
    let change = ledgers.change;
    ledgers.streams.record_for_user(change, at, user, &fact);
}

impl Ledger for Reminders {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let needed: Vec<Key> = self.needed.iter().cloned().collect();
        for stored in reminders::by_keys(db, &needed).await? {
            let row = Row {
                due_at: stored.due_at,
                created_at: stored.created_at,
            };
            let key = (stored.user, stored.message.message_id);
            self.rows.insert(key, row);
        }
        for (user, count) in &mut self.counts {
            *count = reminders::count(db, user).await?;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = self.changed.iter();
        let keys = changed.map(|(user, message)| [user.as_str().into(), message.0.into()]);
        let columns = ["user_id", "message_id"];
        delete(db, "chat_reminders", columns, keys.collect()).await?;
        let new = self.changed.iter().filter_map(|key| {
            let Row { due_at, created_at } = *self.rows.get(key)?;
            Some([
                key.0.as_str().into(),
                key.1.0.into(),
                due_at.into(),
                created_at.into(),
            ])
        });
        let head = "INSERT INTO chat_reminders (user_id, message_id, due_at, created_at) VALUES ";
        insert(db, head, new.collect(), "").await?;
        Ok(())
    }
}
