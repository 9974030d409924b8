//! `read_notifications`: mark the caller's notifications as read.

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
            (None, Some(seqs)) if seqs.len() <= NAMED => {
                WhichNotifications::These(seqs.into_iter().collect())
            }
            (None, Some(_)) => {
                return Err(Failure::invalid("seqs must name at most 200 notifications"));
            }
            _ => return Err(Failure::invalid("give either seq or seqs")),
        };
        Ok(which)
    }
}

/// Checks that these are positions of the caller's stream, and none from the future.
fn check(which: &WhichNotifications, latest: Seq) -> Result<(), Failure> {
    let is_position = |seq: &Seq| (0..=latest).contains(seq);
    let valid = match which {
        WhichNotifications::UpTo(seq) => is_position(seq),
        WhichNotifications::These(seqs) => seqs.iter().all(is_position),
    };
    if valid {
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
        check(&which, lookup.latest_of(&caller.username).await?)?;
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
