//! Events: what the server tells without being asked.
//!
//! A durable event carries its `seq`, and `channelId` where the stream is a channel's. An ephemeral
//! one (typing, presence) carries none and may be dropped.

use std::collections::BTreeMap;

use entity::{
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{
        Channel, ChannelKind, ChannelRole, ChannelView, Message, Person, Presence, PresenceStatus,
    },
};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Hello, snapshot::SnapshotPart};

/// Everything the server tells.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(tag = "name", content = "data", rename_all = "snake_case")]
pub enum Event<'a> {
    /// The first word on a connection.
    Hello(Hello),
    /// More of the snapshot.
    SnapshotPart(SnapshotPart),
    /// All that was missed has been told.
    Resumed(Resumed),
    /// A message was written.
    MessageReceived(MessageReceived<'a>),
    /// A message's text changed.
    MessageUpdated(MessageUpdated<'a>),
    /// A message was deleted.
    MessageDeleted(MessageDeleted<'a>),
    /// Someone reacted.
    ReactionAdded(ReactionChanged<'a>),
    /// Someone took a reaction back.
    ReactionRemoved(ReactionChanged<'a>),
    /// Someone became a member, or their role changed.
    UserJoined(UserJoined<'a>),
    /// Someone is no longer a member.
    UserLeft(UserLeft<'a>),
    /// A channel's settings changed.
    ChannelUpdated(ChannelUpdated<'a>),
    /// Someone is writing, or stopped.
    UserTyping(UserTyping<'a>),
    /// Someone's presence changed.
    PresenceUpdated(PresenceUpdated<'a>),
    /// The presence of many changed within the same second.
    PresenceChanged(PresenceChanged<'a>),
    /// The user's role or permissions changed.
    AccountUpdated(AccountUpdated<'a>),
    /// The user became a member somewhere.
    ChannelJoined(ChannelJoined<'a>),
    /// The user is no longer a member somewhere.
    ChannelLeft(ChannelLeft),
    /// The user read on, or marked something unread, perhaps on another device.
    ReadUpdated(ReadUpdated),
    /// Something wants the user's attention.
    Notification(Notification<'a>),
    /// An event that exceeds a frame happened.
    EventOmitted(EventOmitted<'a>),
}

impl Event<'_> {
    /// The event's name on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::SnapshotPart(_) => "snapshot_part",
            Self::Resumed(_) => "resumed",
            Self::MessageReceived(_) => "message_received",
            Self::MessageUpdated(_) => "message_updated",
            Self::MessageDeleted(_) => "message_deleted",
            Self::ReactionAdded(_) => "reaction_added",
            Self::ReactionRemoved(_) => "reaction_removed",
            Self::UserJoined(_) => "user_joined",
            Self::UserLeft(_) => "user_left",
            Self::ChannelUpdated(_) => "channel_updated",
            Self::UserTyping(_) => "user_typing",
            Self::PresenceUpdated(_) => "presence_updated",
            Self::PresenceChanged(_) => "presence_changed",
            Self::AccountUpdated(_) => "account_updated",
            Self::ChannelJoined(_) => "channel_joined",
            Self::ChannelLeft(_) => "channel_left",
            Self::ReadUpdated(_) => "read_updated",
            Self::Notification(_) => "notification",
            Self::EventOmitted(_) => "event_omitted",
        }
    }
}

/// `resumed`: nothing more to say.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
pub struct Resumed {}

/// A channel by name, for readers who need no more.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct ChannelName<'a> {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name; empty for a direct conversation.
    pub name: &'a str,
    /// Who can find and enter it.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
}

impl<'a> From<&'a Channel> for ChannelName<'a> {
    fn from(channel: &'a Channel) -> Self {
        Self {
            id: channel.id,
            name: &channel.name,
            kind: channel.kind,
        }
    }
}

/// `message_received`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageReceived<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// Its position.
    #[ts(type = "number")]
    pub seq: Seq,
    /// The message.
    pub message: &'a Message,
    /// The channel it was written in.
    pub channel: ChannelName<'a>,
}

/// `message_updated`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageUpdated<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// The position of this change; the message keeps its own.
    #[ts(type = "number")]
    pub seq: Seq,
    /// The message as it is now.
    pub message: &'a Message,
}

/// `message_deleted`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// The position of this change.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Which message.
    pub message_id: MessageId,
    /// Who deleted it.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// When.
    #[ts(type = "number")]
    pub deleted_at: Millis,
}

/// `reaction_added`, `reaction_removed`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionChanged<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// The position of this change.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Which message.
    pub message_id: MessageId,
    /// Who.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// The emoji itself.
    pub emoji: &'a str,
}

/// `user_joined`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserJoined<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// The position of this change.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Who.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// As what.
    pub role: ChannelRole,
    /// By whom: themselves, or who added them.
    #[ts(type = "string")]
    pub by: &'a UserId,
    /// How many members there are now.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The channel.
    pub channel: ChannelName<'a>,
}

/// `user_left`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserLeft<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// The position of this change.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Who.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// By whom: themselves, or who removed them.
    #[ts(type = "string")]
    pub by: &'a UserId,
    /// How many members there are now.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The channel.
    pub channel: ChannelName<'a>,
}

/// `channel_updated`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelUpdated<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// The position of this change.
    #[ts(type = "number")]
    pub seq: Seq,
    /// The channel as it is now.
    pub channel: &'a Channel,
}

/// `user_typing`: forget it after six seconds.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserTyping<'a> {
    /// Where.
    pub channel_id: ChannelId,
    /// Who.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// True while they write.
    pub typing: bool,
    /// The channel.
    pub channel: ChannelName<'a>,
}

/// `presence_updated`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PresenceUpdated<'a> {
    /// Who.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// Whether they are there.
    pub status: PresenceStatus,
    /// Their own words about it.
    pub status_message: &'a str,
    /// When they were last active.
    #[ts(type = "number")]
    pub last_active: Millis,
}

