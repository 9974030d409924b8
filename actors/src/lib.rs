//! The engine: the actors, their supervision, and the protocol they speak.
//!
//! A command comes in as one of [`commands`], is decided by the actor that owns the state it concerns,
//! kept by the store, and only then answered and announced. This crate knows no HTTP, no
//! socket and no token: `src` brings those, `entity` brings the database.
//!
//! [`engine`] starts and supervises everything. [`commands`] says what each command does. [`channels`]
//! order what happens in each conversation, [`store`] commits in groups, [`sessions`] are the connected
//! clients, [`presence`] knows who is online, and [`accounts`] notices who loses access. [`delivery`] is
//! the state that they share: who is connected, and which frames are on their way to them.
//!
//! Dependencies point one way: from the engine to the actors, and from these to the delivery. An actor
//! is given the handles it needs, never the engine.

pub mod accounts;
pub mod attachments;
pub mod calls;
pub mod channels;
pub mod clock;
pub mod commands;
pub mod delivery;
pub mod engine;
pub mod error;
pub mod presence;
pub mod previews;
pub mod protocol;
pub mod schedule;
pub mod sessions;
pub mod store;
pub mod tickets;

#[cfg(test)]
mod tests;

pub use engine::{Engine, EngineSettings};
pub use error::Error;
