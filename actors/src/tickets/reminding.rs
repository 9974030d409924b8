//! Reminding people of tickets that are due soon: who works on the ticket, and who leads the team.

use std::time::{Duration, Instant};

use entity::{
    ids::{Millis, UserId},
    ledgers::{
        notifications::Notification,
        ticket_targets::{RemindOfTickets, TicketReminder},
    },
    notify::NotificationKind,
    permission::TicketPermission,
    queries::tickets::{self, DueSoon},
};

use super::notifying;
use crate::{clock, commands::Services};

/// How often it is looked for tickets that are due soon.
const EVERY: Duration = Duration::from_secs(30);

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
        let mut reminders = Vec::new();
        let found = tickets::due_soon(&services.database, now).await?;
        for due in found.due {
            reminders.push(TicketReminder {
                ticket_id: due.ticket.id,
                due_at: due.at,
                notices: notices(services, &due).await?,
            });
        }
        if !reminders.is_empty() {
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

/// Those who see the ticket among the person who works on it and those who lead the team.
async fn notices(
    services: &Services,
    due: &DueSoon,
) -> Result<Vec<(UserId, Notification)>, entity::Error> {
    let mut people: Vec<UserId> = due.ticket.assignee().cloned().into_iter().collect();
    people.extend(leads(services, due));
    people.sort();
    people.dedup();
    let mut notices = Vec::new();
    for user in people {
        let account = notifying::account(services, &user).await?;
        if account.is_some_and(|account| due.ticket.standing.sees(&account)) {
            let notification = Notification {
                ticket: Some(due.ticket.number().to_owned()),
                ..Notification::of(NotificationKind::TicketDue)
            };
            notices.push((user, notification));
        }
    }
    Ok(notices)
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
