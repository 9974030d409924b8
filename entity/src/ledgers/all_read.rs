//! Marking everything as read: all channels and followed threads of a user, and what they were notified of.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Change, Ledger, Ledgers, Memory, reads::ReadUpdated, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    queries::sql::{Sql, column},
};

/// How many threads one event names.
const AT_ONCE: usize = 500;

/// Marks all channels and followed threads of a user as read.
#[derive(Debug)]
pub struct MarkAllRead {
    /// The user.
    pub user: UserId,
}

/// `threads_read`: the user marked threads as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadsRead {
    /// The messages that the threads belong to.
    pub thread_ids: Vec<MessageId>,
}

/// What a user has not read.
#[derive(Default)]
struct Unread {
    /// Their channels, the positions of those, and whether something is unread there before this batch.
    channels: Vec<(ChannelId, Seq, bool)>,
    threads: Vec<(MessageId, Seq)>,
}

/// The part of a batch for those who mark everything as read.
#[derive(Default)]
pub(crate) struct AllRead {
    needed: BTreeSet<UserId>,
    unread: BTreeMap<UserId, Unread>,
    /// Threads that were read, and up to which reply.
    threads: Vec<(MessageId, UserId, Seq)>,
}

impl Change for MarkAllRead {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.all_read.needed.insert(self.user.clone());
        ledgers.notifications.need_all_unread(&self.user);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let Unread { channels, threads } = ledgers
            .all_read
            .unread
            .remove(&self.user)
            .unwrap_or_default();
        let change = ledgers.change;
        let mut nothing = threads.is_empty();
        for (channel_id, seq, unread) in channels {
            if !unread && !ledgers.reads.has_set(channel_id, &self.user) {
                continue;
            }
            nothing = false;
            let moved = ledgers.reads.set_if_behind(channel_id, &self.user, seq, at);
            let Some(seq) = moved else { continue };
            let fact = ReadUpdated {
                channel_id,
                last_read_seq: seq,
                unread_count: 0,
                mention_count: 0,
                counted_seq: seq,
            };
            ledgers
                .streams
                .record_for_user(change, at, &self.user, &fact);
        }
        for some in threads.chunks(AT_ONCE) {
            let fact = ThreadsRead {
                thread_ids: some.iter().map(|(root, _)| *root).collect(),
            };
            ledgers
                .streams
                .record_for_user(change, at, &self.user, &fact);
        }
        let read = threads.into_iter();
        let read = read.map(|(root, seq)| (root, self.user.clone(), seq));
        ledgers.all_read.threads.extend(read);
        // Messages of this batch stay unread, and so do their notifications.
        let read = ledgers.read_notifications(at, &self.user, |seq, _| seq < Seq::MAX);
        Ok(match nothing && !read {
            true => Committed::unchanged(),
            false => Committed::default(),
        })
    }
}

impl Ledger for AllRead {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        for user in &self.needed {
            let mut unread = Unread::default();
            let channels = Sql::new(
                db,
                "SELECT c.id, c.seq, m.last_read_seq FROM chat_channel_members m \
                 JOIN chat_channels c ON c.id = m.channel_id WHERE m.user_id = ",
            )
            .bind(user.as_str())
            .all(db)
            .await?;
            for row in &channels {
                let (seq, read): (Seq, Seq) = (column(row, 1)?, column(row, 2)?);
                let channel = ChannelId(column(row, 0)?);
                unread.channels.push((channel, seq, seq > read));
            }
            let threads = Sql::new(
                db,
                "SELECT t.root_id, t.last_reply_seq FROM chat_thread_followers f \
                 JOIN chat_threads t ON t.root_id = f.root_id WHERE f.following \
                 AND t.last_reply_seq > f.last_read_seq AND f.user_id = ",
            )
            .bind(user.as_str())
            .all(db)
            .await?;
            for row in &threads {
                unread
                    .threads
                    .push((MessageId(column(row, 0)?), column(row, 1)?));
            }
            self.unread.insert(user.clone(), unread);
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self
            .threads
            .iter()
            .map(|(root, user, seq)| [root.0.into(), user.as_str().into(), (*seq).into()]);
        insert(
            db,
            "WITH v(root, who, seq) AS (VALUES ",
            rows.collect(),
            ") UPDATE chat_thread_followers SET last_read_seq = v.seq FROM v \
             WHERE chat_thread_followers.root_id = v.root \
             AND chat_thread_followers.user_id = v.who \
             AND chat_thread_followers.last_read_seq < v.seq",
        )
        .await?;
        Ok(())
    }
}