/// `presence_changed`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct PresenceChanged<'a> {
    /// By username.
    #[ts(type = "Record<string, Presence>")]
    #[schema(value_type = std::collections::HashMap<String, Presence>)]
    pub presence: BTreeMap<&'a UserId, &'a Presence>,
}

/// `account_updated`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct AccountUpdated<'a> {
    /// Who one is now.
    pub user: &'a Person,
    /// The names of the chat permissions one holds now.
    pub permissions: &'a [&'static str],
}

/// `channel_joined`, of the user's own stream.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelJoined<'a> {
    /// The position in the user's stream.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Where.
    pub channel_id: ChannelId,
    /// The channel as the user sees it.
    pub channel: &'a ChannelView,
}

/// `channel_left`, of the user's own stream.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelLeft {
    /// The position in the user's stream.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Where.
    pub channel_id: ChannelId,
}

/// `read_updated`, of the user's own stream.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadUpdated {
    /// The position in the user's stream.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Where.
    pub channel_id: ChannelId,
    /// Up to which position of the channel.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// What is left unread, capped.
    #[ts(type = "number")]
    pub unread_count: i64,
    /// How much of that mentions the user, capped.
    #[ts(type = "number")]
    pub mention_count: i64,
    /// The channel's position up to which is counted: messages after it are not in the counts.
    #[ts(type = "number")]
    pub counted_seq: Seq,
}

/// `notification`, of the user's own stream.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification<'a> {
    /// The position in the user's stream.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Why: `mention`.
    #[ts(type = "\"mention\"")]
    pub kind: &'static str,
    /// Where.
    pub channel_id: ChannelId,
    /// Which message.
    pub message_id: MessageId,
    /// Its position in the channel.
    #[ts(type = "number")]
    pub message_seq: Seq,
    /// Who wrote it.
    #[ts(type = "string")]
    pub from: &'a UserId,
}

/// `event_omitted`, in place of an event that exceeds a frame.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventOmitted<'a> {
    /// The name of the event.
    pub event: &'a str,
    /// The channel it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub channel_id: Option<ChannelId>,
    /// Its position in its stream, if it is durable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub seq: Option<Seq>,
}
