//! The bytes of files: receiving and storing them, and deciding from them what a file is.
//!
//! [`Store`] keeps objects in a folder or a bucket, [`Spool`] receives one before it is stored, [`partial`] one that arrives in
//! several requests, [`kind`] decides which media
//! type is told to others, [`name`] makes names harmless, [`pictures`] makes thumbnails and removes metadata,
//! [`containers`] removes that of videos, [`clamd`] has a scanner look for what is harmful, [`preview`] has the first lines of a text, [`sound`] knows how long sound is, [`tracks`] whether there are pictures besides, [`kinds`] says which files an
//! administrator allows, and [`Adopted`] reads what another server left. Nothing here knows users, messages, the database or
//! HTTP: who may have a file is decided elsewhere.

mod adopted;
mod background;
pub mod clamd;
pub mod containers;
pub mod kind;
pub mod kinds;
pub mod name;
pub mod partial;
pub mod pictures;
pub mod preview;
mod sink;
pub mod sound;
mod spool;
mod store;
pub mod tracks;

pub use adopted::Adopted;
pub use spool::{Spool, Spooled};
pub use store::{Chunks, Location, Mover, NoLocation, Store};

use std::io;

/// Why bytes cannot be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such object.
    #[error("the store has no object {0}")]
    Missing(String),
    /// The disk has no room, or less than the configured floor.
    #[error("the disk is full")]
    Full,
    /// A part of an upload does not have the checksum that was announced.
    #[error("the checksum is wrong")]
    Checksum,
    /// The scanner does not answer, breaks off or fails.
    #[error("the scanner failed: {0}")]
    Scanner(String),
    /// The store does not answer, or fails.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { path, .. } => Self::Missing(path),
            other => Self::Failed(other.to_string()),
        }
    }
}
