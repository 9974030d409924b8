//! Delivery: the connected sockets, the frames queued for them, and the replies to commands.
//!
//! [`directory`] holds the state that actors share, [`outbox`] the queue of one socket, [`reply`] where the
//! reply to a command goes, [`messages`] what the directory sends to actors, and [`linked`] the messages whose
//! links get previews. Nothing here decides, waits or depends on an actor.

pub mod address;
pub mod directory;
pub mod linked;
pub mod messages;
pub mod outbox;
pub mod reply;
pub mod session_id;
