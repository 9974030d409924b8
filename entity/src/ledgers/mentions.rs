//! Mentions: which messages mention which users, for counts and notifications.
//!
//! There is one row for each user who is notified of a message; the engine decides who that is. The places of
//! the mentions in the text are stored with the message.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Ledger, Memory,
    messages::is_in_channel,
    write::{delete, insert},
};
use crate::{
    error::Error,
    ids::{ChannelId, MessageId, Seq, UserId},
    model::Message,
    tables::mentions,
};

/// `notification`: something needs the user's attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// The reason.
    pub kind: NotificationKind,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// The message's position in the channel.
    #[ts(type = "number")]
    pub message_seq: Seq,
    /// Its author.
    #[ts(type = "string")]
    pub from: UserId,
    /// The thread that the message is a reply in, if it is not shown in the channel: the mention does not count
    /// there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thread_id: Option<MessageId>,
}

/// Why a user is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A message mentions them.
    Mention,
}

impl Notification {
    pub(crate) fn of_mention(message: &Message) -> Self {
        Self {
            kind: NotificationKind::Mention,
            channel_id: message.channel_id,
            message_id: message.id,
            message_seq: message.seq,
            from: message.user_id.clone(),
            thread_id: message.thread_id.filter(|_| !is_in_channel(message)),
        }
    }
}

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

    /// Sets the users whom `message` mentions, and returns those whom it did not mention before, in the given
    /// order.
    pub(crate) fn set(&mut self, message: &Message, users: Vec<UserId>) -> Vec<UserId> {
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
        new
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
