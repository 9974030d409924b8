//! What calls hear from other actors.

use entity::ids::{ChannelId, UserId};

use crate::delivery::session_id::SessionId;

/// Something happened that calls depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallNotice {
    /// A session has been opened.
    Connected {
        /// Its user.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// A session has ended.
    Disconnected {
        /// Its user.
        user: UserId,
    },
    /// The account of a user has changed, or is gone.
    AccountChanged {
        /// The user.
        user: UserId,
    },
    /// A user is no longer a member of a channel.
    Left {
        /// The user.
        user: UserId,
        /// The channel.
        channel: ChannelId,
    },
}
