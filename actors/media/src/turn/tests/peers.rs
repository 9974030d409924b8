//! Who can be reached through the relay.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::{alice, config, living, peer, received, receives_nothing, relay, socket};
use crate::turn::Turn;
use crate::turn::client::Client;

/// IPv4 targets that nobody may reach.
const PRIVATE: [&str; 8] = [
    "127.0.0.3",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
];

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// Returns an IPv4 address as every kind of IPv6 address that embeds one.
fn spellings(address: Ipv4Addr) -> [IpAddr; 5] {
    let [a, b, c, d] = address.octets();
    let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    [
        Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, high, low),
        Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
        Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
        Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
        Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, high, low),
    ]
    .map(IpAddr::V6)
}

#[tokio::test]
async fn private_peers_are_refused_in_every_spelling() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    client.allocate().await.expect("an allocation");
    let mut targets: Vec<IpAddr> = PRIVATE.map(ip).to_vec();
    for address in PRIVATE {
        targets.extend(spellings(address.parse().expect("an address")));
    }
    targets.extend(["::", "::1", "fe80::1", "fec0::1", "fd00::1", "ff02::1"].map(ip));
    for (number, target) in (0x4000..).zip(targets) {
        assert_eq!(client.permit(target).await, Err(403), "{target}");
        let bound = client.bind(number, SocketAddr::new(target, 80)).await;
        assert_eq!(bound, Err(403), "{target}");
    }
}

#[tokio::test]
async fn no_packet_leaves_for_a_mapped_address() {
    let mut config = config(&[]);
    // This socket reaches IPv4 peers as well, by mapped addresses.
    config.relay_listen = Ipv6Addr::UNSPECIFIED.into();
    config.relay_address = Ipv6Addr::LOCALHOST.into();
    let relay = Turn::start(config, None).await.expect("a relay");
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    assert_eq!(client.allocate().await, Err(440));
    client.allocate_v6().await.expect("an allocation");
    let target = socket(ip("127.0.0.3")).await;
    let port = target.local_addr().expect("an address").port();
    let mapped = SocketAddr::new(ip("::ffff:127.0.0.3"), port);
    assert_eq!(client.permit(mapped.ip()).await, Err(403));
    client.send(mapped, b"north").await;
    assert!(receives_nothing(&target).await);
}

#[tokio::test]
async fn without_a_permission_nothing_passes() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    let relayed = client.allocate().await.expect("an allocation");
    let peer = peer().await;
    client
        .send(peer.local_addr().expect("an address"), b"north")
        .await;
    assert!(receives_nothing(&peer).await);
    peer.send_to(b"south", relayed)
        .await
        .expect("a sent packet");
    assert!(client.gets_nothing().await);
}

#[tokio::test]
async fn two_relays_reach_each_other_and_the_port_for_media() {
    let media = socket(Ipv4Addr::LOCALHOST.into()).await;
    let other = socket(Ipv4Addr::LOCALHOST.into()).await;
    let (media_at, other_at) = (
        media.local_addr().expect("one"),
        other.local_addr().expect("one"),
    );
    let relay = Turn::start(config(&["127.0.0.0/8"]), Some(media_at.port())).await;
    let relay = relay.expect("a relay");
    let server = relay.listening().udp[0];
    let mut alice = Client::udp(server, alice()).await;
    let mut bob = Client::udp(server, living("bob", Duration::from_secs(60))).await;
    let from = alice.allocate().await.expect("an allocation");
    let to = bob.allocate().await.expect("an allocation");
    alice.permit(to.ip()).await.expect("a permission");
    bob.permit(from.ip()).await.expect("a permission");
    alice.send(to, b"north").await;
    assert_eq!(bob.incoming().await, (b"north".to_vec(), from));
    alice.send(media_at, b"north").await;
    assert_eq!(received(&media).await, (b"north".to_vec(), from));
    // Although the configuration allows all of 127.0.0.0/8.
    alice.send(other_at, b"north").await;
    assert!(receives_nothing(&other).await);
    other.send_to(b"south", from).await.expect("a sent packet");
    assert!(alice.gets_nothing().await);
}
