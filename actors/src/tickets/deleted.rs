//! Noticing that Orvale has deleted tickets: which were seen by whom, so that they can be informed.

use entity::{
    ledgers::ticket_events::ForgetTickets,
    queries::tickets::{self, Existing, SeenLast},
};

use crate::commands::Services;

/// How far it is known which tickets are gone.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    /// Which tickets there were at the last look; `None` before the first one.
    existing: Option<Existing>,
    /// True if some of the deleted tickets are still remembered.
    left: bool,
}

impl Deleted {
    /// Returns whether no deleted ticket is still remembered.
    pub(super) fn is_done(&self) -> bool {
        !self.left
    }

    /// Forgets tickets that are gone, and hands each to `inform` before. Only when there are fewer tickets than there were, all
    /// that are remembered are compared with Orvale's.
    pub(super) async fn find(
        &mut self,
        services: &Services,
        inform: impl Fn(&SeenLast),
    ) -> Result<(), entity::Error> {
        let database = &services.database;
        let before = self.existing;
        let (now, are_fewer) = tickets::existing(database, before.unwrap_or_default()).await?;
        self.left |= are_fewer || before.is_none();
        self.existing = Some(now);
        if !self.left {
            return Ok(());
        }
        let (gone, all) = tickets::deleted(database).await?;
        // A former version did not remember the numbers of tickets that are gone by now.
        let numbered = gone.iter().filter(|one| !one.before.number.is_empty());
        for ticket in numbered {
            inform(&ticket.before);
        }
        if !gone.is_empty() {
            let tickets = gone.iter().map(|ticket| ticket.ticket_id).collect();
            services.store.keep(ForgetTickets { tickets }).await?;
        }
        self.left = !all;
        Ok(())
    }
}
