//! What goes out: many frames in one write.
//!
//! The library would keep the buffer it once needed for as long as the socket lives; a snapshot of
//! twenty kilobytes times five thousand idle sockets is a hundred megabytes. So binary messages are
//! put together here, written at once, and the memory is given back.

use std::{io, time::Duration};

use bytes::Bytes;
use futures_util::SinkExt;
use tokio::{io::AsyncWriteExt, time::timeout};
use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Data, OpCode},
};

use super::{End, Socket};

/// The longest header of a frame from a server.
const LONGEST_HEADER: usize = 10;

/// Writes `frames`, each as one binary message, within `patience`.
///
/// # Errors
/// How the connection ends: aborted when the client does not read, gone when it is.
pub async fn write(socket: &mut Socket, frames: &[Bytes], patience: Duration) -> Result<(), End> {
    let bytes = together(frames);
    let written = timeout(patience, async {
        // A pong of the library's may be half written.
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
