//! People and their presence.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::{Millis, UserId};

/// A user's presence status. `Busy` is only set by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    /// Connected and active.
    Online,
    /// Connected, and idle for a while or set by the user.
    Away,
    /// Connected; do not disturb.
    Busy,
    /// Not connected, or set by the user to appear so.
    Offline,
}

/// A user's presence as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// The status.
    pub status: PresenceStatus,
    /// The status message; empty if there is none.
    pub status_message: String,
    /// When the status message clears itself; absent if it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub status_message_until: Option<Millis>,
    /// When they were last active.
    #[ts(type = "number")]
    pub last_active: Millis,
}

/// A user as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The username.
    #[ts(type = "string")]
    pub username: UserId,
    /// The displayed name.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// False if deactivated.
    pub active: bool,
    /// True if this person's presence is not sent to whoever asks: the two share no channel with up to
    /// `limits.presenceMembers` members. Absent otherwise, and where a person is not listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub presence_unknown: bool,
}
