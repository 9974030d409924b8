//! `join_channel`: become a member.

use entity::{ids::ChannelId, ledgers, permission::Action};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::ChannelReply,
};

/// `join_channel`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JoinChannel {
    /// The channel to join.
    pub channel_id: ChannelId,
}

impl ChannelCommand for JoinChannel {
    const NAME: &'static str = "join_channel";
    const RATE: Rate = Rate::Write;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<ChannelReply> {
        room.check(asked.caller, Action::Join)?;
        let shown = Box::new(ChannelReply::existing);
        if room.membership(&asked.caller.username).is_some() {
            return Ok(Decision::Show(shown));
        }
        let change = ledgers::members::SetMember {
            channel_id: room.id(),
            user: asked.caller.username.clone(),
            role: room.newcomer_role(),
            by: asked.caller.username.clone(),
        };
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
