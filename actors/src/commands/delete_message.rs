//! `delete_message`: turn a message into a tombstone.

use entity::{
    change::MessageRef,
    ids::{MessageId, Millis},
    ledgers,
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Located, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::DeletedReply},
};

/// `delete_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMessage {
    /// The message.
    pub message_id: MessageId,
}

impl Command for DeleteMessage {
    const NAME: &'static str = "delete_message";
    const RATE: Rate = Rate::Write;
    type Reply = DeletedReply;

    async fn route(self, _: &Account, lookup: &Lookup<'_>) -> Result<Route<DeletedReply>, Failure> {
        lookup.at_message(self.message_id, self).await
    }
}

impl ChannelCommand for Located<DeleteMessage> {
    type Reply = DeletedReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<DeletedReply>, Failure> {
        let author = self.author == caller.username;
        room.check(caller, Action::Delete { author })?;
        let MessageRef {
            channel_id,
            message_id,
        } = self.message;
        let change = ledgers::messages::DeleteMessage {
            message: self.message,
            by: caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(DeletedReply {
                message_id,
                channel_id,
            })
        }))
    }
}
