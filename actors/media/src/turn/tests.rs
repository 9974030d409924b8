//! The relay over loopback sockets.

mod limits;
mod peers;
mod relaying;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::client::{ARRIVES, REALM};
use super::credentials::seconds;
use super::{Credentials, Turn, TurnConfig, TurnLimits, credentials};

const SECRET: &[u8] = b"north";

/// Long enough to be sure that nothing comes.
const NOTHING: Duration = Duration::from_millis(150);

fn local() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

fn config(allow: &[&str]) -> TurnConfig {
    TurnConfig {
        udp: vec![local()],
        tcp: vec![local()],
        tls: vec![],
        certificate: None,
        secret: SECRET.to_vec(),
        realm: REALM.into(),
        relay_listen: Ipv4Addr::LOCALHOST.into(),
        relay_address: Ipv4Addr::LOCALHOST.into(),
        relay_ports: 20_000..=60_000,
        own_addresses: vec![],
        allow: allow
            .iter()
            .map(|net| net.parse().expect("a network"))
            .collect(),
        lifetime: Duration::from_secs(60),
        limits: TurnLimits::default(),
    }
}

/// A relay that permits 127.0.0.2, where tests have their peers.
async fn relay() -> Turn {
    Turn::start(config(&["127.0.0.2/32"]), None)
        .await
        .expect("a relay")
}

/// A socket that is no part of the server.
async fn peer() -> UdpSocket {
    UdpSocket::bind("127.0.0.2:0").await.expect("a socket")
}

async fn socket(address: IpAddr) -> UdpSocket {
    UdpSocket::bind((address, 0)).await.expect("a socket")
}

/// Credentials of a user that live for so long.
fn living(user: &str, lifetime: Duration) -> Credentials {
    credentials(
        SECRET,
        user,
        seconds(SystemTime::now()) + lifetime.as_secs(),
    )
}

fn alice() -> Credentials {
    living("alice", Duration::from_secs(60))
}

async fn received(socket: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = [0; 2_000];
    let read = timeout(ARRIVES, socket.recv_from(&mut buffer)).await;
    let (length, from) = read.expect("a packet in time").expect("a packet");
    (buffer[..length].to_vec(), from)
}

async fn receives_nothing(socket: &UdpSocket) -> bool {
    timeout(NOTHING, socket.recv_from(&mut [0; 2_000]))
        .await
        .is_err()
}
