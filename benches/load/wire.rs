//! The two protocols under test, decoded for the same measuring code.
//!
//! Frames are decoded into [`Heard`] here, but not interpreted.

mod messagepack;
mod orvale;
mod socketio;

use std::collections::BTreeMap;

use anyhow::Result;

/// The start of the stamp in a body; nothing else in either protocol contains it.
const STAMP: &[u8] = b"~~~";

/// The protocol of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// `orvale.chat.v1.msgpack`.
    Orvale,
    /// Socket.IO 4 over a WebSocket, text packets.
    SocketIo,
}

/// Whether a reaction is added or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toggle {
    /// It is added.
    Add,
    /// It is removed.
    Remove,
}

/// The content of a frame, as far as the harness needs it.
#[derive(Debug, PartialEq)]
pub enum Heard<'a> {
    /// The server waits for the login.
    Hello,
    /// Logged in; from here on events arrive.
    Ready(Snapshot),
    /// A message was delivered.
    Message {
        /// The channel.
        channel_id: i64,
        /// Its position in the channel.
        position: i64,
        /// The stamp in its body.
        stamp: Option<Stamp>,
    },
    /// Another event with a position in a channel.
    Durable {
        /// The channel.
        channel_id: i64,
        /// Its position.
        position: i64,
    },
    /// An event of the user's own stream.
    Own {
        /// Its position.
        position: i64,
    },
    /// A message was acknowledged.
    Kept {
        /// The command's reference.
        reference: u32,
        /// The channel.
        channel_id: i64,
        /// Its position in the channel.
        position: i64,
        /// The message's id.
        message: i64,
    },
    /// Another command was executed.
    Done {
        /// The command's reference.
        reference: u32,
    },
    /// The server refused a command.
    Refused {
        /// The command's reference, if there is one.
        reference: Option<u32>,
        /// The error.
        reason: &'a [u8],
    },
    /// All missed events have been replayed.
    Resumed,
    /// A ping, to be answered with this payload.
    Alive(Vec<u8>),
    /// A frame that is not measured.
    Other,
}

/// The data of a snapshot that the harness keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The channels with their positions (0 if the protocol has none).
    pub channels: Vec<(i64, i64)>,
    /// The position of the user's own stream.
    pub own: i64,
    /// True if missed events follow.
    pub resumed: bool,
}

/// The positions from which a client resumes.
#[derive(Clone, Debug, Default)]
pub struct Resume {
    /// The last position received in each channel.
    pub channels: BTreeMap<i64, i64>,
    /// The last position received of the user's own stream.
    pub own: i64,
}

/// The author of a message and the time when it was due, written into its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Nanoseconds since the harness started.
    pub due: u64,
    /// The author's index in the population.
    pub author: u32,
}

impl Stamp {
    /// Returns a body of `length` bytes (at least the stamp's 27) with this stamp.
    #[must_use]
    pub fn body(self, length: usize) -> String {
        let mut body = format!("~~~{:016x}{:08x}", self.due, self.author);
        let words =
            " the printer on the second floor jams again, has anyone a spare drum or a ticket";
        body.extend(
            words
                .chars()
                .cycle()
                .take(length.saturating_sub(body.len())),
        );
        body
    }

    /// Finds the stamp in a frame.
    #[must_use]
    pub fn find(payload: &[u8]) -> Option<Self> {
        let start = memchr::memmem::find(payload, STAMP)? + STAMP.len();
        let digits = payload.get(start..start + 24)?;
        Some(Self {
            due: hexadecimal(&digits[..16])?,
            author: u32::try_from(hexadecimal(&digits[16..])?).ok()?,
        })
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |value: u64, digit| {
        Some(value << 4 | u64::from(char::from(*digit).to_digit(16)?))
    })
}

impl Wire {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Orvale => "orvale-chat",
            Self::SocketIo => "baseline",
        }
    }

    /// Returns whether positions in a channel have no gaps, so that a gap means a loss.
    #[must_use]
    pub fn contiguous(self) -> bool {
        self == Self::Orvale
    }

    /// The WebSocket opcode of the client's frames.
    #[must_use]
    pub fn opcode(self) -> u8 {
        match self {
            Self::Orvale => crate::websocket::BINARY,
            Self::SocketIo => crate::websocket::TEXT,
        }
    }

    /// The request that opens the WebSocket.
    #[must_use]
    pub fn upgrade(self, host: &str) -> String {
        let (path, protocol) = match self {
            Self::Orvale => (
                "/api/chat/ws",
                "Sec-WebSocket-Protocol: orvale.chat.v1.msgpack\r\n",
            ),
            Self::SocketIo => ("/socket.io/?EIO=4&transport=websocket", ""),
        };
        format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocol}\r\n"
        )
    }

    /// Decodes one frame.
    ///
    /// # Errors
    /// If the protocol does not allow the frame.
    pub fn decode(self, payload: &[u8]) -> Result<Heard<'_>> {
        match self {
            Self::Orvale => orvale::decode(payload),
            Self::SocketIo => socketio::decode(payload),
        }
    }

    /// The login; Socket.IO cannot resume.
    #[must_use]
    pub fn login(self, token: &str, resume: Option<&Resume>) -> Vec<u8> {
        match self {
            Self::Orvale => orvale::login(token, resume),
            Self::SocketIo => socketio::login(token),
        }
    }

    /// Moves the read position in a channel.
    ///
    /// # Panics
    /// With the baseline, which has no read positions.
    #[must_use]
    pub fn mark_read(self, reference: u32, channel_id: i64, seq: i64) -> Vec<u8> {
        assert_eq!(self, Self::Orvale, "only Orvale Chat has read positions");
        orvale::mark_read(reference, channel_id, seq)
    }

    /// Adds a reaction to a message or removes it.
    ///
    /// # Panics
    /// With the baseline, which has no reactions.
    #[must_use]
    pub fn react(self, reference: u32, message: i64, toggle: Toggle) -> Vec<u8> {
        assert_eq!(self, Self::Orvale, "only Orvale Chat has reactions");
        orvale::react(reference, message, toggle)
    }

    /// A message to a channel. `client_id` is a UUID.
    #[must_use]
    pub fn post(self, reference: u32, channel_id: i64, client_id: &str, body: &str) -> Vec<u8> {
        match self {
            Self::Orvale => orvale::post(reference, channel_id, client_id, body),
            Self::SocketIo => socketio::post(reference, channel_id, client_id, body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_contains_its_stamp() {
        let stamp = Stamp {
            due: 0x0123_4567_89ab,
            author: 999,
        };
        let body = stamp.body(100);
        assert_eq!(body.len(), 100);
        let frame = [b"anything before ", body.as_bytes(), b" and after"].concat();
        assert_eq!(Stamp::find(&frame), Some(stamp));
        assert_eq!(Stamp::find(b"~~~short"), None);
        assert_eq!(Stamp::find(b"none"), None);
    }
}
