//! `update_presence`: set the caller's status and status message. Without fields it only reports that
//! the user is active.

use entity::{
    ids::Millis,
    model::{Presence, PresenceStatus},
    permission::{Account, Permission, may},
    text::StatusMessage,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route, scheduled::ahead, word};
use crate::{clock, delivery::messages::ChosenMessage, protocol::Failure};

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
    /// When the status message clears itself: in the future, at most 365 days ahead, and only beside a
    /// `statusMessage`. One without it stays.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub status_message_until: Option<Millis>,
}

impl Command for UpdatePresence {
    const NAME: &'static str = "update_presence";
    const RATE: Rate = Rate::Signal;
    type Reply = Presence;

    async fn route(self, caller: &Account, _: &Lookup<'_>) -> Result<Route<Presence>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let message = chosen_message(self.status_message, self.status_message_until)?;
        Ok(Route::presence(self.status, message))
    }
}

fn chosen_message(
    text: Option<String>,
    until: Option<Millis>,
) -> Result<Option<ChosenMessage>, Failure> {
    let text = text.map(StatusMessage::parse).transpose()?;
    let text = text.map(String::from);
    if until.is_some() && text.as_ref().is_none_or(String::is_empty) {
        return Err(Failure::invalid(
            "statusMessageUntil needs a statusMessage that it clears",
        ));
    }
    let until = until.map(|at| ahead("statusMessageUntil", at, clock::now()));
    let until = until.transpose()?;
    Ok(text.map(|text| ChosenMessage { text, until }))
}
