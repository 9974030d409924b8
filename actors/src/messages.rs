//! The messages that actors receive from others. Below the directory, which delivers them, and apart
//! from the actors: whoever sends a message needs nothing of the actor that handles it.

mod presence;
mod session;

pub use presence::PresenceMsg;
pub use session::SessionNotice;
