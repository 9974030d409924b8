//! The messages that actors receive. Below the directory, which delivers them, and apart from the
//! actors: whoever sends a message needs nothing of the actor that handles it.

mod presence;

pub use presence::PresenceMsg;
