//! One WebSocket, from the upgrade to the close: login, then frames in both directions.
//!
//! One task owns the socket. Most sockets are idle, so futures that are only needed at the start or the
//! end are boxed, and their memory is freed.

mod closing;
mod incoming;
mod live;
mod login;
mod outgoing;

use std::{net::IpAddr, sync::Arc};

use actors::protocol::{CloseCode, limits::LIMITS};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::protocol::{Role, WebSocketConfig},
};

use super::{held::Held, metered::Metered, stream::Stream};
use crate::{app::App, peer::Peer};

pub use closing::close;
pub use outgoing::write;

/// A WebSocket on a connection that the accept loop has accepted.
pub type Socket = WebSocketStream<Metered<Held<Stream>>>;

/// The size of the read buffer in bytes; it grows while a larger frame is read.
const READ_BUFFER_BYTES: usize = 512;
/// The bytes that may be read for one message, as a multiple of its maximum length: fragments have headers.
const FRAGMENTATION: usize = 2;

/// Why the server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Close with this code.
    Close(CloseCode),
    /// The client violated RFC 6455; close with this code of the RFC's.
    Violation(u16),
    /// The client does not read; drop the connection.
    Abort,
    /// The client has left.
    Gone,
}

/// Serves one WebSocket until it closes.
pub async fn serve(app: Arc<App>, upgrade: OnUpgrade, peer: Peer, client: IpAddr) {
    let longest = usize::try_from(LIMITS.frame_bytes).unwrap_or(usize::MAX);
    let Some(mut socket) = Box::pin(take(upgrade, longest)).await else {
        return;
    };
    let end = match Box::pin(login::run(&app, &mut socket, &peer, client)).await {
        Ok(session) => live::run(&app, &mut socket, session).await,
        Err(end) => end,
    };
    count(end);
    Box::pin(closing::close(socket, end)).await;
}

/// Takes over the connection from the HTTP server, for messages of up to `longest` bytes. Returns `None`
/// when the client has left.
pub async fn take(upgrade: OnUpgrade, longest: usize) -> Option<Socket> {
    let upgraded = upgrade.await.ok()?;
    let parts = upgraded.downcast::<TokioIo<Held<Stream>>>().ok()?;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        // Only control frames go through the library's write buffer.
        .write_buffer_size(0)
        .max_write_buffer_size(64 * 1024)
        .max_message_size(Some(longest))
        .max_frame_size(Some(longest));
    let mut stream = parts.io.into_inner();
    stream.release();
    let stream = Metered::new(stream, longest.saturating_mul(FRAGMENTATION));
    let read_already = parts.read_buf.to_vec();
    Some(
        WebSocketStream::from_partially_read(stream, read_already, Role::Server, Some(config))
            .await,
    )
}

fn count(end: End) {
    let code = match end {
        End::Close(code) => code.code(),
        End::Violation(code) => code,
        End::Abort => CloseCode::TooSlow.code(),
        End::Gone => return,
    };
    metrics::counter!("orvale_chat_sockets_closed_total", "code" => code.to_string()).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<F, A, B, C, D>(_: fn(A, B, C, D) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn an_idle_socket_is_small() {
        let bytes = size(serve);
        assert!(bytes <= 2048, "the task of each socket takes {bytes} bytes");
    }
}
