//! `typing_start`, `typing_stop`: show that the caller is typing, or no longer is.

use bytes::Bytes;
use entity::{
    ids::{ChannelId, UserId},
    permission::Action,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::{Event, event::UserTyping, frame, reply::Done},
};

/// `typing_start`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypingStart {
    /// The channel where the caller types.
    pub channel_id: ChannelId,
}

/// `typing_stop`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypingStop {
    /// The channel where the caller types.
    pub channel_id: ChannelId,
}

impl ChannelCommand for TypingStart {
    const NAME: &'static str = "typing_start";
    const RATE: Rate = Rate::Signal;
    type Reply = Done;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<Done> {
        room.check(asked.caller, Action::Type)?;
        let user = &asked.caller.username;
        let due = room.start_typing(user, asked.now);
        Ok(Decision::Send(
            due.then(|| frame(room, user, true)),
            Done {},
        ))
    }
}

impl ChannelCommand for TypingStop {
    const NAME: &'static str = "typing_stop";
    const RATE: Rate = Rate::Signal;
    type Reply = Done;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<Done> {
        room.check(asked.caller, Action::Type)?;
        let user = &asked.caller.username;
        let due = room.stop_typing(user);
        Ok(Decision::Send(
            due.then(|| frame(room, user, false)),
            Done {},
        ))
    }
}

fn frame(room: &Room, user: &UserId, typing: bool) -> Bytes {
    frame::event(&Event::UserTyping(UserTyping {
        channel_id: room.id(),
        user,
        typing,
        channel: (&room.channel).into(),
    }))
}
