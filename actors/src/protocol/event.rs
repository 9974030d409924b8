//! Ephemeral events: what the server tells without being asked and does not keep. They carry no
//! position and may be dropped. Durable ones are in [`super::durable`].

use std::collections::BTreeMap;

use entity::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelLabel, Person, Presence, PresenceStatus},
};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Hello, snapshot::SnapshotPart};

/// Every kind of ephemeral event.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(tag = "name", content = "data", rename_all = "snake_case")]
pub enum Event<'a> {
    /// The first word on a connection.
    Hello(Hello),
    /// More of the snapshot.
    SnapshotPart(SnapshotPart),
    /// All that was missed has been told.
    Resumed(Resumed),
    /// Someone is writing, or stopped.
    UserTyping(UserTyping<'a>),
    /// Someone's presence changed.
    PresenceUpdated(PresenceUpdated<'a>),
    /// The presence of many changed within the same second.
    PresenceChanged(PresenceChanged<'a>),
    /// The user's role or permissions changed.
    AccountUpdated(AccountUpdated<'a>),
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
            Self::UserTyping(_) => "user_typing",
            Self::PresenceUpdated(_) => "presence_updated",
            Self::PresenceChanged(_) => "presence_changed",
            Self::AccountUpdated(_) => "account_updated",
            Self::EventOmitted(_) => "event_omitted",
        }
    }
}

/// `resumed`: nothing more to say.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
pub struct Resumed {}

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
    pub channel: ChannelLabel,
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

/// `event_omitted`, in place of an event that exceeds a frame.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventOmitted<'a> {
    /// The name of the event.
    pub event: &'a str,
    /// The stream it belongs to, if it is durable: move its position on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stream: Option<String>,
    /// The channel it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub channel_id: Option<ChannelId>,
    /// Its position in its stream, if it is durable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub seq: Option<Seq>,
}
