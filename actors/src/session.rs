//! One connected client: its account, and the path of its commands to the actors that carry them out.
//!
//! The socket belongs to the gateway, and what is written to it to its outbox.

mod account;
mod actor;
mod message;
mod opening;
mod replay;

pub use actor::{SessionActor, SessionArgs, SessionState};
pub use message::SessionMsg;
pub(crate) use opening::open;
pub use opening::{OpenSession, Opening, Principal};
pub use replay::Replay;
