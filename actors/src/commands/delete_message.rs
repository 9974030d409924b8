//! `delete_message`: replace a message with a tombstone.

use entity::{change::MessageRef, ids::MessageId, ledgers, permission::Action};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::DeletedReply,
};

/// `delete_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMessage {
    /// The message to delete.
    pub message_id: MessageId,
}

impl ChannelCommand for DeleteMessage {
    const NAME: &'static str = "delete_message";
    const RATE: Rate = Rate::Write;
    type Reply = DeletedReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<DeletedReply> {
        let author = asked.found.is_written_by(&asked.caller.username);
        room.check(asked.caller, Action::Delete { author })?;
        let MessageRef {
            channel_id,
            message_id,
        } = asked.found.message;
        let change = ledgers::messages::DeleteMessage {
            message: asked.found.message,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(DeletedReply {
                message_id,
                channel_id,
            })
        }))
    }
}
