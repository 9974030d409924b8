//! `mark_read`: say how far one has read, or mark something as unread.

use entity::{
    ids::{ChannelId, Millis, Seq},
    ledgers::{self, reads::Direction},
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::ReadReply},
};

/// `mark_read`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkRead {
    /// The channel.
    pub channel_id: ChannelId,
    /// The position up to which one has read.
    #[ts(type = "number")]
    pub seq: Seq,
    /// True to move the position back: "mark as unread".
    #[serde(default)]
    #[ts(optional)]
    pub unread: Option<bool>,
}

impl Command for MarkRead {
    const NAME: &'static str = "mark_read";
    const RATE: Rate = Rate::Signal;
    type Reply = ReadReply;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<ReadReply>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for MarkRead {
    type Reply = ReadReply;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<ReadReply>, Failure> {
        room.check(caller, Action::MarkRead)?;
        let change = ledgers::reads::MarkRead {
            channel_id: room.id(),
            user: caller.username.clone(),
            seq: self.seq,
            direction: match self.unread {
                Some(true) => Direction::Any,
                _ => Direction::Forward,
            },
        };
        Ok(Decision::keep(change, |kept| {
            kept.read.map(ReadReply::from).ok_or_else(Failure::internal)
        }))
    }
}
