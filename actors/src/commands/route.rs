//! Where a command is carried out, and what it may look up to find that out.

use std::{fmt, marker::PhantomData};

use entity::{
    Database,
    change::MessageRef,
    ids::{ChannelId, MessageId, UserId},
    ledgers,
    model::{Presence, PresenceStatus},
    queries,
    text::StatusMessage,
};

use crate::{
    channels::{ChannelCommand, Decide},
    protocol::{Failure, reply::ChannelReply, reply::ReplyData},
};

/// Where a command is carried out that replies with `R`.
#[derive(Debug)]
pub struct Route<R> {
    pub(super) destination: Destination,
    reply: PhantomData<fn() -> R>,
}

/// The actor that carries a command out, and what it is asked to do.
pub(super) enum Destination {
    /// A channel's actor.
    Channel(ChannelId, Box<dyn Decide>),
    /// The supervisor of channels.
    Creation(ledgers::channels::CreateChannel),
    /// The presence.
    Presence(Option<PresenceStatus>, Option<StatusMessage>),
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(id, command) => {
                f.debug_tuple("Channel").field(id).field(command).finish()
            }
            Self::Creation(change) => f.debug_tuple("Creation").field(change).finish(),
            Self::Presence(status, _) => f.debug_tuple("Presence").field(status).finish(),
        }
    }
}

impl<R> Route<R> {
    fn to(destination: Destination) -> Self {
        Self {
            destination,
            reply: PhantomData,
        }
    }
}

impl<R: ReplyData> Route<R> {
    /// A channel decides it.
    pub fn channel(id: ChannelId, command: impl ChannelCommand<Reply = R>) -> Self {
        Self::to(Destination::Channel(id, Box::new(command)))
    }
}

impl Route<ChannelReply> {
    /// A channel is created, or a direct conversation found.
    #[must_use]
    pub fn creation(change: ledgers::channels::CreateChannel) -> Self {
        Self::to(Destination::Creation(change))
    }
}

impl Route<Presence> {
    /// The presence takes over what someone chose; `None` leaves it as it is.
    #[must_use]
    pub fn presence(status: Option<PresenceStatus>, message: Option<StatusMessage>) -> Self {
        Self::to(Destination::Presence(status, message))
    }
}

/// What a command may look up before its actor is known.
#[derive(Debug)]
pub struct Lookup<'a>(pub(super) &'a Database);

/// A command about a message, once it is known where that is and who wrote it.
#[derive(Debug)]
pub struct Located<C> {
    /// The command.
    pub command: C,
    /// The message it is about.
    pub message: MessageRef,
    /// The message's author.
    pub author: UserId,
}

impl Lookup<'_> {
    /// The channel and the author of a message.
    ///
    /// # Errors
    /// `not_found` when there is no such message.
    pub async fn message(&self, id: MessageId) -> Result<(MessageRef, UserId), Failure> {
        let located = queries::messages::locate(self.0, id).await?;
        let (message, author, _) = located.ok_or_else(Failure::not_found)?;
        Ok((message, author))
    }

    /// Sends a command about a message to the message's channel.
    ///
    /// # Errors
    /// As [`Self::message`].
    pub async fn at_message<C, R>(&self, id: MessageId, command: C) -> Result<Route<R>, Failure>
    where
        Located<C>: ChannelCommand<Reply = R>,
        R: ReplyData,
    {
        let (message, author) = self.message(id).await?;
        let located = Located {
            command,
            message,
            author,
        };
        Ok(Route::channel(message.channel_id, located))
    }
}
