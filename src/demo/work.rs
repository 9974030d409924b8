//! Adds the tickets of the demonstration, and what people did with them.

use entity::{
    Database,
    change::By,
    commit_alone,
    ids::{Millis, UserId},
    ledgers::{
        files::FileFolders,
        ticket_targets::SetTicketTargets,
        ticket_work::{COMPLETED, ChangeTicket, CommentTicket, ESCALATED, TicketChanges},
        tickets::{AddTicket, NewTicket},
    },
    queries::tickets::{Stored, find},
    targets::{TicketTarget, TicketTargets},
};

use super::{
    script::{MINUTE, PEOPLE},
    tickets::{Does, Step, TARGETS, TICKETS, Ticket},
};

/// Who sets the targets.
const SUPERVISOR: &str = "olivia";

/// Adds tickets and targets. Orvale's own table may have other columns; its own tickets are used then.
pub(super) async fn add_tickets(database: &Database, now: Millis) {
    for ticket in TICKETS {
        if let Err(error) = add(database, now, ticket).await {
            tracing::warn!(%error, "demo: cannot add tickets to this database");
            return;
        }
    }
    if let Err(error) = set_targets(database, now).await {
        tracing::warn!(%error, "demo: cannot set by when tickets are due");
    }
}

async fn add(database: &Database, now: Millis, ticket: &Ticket) -> Result<(), entity::Error> {
    let new = AddTicket {
        ticket: NewTicket {
            submission_id: ticket.number.to_owned(),
            user_name: ticket.requester.to_owned(),
            submitted_by: ticket.filed_by.unwrap_or(ticket.requester).to_owned(),
            title: ticket.title.to_owned(),
            description: ticket.description.to_owned(),
            priority: ticket.priority.to_owned(),
            status: "pending".to_owned(),
            assigned_to: None,
            team: Some(ticket.team.to_owned()),
        },
        by: By::Server,
    };
    commit_alone(database, now - ticket.minutes_ago * MINUTE, new).await?;
    for step in ticket.steps {
        if let Some(seen) = find(database, ticket.number).await? {
            take(database, now - step.minutes_ago * MINUTE, seen, step).await?;
        }
    }
    Ok(())
}

async fn take(
    database: &Database,
    at: Millis,
    seen: Stored,
    step: &Step,
) -> Result<(), entity::Error> {
    let text = |text: &str| Some(text.to_owned());
    let mut changes = TicketChanges::default();
    let comment = match step.does {
        Does::Comment(text) => Some((text, false)),
        Does::Note(text) => Some((text, true)),
        Does::Assign(user) => {
            changes.assignee = Some(Some(user.into()));
            None
        }
        Does::SetStatus(status) => {
            changes.status = text(status);
            None
        }
        Does::SetPriority(priority) => {
            changes.priority = text(priority);
            None
        }
        Does::Escalate(reason) => {
            (changes.status, changes.reason) = (text(ESCALATED), text(reason));
            None
        }
        Does::Complete(notes) => {
            (changes.status, changes.notes) = (text(COMPLETED), text(notes));
            None
        }
    };
    let by = UserId::from(step.by);
    let known = PEOPLE.iter().find(|(username, ..)| *username == step.by);
    let by_name = known.map_or(step.by, |(_, name, ..)| name).to_owned();
    match comment {
        None => {
            let change = ChangeTicket {
                seen,
                changes,
                by,
                by_name,
            };
            commit_alone(database, at, change).await?;
        }
        Some((text, internal)) => {
            let comment = CommentTicket {
                seen,
                text: text.to_owned(),
                internal,
                files: Vec::new(),
                folders: FileFolders::default(),
                by,
                by_name,
            };
            commit_alone(database, at, comment).await?;
        }
    }
    Ok(())
}

async fn set_targets(database: &Database, now: Millis) -> Result<(), entity::Error> {
    let targets = TARGETS.map(|(priority, minutes)| TicketTarget {
        priority: priority.to_owned(),
        team: None,
        minutes,
    });
    let set = SetTicketTargets {
        settings: TicketTargets {
            targets: targets.into(),
            hours: None,
        },
        by: SUPERVISOR.into(),
    };
    commit_alone(database, now, set).await?;
    Ok(())
}
