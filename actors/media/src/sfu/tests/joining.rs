//! Coming and going.

use std::time::Duration;

use super::super::client::{ROOM, World, picture, sound};
use super::super::codecs::Coding;

use crate::event::Happened;
use crate::names::{Kind, Kinds};

#[tokio::test]
async fn three_get_each_other() {
    let world = World::new().await;
    let mut clients = Vec::new();
    for user in ["alice", "bob", "carol"] {
        let mut client = world.join(user).await;
        client.publish(&[Coding::Opus, Coding::Vp8]).await;
        client.send(sound(1)).await;
        client.send(picture(1_001, 1, 480, true)).await;
        client
            .event(|event| matches!(event, Happened::Published(Kind::Camera)))
            .await;
        clients.push(client);
    }
    for client in &mut clients {
        client.receive(4).await;
    }
    let names = clients[0].kinds();
    let expected = [
        ("bob", Kind::Audio),
        ("bob", Kind::Camera),
        ("carol", Kind::Audio),
        ("carol", Kind::Camera),
    ];
    assert_eq!(names, expected.map(|(user, kind)| (user.to_owned(), kind)));
    for client in &clients[1..] {
        client.send(sound(2)).await;
        client.send(picture(1_001, 2, 480, true)).await;
    }
    let mut got = Vec::new();
    for _ in 0..4 {
        got.push(clients[0].packet().await);
    }
    let mut streams: Vec<_> = got.iter().map(|packet| packet.ssrc).collect();
    streams.sort_unstable();
    streams.dedup();
    assert_eq!(streams.len(), 4, "each track has a stream of its own");
    let sounds = got
        .iter()
        .filter(|packet| packet.payload_type == 111)
        .count();
    assert_eq!(sounds, 2);
}

#[tokio::test]
async fn a_late_joiner_gets_a_picture_although_the_first_keyframe_is_lost() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Vp8]).await;
    alice.send(picture(1_000, 1, 480, true)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    // A still picture: nothing is sent unless it is asked for, and the first request is lost.
    alice.send(picture(1_000, 2, 480, false)).await;
    alice.asked(1_000).await;
    let again = alice.asked(1_000).await;
    assert!(
        again < Duration::from_secs(5),
        "asked again after {again:?}"
    );
    alice.send(picture(1_000, 3, 480, true)).await;
    bob.packet().await;
}

#[tokio::test]
async fn whoever_leaves_is_gone_for_all_and_nothing_is_left() {
    let world = World::new().await;
    let mut bob = world.join("bob").await;
    for _ in 0..3 {
        let mut alice = world.join("alice").await;
        alice.publish(&[Coding::Opus]).await;
        alice.send(sound(1)).await;
        bob.receive(1).await;
        assert_eq!(world.media.connections().await.expect("a number"), 2);
        alice.leave().await;
        bob.receive(0).await;
        assert_eq!(world.media.connections().await.expect("a number"), 1);
    }
    bob.leave().await;
    assert_eq!(world.media.connections().await.expect("a number"), 0);
}

#[tokio::test]
async fn a_reload_starts_anew() {
    let world = World::new().await;
    let mut bob = world.join("bob").await;
    for _ in 0..2 {
        let mut alice = world.join("alice").await;
        alice.publish(&[Coding::Opus]).await;
        alice.send(sound(1)).await;
        bob.receive(1).await;
        let stale = bob.tracks.clone();
        alice.send(sound(2)).await;
        bob.packet().await;
        assert_eq!(stale, bob.tracks);
        // The page is gone without a word; the next turn joins again.
        bob.tracks.clear();
    }
}

#[tokio::test]
async fn a_right_that_is_taken_away_stops_the_track() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(1)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    alice.send(sound(2)).await;
    bob.packet().await;
    world
        .media
        .allow(ROOM, &alice.me, Kinds::NONE)
        .await
        .expect("a change");
    alice
        .event(|event| matches!(event, Happened::Unpublished(Kind::Audio)))
        .await;
    bob.packets().await;
    for sequence in 3..20 {
        alice.send(sound(sequence)).await;
    }
    assert!(bob.packets().await.is_empty(), "whatever the client sends");
    bob.receive(0).await;
    world
        .media
        .allow(ROOM, &alice.me, Kinds::ALL)
        .await
        .expect("a change");
    bob.receive(1).await;
    alice.send(sound(30)).await;
    bob.packet().await;
}

#[tokio::test]
async fn ice_restarts_on_both_connections_while_media_flows() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(1)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    for round in 1..4 {
        alice.offer_with(true).await.expect("an answer");
        world
            .media
            .restart(ROOM, &bob.me)
            .await
            .expect("an offer follows");
        bob.tracks.clear();
        bob.receive(1).await;
        let mut sequence = round * 1_000;
        let got = loop {
            sequence += 1;
            alice.send(sound(sequence)).await;
            if let Some(packet) = bob.packets().await.pop() {
                break packet;
            }
            assert!(sequence < round * 1_000 + 60, "media flows again");
        };
        assert_eq!(got.payload_type, 111);
    }
}
