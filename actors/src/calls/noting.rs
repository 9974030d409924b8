//! How a call writes its lines in its conversation: the channel decides the order, like that of messages.

use entity::{ids::Millis, ledgers::calls::NoteCall, permission::Account};

use super::state::Answered;
use crate::{
    channels::{Decide, Decision, Room},
    protocol::{Failure, Reply},
};

/// Stores a call, and what its conversation is told of it. No client can request it.
#[derive(Debug)]
pub(super) struct TellOfCall {
    pub(super) change: NoteCall,
    /// The answer to whoever asked for what it tells.
    pub(super) answer: Answered,
}

impl Decide for TellOfCall {
    fn changes_rules(&self) -> bool {
        false
    }

    fn decide(
        self: Box<Self>,
        room: &mut Room,
        _: &Account,
        _: Millis,
    ) -> Result<Decision<Reply>, Failure> {
        let Self { mut change, answer } = *self;
        change.shows_to = room.unseen_by();
        Ok(Decision::Keep(
            Box::new(change),
            Box::new(move |_| Ok(answer.clone().into_reply())),
        ))
    }
}
