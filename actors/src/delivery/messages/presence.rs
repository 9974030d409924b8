//! The messages that the presence actor handles.

use entity::{
    ids::{ChannelId, Millis, UserId},
    model::PresenceStatus,
};
use tokio::sync::oneshot;

use crate::{delivery::reply::ReplyTo, delivery::session_id::SessionId};

/// A status message that a user chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChosenMessage {
    /// The text; empty for none.
    pub text: String,
    /// When it clears itself; `None` if it stays.
    pub until: Option<Millis>,
}

/// A message to the presence actor.
#[derive(Debug)]
pub enum PresenceMsg {
    /// A session has been opened.
    Connected {
        /// Its user.
        user: UserId,
        /// The session.
        session: SessionId,
        /// The channels the user is a member of.
        channels: Vec<ChannelId>,
        /// Resolved once the directory lists the user as online.
        noted: oneshot::Sender<()>,
    },
    /// A session has ended.
    Disconnected {
        /// Its user.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// A user was active.
    Active {
        /// The user.
        user: UserId,
    },
    /// A user chooses how others see them.
    Choose {
        /// The user.
        user: UserId,
        /// The status; `None` leaves it as it is.
        status: Option<PresenceStatus>,
        /// The status message; `None` leaves it as it is.
        status_message: Option<ChosenMessage>,
        /// The way to reply to whoever asked.
        reply: ReplyTo,
    },
    /// A user became a member of a channel.
    Joined {
        /// The user.
        user: UserId,
        /// The channel.
        channel: ChannelId,
    },
    /// A user is no longer a member of a channel.
    Left {
        /// The user.
        user: UserId,
        /// The channel.
        channel: ChannelId,
    },
    /// Time to broadcast the changes that have gathered.
    Tick,
    /// Panic, to test the restart.
    #[cfg(test)]
    Panic,
}
