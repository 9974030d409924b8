//! `read_notifications`: mark the caller's notifications as read.

use std::collections::BTreeSet;

use entity::{
    ids::Seq,
    ledgers::notifications::{self, WhichNotifications},
    permission::{Account, Permission, may},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::protocol::{Failure, reply::NotificationsReply};

/// The maximum number of notifications that are named one by one.
const NAMED: usize = 200;

/// `read_notifications`, with either `seq` or `seqs`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, TS)]
pub struct ReadNotifications {
    /// The `seq` of the last notification that was read; those before it are read, too.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub seq: Option<Seq>,
    /// The `seq` of each notification that was read, at most 200; all others stay as they are.
    #[serde(default)]
    #[ts(optional, type = "Array<number>")]
    pub seqs: Option<Vec<Seq>>,
}

impl ReadNotifications {
    fn which(self) -> Result<WhichNotifications, Failure> {
        let which = match (self.seq, self.seqs) {
            (Some(seq), None) => WhichNotifications::UpTo(seq),
            (None, Some(seqs)) => WhichNotifications::These(named(seqs)?),
            _ => return Err(Failure::invalid("give either seq or seqs")),
        };
        Ok(which)
    }
}

/// Returns the notifications that a command names one by one.
pub(super) fn named(seqs: Vec<Seq>) -> Result<BTreeSet<Seq>, Failure> {
    if seqs.len() > NAMED {
        return Err(Failure::invalid("seqs must name at most 200 notifications"));
    }
    Ok(seqs.into_iter().collect())
}

/// Checks that these are positions of the caller's stream, and none from the future.
pub(super) fn check_positions<'a>(
    seqs: impl IntoIterator<Item = &'a Seq>,
    latest: Seq,
) -> Result<(), Failure> {
    if seqs.into_iter().all(|seq| (0..=latest).contains(seq)) {
        return Ok(());
    }
    Err(Failure::invalid(format!(
        "seq and seqs must be numbers from 0 to {latest}, the position of your stream"
    )))
}

impl Command for ReadNotifications {
    const NAME: &'static str = "read_notifications";
    const RATE: Rate = Rate::Signal;
    type Reply = NotificationsReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<NotificationsReply>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let which = self.which()?;
        let latest = lookup.latest_of(&caller.username).await?;
        match &which {
            WhichNotifications::UpTo(seq) => check_positions([seq], latest)?,
            WhichNotifications::These(seqs) => check_positions(seqs, latest)?,
        }
        let change = notifications::ReadNotifications {
            user: caller.username.clone(),
            which,
        };
        Ok(Route::store(change, |kept| {
            let unread_count = kept.unread_notifications.ok_or_else(Failure::internal)?;
            Ok(NotificationsReply { unread_count })
        }))
    }
}
