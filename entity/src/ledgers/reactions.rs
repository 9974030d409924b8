//! Reactions to messages.
//!
//! This file has the changes, the facts and the part of a batch. Reactions to a message of which the writer knows
//! all reactions are decided without a read.

mod tallies;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use tallies::Tallies;
use tallies::Tally;

use super::{
    Change, Ledger, Ledgers, Memory,
    notifications::Notification,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    ids::{MessageId, Millis, UserId},
    model::Message,
    notify::NotificationKind,
    queries::sql::{Sql, column},
    text::Emoji,
};

/// Adds a reaction to a message. Changes nothing if it exists.
#[derive(Debug)]
pub struct AddReaction {
    /// The message.
    pub message: MessageRef,
    /// The user who reacts.
    pub user: UserId,
    /// The emoji, as Unicode characters.
    pub emoji: Emoji,
    /// Who wrote the message and is notified; `None` for a system message.
    pub author: Option<UserId>,
}

/// Removes a reaction. Changes nothing if it does not exist.
#[derive(Debug)]
pub struct RemoveReaction {
    /// The message.
    pub message: MessageRef,
    /// The user whose reaction it is.
    pub user: UserId,
    /// The emoji, as Unicode characters.
    pub emoji: Emoji,
    /// Who wrote the message and was notified; `None` for a system message.
    pub author: Option<UserId>,
}

/// `reaction_added`: someone reacted to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReactionAdded {
    /// The message.
    pub message_id: MessageId,
    /// The user who reacted.
    #[ts(type = "string")]
    pub user: UserId,
    /// The emoji, as Unicode characters.
    pub emoji: String,
    /// The number of users who have reacted with this emoji now.
    #[ts(type = "number")]
    pub count: i64,
}

/// `reaction_removed`: someone removed their reaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReactionRemoved {
    /// The message.
    pub message_id: MessageId,
    /// The user whose reaction it was.
    #[ts(type = "string")]
    pub user: UserId,
    /// The emoji, as Unicode characters.
    pub emoji: String,
    /// The number of users who have reacted with this emoji now.
    #[ts(type = "number")]
    pub count: i64,
}

/// One reaction: the message, the emoji and the user.
type Key = (i64, String, UserId);

/// The part of a batch for reactions.
#[derive(Default)]
pub(crate) struct Reactions {
    needed: BTreeSet<Key>,
    /// The messages that are deleted.
    cleared: BTreeSet<i64>,
    tallies: BTreeMap<i64, Tally>,
    added: BTreeMap<Key, Millis>,
    removed: BTreeSet<Key>,
}

impl Reactions {
    fn need(&mut self, message: MessageRef, user: &UserId, emoji: &Emoji) {
        let key = (message.message_id.0, emoji.to_string(), user.clone());
        self.needed.insert(key);
    }

    /// Adds a reaction and returns the new count of its emoji; `None` if it already existed.
    fn add(&mut self, at: Millis, key: Key) -> Result<Option<i64>, Error> {
        let tally = self.tallies.entry(key.0).or_default();
        let count = tally.add(&key.1, &key.2)?;
        if count.is_some() && !self.removed.remove(&key) {
            self.added.insert(key, at);
        }
        Ok(count)
    }

    /// Removes a reaction and returns the new count of its emoji; `None` if it did not exist.
    fn remove(&mut self, key: Key) -> Option<i64> {
        let tally = self.tallies.get_mut(&key.0)?;
        let left = tally.remove(&key.1, &key.2)?;
        if self.added.remove(&key).is_none() {
            self.removed.insert(key);
        }
        Some(left)
    }

    /// Takes what the writer knows of the needed messages. What a batch takes and does not give back is forgotten.
    fn recall(&mut self, known: &mut Tallies) {
        let messages: BTreeSet<i64> = self.needed.iter().map(|key| key.0).collect();
        for message in messages {
            if let Some(tally) = known.take(message) {
                self.tallies.insert(message, tally);
            }
        }
    }
}

impl Change for AddReaction {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers
            .reactions
            .need(self.message, &self.user, &self.emoji);
        if let Some(author) = self.notified() {
            let channel = self.message.channel_id;
            ledgers.notifications.need_listener(channel, author);
            ledgers
                .notifications
                .need_reactions(self.message.message_id, author);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.messages.living(self.message)?;
        let (seq, thread) = (row.seq, row.thread_id.filter(|_| !row.in_channel));
        let message_id = self.message.message_id;
        let key = (message_id.0, self.emoji.to_string(), self.user.clone());
        let Some(count) = ledgers.reactions.add(at, key)? else {
            return Ok(Committed::unchanged());
        };
        let fact = ReactionAdded {
            message_id,
            user: self.user.clone(),
            emoji: self.emoji.to_string(),
            count,
        };
        let event = ledgers
            .streams
            .record(at, self.message.channel_id, &self.user, &fact)?;
        if let Some(author) = self.notified() {
            let notification = Notification {
                channel_id: Some(self.message.channel_id),
                message_id: Some(message_id),
                message_seq: Some(seq),
                from: Some(self.user.clone()),
                thread_id: thread.map(MessageId),
                emoji: Some(self.emoji.to_string()),
                ..Notification::of(NotificationKind::Reaction)
            };
            ledgers.notify_of_reaction(at, author, notification);
        }
        Ok(Committed::happened(event))
    }
}

