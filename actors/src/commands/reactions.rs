//! `add_reaction`, `remove_reaction`: react to a message, and take a reaction back.

use entity::{
    ids::{MessageId, Millis},
    ledgers,
    permission::{Account, Action},
    text::Emoji,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Located, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::ReactionReply},
};

/// `add_reaction`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddReaction {
    /// The message.
    pub message_id: MessageId,
    /// The emoji itself.
    pub emoji: String,
}

/// `remove_reaction`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemoveReaction {
    /// The message.
    pub message_id: MessageId,
    /// The emoji itself.
    pub emoji: String,
}

impl Command for AddReaction {
    const NAME: &'static str = "add_reaction";
    const RATE: Rate = Rate::Write;
    type Reply = ReactionReply;

    async fn route(
        self,
        _: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ReactionReply>, Failure> {
        lookup.at_message(self.message_id, self).await
    }
}

impl Command for RemoveReaction {
    const NAME: &'static str = "remove_reaction";
    const RATE: Rate = Rate::Write;
    type Reply = ReactionReply;

    async fn route(
        self,
        _: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ReactionReply>, Failure> {
        lookup.at_message(self.message_id, self).await
    }
}

impl ChannelCommand for Located<AddReaction> {
    type Reply = ReactionReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<ReactionReply>, Failure> {
        room.check(caller, Action::React)?;
        let emoji = Emoji::parse(&self.command.emoji)?;
        let reply = ReactionReply {
            message_id: self.message.message_id,
            emoji: emoji.to_string(),
        };
        let change = ledgers::reactions::AddReaction {
            message: self.message,
            user: caller.username.clone(),
            emoji,
        };
        Ok(Decision::keep(change, |_| Ok(reply)))
    }
}

impl ChannelCommand for Located<RemoveReaction> {
    type Reply = ReactionReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<ReactionReply>, Failure> {
        room.check(caller, Action::React)?;
        let emoji = Emoji::parse(&self.command.emoji)?;
        let reply = ReactionReply {
            message_id: self.message.message_id,
            emoji: emoji.to_string(),
        };
        let change = ledgers::reactions::RemoveReaction {
            message: self.message,
            user: caller.username.clone(),
            emoji,
        };
        Ok(Decision::keep(change, |_| Ok(reply)))
    }
}
