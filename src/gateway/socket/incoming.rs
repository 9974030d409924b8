//! What comes in: WebSocket messages told apart.

use actors::protocol::{ClientFrame, CloseCode};
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
        Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => {
            Err(End::Close(CloseCode::FrameTooBig))
        }
        Some(Err(Error::Utf8(_))) => Err(End::Violation(NOT_UTF8)),
        Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => Err(End::Gone),
        Some(Err(Error::Protocol(_))) => Err(End::Violation(PROTOCOL_ERROR)),
        Some(Err(_)) => Err(End::Gone),
    }
}
