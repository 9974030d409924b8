//! The writer's cache between commits.
//!
//! It is never trusted: positions are fenced when they are written, and ids are allocated in the database.
//! After a failure it is emptied.

use std::collections::HashMap;

use super::recent::Recent;
use crate::ids::{ChannelId, Millis, Seq};

/// The maximum number of cached positions; beyond it, those of idle channels are dropped.
const POSITIONS: usize = 10_000;

/// The writer's memory. Begin with the default and give the same one to every
/// [`commit`](crate::commit()).
#[derive(Debug, Default)]
pub struct Memory {
    /// The latest position of channels that were written to lately.
    positions: HashMap<ChannelId, Seq>,
    /// Ids of messages that have been allocated and not been used.
    pub(crate) messages: std::ops::Range<i64>,
    /// Client ids that were stored lately.
    pub(crate) recent: Recent,
    /// The time of the current batch.
    pub(crate) now: Millis,
}

impl Memory {
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
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
