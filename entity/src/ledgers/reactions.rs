//! Reactions to messages.

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
    ids::{MessageId, Millis, UserId},
    model::{Message, REACTION_KINDS},
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

/// The part of a batch for reactions. For a message, only the emoji with their counts and the reaction to
/// add or remove are read.
#[derive(Default)]
pub(crate) struct Reactions {
    needed: BTreeSet<Key>,
    cleared: BTreeSet<i64>,
    /// The needed reactions that exist now.
    given: BTreeSet<Key>,
    /// The number of reactions, by message and emoji.
    counts: BTreeMap<(i64, String), i64>,
    /// The number of different emoji, by message.
    kinds: BTreeMap<i64, usize>,
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
        if self.given.contains(&key) {
            return Ok(None);
        }
        let kind = (key.0, key.1.clone());
        let kinds = self.kinds.entry(key.0).or_default();
        if !self.counts.contains_key(&kind) {
            if *kinds >= REACTION_KINDS {
                let reason =
                    format!("a message can have at most {REACTION_KINDS} different reactions");
                return Err(Error::Invalid(reason));
            }
            *kinds += 1;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if !self.removed.remove(&key) {
            self.added.insert(key.clone(), at);
        }
        self.given.insert(key);
        Ok(Some(*count))
    }

    /// Removes a reaction and returns the new count of its emoji; `None` if it did not exist.
    fn remove(&mut self, key: Key) -> Option<i64> {
        if !self.given.remove(&key) {
            return None;
        }
        let kind = (key.0, key.1.clone());
        let count = self.counts.entry(kind.clone()).or_default();
        *count -= 1;
        let left = *count;
        if left == 0 {
            self.counts.remove(&kind);
            if let Some(kinds) = self.kinds.get_mut(&key.0) {
                *kinds = kinds.saturating_sub(1);
            }
        }
        if self.added.remove(&key).is_none() {
            self.removed.insert(key);
        }
        Some(left)
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
            ledgers.notifications.need_message(self.message.message_id);
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
        self.author.as_ref().filter(|author| **author != self.user)
    }
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
        ledgers.notifications.need_message(self.message.message_id);
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
        let emoji = self.emoji.as_str();
        ledgers.withdraw_reaction(at, message_id, (&self.user, emoji));
        Ok(Committed::happened(event))
    }
}

impl Ledger for Reactions {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let needed: Vec<Key> = self.needed.iter().cloned().collect();
        for some in needed.chunks(256) {
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
                let (message, emoji): (i64, String) = (column(row, 0)?, column(row, 1)?);
                let (given, count, kinds): (i64, i64, i64) =
                    (column(row, 3)?, column(row, 4)?, column(row, 5)?);
                if given > 0 {
                    let user = UserId::from(column::<String>(row, 2)?);
                    self.given.insert((message, emoji.clone(), user));
                }
                if count > 0 {
                    self.counts.insert((message, emoji), count);
                }
                self.kinds
                    .insert(message, usize::try_from(kinds).unwrap_or(usize::MAX));
            }
        }
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        let id = message.id.0;
        self.added.retain(|key, _| key.0 != id);
        self.removed.retain(|key| key.0 != id);
        self.given.retain(|key| key.0 != id);
        self.counts.retain(|(of, _), _| *of != id);
        self.kinds.remove(&id);
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
