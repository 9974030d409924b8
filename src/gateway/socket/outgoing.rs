//! Writing to the socket: many frames in one write.
//!
//! The library keeps the largest buffer it has ever needed for the life of the socket: 20 kB for a snapshot
//! make 100 MB for 5,000 idle sockets. So binary messages are assembled here, written at once, and their
//! memory is freed.

use std::{io, time::Duration};

use actors::protocol::{CloseCode, frame};
use bytes::Bytes;
use entity::ids::UserId;
use futures_util::{FutureExt, SinkExt};
use tokio::{io::AsyncWriteExt, time::timeout};
use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Data, OpCode},
};

use super::{End, Socket};
use crate::app::App;

/// The longest header of a server's WebSocket frame, in bytes.
const LONGEST_HEADER: usize = 10;
/// How long a write that has begun may take after access has ended. A close code cannot follow half a
/// frame, so a client that reads gets time to receive the rest.
const GRACE: Duration = Duration::from_millis(250);

/// Writes `frames`, each as one binary message, within `patience`.
///
/// # Errors
/// How the connection ends: aborted when the client does not read, gone when it has left.
pub async fn write(socket: &mut Socket, frames: &[Bytes], patience: Duration) -> Result<(), End> {
    let bytes = together(frames);
    let written = timeout(patience, async {
        // The library may have written half a pong.
        socket.flush().await.map_err(io::Error::other)?;
        let stream = socket.get_mut();
        stream.write_all(&bytes).await?;
        stream.flush().await
    });
    match written.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Abort),
    }
}

/// Like [`write`], but stops when the session ends, which `ended` waits for.
///
/// # Errors
/// As [`write`], and how the connection ends when the session has ended.
pub(super) async fn write_while(
    socket: &mut Socket,
    frames: &[Bytes],
    patience: Duration,
    ended: impl Future<Output = CloseCode>,
) -> Result<(), End> {
    let mut ended = std::pin::pin!(ended);
    if let Some(code) = ended.as_mut().now_or_never() {
        return Err(End::Close(code));
    }
    let mut write = std::pin::pin!(write(socket, frames, patience));
    let code = tokio::select! {
        written = write.as_mut() => return written,
        code = ended => code,
    };
    let written = match code {
        CloseCode::AccessRevoked | CloseCode::BadToken => {
            // Boxed, so that idle sockets reserve no memory for another timer.
            Box::pin(timeout(GRACE, write.as_mut())).await
        }
        _ => Ok(write.as_mut().await),
    };
    written
        .unwrap_or(Err(End::Abort))
        .and(Err(End::Close(code)))
}

/// Says why the user has lost access, before the connection is closed for it.
pub(super) async fn explain(app: &App, socket: &mut Socket, user: &UserId, end: End) {
    let End::Close(CloseCode::AccessRevoked) = end else {
        return;
    };
    if let Some(refusal) = app.engine.refusal(user) {
        // A client that does not read gets the close code, or nothing at all.
        let _ = write(socket, &[frame::failure(None, &refusal)], GRACE).await;
    }
}

fn together(frames: &[Bytes]) -> Vec<u8> {
    let length = frames
        .iter()
        .map(|frame| frame.len() + LONGEST_HEADER)
        .sum();
    let mut bytes = Vec::with_capacity(length);
    let header = FrameHeader {
        opcode: OpCode::Data(Data::Binary),
        ..FrameHeader::default()
    };
    for frame in frames {
        header
            .format(frame.len() as u64, &mut bytes)
            .expect("a vector takes every byte");
        bytes.extend_from_slice(frame);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_binary_unmasked_and_whole() {
        let long = Bytes::from(vec![7; 300]);
        let bytes = together(&[Bytes::from_static(b"ab"), long]);
        assert_eq!(&bytes[..4], &[0x82, 2, b'a', b'b']);
        assert_eq!(&bytes[4..8], &[0x82, 126, 1, 44]);
        assert_eq!(bytes.len(), 8 + 300);
    }
}
