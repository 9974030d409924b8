//! Reading notifications, and deleting old ones.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;

use super::{Notification, Notifications, NotificationsRead};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    ledgers::{Change, Ledgers, streams::Streams},
    notify::NotificationKind,
    queries::sql::Sql,
};

/// Marks a user's notifications as read.
#[derive(Debug)]
pub struct ReadNotifications {
    /// The user.
    pub user: UserId,
    /// Those that were read.
    pub which: WhichNotifications,
}

/// Notifications of a user, by their positions in the user's own stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichNotifications {
    /// All up to this one.
    UpTo(Seq),
    /// These. One of a reaction stands for those of all reactions to its message: lists show them as one.
    These(BTreeSet<Seq>),
}

impl WhichNotifications {
    fn contains(&self, seq: Seq) -> bool {
        match self {
            Self::UpTo(last) => seq <= *last,
            Self::These(seqs) => seqs.contains(&seq),
        }
    }
}

/// Deletes a user's oldest notifications.
#[derive(Debug)]
pub struct ForgetNotifications {
    /// The user.
    pub user: UserId,
    /// The position of the last one to delete.
    pub up_to: Seq,
}

impl Change for ReadNotifications {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.notifications.need_all_unread(&self.user);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let change = ledgers.change;
        ledgers
            .notifications
            .counted
            .push((change, self.user.clone()));
        let messages = match &self.which {
            WhichNotifications::UpTo(_) => BTreeSet::new(),
            WhichNotifications::These(seqs) => ledgers.notifications.reacted(&self.user, seqs),
        };
        let read = ledgers.read_notifications(at, &self.user, |seq, fact| {
            self.which.contains(seq)
                || reacted(fact).is_some_and(|message| messages.contains(&message))
        });
        Ok(match read {
            true => Committed::default(),
            false => Committed::unchanged(),
        })
    }
}

/// The message of a notification of a reaction.
fn reacted(fact: &Notification) -> Option<MessageId> {
    let is_reaction = fact.kind == NotificationKind::Reaction;
    fact.message_id.filter(|_| is_reaction)
}

impl Change for ForgetNotifications {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let forgotten = (self.user.clone(), self.up_to);
        ledgers.notifications.forgotten.push(forgotten);
        Ok(Committed::default())
    }
}

impl Ledgers {
    /// Marks the notifications of what a user read in a channel, or in one of its threads, as read.
    pub(in crate::ledgers) fn read_messages(
        &mut self,
        at: Millis,
        user: &UserId,
        (channel, thread): (ChannelId, Option<MessageId>),
        up_to: Seq,
    ) {
        self.read_notifications(at, user, |_, fact| {
            fact.channel_id == Some(channel)
                && fact.thread_id == thread
                // Missed calls of earlier versions do not name their line.
                && fact.message_seq.is_none_or(|seq| seq <= up_to)
                && fact.kind.is_read_with_its_message()
        });
    }

    /// Marks unread notifications of a user as read, and returns whether there were any.
    pub(in crate::ledgers) fn read_notifications(
        &mut self,
        at: Millis,
        user: &UserId,
        read: impl Fn(Seq, &Notification) -> bool,
    ) -> bool {
        let mut seqs = Vec::new();
        let of_user = (user.clone(), Seq::MIN)..=(user.clone(), Seq::MAX);
        for ((_, seq), stored) in self.notifications.rows.range_mut(of_user) {
            if !stored.is_read && !stored.withdrawn && read(*seq, &stored.fact) {
                stored.is_read = true;
                seqs.push(*seq);
            }
        }
        let before = self.notifications.read_new(user, &mut self.streams, read);
        if seqs.is_empty() {
            return before;
        }
        let keys = seqs.iter().map(|seq| (user.clone(), *seq));
        self.notifications.read.extend(keys);
        let change = self.change;
        let fact = NotificationsRead { seqs };
        self.streams.record_for_user(change, at, user, &fact);
        true
    }
}

impl Notifications {
    /// The messages to which some of a user's notifications name a reaction.
    fn reacted(&self, user: &UserId, seqs: &BTreeSet<Seq>) -> BTreeSet<MessageId> {
        let named = self
            .rows_of(user)
            .filter(|((_, seq), _)| seqs.contains(seq));
        named
            .filter_map(|(_, stored)| reacted(&stored.fact))
            .collect()
    }

    /// Marks those of this batch as read, which arrive so. Their positions are not known yet, and
    /// after all others.
    fn read_new(
        &mut self,
        user: &UserId,
        streams: &mut Streams,
        read: impl Fn(Seq, &Notification) -> bool,
    ) -> bool {
        let mut any = false;
        for new in &mut self.new {
            let unread = new.user == *user && new.notification.read.is_none();
            if unread && read(Seq::MAX, &new.notification) {
                new.notification.read = Some(true);
                new.notification.silent = Some(true);
                streams.replace(&new.position, &new.notification);
                any = true;
            }
        }
        any
    }

    pub(super) async fn forget(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let mut latest: BTreeMap<&UserId, Seq> = BTreeMap::new();
        for (user, seq) in &self.forgotten {
            let last = latest.entry(user).or_insert(*seq);
            *last = (*last).max(*seq);
        }
        for (user, seq) in latest {
            Sql::new(db, "DELETE FROM chat_notifications WHERE user_id = ")
                .bind(user.as_str())
                .add(" AND seq <= ")
                .bind(seq)
                .run(db)
                .await?;
        }
        Ok(())
    }
}
