//! Ending a connection so that the client learns why.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::{End, Socket};

/// How long a client may take to say goodbye itself.
const PATIENCE: Duration = Duration::from_secs(2);
/// What is still read of a client that goes on sending: were it left unread, the system would reset
/// the connection and the close code with it.
const MOST_UNREAD_BYTES: usize = 1024 * 1024;

/// Sends the close code of `end`, where there is one to send, and closes the connection.
pub async fn say(mut socket: Socket, end: End) {
    let (code, reason) = match end {
        End::Close(code) => (code.code(), code.reason()),
        End::Violation(code) => (code, ""),
        End::Abort => return,
        End::Gone => {
            // Answers the client's close frame, if that is how it left. Not `socket.close`, which
            // refuses to send anything once the other side has said goodbye.
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
            while let Some(Ok(_)) = socket.next().await {}
        }
        drain(&mut socket).await
    })
    .await;
}

async fn drain(socket: &mut Socket) -> std::io::Result<()> {
    let stream = socket.get_mut();
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
