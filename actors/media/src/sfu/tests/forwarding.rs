//! What becomes of packets and reports.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::super::client::{Client, Network, ROOM, World, picture, sound};
use super::super::codecs::Coding;
use super::super::packet::{Clock, Packet, Report};

use crate::event::Happened;
use crate::names::{Kind, Kinds};

/// Returns a publisher of one track and a viewer who has it.
async fn pair(world: &World, coding: Coding, first: Packet) -> (Client, Client) {
    let mut alice = world.join("alice").await;
    alice.publish(&[coding]).await;
    alice.send(first).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    (alice, bob)
}

#[tokio::test]
async fn what_is_muted_is_not_heard_and_comes_back_without_a_gap() {
    let world = World::new().await;
    let (alice, mut bob) = pair(&world, Coding::Opus, sound(1)).await;
    alice.send(sound(2)).await;
    let before = bob.packet().await;
    for round in 1..4 {
        world
            .media
            .mute(ROOM, &alice.me, Kinds::from(Kind::Audio))
            .await
            .expect("a change");
        alice.send(sound(round * 100)).await;
        assert!(bob.packets().await.is_empty());
        world
            .media
            .mute(ROOM, &alice.me, Kinds::NONE)
            .await
            .expect("a change");
        // The client's new track begins anywhere.
        alice.send(sound(round * 3_000)).await;
        let after = bob.packet().await;
        assert_eq!(after.sequence, before.sequence.wrapping_add(round));
    }
}

#[tokio::test]
async fn redundant_audio_is_unwrapped_for_those_who_do_not_know_it() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(1)).await;
    let mut bob = world.join("bob").await;
    let mut carol = world.join("carol").await;
    carol.without_red = true;
    bob.receive(1).await;
    carol.receive(1).await;
    let payload = Bytes::from_static(&[0x80 | 111, 0, 0, 2, 111, 1, 2, 7, 8]);
    let red = Packet {
        payload_type: 63,
        payload: payload.clone(),
        ..sound(2)
    };
    alice.send(red).await;
    let got = bob.packet().await;
    assert_eq!((got.payload_type, got.payload), (63, payload));
    let got = carol.packet().await;
    assert_eq!((got.payload_type, &got.payload[..]), (111, &[7, 8][..]));
}

#[tokio::test]
async fn the_clock_of_the_publisher_reaches_the_viewer() {
    let world = World::new().await;
    let (alice, mut bob) = pair(&world, Coding::Opus, sound(1)).await;
    alice.send(sound(2)).await;
    let got = bob.packet().await;
    let clock = Clock {
        ssrc: 1_000,
        ntp: 7 << 32,
        timestamp: 2 * 960,
    };
    let wire = alice.publish.as_ref().expect("a connection");
    wire.act(move |connection| connection.report(clock, 2, 10, Instant::now()))
        .await;
    let wire = bob.subscribe.as_mut().expect("a connection");
    let report = Client::report(wire, |report| matches!(report, Report::Sent(_))).await;
    let expected = Clock {
        ssrc: got.ssrc,
        ntp: 7 << 32,
        timestamp: got.timestamp,
    };
    assert_eq!(report, Report::Sent(expected));
}

