//! The listener for UDP.

use std::any::Any;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::net::UdpSocket;
use webrtc_util::Conn;

use super::clients::{Origin, Transport};
use super::relay::send_or_drop;
use super::requests::{Connection, Requests};

/// The largest datagram that is read: an Ethernet frame's.
const MTU: usize = 1_500;

/// Reads datagrams and has them handled, until the task is aborted.
pub(crate) async fn listen(socket: UdpSocket, listener: SocketAddr, requests: Arc<Requests>) {
    let socket = Arc::new(Datagrams { socket, listener });
    let connection: Connection = Arc::clone(&socket) as Connection;
    let mut buffer = [0; MTU];
    loop {
        // Errors are those of earlier datagrams, such as a client's port that is closed.
        let Ok((length, from)) = socket.socket.recv_from(&mut buffer).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let client = SocketAddr::new(from.ip().to_canonical(), from.port());
        let origin = Origin {
            transport: Transport::Udp,
            listener,
            client,
        };
        if let Some(datagram) = buffer.get(..length) {
            requests.handle(&connection, origin, datagram).await;
        }
    }
}

/// The socket, as the library writes to it.
struct Datagrams {
    socket: UdpSocket,
    listener: SocketAddr,
}

#[async_trait]
impl Conn for Datagrams {
    async fn connect(&self, _: SocketAddr) -> webrtc_util::Result<()> {
        Ok(())
    }

    async fn recv(&self, _: &mut [u8]) -> webrtc_util::Result<usize> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    async fn recv_from(&self, _: &mut [u8]) -> webrtc_util::Result<(usize, SocketAddr)> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    async fn send(&self, _: &[u8]) -> webrtc_util::Result<usize> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    async fn send_to(&self, buf: &[u8], target: SocketAddr) -> webrtc_util::Result<usize> {
        send_or_drop(&self.socket, self.listener.is_ipv6(), buf, target);
        Ok(buf.len())
    }

    fn local_addr(&self) -> webrtc_util::Result<SocketAddr> {
        Ok(self.listener)
    }

    fn remote_addr(&self) -> Option<SocketAddr> {
        None
    }

    /// Does nothing: the library closes what an allocation came from, which all clients share.
    async fn close(&self) -> webrtc_util::Result<()> {
        Ok(())
    }

    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}
