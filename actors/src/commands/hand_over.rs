//! `hand_over`: make another member the owner of a channel, instead of oneself.

use entity::{
    ids::{ChannelId, UserId},
    ledgers,
    permission::Action,
};

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::ChannelReply},
};

/// `hand_over`.
#[derive(Clone, Debug)]
pub struct HandOver {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member who becomes an owner. The caller becomes an admin.
    pub user_id: UserId,
}

impl ChannelCommand for HandOver {
    const NAME: &'static str = "hand_over";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<ChannelReply> {
        room.check(asked.caller, Action::HandOver)?;
        let from = asked.caller.username.clone();
        if self.user_id == from {
            return Err(Failure::invalid("userId must name another member"));
        }
        if room.membership(&self.user_id).is_none() {
            return Err(Failure::invalid("userId must name a member of the channel"));
        }
        let change = ledgers::members::HandOver {
            channel_id: room.id(),
            from,
            to: self.user_id,
        };
        let shown = Box::new(ChannelReply::existing);
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
