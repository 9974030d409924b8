//! The wire, version 1: what clients and the engine say to each other, and how it becomes bytes.
//!
//! `docs/protocol.md` is the account for people who write clients. Nothing here decides anything,
//! and nothing here knows a command: those are in [`crate::commands`].

pub mod close;
pub mod durable;
pub mod event;
pub mod failure;
pub mod frame;
pub mod limits;
pub mod parts;
pub mod reply;
pub mod snapshot;
pub mod wrong;

pub use close::CloseCode;
pub use event::Event;
pub use failure::{ErrorCode, Failure};
pub use frame::{ClientFrame, FrameError};
pub use limits::Limits;
pub use reply::Reply;
pub use snapshot::{Hello, PresenceByUser, Snapshot};

/// The version of the wire, as said in `hello`.
pub const PROTOCOL_VERSION: u32 = 1;

/// The WebSocket sub-protocol that names this wire.
pub const SUB_PROTOCOL: &str = "orvale.chat.v1.msgpack";
