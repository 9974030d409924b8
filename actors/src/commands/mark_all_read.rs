//! `mark_all_read`: mark all channels and followed threads of the caller as read.

use entity::{
    ledgers,
    permission::{Account, Permission, may},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::protocol::{Failure, reply::Done};

/// `mark_all_read`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct MarkAllRead {}

impl Command for MarkAllRead {
    const NAME: &'static str = "mark_all_read";
    const RATE: Rate = Rate::Write;
    type Reply = Done;

    async fn route(self, caller: &Account, _: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let change = ledgers::all_read::MarkAllRead {
            user: caller.username.clone(),
        };
        Ok(Route::store(change, |_| Ok(Done {})))
    }
}
