//! `edit_message`: change the text of one's own message.

use entity::{
    ids::{MessageId, Millis},
    ledgers,
    permission::{Account, Action},
    text::MessageText,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Located, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::MessageReply},
};

/// `edit_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// The message.
    pub message_id: MessageId,
    /// Its new text.
    pub message: String,
}

impl Command for EditMessage {
    const NAME: &'static str = "edit_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;

    async fn route(self, _: &Account, lookup: &Lookup<'_>) -> Result<Route<MessageReply>, Failure> {
        lookup.at_message(self.message_id, self).await
    }
}

impl ChannelCommand for Located<EditMessage> {
    type Reply = MessageReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<MessageReply>, Failure> {
        let author = self.author == caller.username;
        room.check(caller, Action::Edit { author })?;
        let text = MessageText::parse(self.command.message)?;
        let mentions = room.mentions(&text);
        let dropped = mentions.dropped;
        let change = ledgers::messages::EditMessage {
            message: self.message,
            by: caller.username.clone(),
            text,
            mentions: mentions.kept,
        };
        Ok(Decision::keep(change, move |kept| {
            MessageReply::of(kept, dropped)
        }))
    }
}
