//! What the forwarding unit refuses: bad descriptions, devices that have not joined, full calls, strangers at its port, and floods.

use std::collections::BTreeMap;

use tokio::net::UdpSocket;

use super::super::client::{ROOM, World, sound};
use super::super::codecs::Coding;

use crate::names::{Candidate, Description, DescriptionKind, Kinds, Participant, RoomId};
use crate::sfu::Limits;
use crate::{Config, Error, Media};

fn description(kind: DescriptionKind, sdp: impl Into<String>) -> Description {
    Description {
        kind,
        sdp: sdp.into(),
    }
}

#[tokio::test]
async fn descriptions_that_are_none_are_refused_and_nothing_is_left() {
    let world = World::new().await;
    let alice = world.join("alice").await;
    let long = format!("v=0\r\n{}", "a=x\r\n".repeat(60_000));
    for sdp in ["", "hello", "v=0\r\n", "v=0\r\nm=audio 9 X 0\r\n", &long] {
        let offer = description(DescriptionKind::Offer, sdp);
        let refused = world
            .media
            .publish(ROOM, &alice.me, offer, BTreeMap::new())
            .await;
        assert!(
            matches!(refused, Err(Error::Description(_))),
            "{}",
            &sdp[..sdp.len().min(40)]
        );
        let answer = description(DescriptionKind::Answer, sdp);
        let refused = world.media.answer(ROOM, &alice.me, answer, None).await;
        assert!(matches!(refused, Err(Error::Description(_))));
    }
}

#[tokio::test]
async fn whoever_has_not_joined_is_refused() {
    let world = World::new().await;
    let stranger = Participant::new("mallory", "one");
    let offer = description(DescriptionKind::Offer, "v=0\r\n");
    let refused = world
        .media
        .publish(ROOM, &stranger, offer, BTreeMap::new())
        .await;
    assert!(matches!(refused, Err(Error::NotJoined)));
    let refused = world.media.allow(RoomId(9), &stranger, Kinds::ALL).await;
    assert!(matches!(refused, Err(Error::NotJoined)));
    world
        .media
        .leave(ROOM, &stranger)
        .await
        .expect("nothing to do");
}

#[tokio::test]
async fn ten_thousand_candidates_do_no_harm() {
    let world = World::new().await;
    let alice = world.join("alice").await;
    for port in 0..10_000 {
        let candidate = format!("candidate:1 1 udp 1 192.0.2.1 {port} typ host");
        let candidate = Candidate {
            candidate,
            ..Candidate::default()
        };
        world
            .media
            .candidate(ROOM, &alice.me, candidate)
            .await
            .expect("it is taken");
    }
}

#[tokio::test]
async fn a_full_call_is_refused() {
    let world = World::limited(Limits {
        participants: 2,
        ..Limits::default()
    })
    .await;
    world.join("alice").await;
    world.join("bob").await;
    let carol = Participant::new("carol", "one");
    let refused = world.media.join(ROOM, &carol, Kinds::ALL).await;
    assert!(matches!(refused, Err(Error::RoomFull)));
    world
        .media
        .join(ROOM, &Participant::new("bob", "one"), Kinds::ALL)
        .await
        .expect("again");
}

#[tokio::test]
async fn strangers_at_the_port_get_no_answer_and_do_no_harm() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let port = ("127.0.0.1", world.media.port());
    for noise in [
        &[0x80; 100][..],
        &[0x16, 0xfe, 0xfd, 0, 0],
        &[0, 1, 0, 0],
        &[0xff; 1_400],
        &[],
    ] {
        for _ in 0..100 {
            socket.send_to(noise, port).await.expect("a sent packet");
        }
    }
    let mut buffer = [0; 100];
    let answer = tokio::time::timeout(super::NOTHING, socket.recv_from(&mut buffer)).await;
    assert!(answer.is_err());
    alice.send(sound(1)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
}

#[tokio::test]
async fn a_flood_from_a_client_is_cut() {
    let world = World::limited(Limits {
        bits_per_second: 200_000,
        ..Limits::default()
    })
    .await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(1)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    let payload = bytes::Bytes::from(vec![7; 1_000]);
    for sequence in 2..502 {
        alice
            .send(super::super::packet::Packet {
                payload: payload.clone(),
                ..sound(sequence)
            })
            .await;
    }
    let got = bob.packets().await.len();
    assert!((1..400).contains(&got), "{got} of 500");
}

#[tokio::test]
async fn an_address_that_clients_cannot_see_is_refused() {
    let listen = "0.0.0.0:0".parse().expect("an address");
    let media = crate::MediaConfig {
        listen,
        addresses: vec![],
        limits: Limits::default(),
    };
    let started = Media::start(Config { media, turn: None }).await;
    assert!(matches!(started, Err(Error::Configuration(_))));
}
