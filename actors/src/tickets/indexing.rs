//! Keeping up to date by what tickets are found.

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
}

impl Indexing {
    /// Returns whether there was no further ticket at the last look.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Stores what has changed, and looks at the next tickets.
    pub(super) async fn index(
        &mut self,
        services: &Services,
        changed: &[&Stored],
    ) -> Result<(), entity::Error> {
        let database = &services.database;
        let before = changed.iter().map(|ticket| ticket.id);
        let before: Vec<i64> = before.filter(|id| *id <= self.after).collect();
        let mut words = tickets::unindexed(database, &before).await?;
        let Unindexed { words: next, last } =
            tickets::unindexed_after(database, self.after).await?;
        words.extend(next);
        if !words.is_empty() {
            services.store.keep(IndexTickets { words }).await?;
        }
        self.after = last.unwrap_or(self.after);
        self.done = last.is_none();
        Ok(())
    }
}
