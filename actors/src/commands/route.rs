//! Where a command is carried out, and what it may look up to find that out.

use std::{fmt, marker::PhantomData};

use entity::{
    Database,
    ids::{ChannelId, MessageId},
    ledgers,
    model::{Presence, PresenceStatus},
    queries,
    text::StatusMessage,
};

use super::Located;
use crate::{
    channels::Decide,
    protocol::{Failure, reply::ChannelReply},
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

    /// A channel decides it.
    pub(super) fn channel(id: ChannelId, command: impl Decide + 'static) -> Self {
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

impl Lookup<'_> {
    /// Where a message is, and who wrote it.
    ///
    /// # Errors
    /// `not_found` when there is no such message.
    pub async fn message(&self, id: MessageId) -> Result<Located, Failure> {
        let located = queries::messages::locate(self.0, id).await?;
        let (message, author, _) = located.ok_or_else(Failure::not_found)?;
        Ok(Located { message, author })
    }
}
