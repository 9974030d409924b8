//! Keeping up to date by what tickets are found.

use std::collections::BTreeSet;

use entity::{
    ledgers::ticket_words::IndexTickets,
    queries::tickets::{self, Stored, Unindexed},
};

use crate::commands::Services;

/// How far the tickets have been looked at since the actor started. All up to the greatest key that is stored have been
/// looked at before, so those before it are in their order, too.
#[derive(Debug, Default)]
pub(super) struct Indexing {
    after: i64,
    done: bool,
    /// The keys of those that have changed since they were stored.
    changed: BTreeSet<i64>,
}

impl Indexing {
    /// Returns whether there was no further ticket at the last look.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Has the next [`index`](Self::index) store these tickets anew.
    pub(super) fn changed<'t>(&mut self, tickets: impl Iterator<Item = &'t Stored>) {
        self.changed.extend(tickets.map(|ticket| ticket.id));
    }

    /// Stores what has changed, and looks at the next tickets. What could not be stored is stored the next time.
    pub(super) async fn index(&mut self, services: &Services) -> Result<(), entity::Error> {
        let database = &services.database;
        let before: Vec<i64> = self.changed.range(..=self.after).copied().collect();
        let mut words = tickets::unindexed(database, &before).await?;
        let Unindexed { words: next, last } =
            tickets::unindexed_after(database, self.after).await?;
        words.extend(next);
        if !words.is_empty() {
            services.store.keep(IndexTickets { words }).await?;
        }
        self.changed.clear();
        self.after = last.unwrap_or(self.after);
        self.done = last.is_none();
        Ok(())
    }
}
