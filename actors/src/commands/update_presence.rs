//! `update_presence`: set the caller's status and status message. Without fields it only reports that
//! the user is active.

use entity::{
    model::{Presence, PresenceStatus},
    permission::{Account, Permission, may},
    text::StatusMessage,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route, word};
use crate::protocol::Failure;

/// `update_presence`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdatePresence {
    /// The status: `online` follows the connection again, `offline` appears offline; unchanged if omitted.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub status: Option<PresenceStatus>,
    /// The status message; an empty text removes it; unchanged if omitted.
    #[serde(default)]
    #[ts(optional)]
    pub status_message: Option<String>,
}

impl Command for UpdatePresence {
    const NAME: &'static str = "update_presence";
    const RATE: Rate = Rate::Signal;
    type Reply = Presence;

    async fn route(self, caller: &Account, _: &Lookup<'_>) -> Result<Route<Presence>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let message = self.status_message.map(StatusMessage::parse);
        Ok(Route::presence(self.status, message.transpose()?))
    }
}
