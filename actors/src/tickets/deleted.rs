//! Noticing that Orvale has deleted tickets: which were seen by whom, so that they can be informed. Finds tickets, too, that are new
//! but were changed long ago, as an import writes them.

use entity::{
    ledgers::ticket_events::ForgetTickets,
    queries::tickets::{self, SeenLast},
};

use crate::commands::Services;

/// How far it is known which tickets are gone.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    /// How many more tickets there are than are remembered while none that is remembered is gone. `None` if some may be.
    surplus: Option<i64>,
}

impl Deleted {
    /// Returns whether no deleted ticket is still remembered.
    pub(super) fn is_done(&self) -> bool {
        self.surplus.is_some()
    }

    /// Forgets tickets that are gone, and hands each to `inform` before. All that are remembered are compared with Orvale's only
    /// when their numbers do not differ as they did: a ticket that is new meanwhile hides one that is gone until it is remembered. Returns the numbers of those that are not remembered.
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
