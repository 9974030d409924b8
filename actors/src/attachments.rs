//! The files of messages: has a message show them as they are described now.

use entity::{ids::MessageId, ledgers};

use crate::{
    channels::{Decision, Room},
    commands::{Asked, ChannelCommand, Decided, Rate},
    protocol::reply::Done,
};

/// Has a message show its files as they are now, in the name of its author. No client sends it.
#[derive(Debug)]
pub struct ShowFiles {
    /// The message.
    pub message_id: MessageId,
}

impl ChannelCommand for ShowFiles {
    const NAME: &'static str = "show_files";
    const RATE: Rate = Rate::Write;
    type Reply = Done;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, _: &mut Room, asked: Asked<'_, MessageId>) -> Decided<Done> {
        let change = ledgers::files::ShowFiles {
            message: asked.found.message,
            author: asked.found.author,
        };
        Ok(Decision::keep(change, |_| Ok(Done {})))
    }
}
