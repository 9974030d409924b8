//! `set_member`: make someone a member, or change a member's role.

use entity::{
    ids::{ChannelId, UserId},
    ledgers,
    model::ChannelRole,
    permission::Action,
};

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
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

impl ChannelCommand for SetMember {
    const NAME: &'static str = "set_member";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    /// A new member needs an invitation; a role needs someone who may give it.
    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<ChannelReply> {
        let Self { user_id, role, .. } = self;
        let known = room.membership(&user_id).map(|member| member.role);
        if known.is_none() {
            room.check(asked.caller, Action::Invite)?;
        }
        let target = known.unwrap_or(ChannelRole::Member);
        if known.is_some() || role != target {
            room.check(asked.caller, Action::SetRole { target, to: role })?;
        }
        // Whoever else may take the role from the last owner can also appoint another.
        let gives_up = user_id == asked.caller.username && role < ChannelRole::Owner;
        if gives_up && room.is_last_owner(&user_id) {
            return Err(Failure::last_owner());
        }
        let change = ledgers::members::SetMember {
            channel_id: room.id(),
            user: user_id,
            role,
            by: asked.caller.username.clone(),
        };
        let shown = Box::new(ChannelReply::existing);
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
