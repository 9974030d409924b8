//! The ways between a client and the server: directly, with loss, or through the relay by TCP.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::AsRawFd as _;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, SockaddrIn, recvmsg, setsockopt, sockopt::ReceiveTimestampns,
};
use nix::sys::time::TimeSpec;
use tokio::io::Interest;
use tokio::net::{TcpStream, UdpSocket};

use super::Departures;
use crate::sfu::connection::is_packet;
use crate::turn::client::{Client as RelayClient, REALM};
use crate::{Credentials, Media, TurnConfig, TurnLimits, credentials};

const SECRET: &[u8] = b"north";
const LIFETIME: Duration = Duration::from_secs(3_600);
const CHANNEL: u16 = 0x4001;
/// An address of another machine, which no machine has (RFC 5737).
const ELSEWHERE: (Ipv4Addr, u16) = (Ipv4Addr::new(198, 51, 100, 1), 9);
/// Of so many packets on a lossy network, one is lost in each direction.
const ONE_OF: u32 = 20;

/// The network of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Loopback.
    Direct,
    /// Loopback, on which 5 % of all datagrams are lost in each direction.
    Lossy,
    /// TURN over TCP alone.
    Relayed,
}

/// The configuration of the relay for clients without any other way.
pub(super) fn relay() -> TurnConfig {
    let address: IpAddr = Ipv4Addr::LOCALHOST.into();
    TurnConfig {
        udp: vec![],
        tcp: vec![(address, 0).into()],
        tls: vec![],
        certificate: None,
        secret: SECRET.to_vec(),
        realm: REALM.into(),
        relay_listen: address,
        relay_address: address,
        relay_ports: 20_000..=60_000,
        own_addresses: vec![],
        allow: vec![],
        lifetime: LIFETIME,
        limits: TurnLimits::default(),
    }
}

/// What a client needs to open connections.
#[derive(Clone)]
pub(in crate::sfu) struct Line {
    network: Network,
    local: IpAddr,
    server: SocketAddr,
    relay: Option<SocketAddr>,
    user: String,
    pub(super) departures: Departures,
}

impl Line {
    pub(super) fn new(network: Network, media: &Media, user: &str, departures: Departures) -> Self {
        let local = |port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let relay = media.advertised("127.0.0.1").and_then(|relay| relay.tcp);
        Self {
            network,
            local: Ipv4Addr::LOCALHOST.into(),
            server: local(media.port()),
            relay: relay.map(local),
            user: user.to_owned(),
            departures,
        }
    }

    /// The way to a server of another kind, which may not take an address of loopback for a client's.
    pub(super) fn outward() -> Self {
        // Nothing is sent: this only asks the kernel which address it would use.
        let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).expect("a socket");
        socket.connect(ELSEWHERE).expect("a way to other machines");
        Self {
            network: Network::Direct,
            local: socket.local_addr().expect("an address").ip(),
            server: (Ipv4Addr::LOCALHOST, 0).into(),
            relay: None,
            user: String::new(),
            departures: Departures::default(),
        }
    }

    /// Opens a way to the server, and returns it with the client's address.
    pub(super) async fn open(&self) -> (Path, SocketAddr) {
        if self.network == Network::Relayed {
            return self.allocate().await;
        }
        let socket = UdpSocket::bind((self.local, 0)).await.expect("a socket");
        setsockopt(&socket, ReceiveTimestampns, &true).expect("timestamps");
        let local = socket.local_addr().expect("an address");
        let path = Path {
            way: Way::Direct(socket),
            departures: Arc::clone(&self.departures),
            is_lossy: self.network == Network::Lossy,
            dice: u32::from(local.port()),
        };
        (path, local)
    }

    async fn allocate(&self) -> (Path, SocketAddr) {
        let stream = TcpStream::connect(self.relay.expect("a relay")).await;
        let mut relay = RelayClient::stream(stream.expect("a connection"), self.credentials());
        let address = relay.allocate().await.expect("an allocation");
        relay.bind(CHANNEL, self.server).await.expect("a channel");
        let path = Path {
            way: Way::Relayed(Box::new(relay), self.server),
            departures: Arc::clone(&self.departures),
            is_lossy: false,
            dice: 0,
        };
        (path, address)
    }

    fn credentials(&self) -> Credentials {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("a clock");
        credentials(SECRET, &self.user, (since + LIFETIME).as_secs())
    }
}

enum Way {
    Direct(UdpSocket),
    /// With the address of the server.
    Relayed(Box<RelayClient>, SocketAddr),
}

/// A way to the server.
pub(super) struct Path {
    way: Way,
    departures: Departures,
    is_lossy: bool,
    dice: u32,
}

impl Path {
    /// Waits for a datagram, and returns its length, its sender, and when it arrived. Returns `None` at the end.
    pub(super) async fn receive(
        &mut self,
        buffer: &mut [u8],
    ) -> Option<(usize, SocketAddr, Instant)> {
        loop {
            let arrived = match &mut self.way {
                Way::Direct(socket) => arrival(socket, buffer).await.ok()?,
                Way::Relayed(relay, server) => {
                    let data = relay.on_channel().await?;
                    buffer.get_mut(..data.len())?.copy_from_slice(&data);
                    (data.len(), *server, Instant::now())
                }
            };
            if !self.loses() {
                return Some(arrived);
            }
        }
    }

    pub(super) async fn send(&mut self, datagram: &[u8], to: SocketAddr) {
        if self.loses() {
            return;
        }
        match &mut self.way {
            Way::Direct(socket) => {
                if let (true, [_, _, high, low, ..]) = (is_packet(datagram), datagram) {
                    let sequence = u16::from_be_bytes([*high, *low]);
                    let mut departures = self.departures.lock().expect("a lock");
                    departures.insert(sequence, Instant::now());
                }
                let _ = socket.try_send_to(datagram, to);
            }
            Way::Relayed(relay, _) => relay.send_on(CHANNEL, datagram).await,
        }
    }

    fn loses(&mut self) -> bool {
        self.dice = self
            .dice
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        self.is_lossy && (self.dice >> 16).is_multiple_of(ONE_OF)
    }
}

/// Waits for a datagram, and reads when the kernel got it.
async fn arrival(
    socket: &UdpSocket,
    buffer: &mut [u8],
) -> io::Result<(usize, SocketAddr, Instant)> {
    let read = || {
        let mut slices = [IoSliceMut::new(buffer)];
        let mut space = nix::cmsg_space!(TimeSpec);
        let flags = MsgFlags::empty();
        let message =
            recvmsg::<SockaddrIn>(socket.as_raw_fd(), &mut slices, Some(&mut space), flags)?;
        let from = message.address.ok_or(io::ErrorKind::InvalidData)?;
        let stamp = message.cmsgs()?.find_map(|one| match one {
            ControlMessageOwned::ScmTimestampns(stamp) => Some(Duration::from(stamp)),
            _ => None,
        });
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let ago = stamp.map_or(Duration::ZERO, |stamp| now.saturating_sub(stamp));
        let from = SocketAddr::from((from.ip(), from.port()));
        Ok((message.bytes, from, Instant::now() - ago))
    };
    socket.async_io(Interest::READABLE, read).await
}
