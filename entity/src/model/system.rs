//! What system messages say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::CallType;
use crate::ids::{CallId, UserId};

/// What a system message says, as data: a client can say it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemNote {
    /// What the message's author did.
    pub event: SystemEvent,
    /// The people it happened to: who joined, left, was added or removed, or was in the call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub user_ids: Vec<UserId>,
    /// What was there before; absent if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub from: Option<String>,
    /// What is there now; absent if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
    /// The name of the team whose id `to` is, if Orvale has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to_name: Option<String>,
    /// In a ticket's room, the id of the comment. What it says is for those who may read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub comment: Option<i64>,
    /// In a team's channel, the number of the ticket that it tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ticket: Option<String>,
    /// In a team's channel, the notice that says more to those who may see the ticket; of several, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub notice: Option<i64>,
    /// The last of several notices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_notice: Option<i64>,
    /// The number of notices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub count: Option<i64>,
    /// The call that has ended, or that people missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub call: Option<NotedCall>,
}

/// What a system message says of a past call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotedCall {
    /// The call.
    pub session_id: CallId,
    /// What it began with.
    pub call_type: CallType,
    /// How long people talked, in seconds; 0 of a call that people missed.
    #[ts(type = "number")]
    pub duration: i64,
}

/// What happened in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SystemEvent {
    /// The author joined.
    Joined,
    /// The author left.
    Left,
    /// The author added people.
    Added,
    /// The author removed people.
    Removed,
    /// The name changed, `from` one `to` another.
    Renamed,
    /// The topic changed, `from` one `to` another.
    TopicChanged,
    /// Who may post changed: `members` or `admins`.
    PostingChanged,
    /// Who may pin messages changed: `members` or `admins`.
    PinningChanged,
    /// What new members see changed: `all` messages, those `since_joining`, or those `from_now_on`.
    HistoryChanged,
    /// The type changed, `from` one `to` another: `public` or `private`.
    TypeChanged,
    /// The author, who was an owner and is an admin now, made someone an owner.
    OwnershipTransferred,
    /// The author changed the role of people, `from` one `to` another.
    RoleChanged,
    /// The author created an invite link.
    InviteCreated,
    /// The author revoked an invite link.
    InviteRevoked,
    /// A group became a channel, with the name `to`.
    Converted,
    /// The channel was archived.
    Archived,
    /// The channel was brought back.
    Unarchived,
    /// The status of the room's ticket changed, `from` one word of Orvale's `to` another.
    TicketStatus,
    /// Its priority changed in the same way.
    TicketPriority,
    /// The team that works on it changed, `from` one id `to` another.
    TicketTeam,
    /// Who works on it changed, `from` one username `to` another.
    TicketAssignee,
    /// The author commented on it, and the person who has the problem may read the comment.
    TicketComment,
    /// Orvale has deleted the room's ticket.
    TicketDeleted,
    /// In a team's channel: there is a new ticket.
    TicketCreated,
    /// The author called, and people did not answer.
    MissedCall,
    /// The author called, people answered, and the call is over.
    CallEnded,
    /// In a team's channel: much happened to tickets at once.
    TicketDigest,
}
