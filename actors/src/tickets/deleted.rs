//! Noticing that Orvale has deleted tickets: which were seen by whom, so that they can be informed. Finds new tickets, too, that
//! were changed long ago, as an import writes them.

use entity::{
    ledgers::ticket_events::ForgetTickets,
    queries::tickets::{self, SeenLast},
};

use crate::commands::Services;

/// Whether tickets that are gone may still be remembered.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    /// By how many Orvale's tickets are more than the remembered ones, as long as none of these is gone; `None` if some may be.
    surplus: Option<i64>,
}

impl Deleted {
    /// Returns whether no deleted ticket is still remembered.
    pub(super) fn is_done(&self) -> bool {
        self.surplus.is_some()
    }

    /// Forgets tickets that are gone, and hands each to `inform` before. Returns the numbers of tickets that are not remembered.
    ///
    /// Compares all tickets only when the surplus is another one. A ticket that is new meanwhile hides one that is gone, until it
    /// is remembered.
    pub(super) async fn find(
        &mut self,
        services: &Services,
        inform: impl Fn(&SeenLast),
    ) -> Result<Vec<String>, entity::Error> {
        let database = &services.database;
        let surplus = tickets::surplus(database).await?.unwrap_or_default();
        if self.surplus == Some(surplus) {
            return Ok(Vec::new());
        }
        self.surplus = None;
        let (gone, all) = tickets::deleted(database).await?;
        // A former version did not remember the numbers of tickets that are gone by now.
        let numbered = gone.iter().filter(|one| !one.before.number.is_empty());
        for ticket in numbered {
            inform(&ticket.before);
        }
        let count = i64::try_from(gone.len()).unwrap_or_default();
        if count > 0 {
            let tickets = gone.iter().map(|ticket| ticket.ticket_id).collect();
            services.store.keep(ForgetTickets { tickets }).await?;
        }
        let unremembered = tickets::unremembered(database).await?;
        self.surplus = all.then_some(surplus + count);
        Ok(unremembered)
    }
}
