//! `remove_member`: end someone else's membership.

use entity::{
    ids::{ChannelId, Millis, UserId},
    ledgers,
    permission::{Account, Action},
};

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::LeftReply},
};

/// A membership to be ended.
#[derive(Clone, Debug)]
pub struct RemoveMember {
    /// The channel.
    pub channel_id: ChannelId,
    /// Whose membership.
    pub user_id: UserId,
}

impl Command for RemoveMember {
    const NAME: &'static str = "remove_member";
    const RATE: Rate = Rate::Manage;
    type Reply = LeftReply;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<LeftReply>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for RemoveMember {
    type Reply = LeftReply;
    const CHANGES_RULES: bool = true;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<LeftReply>, Failure> {
        room.check(caller, Action::Read)?;
        let member = room.membership(&self.user_id);
        let target = member.ok_or_else(Failure::not_found)?.role;
        room.check(caller, Action::RemoveMember { target })?;
        let channel_id = room.id();
        let change = ledgers::members::RemoveMember {
            channel_id,
            user: self.user_id,
            by: caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(LeftReply { channel_id })
        }))
    }
}
