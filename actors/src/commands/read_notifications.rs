//! `read_notifications`: mark the caller's notifications as read.

use entity::{
    ids::{MAX_SAFE_INTEGER, Seq},
    ledgers,
    permission::{Account, Permission, may},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::protocol::{Failure, reply::NotificationsReply};

/// `read_notifications`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct ReadNotifications {
    /// The `seq` of the last notification that was read.
    #[ts(type = "number")]
    pub seq: Seq,
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
        if !(0..=MAX_SAFE_INTEGER).contains(&self.seq) {
            return Err(Failure::invalid(
                "seq must be the position of a notification",
            ));
        }
        let change = ledgers::notifications::ReadNotifications {
            user: caller.username.clone(),
            seq: self.seq,
        };
        Ok(Route::store(change, |kept| {
            let unread_count = kept.unread_notifications.ok_or_else(Failure::internal)?;
            Ok(NotificationsReply { unread_count })
        }))
    }
}
