//! Notifying people of comments on tickets, of each once, also after a restart.

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, notifications::Notification, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    queries::tickets::{Rows, noticed_on},
};

/// Notifies people of the comments up to `now`. Changes nothing if they have been notified of them meanwhile.
#[derive(Debug)]
pub struct NotifyOfTickets {
    /// How far people have been notified; `None` if never.
    pub before: Option<Rows>,
    /// How far they are now.
    pub now: Rows,
    /// The comments among them that are internal.
    pub internal: Vec<i64>,
    /// The notifications.
    pub notices: Vec<(UserId, Notification)>,
}

/// The part of a batch for these notices.
#[derive(Default)]
pub(crate) struct TicketNotices {
    needed: bool,
    rows: Option<Rows>,
    changed: bool,
}

impl Change for NotifyOfTickets {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.ticket_notices.needed = true;
        ledgers.notifications.need_person();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let part = &mut ledgers.ticket_notices;
        if part.rows != self.before {
            return Ok(Committed::unchanged());
        }
        (part.rows, part.changed) = (Some(self.now), true);
        ledgers.ticket_events.hide(&self.internal);
        for (user, notification) in &self.notices {
            ledgers.notify(at, user, notification.clone());
        }
        Ok(Committed::default())
    }
}

impl Ledger for TicketNotices {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed {
            self.rows = noticed_on(db).await?;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.rows.filter(|_| self.changed);
        insert(
            db,
            "INSERT INTO chat_ticket_notices (id, history, comments) VALUES ",
            rows.iter()
                .map(|rows| [1_i64.into(), rows.history.into(), rows.comments.into()])
                .collect(),
            " ON CONFLICT (id) DO UPDATE SET history = excluded.history, comments = excluded.comments",
        )
        .await?;
        Ok(())
    }
}
