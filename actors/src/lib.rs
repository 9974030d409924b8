//! The engine: the actors, their supervision, and the protocol they speak.
//!
//! A command comes in as a [`protocol::Command`], is decided by the actor that owns the state it
//! concerns, kept by the store, and only then answered and announced. This crate knows no HTTP, no
//! socket and no token: `src` brings those, `entity` brings the database.
//!
//! The map: [`engine`] starts and supervises everything, `dispatch` finds the actor for a command,
//! [`channel`] orders what happens in one conversation, [`store`] commits in groups, [`session`] is
//! one connected client, [`presence`] tells who is there, [`accounts`] notices who may no longer be,
//! and [`directory`] is where they find each other.

pub mod accounts;
pub mod channel;
pub mod channels;
pub mod clock;
pub mod directory;
mod dispatch;
pub mod engine;
pub mod error;
pub mod messages;
pub mod outbox;
pub mod presence;
pub mod protocol;
pub mod reply;
pub mod session;
pub mod session_id;
pub mod sessions;
pub mod store;

#[cfg(test)]
mod tests;

pub use engine::{Engine, EngineSettings};
pub use error::Error;