#[tokio::test]
async fn what_a_publisher_loses_is_repaired() {
    let world = World::new().await;
    let (alice, mut bob) = pair(&world, Coding::Vp8, picture(1_000, 1, 480, true)).await;
    alice.lose(true);
    let mut sequences = Vec::new();
    for sequence in 2..102 {
        alice.send(picture(1_000, sequence, 480, true)).await;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    alice.lose(false);
    for sequence in 102..112 {
        alice.send(picture(1_000, sequence, 480, true)).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let packets = bob.packets().await;
    // Without those that repeat what bob has lost.
    let video = packets.iter().filter(|packet| packet.payload_type == 96);
    sequences.extend(video.map(|packet| packet.sequence));
    sequences.sort_unstable();
    sequences.dedup();
    let (first, last) = (sequences[0], sequences[sequences.len() - 1]);
    let missing = usize::from(last - first) + 1 - sequences.len();
    assert_eq!(missing, 0, "of {}", sequences.len());
    assert!(sequences.len() > 90);
}

#[tokio::test]
async fn what_a_viewer_loses_is_sent_again() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Vp8]).await;
    alice.send(picture(1_000, 1, 480, true)).await;
    let mut bob = world.join_over(ROOM, "bob", Network::Lossy).await;
    bob.receive(1).await;
    for sequence in 2..202 {
        alice.send(picture(1_000, sequence, 480, true)).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (mut sequences, mut again) = (Vec::new(), 0);
    for packet in bob.packets().await {
        if packet.payload_type == 96 {
            sequences.push(packet.sequence);
        } else {
            again += 1;
            let (number, payload) = packet.payload.split_at(2);
            assert_eq!((packet.payload_type, payload.len()), (97, 16));
            sequences.push(u16::from_be_bytes([number[0], number[1]]));
        }
    }
    sequences.sort_unstable();
    sequences.dedup();
    // The last ones are missed only once others follow.
    sequences.truncate(180);
    let missing = usize::from(sequences[179] - sequences[0]) + 1 - sequences.len();
    assert_eq!(missing, 0, "{again} were sent again");
    assert!(again > 0);
}

#[tokio::test]
async fn quality_is_reported() {
    let world = World::new().await;
    let (mut alice, _bob) = pair(&world, Coding::Opus, sound(1)).await;
    alice
        .event(|event| matches!(event, Happened::Quality(_)))
        .await;
}

#[tokio::test]
async fn the_second_device_of_a_person_does_not_hear_the_first() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    let phone = crate::names::Participant::new("alice", "two");
    world
        .media
        .join(ROOM, &phone, Kinds::ALL)
        .await
        .expect("a place");
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(1)).await;
    alice
        .event(|event| matches!(event, Happened::Published(Kind::Audio)))
        .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(world.media.connections().await.expect("a number"), 1);
}

/// Some clients tell streams apart by their SSRC alone, as the server's offers name it.
#[tokio::test]
async fn streams_are_told_apart_by_the_ssrc_of_their_section_alone() {
    let world = World::new().await;
    let mut bob = world.join("bob").await;
    let mut known = Vec::new();
    for round in 0..2 {
        let mut alice = world.join("alice").await;
        alice.publish(&[Coding::Opus, Coding::Vp8]).await;
        alice.send(sound(1)).await;
        alice.send(picture(1_001, 1, 480, true)).await;
        bob.receive(2).await;
        for sequence in 2..5 {
            alice.send(sound(sequence)).await;
            alice
                .send(picture(1_001, sequence, 480, sequence == 2))
                .await;
        }
        let packets = bob.packets().await;
        for kind in [Kind::Audio, Kind::Camera] {
            let mut tracks = bob.tracks.iter();
            let track = tracks.find(|track| track.kind == kind).expect("a track");
            let mut sections = bob.offered.sections.iter();
            let section = sections.find(|section| section.mid == track.mid);
            // Those of a picture are followed by that of what is repeated of it.
            let ssrcs = &section.expect("a section").ssrcs;
            assert_eq!(ssrcs.len(), if kind.is_video() { 2 } else { 1 });
            let ssrc = ssrcs[0];
            let came = packets.iter().filter(|packet| packet.ssrc == ssrc);
            let types: Vec<u8> = came.map(|packet| packet.payload_type).collect();
            assert!(!types.is_empty(), "{kind:?} of round {round}");
            let one = |name| section.and_then(|section| section.payload_type(name));
            let named = one("opus").or(one("vp8"));
            assert!(types.iter().all(|found| Some(*found) == named), "{types:?}");
            assert!(!known.contains(&ssrc), "a section that is used again");
            known.push(ssrc);
        }
        alice.leave().await;
        bob.receive(0).await;
    }
}
