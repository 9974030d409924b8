//! The protocol between clients and the engine, version 1: its messages and their encoding.
//!
//! `docs/protocol.md` describes it for developers of clients. Nothing here makes decisions. The
//! commands themselves are in [`crate::commands`].

pub mod calls;
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
pub use snapshot::{FileLimits, Hello, PresenceByUser, Snapshot};

/// The protocol's version, as stated in `hello`.
pub const PROTOCOL_VERSION: u32 = 1;

/// The WebSocket subprotocol that stands for this protocol.
pub const SUB_PROTOCOL: &str = "orvale.chat.v1.msgpack";
