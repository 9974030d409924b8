//! Commands that a channel decides: what one consists of, and how it gets to its channel.

use std::fmt;

use entity::{
    change::MessageRef,
    ids::{ChannelId, MessageId, Millis, UserId},
    permission::Account,
};

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{Decide, Decision, Room},
    protocol::{Failure, Reply, reply::ReplyData},
};

/// A command that a channel decides.
pub trait ChannelCommand: fmt::Debug + Send + Sync + 'static {
    /// Its name, on the wire and in documents.
    const NAME: &'static str;
    /// The class of rate limit that it is charged to.
    const RATE: Rate;
    /// True for a command that changes who may do what. It is decided and kept alone, so that
    /// everything else is decided by rules that hold.
    const CHANGES_RULES: bool = false;
    /// The data of its reply.
    type Reply: ReplyData;
    /// What it is about: a [`ChannelId`], or a [`MessageId`] whose channel is looked up.
    type Target: Target;

    /// What it is about.
    fn target(&self) -> Self::Target;

    /// Checks what else it names, before the channel is asked.
    ///
    /// # Errors
    /// The refusal.
    fn check(&self, _: &Lookup<'_>) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }

    /// Decides it, from what the channel has in memory.
    ///
    /// # Errors
    /// The refusal.
    fn decide(self, room: &mut Room, asked: Asked<'_, Self::Target>) -> Decided<Self::Reply>;
}

/// A decision, or the refusal.
pub type Decided<R> = Result<Decision<R>, Failure>;

/// Who asks, when, and about what.
#[derive(Debug)]
pub struct Asked<'a, T: Target> {
    /// Who asks.
    pub caller: &'a Account,
    /// When.
    pub now: Millis,
    /// What was looked up.
    pub found: T::Found,
}

/// What a command is about.
pub trait Target: fmt::Debug + Send + 'static {
    /// What is known of it once it has been looked up.
    type Found: fmt::Debug + Send + 'static;

    /// Looks it up: its channel, and what a decision needs besides.
    ///
    /// # Errors
    /// `not_found` when it does not exist.
    fn find(
        self,
        lookup: &Lookup<'_>,
    ) -> impl Future<Output = Result<(ChannelId, Self::Found), Failure>> + Send;
}

impl Target for ChannelId {
    type Found = ();

    async fn find(self, _: &Lookup<'_>) -> Result<(ChannelId, ()), Failure> {
        Ok((self, ()))
    }
}

/// Where a message is, and who wrote it.
#[derive(Debug)]
pub struct Located {
    /// The message and its channel.
    pub message: MessageRef,
    /// Its author.
    pub author: UserId,
}

impl Target for MessageId {
    type Found = Located;

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, Located), Failure> {
        let located = lookup.message(self).await?;
        Ok((located.message.channel_id, located))
    }
}

impl<C: ChannelCommand> Command for C {
    const NAME: &'static str = C::NAME;
    const RATE: Rate = C::RATE;
    type Reply = C::Reply;

    async fn route(self, _: &Account, lookup: &Lookup<'_>) -> Result<Route<C::Reply>, Failure> {
        self.check(lookup).await?;
        let (channel, found) = self.target().find(lookup).await?;
        let command = self;
        Ok(Route::channel(channel, Undecided { command, found }))
    }
}

/// A command on its way to its channel, with what was looked up.
#[derive(Debug)]
struct Undecided<C: ChannelCommand> {
    command: C,
    found: <C::Target as Target>::Found,
}

impl<C: ChannelCommand> Decide for Undecided<C> {
    fn changes_rules(&self) -> bool {
        C::CHANGES_RULES
    }

    fn decide(self: Box<Self>, room: &mut Room, caller: &Account, now: Millis) -> Decided<Reply> {
        let Self { command, found } = *self;
        let asked = Asked { caller, now, found };
        command.decide(room, asked).map(Decision::into_any)
    }
}
