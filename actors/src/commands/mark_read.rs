//! `mark_read`: mark messages as read or unread, by moving the caller's read position.

use entity::{
    ids::{ChannelId, Seq},
    ledgers::{self, reads::Direction},
    permission::Action,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::ReadReply},
};

/// `mark_read`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkRead {
    /// The channel whose messages to mark.
    pub channel_id: ChannelId,
    /// The position of the last message that was read.
    #[ts(type = "number")]
    pub seq: Seq,
    /// True to allow moving the position back: "mark as unread".
    #[serde(default)]
    #[ts(optional)]
    pub unread: Option<bool>,
}

impl ChannelCommand for MarkRead {
    const NAME: &'static str = "mark_read";
    const RATE: Rate = Rate::Signal;
    type Reply = ReadReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<ReadReply> {
        room.check(asked.caller, Action::MarkRead)?;
        let change = ledgers::reads::MarkRead {
            channel_id: room.id(),
            user: asked.caller.username.clone(),
            seq: self.seq,
            direction: match self.unread {
                Some(true) => Direction::Any,
                _ => Direction::Forward,
            },
            ticket: room.channel.ticket.clone(),
        };
        Ok(Decision::keep(change, |kept| {
            kept.read.map(ReadReply::from).ok_or_else(Failure::internal)
        }))
    }
}
