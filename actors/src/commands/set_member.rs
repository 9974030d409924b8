//! `set_member`: add a member to a channel, or change a member's role.

use entity::{
    ids::{ChannelId, UserId},
    ledgers,
    model::ChannelRole,
    permission::Action,
};

use super::{Asked, ChannelCommand, Decided, Rate, owners::Owned};
use crate::{
    channels::{Decision, Room},
    protocol::reply::ChannelReply,
};

/// `set_member`.
#[derive(Clone, Debug)]
pub struct SetMember {
    /// The channel of the membership.
    pub channel_id: ChannelId,
    /// The new or existing member.
    pub user_id: UserId,
    /// The member's role.
    pub role: ChannelRole,
}

impl ChannelCommand for SetMember {
    const NAME: &'static str = "set_member";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = Owned;

    fn target(&self) -> Owned {
        Owned(self.channel_id)
    }

    /// Adding a member requires permission to invite, and changing a role permission to assign it, except that
    /// everyone may give up a role of their own.
    fn decide(self, room: &mut Room, asked: Asked<'_, Owned>) -> Decided<ChannelReply> {
        let Self { user_id, role, .. } = self;
        let known = room.membership(&user_id).map(|member| member.role);
        if known.is_none() {
            room.check(asked.caller, Action::Invite)?;
        }
        let target = known.unwrap_or(ChannelRole::Member);
        if known.is_some() || role != target {
            let own = user_id == asked.caller.username;
            let action = match own && role < target {
                true => Action::StepDown,
                false => Action::SetRole { target, to: role },
            };
            room.check(asked.caller, action)?;
        }
        if role < ChannelRole::Owner {
            asked.found.check_left(room, &user_id)?;
        }
        let role = match known {
            Some(_) => role,
            None => role.max(room.newcomer_role()),
        };
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
