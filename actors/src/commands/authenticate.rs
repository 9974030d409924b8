//! `authenticate`: log in. The gateway handles it as a socket's first command; a second one is
//! refused.

use std::fmt;

use entity::permission::Account;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::protocol::{Failure, Snapshot, snapshot::Resume};

/// `authenticate`.
#[derive(Clone, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Authenticate {
    /// Orvale's token, or a one-time ticket.
    pub token: String,
    /// The stream positions that a reconnecting client has reached.
    #[serde(default)]
    #[ts(optional)]
    pub resume: Option<Resume>,
}

impl fmt::Debug for Authenticate {
    /// Omits the token, since commands are logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticate")
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

impl Command for Authenticate {
    const NAME: &'static str = "authenticate";
    const RATE: Rate = Rate::Connect;
    type Reply = Snapshot;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<Snapshot>, Failure> {
        Err(Failure::invalid("this connection is already logged in"))
    }
}
