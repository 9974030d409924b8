//! `join_channel`: become a member.

use entity::{
    ids::{ChannelId, Millis},
    ledgers,
    model::ChannelRole,
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::ChannelReply},
};

/// `join_channel`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JoinChannel {
    /// The channel.
    pub channel_id: ChannelId,
}

impl Command for JoinChannel {
    const NAME: &'static str = "join_channel";
    const RATE: Rate = Rate::Write;
    type Reply = ChannelReply;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<ChannelReply>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for JoinChannel {
    type Reply = ChannelReply;
    const CHANGES_RULES: bool = true;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<ChannelReply>, Failure> {
        room.check(caller, Action::Join)?;
        let shown = Box::new(ChannelReply::existing);
        if room.membership(&caller.username).is_some() {
            return Ok(Decision::Show(shown));
        }
        let change = ledgers::members::SetMember {
            channel_id: room.id(),
            user: caller.username.clone(),
            role: ChannelRole::Member,
            by: caller.username.clone(),
        };
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
