//! A ticket as one person sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::FileInfo;
use crate::{
    ids::{Millis, UserId},
    targets::{Due, DueState},
};

/// A ticket of Orvale's, as its viewer may see it. Texts are Orvale's own: a status or priority may be a word that
/// nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketCard {
    /// Its number, such as `HD-250819-138`.
    pub number: String,
    /// The problem in one line.
    pub title: String,
    /// `pending`, `open`, `in_progress`, `escalated`, `completed`, or another word.
    pub status: String,
    /// `low`, `medium`, `high`, `urgent`, or another word.
    pub priority: String,
    /// The id of the team that works on it.
    pub team: Option<String>,
    /// The name of that team.
    pub team_name: Option<String>,
    /// The username of the person who works on it; nil if nobody does, or they are gone.
    #[ts(type = "string | null")]
    pub assignee: Option<UserId>,
    /// Their name.
    pub assignee_name: Option<String>,
    /// To whom Orvale says that it is assigned, if they no longer have an active account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub former_assignee: Option<String>,
    /// The username of the person who has the problem, if they have an account.
    #[ts(type = "string | null")]
    pub requester: Option<UserId>,
    /// The name of the person who has the problem.
    pub requester_name: String,
    /// The id of its category.
    pub category: Option<String>,
    /// When it was created; nil if that cannot be read.
    #[ts(type = "number | null")]
    pub created_at: Option<Millis>,
    /// When it was changed last; nil if that cannot be read.
    #[ts(type = "number | null")]
    pub updated_at: Option<Millis>,
    /// When it was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub completed_at: Option<Millis>,
    /// When it is due, by the administrator's target for its priority; absent if there is none, or it is completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub due_at: Option<Millis>,
    /// When less than a quarter of the target is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub due_soon_at: Option<Millis>,
    /// How much time is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due_state: Option<DueState>,
    /// What was done to complete it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub completion_notes: Option<String>,
    /// The problem in full; absent in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// The files that came with it; absent in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<FileInfo>>", optional)]
    pub files: Vec<FileInfo>,
    /// Internal notes; absent for those who may not see what is internal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub internal_notes: Option<String>,
    /// Why it was escalated; absent for those who may not see what is internal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub escalation_reason: Option<String>,
    /// What the viewer may do with it; absent in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<TicketAction>>", optional)]
    pub may: Vec<TicketAction>,
    /// By what the viewer sees it, besides working on it; absent in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sight: Option<TicketSight>,
}

/// By what somebody sees a ticket, besides working on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketSight {
    /// True if they see it whoever works on it: they have the problem, filed the ticket, or see all tickets.
    pub always: bool,
    /// The id of their team, if they see its tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub team: Option<String>,
}

impl TicketCard {
    /// Says when it is due.
    pub(crate) fn set_due(&mut self, due: Option<Due>, now: Millis) {
        self.due_at = due.map(|due| due.at);
        self.due_soon_at = due.map(|due| due.soon_at);
        self.due_state = due.map(|due| due.state(now));
    }
}

/// What can be chosen for a new ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketChoices {
    /// True if the viewer may make tickets from messages that they read.
    pub may_create: bool,
    /// The active teams.
    pub teams: Vec<TicketChoice>,
    /// The active categories; empty where there are none.
    pub categories: Vec<TicketChoice>,
}

/// A team or a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Someone who works on tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketAssignee {
    /// The username, as the tickets have it.
    #[ts(type = "string")]
    pub username: UserId,
    /// The displayed name; the username for someone who is gone.
    pub display_name: String,
}

/// The priorities that Orvale's pages know.
pub const PRIORITIES: [&str; 4] = ["low", "medium", "high", "urgent"];

/// Something that can be done with a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketAction {
    /// Write a comment that everyone sees who sees the ticket.
    Comment,
    /// Write a comment for those who see what is internal.
    CommentInternal,
    /// Change the status; complete and reopen.
    SetStatus,
    /// Change the priority.
    SetPriority,
    /// Escalate with a reason.
    Escalate,
    /// Assign it to oneself.
    Take,
    /// Assign it to others, or to nobody.
    Assign,
    /// Move it to another team.
    SetTeam,
}

impl TicketAction {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Comment,
        Self::CommentInternal,
        Self::SetStatus,
        Self::SetPriority,
        Self::Escalate,
        Self::Take,
        Self::Assign,
        Self::SetTeam,
    ];
}

/// A comment on a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketComment {
    /// Its identifier.
    #[ts(type = "number")]
    pub id: i64,
    /// The text.
    pub text: String,
    /// True if only those may read it who see what is internal.
    pub internal: bool,
    /// The files that it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<FileInfo>>")]
    pub files: Vec<FileInfo>,
    /// Who wrote it.
    #[ts(type = "string")]
    pub author: UserId,
    /// Their name.
    pub author_name: String,
    /// When it was written; nil if that cannot be read.
    #[ts(type = "number | null")]
    pub created_at: Option<Millis>,
}

/// Something that happened to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TicketEntry {
    /// The ticket was changed.
    Change(TicketChange),
    /// Someone commented on it.
    Comment(TicketComment),
}

impl TicketEntry {
    /// When it happened; the beginning of time if that cannot be read.
    #[must_use]
    pub fn at(&self) -> Millis {
        match self {
            Self::Change(change) => change.at,
            Self::Comment(comment) => comment.created_at,
        }
        .unwrap_or_default()
    }
}

/// A change of a ticket, as Orvale's history has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketChange {
    /// Its identifier.
    #[ts(type = "number")]
    pub id: i64,
    /// `created`, `assigned`, `status_changed`, `priority_changed`, `escalated`, `completed`, or another word.
    pub action: String,
    /// Who changed it: a username, or another name.
    #[ts(type = "string")]
    pub by: UserId,
    /// Their name.
    pub by_name: String,
    /// What was there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub from: Option<String>,
    /// What is there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
    /// The id of the team before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub from_team: Option<String>,
    /// The id of the team now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to_team: Option<String>,
    /// Why; absent for those who may not see what is internal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
    /// What was done to complete it. From one that Orvale's pages completed, only if they did so last, since they keep
    /// no others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notes: Option<String>,
    /// When; nil if that cannot be read.
    #[ts(type = "number | null")]
    pub at: Option<Millis>,
}

/// Something that happens to tickets, of which a team's channel may be told.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketEventKind {
    /// A new ticket.
    Created,
    /// The status changed, except to `escalated`.
    Status,
    /// It was escalated.
    Escalated,
    /// The priority changed.
    Priority,
    /// Who works on it changed.
    Assignee,
    /// It moved to the team, or to another one.
    Team,
    /// Someone commented on it for everyone who sees it.
    Comment,
}

impl TicketEventKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::Status,
        Self::Escalated,
        Self::Priority,
        Self::Assignee,
        Self::Team,
        Self::Comment,
    ];
}

/// What a line of a team's channel tells of a ticket, for those who may see the ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketNotice {
    /// Its identifier, the `notice` of the line.
    #[ts(type = "number")]
    pub id: i64,
    /// The ticket's number.
    pub number: String,
    /// The problem in one line, as it is now.
    pub title: String,
    /// What happened.
    pub event: TicketEventKind,
    /// Who did it: a username, or another name.
    #[ts(type = "string")]
    pub by: UserId,
    /// What was there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub from: Option<String>,
    /// What is there since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
    /// When it was noticed.
    #[ts(type = "number")]
    pub at: Millis,
}
