//! Frames: MessagePack arrays, one to a WebSocket message, in both directions.

mod decode;
mod encode;

use super::limits::LIMITS;

pub use decode::{ClientFrame, CommandSet, FrameError};
pub(super) use encode::{encoded, named, reply_of_about, reply_with};
pub use encode::{event, failure, ping, pong, reply};

const EVENT: u8 = 0;
const COMMAND: u8 = 1;
const REPLY: u8 = 2;
const ERROR: u8 = 3;
const PING: u8 = 4;
const PONG: u8 = 5;

/// The longest frame in either direction, in bytes.
pub const MAX_FRAME: usize = LIMITS.frame_bytes as usize;
