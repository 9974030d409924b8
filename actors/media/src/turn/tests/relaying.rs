//! Data goes through in both directions, by each transport.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::{alice, config, living, local, peer, received, receives_nothing, relay};
use crate::Error;
use crate::turn::client::Client;
use crate::turn::{Certificate, Turn};

/// Sends to a peer and back, by indications and then on a channel.
async fn exchange(client: &mut Client) {
    let relayed = client.allocate().await.expect("an allocation");
    let peer = peer().await;
    let at = peer.local_addr().expect("an address");
    client.permit(at.ip()).await.expect("a permission");
    client.send(at, b"north").await;
    assert_eq!(received(&peer).await, (b"north".to_vec(), relayed));
    peer.send_to(b"south", relayed)
        .await
        .expect("a sent packet");
    assert_eq!(client.incoming().await, (b"south".to_vec(), at));
    client.bind(0x4001, at).await.expect("a channel");
    client.send_on(0x4001, b"north again").await;
    assert_eq!(received(&peer).await, (b"north again".to_vec(), relayed));
    peer.send_to(b"south", relayed)
        .await
        .expect("a sent packet");
    let (data, channel) = client.incoming().await;
    assert_eq!(
        (data.as_slice(), channel.port()),
        (b"south".as_slice(), 0x4001)
    );
}

#[tokio::test]
async fn by_udp() {
    let relay = relay().await;
    exchange(&mut Client::udp(relay.listening().udp[0], alice()).await).await;
}

#[tokio::test]
async fn by_tcp() {
    let relay = relay().await;
    let stream = TcpStream::connect(relay.listening().tcp[0])
        .await
        .expect("a connection");
    exchange(&mut Client::stream(stream, alice())).await;
}

#[tokio::test]
async fn by_tls() {
    let made = rcgen::generate_simple_self_signed(["calls.example.org".into()]);
    let made = made.expect("a certificate");
    let certificate = Certificate {
        chain_pem: made.cert.pem().into_bytes(),
        key_pem: made.signing_key.serialize_pem().into_bytes(),
    };
    let mut config = config(&["127.0.0.2/32"]);
    (config.tls, config.certificate) = (vec![local()], Some(certificate));
    let relay = Turn::start(config, None).await.expect("a relay");
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let trusting = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(relay.listening().tls[0])
        .await
        .expect("a connection");
    let name = ServerName::try_from("calls.example.org").expect("a name");
    let stream = TlsConnector::from(Arc::new(trusting))
        .connect(name, stream)
        .await;
    exchange(&mut Client::stream(stream.expect("a handshake"), alice())).await;
}

#[tokio::test]
async fn tls_needs_a_certificate() {
    let mut config = config(&[]);
    config.tls = vec![local()];
    assert!(matches!(
        Turn::start(config, None).await,
        Err(Error::Configuration(_))
    ));
}

#[tokio::test]
async fn stun_tells_clients_their_address() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    let answer = client.binding().await.expect("an answer");
    assert!(answer.contains(stun::attributes::ATTR_XORMAPPED_ADDRESS));
}

#[tokio::test]
async fn a_live_allocation_outlives_its_credentials() {
    let relay = relay().await;
    let short = living("alice", Duration::from_secs(2));
    let mut client = Client::udp(relay.listening().udp[0], short.clone()).await;
    let relayed = client.allocate().await.expect("an allocation");
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let mut late = Client::udp(relay.listening().udp[0], short).await;
    assert_eq!(late.allocate().await, Err(401));
    client
        .refresh(Duration::from_secs(600))
        .await
        .expect("a refreshed allocation");
    let peer = peer().await;
    let at = peer.local_addr().expect("an address");
    client.permit(at.ip()).await.expect("a permission");
    client.bind(0x4001, at).await.expect("a channel");
    client.send_on(0x4001, b"north").await;
    assert_eq!(received(&peer).await, (b"north".to_vec(), relayed));
}

#[tokio::test]
async fn an_allocation_ends_with_a_refresh_of_zero_and_is_forgotten() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    client.allocate().await.expect("an allocation");
    assert_eq!(client.allocate().await, Err(437));
    client.refresh(Duration::ZERO).await.expect("an end");
    forgotten(&relay).await;
    client.allocate().await.expect("another allocation");
}

#[tokio::test]
async fn a_connection_takes_its_allocation_with_it() {
    let relay = relay().await;
    let stream = TcpStream::connect(relay.listening().tcp[0])
        .await
        .expect("a connection");
    let mut client = Client::stream(stream, alice());
    client.allocate().await.expect("an allocation");
    assert_eq!(relay.allocations(), 1);
    drop(client);
    forgotten(&relay).await;
}

#[tokio::test]
async fn who_is_removed_relays_no_more() {
    let relay = relay().await;
    let server = relay.listening().udp[0];
    let mut alice = Client::udp(server, alice()).await;
    let mut bob = Client::udp(server, living("bob", Duration::from_secs(60))).await;
    let peer = peer().await;
    let at = peer.local_addr().expect("an address");
    for client in [&mut alice, &mut bob] {
        client.allocate().await.expect("an allocation");
        client.bind(0x4001, at).await.expect("a channel");
    }
    relay.remove_user("alice").await;
    alice.send_on(0x4001, b"north").await;
    assert!(receives_nothing(&peer).await);
    assert_eq!(alice.refresh(Duration::from_secs(600)).await, Err(437));
    bob.send_on(0x4001, b"south").await;
    assert_eq!(received(&peer).await.0, b"south");
}

async fn forgotten(relay: &Turn) {
    for _ in 0..100 {
        if relay.allocations() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the allocation is still there");
}
