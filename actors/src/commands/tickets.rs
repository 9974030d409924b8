//! `change_ticket`, `comment_ticket`: work on Orvale's tickets.
//!
//! The rules are asked with the ticket as it is read here; the store refuses the change if it is another one by then.

use std::sync::{Arc, atomic::Ordering};

use entity::{
    ids::{FileId, Millis, UserId},
    ledgers::{
        files::FileFolders,
        ticket_work::{self, COMPLETED, ESCALATED, TicketChanges},
    },
    model::{PRIORITIES, TicketAction, TicketComment},
    permission::Account,
    queries::{self, tickets::Stored},
    text::{BadText, MessageText},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route, send_message::checked_files};
use crate::protocol::{ErrorCode, Failure, reply::Done};

/// The statuses that Orvale's pages know.
const STATUSES: [&str; 5] = ["pending", "open", "in_progress", ESCALATED, COMPLETED];

/// `change_ticket`.
#[derive(Clone, Debug)]
pub struct ChangeTicket {
    /// The ticket's number.
    pub number: String,
    /// What changes.
    pub changes: TicketUpdate,
}

/// Changes of a ticket; what is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketUpdate {
    /// `pending`, `open`, `in_progress`, `escalated` (with a `reason`) or `completed`.
    #[serde(default, deserialize_with = "super::present")]
    #[schema(value_type = String, required = false)]
    pub status: Option<String>,
    /// `low`, `medium`, `high` or `urgent`.
    #[serde(default, deserialize_with = "super::present")]
    #[schema(value_type = String, required = false)]
    pub priority: Option<String>,
    /// The id of an active team: a ticket cannot be left without one.
    #[serde(default, deserialize_with = "super::present")]
    #[schema(value_type = String, required = false)]
    pub team: Option<String>,
    /// The username of an active user; nil for nobody.
    #[serde(default, deserialize_with = "super::present")]
    #[schema(value_type = Option<String>)]
    pub assignee: Option<Option<String>>,
    /// Why; required to escalate.
    #[serde(default)]
    pub reason: Option<String>,
    /// What was done, with the status `completed`.
    #[serde(default)]
    pub notes: Option<String>,
    /// The `updatedAt` of the card that the changes are based on; nil if it had none.
    #[serde(deserialize_with = "nullable")]
    #[schema(required = true)]
    pub expected_updated_at: Option<Millis>,
}

/// Requires a field that may be nil.
fn nullable<'de, D: serde::Deserializer<'de>>(data: D) -> Result<Option<Millis>, D::Error> {
    Option::deserialize(data)
}

/// `comment_ticket`.
#[derive(Clone, Debug)]
pub struct CommentTicket {
    /// The ticket's number.
    pub number: String,
    /// The comment.
    pub comment: NewTicketComment,
}

/// A comment on a ticket.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewTicketComment {
    /// The text, at most 5,000 characters.
    pub text: String,
    /// True if only those may read it who see what is internal.
    pub internal: bool,
    /// The caller's files that it carries, at most 10, none of them sent before; `text` may then be empty.
    #[serde(default)]
    pub file_ids: Vec<FileId>,
}

impl Command for ChangeTicket {
    const NAME: &'static str = "change_ticket";
    const RATE: Rate = Rate::Write;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let seen = lookup.ticket(caller, &self.number).await?;
        let changes = checked(self.changes.clone())?;
        if self.changes.expected_updated_at != seen.updated_at() {
            return Err(stale());
        }
        permit(caller, &seen, &changes, lookup).await?;
        let change = ticket_work::ChangeTicket {
            seen,
            changes,
            by: caller.username.clone(),
            by_name: caller.display_name.clone(),
        };
        let changed = Arc::clone(lookup.tickets_changed);
        Ok(Route::store(change, move |_| {
            changed.store(true, Ordering::Relaxed);
            Ok(Done {})
        }))
    }
}

