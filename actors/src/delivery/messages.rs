//! The messages that the directory delivers. They are below it and apart from the actors, so that
//! a sender depends on nothing but the message.

mod calls;
mod presence;
mod session;

pub use calls::CallNotice;
pub use presence::{ChosenMessage, PresenceMsg};
pub use session::SessionNotice;
