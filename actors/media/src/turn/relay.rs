//! The sockets of allocations: what leaves and enters passes the filter and the user's budget.

use std::any::Any;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::net::UdpSocket;
use turn::relay::RelayAddressGenerator;
use webrtc_util::Conn;

use super::accounts::Seat;
use super::clients::Place;
use super::filter::{Filter, RelayAddresses};
use crate::buffers::{RELAYED, enlarge};

/// Ports that are tried before an allocation is refused.
const ATTEMPTS: usize = 20;

/// The addresses and the range of ports on which the sockets of relays are bound, and the filter for their peers.
pub(crate) struct Ports {
    pub(crate) addresses: RelayAddresses,
    pub(crate) range: RangeInclusive<u16>,
    pub(crate) filter: Arc<Filter>,
}

impl Ports {
    async fn bind(&self, requested: u16) -> io::Result<UdpSocket> {
        if requested != 0 {
            return UdpSocket::bind((self.addresses.bound, requested)).await;
        }
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        for _ in 0..ATTEMPTS {
            match UdpSocket::bind((self.addresses.bound, self.random_port()?)).await {
                Ok(socket) => return Ok(socket),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Ports are random, so that nobody can guess which ones are relays.
    fn random_port(&self) -> io::Result<u16> {
        let mut bytes = [0; 4];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| io::Error::other("no randomness"))?;
        let count = u32::from(self.range.end() - self.range.start()) + 1;
        let offset = u16::try_from(u32::from_be_bytes(bytes) % count);
        Ok(self.range.start() + offset.map_err(io::Error::other)?)
    }
}

/// Opens the sockets for one client's allocation.
pub(crate) struct Opener {
    pub(crate) ports: Arc<Ports>,
    pub(crate) seat: Arc<Seat>,
    pub(crate) place: Place,
}

#[async_trait]
impl RelayAddressGenerator for Opener {
    fn validate(&self) -> Result<(), turn::Error> {
        Ok(())
    }

    async fn allocate_conn(
        &self,
        _use_ipv4: bool,
        requested_port: u16,
    ) -> Result<(Arc<dyn Conn + Send + Sync>, SocketAddr), turn::Error> {
        let failed = |error: io::Error| turn::Error::Other(error.to_string());
        let socket = self.ports.bind(requested_port).await.map_err(failed)?;
        enlarge(&socket, RELAYED);
        let local = socket.local_addr().map_err(failed)?;
        let port = local.port();
        let filter = Arc::clone(&self.ports.filter);
        filter.opened(port);
        let (seat, place) = (Arc::clone(&self.seat), self.place.clone());
        let relay = Relay {
            socket,
            v6: local.is_ipv6(),
            port,
            filter,
            seat,
            place,
        };
        Ok((
            Arc::new(relay),
            SocketAddr::new(self.ports.addresses.seen, port),
        ))
    }
}

/// Opens nothing: for requests that create no allocation.
pub(crate) struct Nothing;

#[async_trait]
impl RelayAddressGenerator for Nothing {
    fn validate(&self) -> Result<(), turn::Error> {
        Ok(())
    }

    async fn allocate_conn(
        &self,
        _use_ipv4: bool,
        _requested_port: u16,
    ) -> Result<(Arc<dyn Conn + Send + Sync>, SocketAddr), turn::Error> {
        Err(turn::Error::Other(
            "this request creates no allocation".into(),
        ))
    }
}

/// The socket of one allocation.
struct Relay {
    socket: UdpSocket,
    v6: bool,
    port: u16,
    filter: Arc<Filter>,
    seat: Arc<Seat>,
    place: Place,
}

#[async_trait]
impl Conn for Relay {
    async fn connect(&self, _: SocketAddr) -> webrtc_util::Result<()> {
        Ok(())
    }

    async fn recv(&self, buf: &mut [u8]) -> webrtc_util::Result<usize> {
        Ok(self.recv_from(buf).await?.0)
    }

    /// Returns the next packet that may pass.
    async fn recv_from(&self, buf: &mut [u8]) -> webrtc_util::Result<(usize, SocketAddr)> {
        loop {
            let (length, source) = self.socket.recv_from(buf).await?;
            let source = self.filter.inward(source);
            if self.filter.passes(source) && self.seat.admits(length, Instant::now()) {
                return Ok((length, source));
            }
        }
    }

    async fn send(&self, _: &[u8]) -> webrtc_util::Result<usize> {
        Err(io::Error::from(io::ErrorKind::NotConnected).into())
    }

    /// Sends a packet if it may pass. One that may not, or does not fit into the socket's buffer, is dropped.
    async fn send_to(&self, buf: &[u8], target: SocketAddr) -> webrtc_util::Result<usize> {
        if self.filter.passes(target) && self.seat.admits(buf.len(), Instant::now()) {
            send_or_drop(&self.socket, self.v6, buf, self.filter.outward(target));
        }
        Ok(buf.len())
    }

    fn local_addr(&self) -> webrtc_util::Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }

    fn remote_addr(&self) -> Option<SocketAddr> {
        None
    }

    async fn close(&self) -> webrtc_util::Result<()> {
        Ok(())
    }

    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.filter.closed(self.port);
        self.place.left();
    }
}

/// Returns whether addresses of IPv4 have to be mapped for a socket. Ask once: it is a system call.
pub(crate) fn is_v6(socket: &UdpSocket) -> bool {
    matches!(socket.local_addr(), Ok(SocketAddr::V6(_)))
}

/// Sends a datagram, never waiting. Whatever prevents it counts as loss on the way. `v6` is what [`is_v6`] returned.
pub(crate) fn send_or_drop(socket: &UdpSocket, v6: bool, datagram: &[u8], target: SocketAddr) {
    let target = match target.ip() {
        IpAddr::V4(v4) if v6 => SocketAddr::new(v4.to_ipv6_mapped().into(), target.port()),
        _ => target,
    };
    if let Err(error) = socket.try_send_to(datagram, target) {
        tracing::trace!("turn: dropped a datagram for {target}: {error}");
    }
}
