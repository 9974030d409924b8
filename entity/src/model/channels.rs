//! Channels, and how their members see them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{ActiveCall, Message, TicketEventKind};
use crate::ids::{ChannelId, InviteId, Millis, Seq, UserId};

/// The type of a channel: who can find and join it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Anyone with chat access can find, read and join it.
    Public,
    /// Only its members can see it.
    Private,
    /// A direct conversation between two or more people; there is one for each set of people.
    Direct,
}

/// A member's role in one channel.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ChannelRole {
    /// Can read and post.
    Member,
    /// Can also manage settings and members.
    Admin,
    /// Can also archive the channel and appoint owners.
    Owner,
}

/// Who may pin messages in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pinning {
    /// Everyone who may post.
    Members,
    /// Admins and owners only.
    Admins,
}

/// What new members see of a channel's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// All messages.
    All,
    /// The messages that are written after they join.
    SinceJoining,
}

/// A link that lets people join a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// Its identifier.
    pub id: InviteId,
    /// The secret part of the link.
    pub token: String,
    /// The channel.
    pub channel_id: ChannelId,
    /// Who created it.
    #[ts(type = "string")]
    pub created_by: UserId,
    /// When it was created.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// When it expires; null if it does not.
    #[ts(type = "number | null")]
    pub expires_at: Option<Millis>,
    /// How many people may join with it; null if any number may.
    #[ts(type = "number | null")]
    pub max_uses: Option<i64>,
    /// How many people have joined with it. It never decreases.
    #[ts(type = "number")]
    pub uses: i64,
}

/// How much of a channel's history new members see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryReport {
    /// The setting.
    pub history: History,
    /// The number of messages in the channel, without deleted ones and system messages.
    #[ts(type = "number")]
    pub messages: i64,
    /// Those of them that new members do not see. They become visible to every member if the history is
    /// revealed.
    #[ts(type = "number")]
    pub hidden_messages: i64,
}

/// A channel, as everyone sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name without `#`; empty for a direct conversation, which is named after its members.
    pub name: String,
    /// Its topic, empty when none is set.
    pub description: String,
    /// Its type: who can find and join it.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Who created it.
    #[ts(type = "string")]
    pub created_by: UserId,
    /// The Orvale team it belongs to.
    pub team_id: Option<String>,
    /// False if archived: members can read it but not post.
    pub active: bool,
    /// True if only its admins and owners may post.
    pub read_only: bool,
    /// Who may pin messages.
    pub pinning: Pinning,
    /// What new members see of its history.
    pub history: History,
    /// The position up to which new members see nothing, although `history` is `all`; absent if they see
    /// everything.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[ts(type = "number", optional)]
    pub hidden_until: Seq,
    /// True if its members follow the team: who belongs to it is a member.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub follows_team: bool,
    /// Of what happens to its team's tickets it is told; absent for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<TicketEventKind>>")]
    pub ticket_events: Vec<TicketEventKind>,
    /// The number of the ticket whose room it is; absent for other channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ticket: Option<String>,
    /// The number of its members.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The members of a direct conversation; empty for other kinds.
    #[ts(type = "Array<string>")]
    pub members: Vec<UserId>,
    /// True for a direct conversation that began with more than two members. Only such a one can be left.
    pub group: bool,
    /// The position of its latest event.
    #[ts(type = "number")]
    pub seq: Seq,
    /// When its latest message was written.
    #[ts(type = "number | null")]
    pub last_message_at: Option<Millis>,
    /// When it was created.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// When its settings last changed.
    #[ts(type = "number")]
    pub updated_at: Millis,
}

/// Returns whether a position need not be mentioned.
#[allow(clippy::trivially_copy_pass_by_ref)] // As serde requires.
fn is_zero(seq: &Seq) -> bool {
    *seq == 0
}

/// A channel as one user sees it: with the user's role, read position and unread counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelView {
    /// The channel.
    #[serde(flatten)]
    pub channel: Channel,
    /// The viewer's role; absent when they are not a member.
    pub role: Option<ChannelRole>,
    /// False if a moderator has muted the viewer here.
    pub can_post: bool,
    /// The position up to which the viewer has read.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// The position after which the viewer sees the channel; absent if they see all of it.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[ts(type = "number", optional)]
    pub history_after: Seq,
    /// Messages of others after `last_read_seq`, counted up to [`UNREAD_CAP`].
    #[ts(type = "number")]
    pub unread_count: i64,
    /// Those of them that mention the viewer, counted up to [`UNREAD_CAP`].
    #[ts(type = "number")]
    pub mention_count: i64,
    /// How the viewer wants to see it.
    #[serde(flatten)]
    pub preferences: ChannelPreferences,
    /// The latest message; only in lists of conversations, never in the snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<Message>>,
    /// The call that goes on there; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub call: Option<Box<ActiveCall>>,
}

/// How a member wants to see a conversation, on all their devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelPreferences {
    /// True if it shall not ask for attention.
    pub muted: bool,
    /// When the mute ends; `None` if it does not end by itself.
    #[ts(type = "number | null")]
    pub muted_until: Option<Millis>,
    /// True if it stands at the top of the list.
    pub pinned: bool,
    /// True if it is left out of the list until its next message.
    pub hidden: bool,
    /// Which of its messages notify the member.
    pub notify: Notify,
}

/// Which messages of a conversation notify a member.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// All; the default of direct conversations.
    All,
    /// Those that mention the member, have one of their keywords, or are in a thread that they follow; the
    /// default of channels.
    #[default]
    Mentions,
    /// None.
    None,
}

/// The maximum of unread counts: the page shows "99+", so the database need not count further.
pub const UNREAD_CAP: i64 = 100;

/// A member of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The user.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// The displayed name.
    pub display_name: String,
    /// The member's role in the channel.
    pub role: ChannelRole,
    /// False if a moderator has muted them.
    pub can_post: bool,
    /// When they joined.
    #[ts(type = "number")]
    pub joined_at: Millis,
}

/// A channel's id, name and kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChannelLabel {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name; empty for a direct conversation.
    pub name: String,
    /// Its type: who can find and join it.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
}

impl From<&Channel> for ChannelLabel {
    fn from(channel: &Channel) -> Self {
        Self {
            id: channel.id,
            name: channel.name.clone(),
            kind: channel.kind,
        }
    }
}