impl AddReaction {
    /// Who is notified: nobody of their own reaction.
    fn notified(&self) -> Option<&UserId> {
        notified(self.author.as_ref(), &self.user)
    }
}

impl RemoveReaction {
    fn notified(&self) -> Option<&UserId> {
        notified(self.author.as_ref(), &self.user)
    }
}

fn notified<'a>(author: Option<&'a UserId>, user: &UserId) -> Option<&'a UserId> {
    author.filter(|author| *author != user)
}

impl Change for RemoveReaction {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers
            .reactions
            .need(self.message, &self.user, &self.emoji);
        if let Some(author) = self.notified() {
            ledgers
                .notifications
                .need_reactions(self.message.message_id, author);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.located(self.message)?;
        let message_id = self.message.message_id;
        let key = (message_id.0, self.emoji.to_string(), self.user.clone());
        let Some(count) = ledgers.reactions.remove(key) else {
            return Ok(Committed::unchanged());
        };
        let fact = ReactionRemoved {
            message_id,
            user: self.user.clone(),
            emoji: self.emoji.to_string(),
            count,
        };
        let event = ledgers
            .streams
            .record(at, self.message.channel_id, &self.user, &fact)?;
        if let Some(author) = self.notified() {
            let emoji = self.emoji.as_str();
            ledgers.withdraw_reaction(at, (message_id, author), (&self.user, emoji));
        }
        Ok(Committed::happened(event))
    }
}

impl Ledger for Reactions {
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        self.recall(&mut memory.reactions);
        let unknown = self.needed.iter();
        let unknown: Vec<Key> = unknown
            .filter(|key| !self.tallies.contains_key(&key.0))
            .cloned()
            .collect();
        for some in unknown.chunks(256) {
            let rows = some.iter().map(|(message, emoji, user)| {
                [
                    (*message).into(),
                    emoji.as_str().into(),
                    user.as_str().into(),
                ]
            });
            let found = Sql::new(db, "WITH v(message, kind, who) AS (VALUES ")
                .rows(rows)
                .add(&format!(
                    ") SELECT v.message, v.kind, v.who, {GIVEN}, {COUNT}, {KINDS} FROM v"
                ))
                .all(db)
                .await?;
            for row in &found {
                let (emoji, user) = (column(row, 1)?, column::<String>(row, 2)?.into());
                let given = column::<i64>(row, 3)? > 0;
                let (count, kinds) = (column(row, 4)?, column(row, 5)?);
                let tally = self.tallies.entry(column(row, 0)?).or_default();
                tally.loaded((emoji, user), given, (count, kinds));
            }
        }
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        let id = message.id.0;
        self.added.retain(|key, _| key.0 != id);
        self.removed.retain(|key| key.0 != id);
        self.tallies.remove(&id);
        self.cleared.insert(id);
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let cleared = self.cleared.iter().map(|message| [(*message).into()]);
        delete(db, "message_reactions", ["message_id"], cleared.collect()).await?;
        let gone = self.removed.iter().map(|(message, emoji, user)| {
            [
                (*message).into(),
                emoji.as_str().into(),
                user.as_str().into(),
            ]
        });
        delete(
            db,
            "message_reactions",
            ["message_id", "emoji", "user_id"],
            gone.collect(),
        )
        .await?;
        let new = self.added.iter().map(|((message, emoji, user), at)| {
            [
                (*message).into(),
                user.as_str().into(),
                emoji.as_str().into(),
                (*at).into(),
            ]
        });
        insert(
            db,
            "INSERT INTO message_reactions (message_id, user_id, emoji, created_at) VALUES ",
            new.collect(),
            "",
        )
        .await?;
        Ok(())
    }

    fn remember(self, memory: &mut Memory) {
        for message in self.cleared {
            memory.reactions.take(message);
        }
        for (message, tally) in self.tallies {
            memory.reactions.put(message, tally);
        }
    }
}

const GIVEN: &str = "(SELECT COUNT(*) FROM message_reactions r WHERE r.message_id = v.message \
    AND r.emoji = v.kind AND r.user_id = v.who)";
const COUNT: &str = "(SELECT COUNT(*) FROM message_reactions r WHERE r.message_id = v.message \
    AND r.emoji = v.kind)";
/// Counts the different emoji by stepping along the index instead of reading all reactions.
const KINDS: &str = "(WITH RECURSIVE k(emoji) AS (SELECT MIN(r.emoji) FROM message_reactions r \
    WHERE r.message_id = v.message UNION ALL SELECT (SELECT MIN(r.emoji) FROM message_reactions r \
    WHERE r.message_id = v.message AND r.emoji > k.emoji) FROM k WHERE k.emoji IS NOT NULL) \
    SELECT COUNT(k.emoji) FROM k)";
