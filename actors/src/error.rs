//! Errors that keep the engine from starting or stopping.

/// An error of the engine as a whole; what goes wrong with a command is a
/// [`Failure`](crate::protocol::Failure).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database could not be read or written.
    #[error(transparent)]
    Database(#[from] entity::Error),
    /// An actor did not start.
    #[error("an actor failed to start: {0}")]
    Spawn(#[from] ractor::SpawnErr),
    /// The engine did not finish its work in time.
    #[error("the engine did not stop in time; unacknowledged changes may be lost")]
    NotDrained,
}
