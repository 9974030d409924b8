//! What a channel is asked to decide, and the forms that its decision can take.

use std::fmt;

use bytes::Bytes;
use entity::{
    change::Committed, ids::Millis, ledgers::Change, model::ChannelView, permission::Account,
};

use super::Room;
use crate::protocol::{Failure, Reply, reply::ReplyData};

/// A command that waits for a channel's decision.
pub trait Decide: fmt::Debug + Send {
    /// True for a command that changes who may do what. It is decided and kept alone, so that
    /// everything else is decided by rules that hold.
    fn changes_rules(&self) -> bool;

    /// Decides for `caller`, at the time `now`, from what the channel has in memory.
    ///
    /// # Errors
    /// The refusal.
    fn decide(
        self: Box<Self>,
        room: &mut Room,
        caller: &Account,
        now: Millis,
    ) -> Result<Decision<Reply>, Failure>;
}

/// What follows from a command that is allowed. `R` is the data of the reply.
///
/// The channel's state turns a decision into effects: a change goes to the store and is answered after
/// its commit, everything else is answered at once.
pub enum Decision<R> {
    /// Keep a change, then answer with a reply made from its result.
    Keep(
        Box<dyn Change>,
        Box<dyn Fn(Committed) -> Result<R, Failure> + Send + Sync>,
    ),
    /// Keep a change, then answer with the channel as the caller sees it.
    KeepAndShow(Box<dyn Change>, Shown<R>),
    /// Answer with the channel as the caller sees it: nothing changes.
    Show(Shown<R>),
    /// Send an ephemeral frame to everyone but the caller, if any is due, and answer.
    Send(Option<Bytes>, R),
}

/// Makes a reply of the channel as the caller sees it.
pub(super) type Shown<R> = Box<dyn Fn(ChannelView) -> R + Send + Sync>;

impl<R: ReplyData> Decision<R> {
    /// Keep `change`, then answer with a reply made from its result.
    pub fn keep(
        change: impl Change,
        answer: impl Fn(Committed) -> Result<R, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self::Keep(Box::new(change), Box::new(answer))
    }

    /// The same decision with a reply of any command's type.
    #[must_use]
    pub fn into_any(self) -> Decision<Reply> {
        match self {
            Self::Keep(change, answer) => Decision::Keep(
                change,
                Box::new(move |committed| answer(committed).map(Reply::new)),
            ),
            Self::KeepAndShow(change, answer) => {
                Decision::KeepAndShow(change, Box::new(move |view| Reply::new(answer(view))))
            }
            Self::Show(answer) => Decision::Show(Box::new(move |view| Reply::new(answer(view)))),
            Self::Send(frame, reply) => Decision::Send(frame, Reply::new(reply)),
        }
    }
}
