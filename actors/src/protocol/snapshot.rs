//! What a client receives when it connects and when it logs in.

use std::collections::HashMap;

use entity::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelView, Person, Presence},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Limits;

/// The presence of many people. Unordered: MessagePack maps have no order.
pub type PresenceByUser = HashMap<UserId, Presence, foldhash::quality::RandomState>;

/// The first event on a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// The version of the wire.
    pub protocol: u32,
    /// Which build of the server and its page this is: a page of another build is out of date.
    pub build: String,
    /// A name for this connection, for logs.
    pub session_id: String,
    /// How often the server pings, in milliseconds.
    pub heartbeat_ms: u32,
    /// What this server allows.
    pub limits: Limits,
}

/// The positions that a reconnecting client resumes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Resume {
    /// The last position it saw of each channel, by the channel's id in decimal digits.
    #[serde(default)]
    #[ts(type = "Record<string, number>")]
    #[schema(value_type = HashMap<String, i64>)]
    pub channels: HashMap<String, Seq>,
    /// The last position it saw of its user's own stream.
    #[serde(default)]
    #[ts(type = "number")]
    pub user: Seq,
}

impl Resume {
    /// The position seen in one channel, when the client named it.
    #[must_use]
    pub fn seen(&self, channel: ChannelId) -> Option<Seq> {
        self.channels.get(&channel.0.to_string()).copied()
    }
}

/// The state at login, the reply to `authenticate`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Who logged in.
    pub user: Person,
    /// The names of the chat permissions they hold.
    pub permissions: Vec<&'static str>,
    /// The position of the user's own stream.
    #[ts(type = "number")]
    pub user_seq: Seq,
    /// The server's clock, to correct one's own by.
    #[ts(type = "number")]
    pub server_time: Millis,
    /// The channels they are a member of, as far as they fit into this frame.
    pub channels: Vec<ChannelView>,
    /// How many `snapshot_part` events follow: the snapshot is complete with the last of them.
    pub parts: u32,
    /// True when the events missed since `resume` follow; false when this snapshot is all there is.
    pub resumed: bool,
    /// Everyone who is not offline among the people they share a small enough channel with, as far as
    /// they fit into this frame.
    #[ts(type = "Record<string, Presence>")]
    #[schema(value_type = HashMap<String, Presence>)]
    pub presence: PresenceByUser,
}

/// `snapshot_part`: channels and presence that the reply to `authenticate` has no room for.
#[derive(Clone, Debug, Default, Serialize, TS, ToSchema)]
pub struct SnapshotPart {
    /// More of [`Snapshot::channels`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ChannelView>>", optional)]
    pub channels: Vec<ChannelView>,
    /// More of [`Snapshot::presence`].
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    #[ts(type = "Record<string, Presence>", optional)]
    #[schema(value_type = HashMap<String, Presence>)]
    pub presence: PresenceByUser,
}
