//! The messages of channels and their supervisor, apart from both, because the router and the supervisor
//! send them too. The actors handle them.

use std::sync::Arc;

use entity::{
    ids::{ChannelId, Millis},
    ledgers::channels::CreateChannel,
    permission::Account,
};

use super::Decide;
use crate::{
    delivery::reply::{Once, ReplyTo},
    store::Settled,
};

/// A message to a channel.
#[derive(Debug)]
pub enum ChannelMsg {
    /// Execute a command.
    Request(Box<Request>),
    /// The results of changes, in the order in which they were sent to the store.
    Settle(Vec<Settled>),
    /// The store has been restarted; uncommitted changes are lost.
    StoreLost,
    /// Announce what was kept before a crash and not announced.
    CatchUp,
    /// Stop, unless the channel has work to do or was used after this moment.
    Retire(Millis),
    /// Panic, to test the restart.
    #[cfg(test)]
    Panic,
}

/// A command, who asks for it, and where the answer goes.
#[derive(Debug)]
pub struct Request {
    /// The caller.
    pub caller: Arc<Account>,
    /// The command.
    pub command: Box<dyn Decide>,
    /// Present when it is carried out once, however often it is asked for.
    pub once: Option<Box<Once>>,
    /// The recipient of the reply.
    pub reply: ReplyTo,
}

/// A message to the supervisor of channels.
#[derive(Debug)]
pub enum ChannelsMsg {
    /// Hand a message to a channel that was not alive when it was sent.
    Route {
        /// The channel.
        id: ChannelId,
        /// The message.
        message: ChannelMsg,
    },
    /// Create a channel, or find a direct conversation.
    Create(Box<Creation>),
    /// The store has been restarted.
    StoreLost,
    /// Stop the actors of idle channels.
    Sweep,
}

/// A request to create a channel.
#[derive(Debug)]
pub struct Creation {
    /// The change that creates it.
    pub change: CreateChannel,
    /// Present when it is carried out once, however often it is asked for.
    pub once: Option<Box<Once>>,
    /// The recipient of the reply.
    pub reply: ReplyTo,
}
