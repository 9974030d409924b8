//! Closing a connection so that the client receives the close code.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::{End, Socket};

/// How long a client may take to answer the close frame.
const PATIENCE: Duration = Duration::from_secs(2);
/// The number of messages that are still read while waiting for the client's close frame.
const MOST_MESSAGES: usize = 64;
/// The bytes that are read and discarded from a client that keeps sending. With unread bytes the operating
/// system would reset the connection, and the client would lose the close code.
const MOST_UNREAD_BYTES: usize = 1024 * 1024;

/// Sends the close code of `end`, if it has one, and closes the connection.
pub async fn close(mut socket: Socket, end: End) {
    let (code, reason) = match end {
        End::Close(code) => (code.code(), code.reason()),
        End::Violation(code) => (code, ""),
        End::Abort => return,
        End::Gone => {
            // Answers the client's close frame, if it sent one. Not `socket.close`, which sends nothing
            // after the other side has closed.
            let _ = timeout(PATIENCE, async {
                let _ = SinkExt::close(&mut socket).await;
                drain(&mut socket).await
            })
            .await;
            return;
        }
    };
    let frame = CloseFrame {
        code: code.into(),
        reason: reason.into(),
    };
    let _ = timeout(PATIENCE, async {
        if socket.close(Some(frame)).await.is_ok() {
            let mut unread = (&mut socket).take(MOST_MESSAGES);
            while let Some(Ok(_)) = unread.next().await {}
        }
        drain(&mut socket).await
    })
    .await;
}

async fn drain(socket: &mut Socket) -> std::io::Result<()> {
    let stream = socket.get_mut().inner();
    stream.shutdown().await?;
    let mut unread = [0; 4096];
    let mut total = 0;
    while total < MOST_UNREAD_BYTES {
        match stream.read(&mut unread).await? {
            0 => break,
            n => total += n,
        }
    }
    Ok(())
}
