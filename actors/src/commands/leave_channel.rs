//! `leave_channel`: end one's own membership.

use entity::{
    ids::{ChannelId, Millis},
    ledgers,
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::LeftReply},
};

/// `leave_channel`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeaveChannel {
    /// The channel.
    pub channel_id: ChannelId,
}

impl Command for LeaveChannel {
    const NAME: &'static str = "leave_channel";
    const RATE: Rate = Rate::Write;
    type Reply = LeftReply;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<LeftReply>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for LeaveChannel {
    type Reply = LeftReply;
    const CHANGES_RULES: bool = true;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<LeftReply>, Failure> {
        room.check(caller, Action::Leave)?;
        if room.is_last_owner(&caller.username) {
            return Err(Failure::last_owner());
        }
        let channel_id = room.id();
        let change = ledgers::members::RemoveMember {
            channel_id,
            user: caller.username.clone(),
            by: caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(LeftReply { channel_id })
        }))
    }
}
