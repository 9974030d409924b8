//! The connected clients: one session each, with its account and the path of its commands to the actors
//! that carry them out, and the supervisor of all sessions.
//!
//! The socket belongs to the gateway, and what is written to it to its outbox.

mod account;
mod actor;
mod message;
mod opening;
mod replay;
mod supervisor;

pub use actor::{SessionActor, SessionArgs, SessionState};
pub use message::SessionMsg;
pub(crate) use opening::open;
pub use opening::{OpenSession, Opening, Principal};
pub use replay::Replay;
pub use supervisor::{SessionsActor, SessionsMsg};
