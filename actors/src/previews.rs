//! Previews of links: finds the links in a text, and shows what was fetched of them.
//!
//! Nothing is fetched here: [`Linked`](crate::delivery::linked::Linked) hands out the messages with links.

mod links;

use entity::{ids::MessageId, ledgers, model::LinkPreview};

pub use links::links;

use crate::{
    channels::{Decision, Room},
    commands::{Asked, ChannelCommand, Decided, Rate},
    protocol::reply::Done,
};

/// Shows previews in the name of the message's author, if they may still read the channel.
#[derive(Debug)]
pub struct ShowPreviews {
    /// The message.
    pub message_id: MessageId,
    /// The text whose links the previews are of.
    pub text: String,
    /// All previews of the message.
    pub previews: Vec<LinkPreview>,
}

impl ChannelCommand for ShowPreviews {
    const NAME: &'static str = "show_previews";
    const RATE: Rate = Rate::Write;
    type Reply = Done;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, _: &mut Room, asked: Asked<'_, MessageId>) -> Decided<Done> {
        let change = ledgers::messages::ShowPreviews {
            message: asked.found.message,
            author: asked.found.author,
            text: self.text,
            previews: self.previews,
        };
        Ok(Decision::keep(change, |_| Ok(Done {})))
    }
}
