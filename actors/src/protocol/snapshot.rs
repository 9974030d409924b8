//! What a client is told when it connects and when it logs in.

use std::collections::HashMap;

use entity::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelView, Person, Presence},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Limits;

/// The presence of many; in no order, which a map on the wire has not either.
pub type PresenceByUser = HashMap<UserId, Presence, foldhash::quality::RandomState>;

/// The server's first word on a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// The version of the wire.
    pub protocol: u32,
    /// A name for this connection, for logs.
    pub session_id: String,
    /// How often the server pings, in milliseconds.
    pub heartbeat_ms: u32,
    /// What this server allows.
    pub limits: Limits,
}

/// Where a returning client left off.
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
    /// The channels they are a member of.
    pub channels: Vec<ChannelView>,
    /// Those who are there, among the people they share a channel with.
    #[ts(type = "Record<string, Presence>")]
    #[schema(value_type = HashMap<String, Presence>)]
    pub presence: PresenceByUser,
    /// True when the events missed since `resume` follow; false when this snapshot is all there is.
    pub resumed: bool,
}
