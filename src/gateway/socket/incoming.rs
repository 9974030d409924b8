//! What comes in: WebSocket messages told apart.

use actors::{commands::ClientFrame, protocol::CloseCode};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    error::{CapacityError, ProtocolError},
};

use super::End;

/// RFC 6455: a protocol error.
const PROTOCOL_ERROR: u16 = 1002;
/// RFC 6455: text that is not UTF-8.
const NOT_UTF8: u16 = 1007;

/// The frame in a WebSocket message; `None` for what the library has dealt with.
///
/// # Errors
/// How the connection ends, when this was no frame of our wire or the client is gone.
pub(super) fn read(message: Option<Result<Message, Error>>) -> Result<Option<ClientFrame>, End> {
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
            _ => Self::Gone,
        }
    }
}
