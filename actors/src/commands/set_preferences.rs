//! `set_preferences`: change the caller's own preferences.

use entity::{
    ledgers::own_preferences::SetOwnPreferences,
    permission::{Account, Permission, may},
    preferences::{Preferences, PreferencesChange},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::protocol::Failure;

/// `set_preferences`: what is left out stays.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
// Not `flatten`: its errors do not name the field that is wrong.
#[serde(transparent)]
pub struct SetPreferences {
    /// What changes.
    #[ts(flatten)]
    pub change: PreferencesChange,
}

impl Command for SetPreferences {
    const NAME: &'static str = "set_preferences";
    const RATE: Rate = Rate::Write;
    type Reply = Preferences;

    async fn route(self, caller: &Account, _: &Lookup<'_>) -> Result<Route<Preferences>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let change = SetOwnPreferences {
            user: caller.username.clone(),
            change: self.change,
        };
        Ok(Route::store(change, |kept| {
            let own = kept.own_preferences.ok_or_else(Failure::internal)?;
            Ok(*own)
        }))
    }
}
