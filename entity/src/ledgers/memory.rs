//! The writer's cache between commits.
//!
//! It is never trusted: positions are fenced when they are written, and ids are allocated in the database.
//! After a failure it is emptied.

use std::{collections::HashMap, sync::Arc};

use sea_orm::DatabaseTransaction;

use super::{
    notifications::{Quiet, Watch},
    posted::Posted,
    reactions::Tallies,
    recent::Recent,
    search::Known,
};
use crate::{
    error::Error,
    ids::{ChannelId, Millis, Seq},
};

/// The maximum number of cached positions; beyond it, those of idle channels are dropped.
const POSITIONS: usize = 10_000;

/// The writer's memory. Begin with the default, or with [`Memory::of_server`], and give the same one to every
/// [`commit`](crate::commit()).
#[derive(Debug, Default)]
pub struct Memory {
    /// The latest position of channels that were written to lately.
    positions: HashMap<ChannelId, Seq>,
    /// Ids of messages that have been allocated and not been used.
    pub(crate) messages: std::ops::Range<i64>,
    /// Client ids that were stored lately.
    pub(crate) recent: Recent,
    /// Words that the search knows.
    pub(crate) words: Known,
    /// Read positions of authors that are not written yet, where they may wait.
    pub(crate) posted: Option<Posted>,
    /// Who may have to be notified; `None` before it is first needed.
    pub(crate) watch: Option<Arc<Watch>>,
    /// Who has nothing to read in which channel.
    pub(crate) quiet: Quiet,
    /// The reactions of messages that were reacted to lately.
    pub(crate) reactions: Tallies,
    /// The time of the current batch.
    pub(crate) now: Millis,
}

impl Memory {
    /// The memory of a server, which writes [`Posted`] positions from time to time.
    #[must_use]
    pub fn of_server(posted: Posted) -> Self {
        Self {
            posted: Some(posted),
            ..Self::default()
        }
    }

    /// Reads what the first batch must know.
    pub(crate) async fn begin(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        match &self.posted {
            Some(posted) => posted.begin(db, self.now).await,
            None => Ok(()),
        }
    }

    /// Empties it after a failure that leaves open what was committed.
    pub fn forget(&mut self) {
        if let Some(posted) = &self.posted {
            posted.forget();
        }
        self.empty();
    }

    /// Empties it after a batch that was not committed. Positions of earlier batches still wait.
    pub(crate) fn rolled_back(&mut self) {
        if let Some(posted) = &self.posted {
            posted.rolled_back();
        }
        self.empty();
    }

    fn empty(&mut self) {
        *self = Self {
            posted: self.posted.take(),
            ..Self::default()
        };
    }

    pub(crate) fn position(&self, id: ChannelId) -> Option<Seq> {
        self.positions.get(&id).copied()
    }

    pub(crate) fn moved(&mut self, id: ChannelId, seq: Seq) {
        if self.positions.len() >= POSITIONS && !self.positions.contains_key(&id) {
            self.positions.clear();
        }
        self.positions.insert(id, seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_idle_channels_are_forgotten() {
        let mut memory = Memory::default();
        for id in 0..3 * POSITIONS as i64 {
            memory.moved(ChannelId(id), 1);
            assert!(memory.positions.len() <= POSITIONS);
            assert_eq!(memory.position(ChannelId(id)), Some(1), "it is in use");
        }
    }
}
