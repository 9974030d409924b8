//! `read_notifications`: mark the caller's notifications as read.

use entity::{
    ids::{MAX_SAFE_INTEGER, Seq},
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
        let is_position = |seq: &Seq| (0..=MAX_SAFE_INTEGER).contains(seq);
        let valid = match &which {
            WhichNotifications::UpTo(seq) => is_position(seq),
            WhichNotifications::These(seqs) => seqs.iter().all(is_position),
        };
        valid
            .then_some(which)
            .ok_or_else(|| Failure::invalid("seq and seqs must be positions of notifications"))
    }
}

impl Command for ReadNotifications {
    const NAME: &'static str = "read_notifications";
    const RATE: Rate = Rate::Signal;
    type Reply = NotificationsReply;

    async fn route(
        self,
        caller: &Account,
        _: &Lookup<'_>,
    ) -> Result<Route<NotificationsReply>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let change = notifications::ReadNotifications {
            user: caller.username.clone(),
            which: self.which()?,
        };
        Ok(Route::store(change, |kept| {
            let unread_count = kept.unread_notifications.ok_or_else(Failure::internal)?;
            Ok(NotificationsReply { unread_count })
        }))
    }
}
