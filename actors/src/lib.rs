//! The engine: the actors, their supervision, and the protocol they speak.
//!
//! A command comes in as one of [`commands`], is decided by the actor that owns the state it concerns,
//! kept by the store, and only then answered and announced. This crate knows no HTTP, no
//! socket and no token: `src` brings those, `entity` brings the database.
//!
//! The map: [`engine`] starts and supervises everything, [`commands`] says what each command does,
//! [`channels`] order what happens in each conversation, [`store`] commits in groups, [`session`] is
//! one connected client, [`presence`] tells who is there, [`accounts`] notices who may no longer be,
//! and [`directory`] is where they find each other.
//!
//! Dependencies point one way: from the engine to the actors, from these to the directory, and from the
//! directory to [`messages`]. An actor is given the handles it needs, never the engine.

pub mod accounts;
pub mod address;
pub mod channels;
pub mod clock;
pub mod commands;
pub mod directory;
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
