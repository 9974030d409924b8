//! `edit_message`: change the text of the caller's own message.

use entity::{ids::MessageId, ledgers, permission::Action, text::MessageText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room, mentions::Groups},
    protocol::reply::MessageReply,
};

/// `edit_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// The message to edit.
    pub message_id: MessageId,
    /// The new text.
    pub message: String,
}

impl ChannelCommand for EditMessage {
    const NAME: &'static str = "edit_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<MessageReply> {
        let author = asked.found.is_written_by(&asked.caller.username);
        room.check(asked.caller, Action::Edit { author })?;
        asked.rules.check_edit(asked.found.created_at, asked.now)?;
        let text = MessageText::parse(self.message)?;
        let mentions = room.mentions(&text, Some(asked.found.seq));
        let dropped = mentions.dropped;
        // An edit notifies no groups, but still shows where it names them.
        let mut places = mentions.kept;
        let (groups, _) = room.groups(&text, &Groups::default());
        places.extend(groups.into_iter().map(|(mention, _)| mention));
        places.sort_by_key(|mention| mention.start);
        let change = ledgers::messages::EditMessage {
            message: asked.found.message,
            thread: asked.found.thread,
            by: asked.caller.username.clone(),
            text,
            mentions: places,
        };
        Ok(Decision::keep(change, move |kept| {
            MessageReply::of(kept, dropped)
        }))
    }
}
