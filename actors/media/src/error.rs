use std::net::SocketAddr;

/// Why the media plane cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A socket cannot be bound.
    #[error("cannot listen on {address}: {reason}")]
    Bind {
        /// The address of the configuration.
        address: SocketAddr,
        /// What the system says.
        reason: String,
    },
    /// The configuration cannot work.
    #[error("{0}")]
    Configuration(String),
    /// The media plane has stopped.
    #[error("the media plane has stopped")]
    Stopped,
}
