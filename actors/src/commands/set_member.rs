//! `set_member`: make someone a member, or change a member's role.

use entity::{
    ids::{ChannelId, Millis, UserId},
    ledgers,
    model::ChannelRole,
    permission::{Account, Action},
};

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::ChannelReply},
};

/// A membership to be made or changed.
#[derive(Clone, Debug)]
pub struct SetMember {
    /// The channel.
    pub channel_id: ChannelId,
    /// Who becomes a member.
    pub user_id: UserId,
    /// Their role.
    pub role: ChannelRole,
}

impl Command for SetMember {
    const NAME: &'static str = "set_member";
    const RATE: Rate = Rate::Manage;
    type Reply = ChannelReply;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<ChannelReply>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for SetMember {
    type Reply = ChannelReply;
    const CHANGES_RULES: bool = true;

    /// A new member needs an invitation; a role needs someone who may give it.
    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<ChannelReply>, Failure> {
        let Self { user_id, role, .. } = self;
        let known = room.membership(&user_id).map(|member| member.role);
        if known.is_none() {
            room.check(caller, Action::Invite)?;
        }
        let target = known.unwrap_or(ChannelRole::Member);
        if known.is_some() || role != target {
            room.check(caller, Action::SetRole { target, to: role })?;
        }
        // Whoever else may take the role from the last owner can also appoint another.
        let gives_up = user_id == caller.username && role < ChannelRole::Owner;
        if gives_up && room.is_last_owner(&user_id) {
            return Err(Failure::last_owner());
        }
        let change = ledgers::members::SetMember {
            channel_id: room.id(),
            user: user_id,
            role,
            by: caller.username.clone(),
        };
        let shown = Box::new(ChannelReply::existing);
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
