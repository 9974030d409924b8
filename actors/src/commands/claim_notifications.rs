//! `claim_notifications`: make notifications known on this device, and on no other of the caller's.

use std::{collections::BTreeSet, time::Instant};

use entity::{
    ids::Seq,
    permission::{Account, Permission, may},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Command, Lookup, Rate, Route,
    read_notifications::{check_positions, named},
};
use crate::protocol::{Failure, reply::ClaimReply};

/// `claim_notifications`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct ClaimNotifications {
    /// The `seq` of each notification, at most 200.
    #[ts(type = "Array<number>")]
    pub seqs: Vec<Seq>,
}

impl Command for ClaimNotifications {
    const NAME: &'static str = "claim_notifications";
    const RATE: Rate = Rate::Signal;
    type Reply = ClaimReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ClaimReply>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let seqs: BTreeSet<Seq> = named(self.seqs)?;
        check_positions(&seqs, lookup.latest_of(&caller.username).await?)?;
        let (user, session) = (&caller.username, lookup.session);
        let seqs = lookup.directory.claim(user, seqs, session, Instant::now());
        Ok(Route::reply(ClaimReply { seqs }))
    }
}
