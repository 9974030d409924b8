//! `add_reaction`, `remove_reaction`: react to a message, and remove the caller's reaction.

use entity::{
    ids::{MessageId, UserId},
    ledgers,
    model::MessageKind,
    permission::Action,
    queries::messages::Located,
    text::Emoji,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::ReactionReply,
};

/// `add_reaction`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddReaction {
    /// The message to react to.
    pub message_id: MessageId,
    /// The emoji, as Unicode characters.
    pub emoji: String,
}

/// `remove_reaction`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemoveReaction {
    /// The message with the reaction.
    pub message_id: MessageId,
    /// The emoji, as Unicode characters.
    pub emoji: String,
}

impl ChannelCommand for AddReaction {
    const NAME: &'static str = "add_reaction";
    const RATE: Rate = Rate::Write;
    type Reply = ReactionReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<ReactionReply> {
        room.check(asked.caller, Action::React)?;
        let emoji = Emoji::parse(&self.emoji)?;
        let (message_id, name) = (asked.found.message.message_id, emoji.to_string());
        let change = ledgers::reactions::AddReaction {
            author: author(&asked.found),
            message: asked.found.message,
            user: asked.caller.username.clone(),
            emoji,
        };
        Ok(Decision::keep(change, move |kept| {
            Ok(ReactionReply {
                message_id,
                emoji: name.clone(),
                message: kept.message,
            })
        }))
    }
}

impl ChannelCommand for RemoveReaction {
    const NAME: &'static str = "remove_reaction";
    const RATE: Rate = Rate::Write;
    type Reply = ReactionReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<ReactionReply> {
        room.check(asked.caller, Action::React)?;
        let emoji = Emoji::parse(&self.emoji)?;
        let (message_id, name) = (asked.found.message.message_id, emoji.to_string());
        let change = ledgers::reactions::RemoveReaction {
            author: author(&asked.found),
            message: asked.found.message,
            user: asked.caller.username.clone(),
            emoji,
        };
        Ok(Decision::keep(change, move |_| {
            Ok(ReactionReply {
                message_id,
                emoji: name.clone(),
                message: None,
            })
        }))
    }
}

/// Who is notified of reactions to a message: nobody of those to a system message.
fn author(found: &Located) -> Option<UserId> {
    let by_a_person = found.kind != MessageKind::System;
    by_a_person.then(|| found.author.clone())
}
