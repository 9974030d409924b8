//! `leave_channel`: end the caller's own membership of a channel or a group.

use entity::{ids::ChannelId, ledgers, model::ChannelKind, permission::Action};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate, owners::Owned};
use crate::{
    channels::{Decision, Room},
    protocol::{ErrorCode, Failure, reply::LeftReply},
};

/// `leave_channel`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeaveChannel {
    /// The channel to leave.
    pub channel_id: ChannelId,
}

impl ChannelCommand for LeaveChannel {
    const NAME: &'static str = "leave_channel";
    const RATE: Rate = Rate::Write;
    const CHANGES_RULES: bool = true;
    type Reply = LeftReply;
    type Target = Owned;

    fn target(&self) -> Owned {
        Owned(self.channel_id)
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Owned>) -> Decided<LeftReply> {
        room.check(asked.caller, Action::Leave)?;
        if room.channel.follows_team && room.channel.team_id == asked.caller.team_id {
            return Err(Failure::new(
                ErrorCode::Forbidden,
                "members of the team belong to its channel; mute it instead",
            ));
        }
        // A group needs no owner: it has no settings.
        let direct = room.channel.kind == ChannelKind::Direct;
        if !direct {
            asked.found.check_left(room, &asked.caller.username)?;
        }
        let channel_id = room.id();
        let change = ledgers::members::RemoveMember {
            channel_id,
            user: asked.caller.username.clone(),
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(LeftReply { channel_id })
        }))
    }
}
