use std::net::SocketAddr;

/// Why the media plane cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A socket cannot be bound.
    #[error("cannot listen on {address}: {reason}")]
    Bind {
        /// The address of the configuration.
        address: SocketAddr,
        /// The error message of the operating system.
        reason: String,
    },
    /// The configuration cannot work.
    #[error("{0}")]
    Configuration(String),
    /// A description is none, does not fit the state of its connection, or has nothing that is forwarded here.
    #[error("{0}")]
    Description(String),
    /// An answer names an offer that is not the one that waits: it is of a former connection, or was replaced.
    #[error("the answer is to an offer that no longer waits for one")]
    Superseded,
    /// The participant has not joined the call here.
    #[error("the participant has not joined")]
    NotJoined,
    /// The call has as many participants as are forwarded.
    #[error("the call is full")]
    RoomFull,
    /// The media plane has stopped.
    #[error("the media plane has stopped")]
    Stopped,
}
