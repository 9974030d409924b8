//! `save_message`, `unsave_message`: keep a message for later, on all devices of the caller.

use entity::{
    change::MessageRef,
    ids::{MessageId, Millis},
    ledgers,
    permission::Action,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::SavedReply,
};

/// `save_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveMessage {
    /// The message to save.
    pub message_id: MessageId,
}

/// `unsave_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnsaveMessage {
    /// The message to remove from the saved ones; it may be deleted.
    pub message_id: MessageId,
}

impl ChannelCommand for SaveMessage {
    const NAME: &'static str = "save_message";
    const RATE: Rate = Rate::Write;
    type Reply = SavedReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<SavedReply> {
        room.check(asked.caller, Action::Read)?;
        let change = ledgers::saved::SaveMessage {
            message: asked.found.message,
            user: asked.caller.username.clone(),
        };
        Ok(keep(asked.found.message, change))
    }
}

impl ChannelCommand for UnsaveMessage {
    const NAME: &'static str = "unsave_message";
    const RATE: Rate = Rate::Write;
    type Reply = SavedReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<SavedReply> {
        room.check(asked.caller, Action::Read)?;
        let change = ledgers::saved::UnsaveMessage {
            message: asked.found.message,
            user: asked.caller.username.clone(),
        };
        Ok(keep(asked.found.message, change))
    }
}

fn keep(message: MessageRef, change: impl ledgers::Change) -> Decision<SavedReply> {
    let MessageRef {
        channel_id,
        message_id,
    } = message;
    let reply = move |saved_at: Option<Millis>| SavedReply {
        channel_id,
        message_id,
        saved_at,
    };
    Decision::keep(change, move |kept| Ok(reply(kept.saved_at)))
}
