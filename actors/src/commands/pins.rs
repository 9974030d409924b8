//! `pin_message`, `unpin_message`: keep a message at hand for everyone in its channel, and let it go.

use entity::{
    ids::{MessageId, Millis},
    ledgers,
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Located, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::MessageReply},
};

/// `pin_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PinMessage {
    /// The message.
    pub message_id: MessageId,
}

/// `unpin_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnpinMessage {
    /// The message.
    pub message_id: MessageId,
}

impl Command for PinMessage {
    const NAME: &'static str = "pin_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;

    async fn route(self, _: &Account, lookup: &Lookup<'_>) -> Result<Route<MessageReply>, Failure> {
        lookup.at_message(self.message_id, self).await
    }
}

impl Command for UnpinMessage {
    const NAME: &'static str = "unpin_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;

    async fn route(self, _: &Account, lookup: &Lookup<'_>) -> Result<Route<MessageReply>, Failure> {
        lookup.at_message(self.message_id, self).await
    }
}

impl ChannelCommand for Located<PinMessage> {
    type Reply = MessageReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<MessageReply>, Failure> {
        room.check(caller, Action::Pin)?;
        let change = ledgers::pins::PinMessage {
            message: self.message,
            by: caller.username.clone(),
        };
        Ok(Decision::keep(change, |kept| MessageReply::of(kept, 0)))
    }
}

impl ChannelCommand for Located<UnpinMessage> {
    type Reply = MessageReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<MessageReply>, Failure> {
        room.check(caller, Action::Pin)?;
        let change = ledgers::pins::UnpinMessage {
            message: self.message,
            by: caller.username.clone(),
        };
        Ok(Decision::keep(change, |kept| MessageReply::of(kept, 0)))
    }
}
