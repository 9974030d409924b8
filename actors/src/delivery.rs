//! What lies between the actors and the people connected: who is connected, which frames they get, and
//! where an answer goes.
//!
//! [`directory`] holds the state that actors share, [`outbox`] the frames that wait for one socket,
//! [`reply`] the way back to the sender of a command, and [`messages`] what the directory sends to
//! actors. Nothing here decides, waits or knows an actor.

pub mod address;
pub mod directory;
pub mod messages;
pub mod outbox;
pub mod reply;
pub mod session_id;
