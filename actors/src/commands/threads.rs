//! `follow_thread`, `unfollow_thread`, `mark_thread_read`: the caller's relation to a thread.

use entity::{
    ids::{MessageId, Seq},
    ledgers::{self, reads::Direction},
    permission::{Account, Action},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::ThreadReply,
};

/// `follow_thread`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FollowThread {
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
}

/// `unfollow_thread`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnfollowThread {
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
}

/// `mark_thread_read`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkThreadRead {
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
    /// The position of the last reply that was read.
    #[ts(type = "number")]
    pub seq: Seq,
    /// True to allow moving the position back: "mark as unread".
    #[serde(default)]
    #[ts(optional)]
    pub unread: Option<bool>,
}

impl ChannelCommand for FollowThread {
    const NAME: &'static str = "follow_thread";
    const RATE: Rate = Rate::Write;
    type Reply = ThreadReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.thread_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<ThreadReply> {
        follow(room, asked, true)
    }
}

impl ChannelCommand for UnfollowThread {
    const NAME: &'static str = "unfollow_thread";
    const RATE: Rate = Rate::Write;
    type Reply = ThreadReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.thread_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<ThreadReply> {
        follow(room, asked, false)
    }
}

impl ChannelCommand for MarkThreadRead {
    const NAME: &'static str = "mark_thread_read";
    const RATE: Rate = Rate::Signal;
    type Reply = ThreadReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.thread_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<ThreadReply> {
        room.check(asked.caller, Action::MarkRead)?;
        let change = ledgers::threads::MarkThreadRead {
            root: asked.found.message,
            user: asked.caller.username.clone(),
            seq: self.seq,
            direction: match self.unread {
                Some(true) => Direction::Any,
                _ => Direction::Forward,
            },
        };
        Ok(keep(asked.caller, change))
    }
}

fn follow(room: &Room, asked: Asked<'_, MessageId>, follow: bool) -> Decided<ThreadReply> {
    room.check(asked.caller, Action::MarkRead)?;
    let change = ledgers::threads::FollowThread {
        root: asked.found.message,
        user: asked.caller.username.clone(),
        follow,
    };
    Ok(keep(asked.caller, change))
}

fn keep(caller: &Account, change: impl ledgers::Change) -> Decision<ThreadReply> {
    let user = caller.username.clone();
    Decision::keep(change, move |kept| ThreadReply::of(kept, &user))
}
