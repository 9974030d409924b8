//! `pin_message`, `unpin_message`: pin a message for everyone in its channel, and unpin it.

use entity::{ids::MessageId, ledgers, permission::Action};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::MessageReply,
};

/// `pin_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PinMessage {
    /// The message to pin.
    pub message_id: MessageId,
}

/// `unpin_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnpinMessage {
    /// The message to unpin.
    pub message_id: MessageId,
}

impl ChannelCommand for PinMessage {
    const NAME: &'static str = "pin_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<MessageReply> {
        room.check(asked.caller, Action::Pin)?;
        let change = ledgers::pins::PinMessage {
            message: asked.found.message,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, |kept| MessageReply::of(kept, 0)))
    }
}

impl ChannelCommand for UnpinMessage {
    const NAME: &'static str = "unpin_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<MessageReply> {
        room.check(asked.caller, Action::Pin)?;
        let change = ledgers::pins::UnpinMessage {
            message: asked.found.message,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, |kept| MessageReply::of(kept, 0)))
    }
}
