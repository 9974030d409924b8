//! By when tickets are to be completed, and reminding people before that is missed.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, notifications::Notification, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    queries::{
        sql::{Sql, column},
        tickets::Reminded,
    },
    targets::TicketTargets,
};

/// Sets by when tickets are to be completed.
#[derive(Debug)]
pub struct SetTicketTargets {
    /// The new settings, in place of the present ones.
    pub settings: TicketTargets,
    /// Who sets them.
    pub by: UserId,
}

/// A ticket that is due soon or overdue, and whom to remind of it.
#[derive(Clone, Debug)]
pub struct TicketReminder {
    /// The ticket's key.
    pub ticket_id: i64,
    /// What people have been reminded of then.
    pub reminded: Reminded,
    /// The notifications.
    pub notices: Vec<(UserId, Notification)>,
}

/// Reminds people of tickets that are due soon or overdue, once of each.
#[derive(Debug)]
pub struct RemindOfTickets {
    /// The tickets.
    pub reminders: Vec<TicketReminder>,
}

/// The part of a batch for target times.
#[derive(Default)]
pub(crate) struct TicketTargetsPart {
    settings: Option<(String, UserId, Millis)>,
    /// Of what people have been reminded, by ticket.
    reminded: BTreeMap<i64, Option<Reminded>>,
    changed: bool,
}

impl Change for SetTicketTargets {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let json = serde_json::to_string(&self.settings)
            .map_err(|error| Error::Invalid(format!("targets: {error}")))?;
        ledgers.ticket_targets.settings = Some((json, self.by.clone(), at));
        Ok(Committed::default())
    }
}

impl Change for RemindOfTickets {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        let tickets = self.reminders.iter().map(|one| (one.ticket_id, None));
        ledgers.ticket_targets.reminded.extend(tickets);
        ledgers.notifications.need_person();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        for one in &self.reminders {
            let now = Some(one.reminded.clone());
            let part = &mut ledgers.ticket_targets;
            let known = part.reminded.insert(one.ticket_id, now.clone());
            if known.flatten() == now {
                continue;
            }
            ledgers.ticket_targets.changed = true;
            for (user, notification) in &one.notices {
                ledgers.notify(at, user, notification.clone());
            }
        }
        Ok(Committed::default())
    }
}

impl Ledger for TicketTargetsPart {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let tickets: Vec<i64> = self.reminded.keys().copied().collect();
        for some in tickets.chunks(256) {
            let head = "SELECT ticket_id, due_at, late, assignee FROM chat_ticket_reminders WHERE ticket_id IN ";
            let sql = Sql::new(db, head).list(some.iter().copied());
            for row in sql.all(db).await? {
                let reminded = Reminded::read(&row)?;
                self.reminded.insert(column(&row, 0)?, Some(reminded));
            }
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let settings = self.settings.take();
        insert(
            db,
            "INSERT INTO chat_ticket_targets (id, settings, changed_by, changed_at) VALUES ",
            settings
                .into_iter()
                .map(|(json, by, at)| [1_i64.into(), json.into(), by.as_str().into(), at.into()])
                .collect(),
            " ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, \
             changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        )
        .await?;
        let reminded = self.reminded.iter().filter(|_| self.changed);
        insert(
            db,
            "INSERT INTO chat_ticket_reminders (ticket_id, due_at, late, assignee) VALUES ",
            reminded
                .filter_map(|(id, known)| {
                    let known = known.as_ref()?;
                    let assignee = known.assignee.clone();
                    Some([
                        (*id).into(),
                        known.due_at.into(),
                        known.late.into(),
                        assignee.into(),
                    ])
                })
                .collect(),
            " ON CONFLICT (ticket_id) DO UPDATE SET due_at = excluded.due_at, \
             late = excluded.late, assignee = excluded.assignee",
        )
        .await?;
        Ok(())
    }
}
