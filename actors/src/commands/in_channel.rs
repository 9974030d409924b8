//! Commands that a channel decides: the trait that they implement, and their route to the channel.

use std::fmt;

use entity::{
    ids::{ChannelId, MessageId, Millis},
    permission::Account,
    queries::messages::Located,
};

use super::{Command, Lookup, Rate, Route, Rules};
use crate::{
    channels::{Decide, Decision, Room},
    protocol::{Failure, Reply, reply::ReplyData},
};

/// A command that a channel decides.
pub trait ChannelCommand: fmt::Debug + Send + Sync + 'static {
    /// The command's name, on the wire and in documents.
    const NAME: &'static str;
    /// The rate class whose budget it uses.
    const RATE: Rate;
    /// True for a command that changes members or settings, on which permissions depend. It is decided
    /// only while no other change is pending, and others wait until it is committed.
    const CHANGES_RULES: bool = false;
    /// The type of its reply.
    type Reply: ReplyData;
    /// The type of its target: a [`ChannelId`], or a [`MessageId`] whose channel is looked up.
    type Target: Target;

    /// The channel or message that it acts on.
    fn target(&self) -> Self::Target;

    /// Checks other items that it names, such as a message replied to, before it goes to the channel.
    ///
    /// # Errors
    /// The refusal.
    fn check(
        &self,
        _: &Account,
        _: &Lookup<'_>,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }

    /// Decides it from the channel's state in memory.
    ///
    /// # Errors
    /// The refusal.
    fn decide(self, room: &mut Room, asked: Asked<'_, Self::Target>) -> Decided<Self::Reply>;
}

/// A decision or a refusal.
pub type Decided<R> = Result<Decision<R>, Failure>;

/// The context of a command: who requested it, when, and what was looked up for it.
#[derive(Debug)]
pub struct Asked<'a, T: Target> {
    /// The user who requested it.
    pub caller: &'a Account,
    /// The time of the request.
    pub now: Millis,
    /// The administrator's rules.
    pub rules: Rules,
    /// The result of looking up its target.
    pub found: T::Found,
}

/// The target of a command.
pub trait Target: fmt::Debug + Send + 'static {
    /// The result of looking it up.
    type Found: fmt::Debug + Send + 'static;

    /// The messages that it names. Who may not see one of them gets `not_found`.
    fn messages(found: &Self::Found) -> Vec<&Located>;

    /// Looks up its channel, and what else a decision needs.
    ///
    /// # Errors
    /// `not_found` if it does not exist.
    fn find(
        self,
        lookup: &Lookup<'_>,
    ) -> impl Future<Output = Result<(ChannelId, Self::Found), Failure>> + Send;
}

impl Target for ChannelId {
    type Found = ();

    fn messages((): &()) -> Vec<&Located> {
        Vec::new()
    }

    async fn find(self, _: &Lookup<'_>) -> Result<(ChannelId, ()), Failure> {
        Ok((self, ()))
    }
}

impl Target for MessageId {
    type Found = Located;

    fn messages(found: &Located) -> Vec<&Located> {
        vec![found]
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, Located), Failure> {
        let located = lookup.message(self).await?;
        Ok((located.message.channel_id, located))
    }
}

impl<C: ChannelCommand> Command for C {
    const NAME: &'static str = C::NAME;
    const RATE: Rate = C::RATE;
    type Reply = C::Reply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<C::Reply>, Failure> {
        self.check(caller, lookup).await?;
        let (channel, found) = self.target().find(lookup).await?;
        let undecided = Undecided {
            command: self,
            found,
            rules: lookup.rules,
        };
        Ok(Route::channel(channel, undecided))
    }
}

/// A command on its way to its channel, with the result of the lookup.
#[derive(Debug)]
struct Undecided<C: ChannelCommand> {
    command: C,
    found: <C::Target as Target>::Found,
    rules: Rules,
}

impl<C: ChannelCommand> Decide for Undecided<C> {
    fn changes_rules(&self) -> bool {
        C::CHANGES_RULES
    }

    fn decide(self: Box<Self>, room: &mut Room, caller: &Account, now: Millis) -> Decided<Reply> {
        let Self {
            command,
            found,
            rules,
        } = *self;
        let messages = C::Target::messages(&found);
        if !messages.is_empty() {
            room.check_messages(caller, messages)?;
        }
        let asked = Asked {
            caller,
            now,
            rules,
            found,
        };
        command.decide(room, asked).map(Decision::into_any)
    }
}
