//! What strangers and the greedy get.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{ARRIVES, NOTHING, alice, config, living, relay};
use crate::turn::client::Client;
use crate::turn::{Credentials, Turn, TurnLimits};

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let relay = relay().await;
    let server = relay.listening().udp[0];
    let right = alice();
    for wrong in [
        Credentials {
            credential: "south".into(),
            ..right.clone()
        },
        Credentials {
            username: format!("{}x", right.username),
            ..right.clone()
        },
        living("alice", Duration::ZERO),
        Credentials {
            username: "alice".into(),
            ..right.clone()
        },
    ] {
        let username = wrong.username.clone();
        let mut client = Client::udp(server, wrong).await;
        assert_eq!(client.allocate().await, Err(401), "{username}");
    }
}

#[tokio::test]
async fn one_user_cannot_use_the_allocation_of_another() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    client.allocate().await.expect("an allocation");
    client.use_credentials(living("bob", Duration::from_secs(60)));
    assert_eq!(client.refresh(Duration::from_secs(600)).await, Err(441));
    // Newer credentials of the same user are fine.
    client.use_credentials(living("alice", Duration::from_secs(3_600)));
    client
        .refresh(Duration::from_secs(600))
        .await
        .expect("a refreshed allocation");
}

#[tokio::test]
async fn allocations_are_limited_by_user_and_in_all() {
    let mut config = config(&[]);
    config.limits = TurnLimits {
        allocations_per_user: 2,
        allocations: 3,
        ..TurnLimits::default()
    };
    let relay = Turn::start(config, None).await.expect("a relay");
    let server = relay.listening().udp[0];
    let mut clients = Vec::new();
    for (user, expected) in [
        ("alice", Ok(())),
        ("alice", Ok(())),
        ("alice", Err(486)),
        ("bob", Ok(())),
        ("bob", Err(508)),
    ] {
        let mut client = Client::udp(server, living(user, Duration::from_secs(60))).await;
        assert_eq!(client.allocate().await.map(drop), expected, "{user}");
        clients.push(client);
    }
    relay.remove_user("alice").await;
    let mut old = Client::udp(server, living("alice", Duration::from_secs(60))).await;
    let refused = old.allocate().await.map(drop);
    assert_eq!(refused, Err(401), "credentials from before");
    let mut again = Client::udp(server, living("alice", Duration::from_secs(120))).await;
    let mut allocated = again.allocate().await;
    for _ in 0..100 {
        if allocated.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        allocated = again.allocate().await;
    }
    allocated.expect("an allocation once the others are gone");
}

#[tokio::test]
async fn strangers_get_no_answer() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    for noise in [
        b"GET / HTTP/1.1".as_slice(),
        &[0x40, 0, 0, 4, 1, 2, 3, 4],
        &[0x80; 1_400],
        &[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x43],
        &[],
    ] {
        client.write(noise).await;
    }
    client
        .send("127.0.0.2:9".parse().expect("an address"), b"north")
        .await;
    assert!(client.gets_nothing().await);
    client.allocate().await.expect("an allocation after all");
}

#[tokio::test]
async fn a_flood_of_unsigned_requests_is_cut() {
    let relay = relay().await;
    let mut client = Client::udp(relay.listening().udp[0], alice()).await;
    let mut answers = 0;
    for _ in 0..60 {
        for _ in 0..50 {
            client.ask_unsigned().await;
        }
        while client.read(Duration::from_millis(2)).await.is_some() {
            answers += 1;
        }
    }
    // The burst of 1,000, and 100 for each second that passed.
    assert!(
        (200..2_000).contains(&answers),
        "{answers} of 3,000 answered"
    );
}

#[tokio::test]
async fn noise_on_a_connection_ends_it() {
    let relay = relay().await;
    let mut stream = TcpStream::connect(relay.listening().tcp[0])
        .await
        .expect("a connection");
    stream
        .write_all(b"GET / HTTP/1.1\r\n\r\n")
        .await
        .expect("a sent request");
    let ended = timeout(ARRIVES, stream.read(&mut [0; 16]))
        .await
        .expect("an end in time");
    assert!(matches!(ended, Ok(0) | Err(_)));
}

#[tokio::test]
async fn connections_are_limited_by_address() {
    let mut config = config(&[]);
    config.limits.connections_per_address = 2;
    let relay = Turn::start(config, None).await.expect("a relay");
    let mut open = Vec::new();
    for _ in 0..2 {
        open.push(
            TcpStream::connect(relay.listening().tcp[0])
                .await
                .expect("a connection"),
        );
    }
    for stream in &mut open {
        assert!(
            timeout(NOTHING, stream.read(&mut [0; 16])).await.is_err(),
            "it is open"
        );
    }
    let mut third = TcpStream::connect(relay.listening().tcp[0])
        .await
        .expect("a connection");
    let ended = timeout(ARRIVES, third.read(&mut [0; 16]))
        .await
        .expect("an end in time");
    assert!(matches!(ended, Ok(0) | Err(_)));
}
