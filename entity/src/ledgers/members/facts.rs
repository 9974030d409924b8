//! What everyone is told of a channel's members, and the members themselves of their channels.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    event::Fact,
    ids::{ChannelId, UserId},
    model::{ChannelLabel, ChannelRole, ChannelView},
};

/// `user_joined`: someone became a member, or their role changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UserJoined {
    /// The member.
    #[ts(type = "string")]
    pub user: UserId,
    /// The member's role.
    pub role: ChannelRole,
    /// Who did it: the member, or the user who added them.
    #[ts(type = "string")]
    pub by: UserId,
    /// The current number of members.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The channel.
    pub channel: ChannelLabel,
}

/// `user_left`: someone is no longer a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UserLeft {
    /// The former member.
    #[ts(type = "string")]
    pub user: UserId,
    /// Who did it: the member, or the user who removed them.
    #[ts(type = "string")]
    pub by: UserId,
    /// The current number of members.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The channel.
    pub channel: ChannelLabel,
}

/// `channel_joined`: the user became a member, or their role changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelJoined {
    /// The channel.
    pub channel_id: ChannelId,
    /// The channel as the user sees it when the event is sent. It is not stored.
    #[serde(default, skip_serializing)]
    #[ts(as = "ChannelView")]
    pub channel: Option<Box<ChannelView>>,
}

impl ChannelJoined {
    pub(crate) fn of(channel_id: ChannelId) -> Self {
        Self {
            channel_id,
            channel: None,
        }
    }
}

/// `channel_left`: the user is no longer a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelLeft {
    /// The channel.
    pub channel_id: ChannelId,
}

/// The name of the event that shows a channel to its new member.
pub const CHANNEL_JOINED: &str = ChannelJoined::NAME;
