//! Read positions of authors that are not written yet.
//!
//! Whoever posts has read the channel up to their message. Writing that with each message would change
//! another page of the database for each author, so a server keeps these positions here and writes them
//! together, with [`WritePositions`]. Nothing is lost in a crash: the first batch finds the positions again
//! in the latest messages.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sea_orm::DatabaseTransaction;

use super::{Change, Ledgers};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, Millis, Seq, UserId},
    queries::sql::{Sql, column},
};

/// How many of the latest messages are read for positions that were not written before a crash, and how
/// much older than the latest one they may be. A server writes positions each second.
const LATEST: i64 = 50_000;
const WINDOW: Millis = 60_000;

/// Write the read positions of all authors.
#[derive(Debug)]
pub struct WritePositions;

impl Change for WritePositions {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.reads.write_all();
    }

    fn apply(&self, _: Millis, _: &mut Ledgers) -> Result<Committed, Error> {
        Ok(Committed::unchanged())
    }
}

/// A read position, and when it was reached.
type Position = (Seq, Millis);

/// Positions by user and channel. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Posted(Arc<Mutex<Positions>>);

#[derive(Debug, Default)]
struct Positions {
    /// False before the first batch, and after a commit whose outcome is unknown.
    complete: bool,
    waiting: BTreeMap<(UserId, ChannelId), Position>,
    /// Those of the batch that is being committed.
    committing: BTreeMap<(UserId, ChannelId), Position>,
    /// The time of the latest position that was written, by whomever and wherever.
    written: Millis,
}

impl Posted {
    /// Returns whether positions of `user` wait to be written. What is read from the database is outdated
    /// then.
    #[must_use]
    pub fn has(&self, user: &UserId) -> bool {
        let from = (user.clone(), ChannelId(i64::MIN));
        let positions = self.lock();
        let has = |some: &BTreeMap<(UserId, ChannelId), Position>| {
            let mut next = some.range(from.clone()..);
            next.next().is_some_and(|((next, _), _)| next == user)
        };
        !positions.complete || has(&positions.waiting) || has(&positions.committing)
    }

    /// Returns whether no position waits to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let positions = self.lock();
        positions.complete && positions.waiting.is_empty() && positions.committing.is_empty()
    }

    /// Finds positions that were not written before a crash, the first time it is called. No position was written
    /// later than `now`.
    pub(super) async fn begin(&self, db: &DatabaseTransaction, now: Millis) -> Result<(), Error> {
        if self.lock().complete {
            return Ok(());
        }
        let rows = Sql::new(
            db,
            "WITH latest AS (SELECT channel_id, user_id, seq, created_at, in_channel, \
             message_type FROM chat_messages ORDER BY id DESC LIMIT ",
        )
        .bind(LATEST)
        .add(
            ") SELECT m.channel_id, m.user_id, MAX(x.seq), MAX(x.created_at) FROM latest x \
             JOIN chat_channel_members m ON m.channel_id = x.channel_id AND m.user_id = x.user_id \
             WHERE x.in_channel AND x.message_type <> 'system' AND m.last_read_seq < x.seq \
             AND m.last_read_at <= x.created_at \
             AND x.created_at >= (SELECT MAX(created_at) FROM latest) - ",
        )
        .bind(WINDOW)
        .add(" GROUP BY m.channel_id, m.user_id")
        .all(db)
        .await?;
        let found = rows.iter().map(|row| {
            let key = (
                UserId::from(column::<String>(row, 1)?),
                ChannelId(column(row, 0)?),
            );
            Ok((key, (column(row, 2)?, column(row, 3)?)))
        });
        let found = found.collect::<Result<Vec<_>, Error>>()?;
        let mut positions = self.lock();
        positions.waiting.extend(found);
        positions.complete = true;
        positions.written = positions.written.max(now);
        Ok(())
    }

    /// Remembers the time of a position that is written.
    pub(super) fn note_written(&self, at: Millis) {
        let mut positions = self.lock();
        positions.written = positions.written.max(at);
    }

    /// Returns whether a position that is reached at `at` may wait. One that is older than what was written before it,
    /// such as that of a message whose time had come a moment ago, would not be found again after a crash.
    pub(super) fn may_wait(&self, at: Millis) -> bool {
        self.lock().written <= at
    }

    /// The position of `user` in a channel, if it waits to be written.
    pub(super) fn get(&self, channel: ChannelId, user: &UserId) -> Option<Position> {
        let key = (user.clone(), channel);
        self.lock().waiting.get(&key).copied()
    }

    /// All positions that wait to be written.
    pub(super) fn all(&self) -> BTreeMap<(ChannelId, UserId), Position> {
        let positions = self.lock();
        let all = positions.waiting.iter();
        all.map(|((user, channel), position)| ((*channel, user.clone()), *position))
            .collect()
    }

    /// Adds the positions that a batch is about to leave unwritten.
    pub(super) fn add(&self, posted: &BTreeMap<(ChannelId, UserId), Position>) {
        let added = posted
            .iter()
            .map(|((channel, user), position)| ((user.clone(), *channel), *position));
        self.lock().committing = added.collect();
    }

    /// Removes positions that have been written or whose members have left.
    pub(super) fn remove<'a>(&self, settled: impl Iterator<Item = &'a (ChannelId, UserId)>) {
        let mut positions = self.lock();
        for (channel, user) in settled {
            positions.waiting.remove(&(user.clone(), *channel));
        }
    }

    /// Keeps the positions of the batch, which has been committed.
    pub(super) fn committed(&self) {
        let mut positions = self.lock();
        let new = std::mem::take(&mut positions.committing);
        positions.waiting.extend(new);
    }

    /// Drops the positions of the batch, which has not been committed.
    pub(super) fn rolled_back(&self) {
        self.lock().committing.clear();
    }

    /// Drops everything: the next batch finds what was kept in the database.
    pub(super) fn forget(&self) {
        let mut positions = self.lock();
        *positions = Positions {
            written: positions.written,
            ..Positions::default()
        };
    }

    fn lock(&self) -> MutexGuard<'_, Positions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
