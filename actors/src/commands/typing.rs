//! `typing_start`, `typing_stop`: show that one is writing, or stopped.

use bytes::Bytes;
use entity::{
    ids::{ChannelId, Millis, UserId},
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Event, Failure, event::UserTyping, frame, reply::Done},
};

/// `typing_start`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypingStart {
    /// The channel.
    pub channel_id: ChannelId,
}

/// `typing_stop`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypingStop {
    /// The channel.
    pub channel_id: ChannelId,
}

impl Command for TypingStart {
    const NAME: &'static str = "typing_start";
    const RATE: Rate = Rate::Signal;
    type Reply = Done;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl Command for TypingStop {
    const NAME: &'static str = "typing_stop";
    const RATE: Rate = Rate::Signal;
    type Reply = Done;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for TypingStart {
    type Reply = Done;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        now: Millis,
    ) -> Result<Decision<Done>, Failure> {
        room.check(caller, Action::Type)?;
        let user = &caller.username;
        let due = room.start_typing(user, now);
        Ok(Decision::Send(
            due.then(|| frame(room, user, true)),
            Done {},
        ))
    }
}

impl ChannelCommand for TypingStop {
    type Reply = Done;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<Done>, Failure> {
        room.check(caller, Action::Type)?;
        let user = &caller.username;
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
