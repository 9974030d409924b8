//! Notifications: what people are notified of, until they read it, its message is deleted, or it is old.
//!
//! This file has the facts and the part of a batch; [`crate::notify`] decides who is notified. A message that
//! notifies nobody costs no statement.

mod load;
mod notices;
mod quiet;
mod read;
mod watch;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, OnceLock},
};

use sea_orm::{DatabaseTransaction, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::notify::Notification;
pub use notices::SendNotification;
pub(crate) use quiet::Quiet;
pub use read::{ForgetNotifications, ReadNotifications, WhichNotifications};
pub(crate) use watch::Watch;

use super::{
    Ledger, Memory,
    messages::is_in_channel,
    write::{delete, insert},
};
use crate::{
    change::Committed,
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::Message,
    notify::{Listener, NotificationKind},
    queries::notifications,
};

/// `notifications_read`: the user has read notifications, perhaps on another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotificationsRead {
    /// The positions of their events.
    #[ts(type = "Array<number>")]
    pub seqs: Vec<Seq>,
}

/// `notifications_removed`: notifications are gone, because their messages are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotificationsRemoved {
    /// The positions of their events.
    #[ts(type = "Array<number>")]
    pub seqs: Vec<Seq>,
}

impl Notification {
    /// A notification of a message.
    #[must_use]
    pub fn of_message(kind: NotificationKind, message: &Message) -> Self {
        Self {
            channel_id: Some(message.channel_id),
            message_id: Some(message.id),
            message_seq: Some(message.seq),
            from: Some(message.user_id.clone()),
            thread_id: message.thread_id.filter(|_| !is_in_channel(message)),
            ..Self::of(kind)
        }
    }
}

/// The position of an event, known once the batch is written.
type Position = Arc<OnceLock<Seq>>;

/// A new row.
struct New {
    user: UserId,
    position: Position,
    notification: Notification,
    at: Millis,
}

/// A row of the table.
#[derive(Clone, Debug)]
struct Stored {
    fact: Notification,
    is_read: bool,
    /// True if it is not shown, because its reaction was removed. It is kept so that the same reaction does not
    /// notify again.
    withdrawn: bool,
}

/// The primary key of a row.
type Key = (UserId, Seq);

/// A message that may notify somebody.
struct Post {
    channel: ChannelId,
    text: String,
    addressed: Vec<UserId>,
}

/// The part of a batch for notifications.
#[derive(Default)]
pub(crate) struct Notifications {
    posts: Vec<Post>,
    /// The members who may be notified.
    candidates: BTreeSet<(ChannelId, UserId)>,
    /// Threads whose followers may be notified.
    threads: BTreeSet<MessageId>,
    /// People who are notified whatever they chose.
    people: bool,
    watch: Arc<Watch>,
    listeners: HashMap<(ChannelId, UserId), Listener>,
    followers: HashMap<MessageId, Vec<UserId>>,
    /// Messages whose notifications may change.
    messages: BTreeSet<MessageId>,
    /// Messages and their authors, whose notifications of reactions may change.
    reacted: BTreeSet<(MessageId, UserId)>,
    /// Those of `messages` whose text changes.
    edited: BTreeSet<MessageId>,
    /// Whose unread notifications of a channel are needed.
    readers: BTreeSet<(UserId, ChannelId)>,
    /// Whose unread notifications are all needed.
    everything_of: BTreeSet<UserId>,
    rows: BTreeMap<Key, Stored>,
    new: Vec<New>,
    read: BTreeSet<Key>,
    removed: BTreeSet<Key>,
    withdrawn: BTreeSet<Key>,
    /// The events of this batch that say which notifications of a user are removed, and what they say.
    removals: HashMap<UserId, (Position, NotificationsRemoved)>,
    forgotten: Vec<(UserId, Seq)>,
    /// Changes whose result is the number of unread notifications.
    counted: Vec<(usize, UserId)>,
}

impl Ledger for Notifications {
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        self.load_watch(db, memory).await?;
        self.load_followers(db).await?;
        self.load_rows(db, memory).await?;
        self.need_notified();
        self.load_listeners(db).await
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let key = |(user, seq): &Key| -> [Value; 2] { [user.as_str().into(), (*seq).into()] };
        let removed = self.removed.iter().map(key).collect();
        delete(db, "chat_notifications", ["user_id", "seq"], removed).await?;
        let read = self.read.difference(&self.removed).map(key).collect();
        insert(
            db,
            "WITH v(who, place) AS (VALUES ",
            read,
            ") UPDATE chat_notifications SET is_read = TRUE FROM v \
             WHERE chat_notifications.user_id = v.who AND chat_notifications.seq = v.place",
        )
        .await?;
        let withdrawn = self.withdrawn.difference(&self.removed).map(key).collect();
        insert(
            db,
            "WITH v(who, place) AS (VALUES ",
            withdrawn,
            ") UPDATE chat_notifications SET withdrawn = TRUE FROM v \
             WHERE chat_notifications.user_id = v.who AND chat_notifications.seq = v.place",
        )
        .await?;
        let mut rows = Vec::with_capacity(self.new.len());
        for new in &self.new {
            rows.push(new.row()?);
        }
        insert(
            db,
            "INSERT INTO chat_notifications (user_id, seq, kind, channel_id, message_id, \
             message_seq, thread_id, fact, created_at, is_read) VALUES ",
            rows,
            "",
        )
        .await?;
        self.forget(db).await
    }

    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        for (change, user) in self.counted.drain(..) {
            let unread = notifications::unread_on(db, &user, &[]).await?;
            if let Some(Ok(committed)) = results.get_mut(change) {
                committed.unread_notifications = Some(unread);
            }
        }
        Ok(())
    }

    fn remember(self, memory: &mut Memory) {
        memory.quiet.note(&self);
        // Those who left, or chose something else, need not be looked at again.
        let Some(watch) = &mut memory.watch else {
            return;
        };
        for ((channel, user), listener) in &self.listeners {
            let chose = listener.notify == Some(crate::model::Notify::All);
            let noted = watch.all.get(channel).is_some_and(|all| all.contains(user));
            if noted && !chose {
                Arc::make_mut(watch).chose(*channel, user, false);
            }
        }
    }
}

impl Notifications {
    /// The stored notifications of a user that the batch has read.
    fn rows_of(&self, user: &UserId) -> impl Iterator<Item = (&Key, &Stored)> {
        self.rows
            .range((user.clone(), Seq::MIN)..=(user.clone(), Seq::MAX))
    }
}

impl New {
    fn row(&self) -> Result<[Value; 10], Error> {
        let Self {
            user,
            position,
            notification,
            at,
        } = self;
        let seq = position.get().copied().ok_or(Error::Overtaken)?;
        let fact = serde_json::to_string(notification);
        let fact = fact.map_err(|error| Error::Invalid(format!("notification: {error}")))?;
        Ok([
            user.as_str().into(),
            seq.into(),
            crate::queries::words::Word::word(notification.kind).into(),
            notification.channel_id.map(|id| id.0).into(),
            notification.message_id.map(|id| id.0).into(),
            notification.message_seq.into(),
            notification.thread_id.map(|id| id.0).into(),
            fact.into(),
            (*at).into(),
            notification.read.unwrap_or(false).into(),
        ])
    }
}
