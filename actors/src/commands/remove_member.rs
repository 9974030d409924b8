//! `remove_member`: remove another member from a channel.

use entity::{
    ids::{ChannelId, UserId},
    ledgers,
    permission::Action,
};

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::LeftReply},
};

/// `remove_member`.
#[derive(Clone, Debug)]
pub struct RemoveMember {
    /// The channel to remove them from.
    pub channel_id: ChannelId,
    /// The member to remove.
    pub user_id: UserId,
}

impl ChannelCommand for RemoveMember {
    const NAME: &'static str = "remove_member";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = LeftReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<LeftReply> {
        room.check(asked.caller, Action::Read)?;
        let member = room.membership(&self.user_id);
        let target = member.ok_or_else(Failure::not_found)?.role;
        room.check(asked.caller, Action::RemoveMember { target })?;
        if room.is_last_owner(&self.user_id) {
            return Err(Failure::last_owner());
        }
        let channel_id = room.id();
        let change = ledgers::members::RemoveMember {
            channel_id,
            user: self.user_id,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(LeftReply { channel_id })
        }))
    }
}
