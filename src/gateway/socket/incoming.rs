//! Incoming WebSocket messages: decoding, and what a broken one means.

use actors::{commands::ClientFrame, protocol::CloseCode};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    error::{CapacityError, ProtocolError},
};

use super::{End, Socket};
use crate::gateway::metered::Endless;

/// RFC 6455: a protocol error.
const PROTOCOL_ERROR: u16 = 1002;
/// RFC 6455: text that is not UTF-8.
const NOT_UTF8: u16 = 1007;

/// A WebSocket message that has been read.
pub(super) struct Incoming {
    /// The frame in it; `None` for WebSocket's own pings and pongs, which the library answers.
    pub(super) frame: Option<ClientFrame>,
    /// Its length.
    pub(super) bytes: usize,
}

/// Reads a message that has just come from `socket`. Not a future of its own: each socket would have
/// room for it.
///
/// # Errors
/// How the connection ends, when this was no frame of the protocol or the client has left.
pub(super) fn receive(
    socket: &mut Socket,
    message: Option<Result<Message, Error>>,
) -> Result<Incoming, End> {
    socket.get_mut().message_ended();
    let bytes = match &message {
        Some(Ok(message)) => message.len(),
        _ => 0,
    };
    read(message).map(|frame| Incoming { frame, bytes })
}

fn read(message: Option<Result<Message, Error>>) -> Result<Option<ClientFrame>, End> {
    match message {
        Some(Ok(Message::Binary(bytes))) => match ClientFrame::decode(&bytes) {
            Ok(frame) => Ok(Some(frame)),
            Err(error) => {
                tracing::debug!(%error, "closing a socket");
                Err(End::Close(CloseCode::NotAFrame))
            }
        },
        Some(Ok(Message::Text(_))) => Err(End::Close(CloseCode::NotAFrame)),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
        Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        Some(Err(error)) => Err(error.into()),
    }
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(CapacityError::MessageTooLong { .. }) => {
                Self::Close(CloseCode::FrameTooBig)
            }
            Error::Utf8(_) => Self::Violation(NOT_UTF8),
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::Gone,
            Error::Protocol(_) => Self::Violation(PROTOCOL_ERROR),
            Error::Io(error) if error.get_ref().is_some_and(|error| error.is::<Endless>()) => {
                Self::Close(CloseCode::TooManyCommands)
            }
            _ => Self::Gone,
        }
    }
}
