//! What a channel is asked to do, and the forms that its answer can take.

use std::fmt;

use bytes::Bytes;
use entity::{
    change::Committed, ids::Millis, ledgers::Change, model::ChannelView, permission::Account,
};

use super::Room;
use crate::protocol::{Failure, Reply, reply::ReplyData};

/// A command that one channel decides.
pub trait ChannelCommand: fmt::Debug + Send + 'static {
    /// The data of its reply.
    type Reply: ReplyData;

    /// True for a command that changes who may do what. It is decided and kept alone, so that
    /// everything else is decided by rules that hold.
    const CHANGES_RULES: bool = false;

    /// Decides it for `caller`, from what the channel knows.
    ///
    /// # Errors
    /// The refusal.
    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        now: Millis,
    ) -> Result<Decision<Self::Reply>, Failure>;
}

/// How a command is carried out.
pub enum Decision<R> {
    /// Keep a change, then answer from what came of it.
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

/// What becomes of the channel as the caller sees it.
pub(super) type Shown<R> = Box<dyn Fn(ChannelView) -> R + Send + Sync>;

impl<R> Decision<R> {
    /// Keep `change`, then answer from what came of it.
    pub fn keep(
        change: impl Change,
        answer: impl Fn(Committed) -> Result<R, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self::Keep(Box::new(change), Box::new(answer))
    }
}

/// A decision whose reply may be of any command's type.
pub(super) type AnyDecision = Decision<Reply>;

/// A [`ChannelCommand`] of any type.
pub trait Decide: fmt::Debug + Send {
    /// As [`ChannelCommand::CHANGES_RULES`].
    fn changes_rules(&self) -> bool;

    /// As [`ChannelCommand::decide`].
    ///
    /// # Errors
    /// The refusal.
    fn decide_any(
        self: Box<Self>,
        room: &mut Room,
        caller: &Account,
        now: Millis,
    ) -> Result<AnyDecision, Failure>;
}

impl<C: ChannelCommand> Decide for C {
    fn changes_rules(&self) -> bool {
        C::CHANGES_RULES
    }

    fn decide_any(
        self: Box<Self>,
        room: &mut Room,
        caller: &Account,
        now: Millis,
    ) -> Result<AnyDecision, Failure> {
        Ok(match self.decide(room, caller, now)? {
            Decision::Keep(change, answer) => Decision::Keep(
                change,
                Box::new(move |committed| answer(committed).map(Reply::new)),
            ),
            Decision::KeepAndShow(change, answer) => {
                Decision::KeepAndShow(change, Box::new(move |view| Reply::new(answer(view))))
            }
            Decision::Show(answer) => {
                Decision::Show(Box::new(move |view| Reply::new(answer(view))))
            }
            Decision::Send(frame, reply) => Decision::Send(frame, Reply::new(reply)),
        })
    }
}
