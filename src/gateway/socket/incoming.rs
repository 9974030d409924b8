//! Incoming WebSocket messages: decodes them, and decides how a malformed one ends the connection.

use actors::{commands::ClientFrame, protocol::CloseCode};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    error::{CapacityError, ProtocolError},
};

use super::{End, Socket};
use crate::gateway::metered::Endless;

/// RFC 6455 close code: protocol error.
const PROTOCOL_ERROR: u16 = 1002;
/// RFC 6455 close code: text that is not UTF-8.
const NOT_UTF8: u16 = 1007;

/// A WebSocket message that has been read.
pub(super) struct Incoming {
    /// Its frame; `None` for WebSocket's own pings and pongs, which the library answers.
    pub(super) frame: Option<ClientFrame>,
    /// Its length in bytes.
    pub(super) bytes: usize,
}

/// Decodes a message that has just arrived from `socket`. Not `async`: every idle socket would reserve
/// memory for the future.
///
/// # Errors
/// How the connection ends when the message is no frame of the protocol or the client has left.
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
                tracing::debug!(%error, "gateway: closing a socket after a protocol error");
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
