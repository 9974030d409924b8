//! Mentions: which messages mention which users, for counts and notifications.
//!
//! There is one row for each member whom a message mentions, by name or as one of a group, whether that notifies them
//! or not. The places of the mentions in the text are stored with the message.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Value};

use super::{
    Ledger, Memory,
    messages::is_in_channel,
    write::{delete, insert},
};
use crate::{
    error::Error,
    ids::{MessageId, Seq, UserId},
    model::Message,
    tables::mentions,
};

/// The part of a batch for mentions.
#[derive(Default)]
pub(crate) struct Mentions {
    needed: BTreeSet<i64>,
    /// The users mentioned by each message that is edited or deleted.
    mentioned: BTreeMap<i64, BTreeSet<UserId>>,
    added: BTreeMap<Key, Added>,
    removed: BTreeSet<Key>,
}

/// A new row, besides its key.
struct Added {
    message: i64,
    /// Whether the mention counts in the channel, and not only in a thread.
    in_channel: bool,
}

/// The primary key of a row.
type Key = (UserId, i64, Seq);

impl Mentions {
    /// Registers an existing message whose mentions must be loaded.
    pub(crate) fn need(&mut self, message: MessageId) {
        self.needed.insert(message.0);
    }

    /// Returns the users whom a message mentions.
    pub(crate) fn of(&self, message: MessageId) -> BTreeSet<UserId> {
        self.mentioned.get(&message.0).cloned().unwrap_or_default()
    }

    /// Sets the users whom `message` mentions.
    pub(crate) fn set(&mut self, message: &Message, users: Vec<UserId>) {
        let known = self.mentioned.entry(message.id.0).or_default();
        let key = |user: &UserId| (user.clone(), message.channel_id.0, message.seq);
        let now: BTreeSet<UserId> = users.iter().cloned().collect();
        for gone in known.difference(&now) {
            if self.added.remove(&key(gone)).is_none() {
                self.removed.insert(key(gone));
            }
        }
        let mut new = users;
        new.retain(|user| !known.contains(user));
        for user in &new {
            if !self.removed.remove(&key(user)) {
                let added = Added {
                    message: message.id.0,
                    in_channel: is_in_channel(message),
                };
                self.added.insert(key(user), added);
            }
        }
        *known = now;
    }
}

impl Ledger for Mentions {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let rows = mentions::Entity::find()
            .filter(mentions::Column::MessageId.is_in(self.needed.iter().copied()))
            .all(db)
            .await?;
        for row in rows {
            let users = self.mentioned.entry(row.message_id).or_default();
            users.insert(row.user_id.into());
        }
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        self.set(message, Vec::new());
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let key = |(user, channel, seq): &Key| -> [Value; 3] {
            [user.as_str().into(), (*channel).into(), (*seq).into()]
        };
        delete(
            db,
            "chat_mentions",
            ["user_id", "channel_id", "seq"],
            self.removed.iter().map(key).collect(),
        )
        .await?;
        let rows = self.added.iter().map(|(at, new)| {
            let [user, channel, seq] = key(at);
            [
                user,
                channel,
                seq,
                new.message.into(),
                new.in_channel.into(),
            ]
        });
        insert(
            db,
            "INSERT INTO chat_mentions (user_id, channel_id, seq, message_id, in_channel) VALUES ",
            rows.collect(),
            "",
        )
        .await?;
        Ok(())
    }
}
