//! `remove_previews`: remove the previews of the links in the caller's own message.

use entity::{ids::MessageId, ledgers, permission::Action};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::MessageReply,
};

/// `remove_previews`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemovePreviews {
    /// The message.
    pub message_id: MessageId,
}

impl ChannelCommand for RemovePreviews {
    const NAME: &'static str = "remove_previews";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<MessageReply> {
        let author = asked.found.is_written_by(&asked.caller.username);
        room.check(asked.caller, Action::Edit { author })?;
        let change = ledgers::messages::RemovePreviews {
            message: asked.found.message,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, |kept| MessageReply::of(kept, 0)))
    }
}
