//! The data that a client receives when it connects and when it logs in.

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
    /// The protocol's version.
    pub protocol: u32,
    /// The build of the server and its page: a page of another build is out of date.
    pub build: String,
    /// The connection's name in logs.
    pub session_id: String,
    /// The interval between the server's pings, in milliseconds.
    pub heartbeat_ms: u32,
    /// The server's limits.
    pub limits: Limits,
    /// How long a message can be edited, in milliseconds; absent if there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub edit_window_ms: Option<u64>,
    /// What can be uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub files: Option<FileLimits>,
}

/// The limits of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileLimits {
    /// The length of the longest file, in bytes.
    #[ts(type = "number")]
    pub max_bytes: u64,
    /// How many files a message can have.
    pub per_message: u32,
    /// The only kinds that can be uploaded: endings like `.pdf`, and media types like `image/png` or `image/*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub allowed: Option<Vec<String>>,
    /// Kinds that cannot be uploaded, in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub denied: Option<Vec<String>>,
}

/// The stream positions that a reconnecting client has reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Resume {
    /// The last position that it received of each channel, by the channel's id in decimal digits.
    #[serde(default)]
    #[ts(type = "Record<string, number>")]
    #[schema(value_type = HashMap<String, i64>)]
    pub channels: HashMap<String, Seq>,
    /// The last position that it received of its user's own stream.
    #[serde(default)]
    #[ts(type = "number")]
    pub user: Seq,
}

impl Resume {
    /// The position reached in a channel, if the client named it.
    #[must_use]
    pub fn seen(&self, channel: ChannelId) -> Option<Seq> {
        self.channels.get(&channel.0.to_string()).copied()
    }
}

/// The state at login, the reply to `authenticate`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The account that logged in.
    pub user: Person,
    /// The names of the chat permissions that the account holds.
    pub permissions: Vec<&'static str>,
    /// The position of the user's own stream.
    #[ts(type = "number")]
    pub user_seq: Seq,
    /// The server's clock, so that clients can correct their own.
    #[ts(type = "number")]
    pub server_time: Millis,
    /// The channels that the user is a member of, as far as they fit into this frame.
    pub channels: Vec<ChannelView>,
    /// The number of `snapshot_part` events that follow; the last of them completes the snapshot.
    pub parts: u32,
    /// True if the events missed since `resume` follow; false if the client must start from this snapshot.
    pub resumed: bool,
    /// What this server has besides the chat.
    #[serde(default, skip_serializing_if = "Features::none")]
    #[ts(as = "Option<Features>", optional)]
    pub features: Features,
    /// The presence of people who are not offline and share a small enough channel with the user, as far
    /// as they fit into this frame.
    #[ts(type = "Record<string, Presence>")]
    #[schema(value_type = HashMap<String, Presence>)]
    pub presence: PresenceByUser,
}

/// What a server has besides the chat; what is absent is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Features {
    /// True if the database has Orvale's tickets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub tickets: bool,
}

impl Features {
    fn none(&self) -> bool {
        *self == Self::default()
    }
}

/// `snapshot_part`: channels and presence that did not fit into the reply to `authenticate`.
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