impl Command for CommentTicket {
    const NAME: &'static str = "comment_ticket";
    const RATE: Rate = Rate::Message;
    type Reply = TicketComment;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<TicketComment>, Failure> {
        let seen = lookup.ticket(caller, &self.number).await?;
        let NewTicketComment {
            text,
            internal,
            file_ids,
        } = self.comment;
        let files = checked_files(Some(file_ids))?;
        let action = match internal {
            true => TicketAction::CommentInternal,
            false => TicketAction::Comment,
        };
        seen.standing.allow(caller, action)?;
        let change = ticket_work::CommentTicket {
            seen,
            text: comment_text(text, !files.is_empty())?,
            internal,
            files,
            folders: FileFolders::clone(lookup.folders),
            by: caller.username.clone(),
            by_name: caller.display_name.clone(),
        };
        let changed = Arc::clone(lookup.tickets_changed);
        Ok(Route::store(change, move |kept| {
            changed.store(true, Ordering::Relaxed);
            kept.ticket_comment
                .map(|comment| *comment)
                .ok_or_else(Failure::internal)
        }))
    }
}

/// A comment may have files alone.
fn comment_text(text: String, has_files: bool) -> Result<String, BadText> {
    match MessageText::parse_field("comment", text) {
        Err(BadText::Empty(_)) if has_files => Ok(String::new()),
        parsed => parsed.map(String::from),
    }
}

/// The refusal of a change that is based on an older card.
fn stale() -> Failure {
    Failure::new(
        ErrorCode::Conflict,
        "someone else has changed this ticket in the meantime",
    )
}

/// Checks the words, whoever writes them.
fn checked(update: TicketUpdate) -> Result<TicketChanges, Failure> {
    let word = |word: &Option<String>, known: &[&str], name: &str| match word {
        Some(word) if !known.contains(&word.as_str()) => {
            let known = known.join(", ");
            Err(Failure::invalid(format!("{name} must be one of: {known}")))
        }
        _ => Ok(()),
    };
    word(&update.status, &STATUSES, "status")?;
    word(&update.priority, &PRIORITIES, "priority")?;
    let text = |field, text: Option<String>| -> Result<Option<String>, Failure> {
        let text = text.filter(|text| !text.trim().is_empty());
        let text = text.map(|text| MessageText::parse_field(field, text));
        Ok(text.transpose()?.map(String::from))
    };
    let changes = TicketChanges {
        reason: text("reason", update.reason)?,
        notes: text("notes", update.notes)?,
        status: update.status,
        priority: update.priority,
        team: update.team,
        assignee: update.assignee.map(|name| name.map(UserId::from)),
    };
    let status = changes.status.as_deref();
    if status == Some(ESCALATED) && changes.reason.is_none() {
        return Err(Failure::invalid(
            "a reason is required to escalate a ticket",
        ));
    }
    if changes.notes.is_some() && status != Some(COMPLETED) {
        return Err(Failure::invalid("notes are for the status completed"));
    }
    Ok(changes)
}

/// Checks each change against the ticket as it is before. A ticket that is reopened with the same request counts as
/// open.
async fn permit(
    caller: &Account,
    seen: &Stored,
    changes: &TicketChanges,
    lookup: &Lookup<'_>,
) -> Result<(), Failure> {
    let mut standing = seen.standing.clone();
    if let Some(status) = changes.status.as_deref() {
        let action = match status {
            ESCALATED => TicketAction::Escalate,
            _ => TicketAction::SetStatus,
        };
        standing.allow(caller, action)?;
        standing.completed &= status == COMPLETED;
    }
    if changes.priority.is_some() {
        standing.allow(caller, TicketAction::SetPriority)?;
    }
    if let Some(team) = &changes.team {
        if Some(team) != standing.team.as_ref() {
            standing.allow(caller, TicketAction::SetTeam)?;
        }
        if !queries::tickets::is_active_team(lookup.database, team).await? {
            return Err(Failure::invalid("team must be the id of an active team"));
        }
    }
    match &changes.assignee {
        None => Ok(()),
        Some(None) => Ok(standing.allow(caller, TicketAction::Assign)?),
        Some(Some(assignee)) => {
            let person = queries::accounts::load(lookup.database, assignee).await?;
            let person = person.filter(|person| person.active);
            let Some(person) = person else {
                return Err(Failure::invalid("assignee must be an active user"));
            };
            if person.username == caller.username {
                return Ok(standing.allow(caller, TicketAction::Take)?);
            }
            Ok(standing.allow_assignee(caller, person.team_id.as_deref())?)
        }
    }
}
