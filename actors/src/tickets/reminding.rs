//! Reminding people of tickets that are due soon, or overdue: who works on the ticket, and who leads the team.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use entity::{
    ids::{Millis, UserId},
    ledgers::{
        notifications::Notification,
        ticket_targets::{RemindOfTickets, TicketReminder},
    },
    notify::NotificationKind,
    permission::TicketPermission,
    queries::tickets::{self, DueSoon, Whom},
};

use super::notifying;
use crate::{clock, commands::Services};

/// How often it is looked for tickets that are due soon.
const EVERY: Duration = Duration::from_secs(30);
/// The maximum number of reminders of one person at a time, of those that are due last: with a new target, thousands may be
/// overdue at once.
const MOST: usize = 20;
/// The maximum number of tickets of one transaction.
const AT_ONCE: usize = 500;
/// What a reminder says of a ticket that is overdue.
const LATE: &str = "late";

/// When it was looked for them last, and what was found. All open tickets are read for that, so it is done only when there
/// can be something to find.
#[derive(Debug, Default)]
pub(super) struct Reminding {
    at: Option<Instant>,
    /// The marker of the database then; `None` if the next look must read the tickets anyway.
    marker: Option<String>,
    /// When the next ticket will be due soon if nothing changes.
    next: Option<Millis>,
}

impl Reminding {
    /// Reads the tickets at the next look: what the chat itself changes is not in the marker.
    pub(super) fn forget(&mut self) {
        self.marker = None;
    }

    /// Reminds people, from time to time.
    pub(super) async fn remind(&mut self, services: &Services) -> Result<(), entity::Error> {
        if self.at.is_some_and(|at| at.elapsed() < EVERY) {
            return Ok(());
        }
        let now = clock::now();
        // Read before the tickets, so that a change in between is noticed the next time.
        let marker = tickets::marker(&services.database).await?;
        let unchanged = marker.is_some() && marker == self.marker;
        if unchanged && self.next.is_none_or(|next| now < next) {
            self.at = Some(Instant::now());
            return Ok(());
        }
        let found = tickets::due_soon(&services.database, now).await?;
        let people: Vec<BTreeSet<UserId>> =
            found.due.iter().map(|due| people(services, due)).collect();
        let accounts = notifying::accounts(services, people.iter().flatten().collect()).await?;
        let mut reminders = Vec::new();
        let mut counts: BTreeMap<UserId, usize> = BTreeMap::new();
        for (due, people) in found.due.iter().zip(people) {
            let sees = |user: &UserId| {
                let account = accounts.get(user);
                account.is_some_and(|account| due.ticket.standing.sees(account))
            };
            let mut few = people.into_iter().filter(sees).collect::<Vec<_>>();
            few.retain(|user| {
                let count = counts.entry(user.clone()).or_default();
                *count += 1;
                *count <= MOST
            });
            reminders.push(TicketReminder {
                ticket_id: due.ticket.id,
                reminded: due.now.clone(),
                notices: few
                    .into_iter()
                    .map(|user| (user, notification(due)))
                    .collect(),
            });
        }
        for some in reminders.chunks(AT_ONCE) {
            let reminders = some.to_vec();
            services.store.keep(RemindOfTickets { reminders }).await?;
        }
        *self = Self {
            at: Some(Instant::now()),
            marker,
            next: found.next,
        };
        Ok(())
    }
}

/// The person who works on it and those who lead the team, whether they see the ticket or not.
fn people(services: &Services, due: &DueSoon) -> BTreeSet<UserId> {
    let assignee = due.ticket.assignee().cloned().into_iter();
    match due.whom {
        Whom::All => assignee.chain(leads(services, due)).collect(),
        Whom::Assignee => assignee.collect(),
    }
}

fn notification(due: &DueSoon) -> Notification {
    Notification {
        ticket: Some(due.ticket.number().to_owned()),
        to: due.now.late.then(|| LATE.to_owned()),
        ..Notification::of(NotificationKind::TicketDue)
    }
}

/// The leads that Orvale names, or else those of the team who may take tickets from others.
fn leads(services: &Services, due: &DueSoon) -> Vec<UserId> {
    if !due.leads.is_empty() {
        return due.leads.clone();
    }
    let team = due.ticket.text("assigned_team");
    let accounts = services.directory.accounts.iter();
    let leads = accounts.filter(|account| {
        let of_team = team.is_some() && account.team_id.as_deref() == team;
        let held = account.tickets.held;
        of_team && account.active && held.has(TicketPermission::OverrideAssignment)
    });
    leads.map(|account| account.username.clone()).collect()
}
