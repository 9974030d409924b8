//! Which simulcast layer of a camera or screen a viewer is sent, by the size that they show and their bandwidth.

use std::time::Duration;

use super::super::client::{Client, ROOM, World, picture};
use crate::names::{Kind, View};

const HEIGHTS: [(&str, u32, u16); 3] = [("l", 1, 180), ("m", 2, 360), ("h", 3, 720)];

/// Sends a keyframe on each layer.
async fn keyframes(alice: &Client, sequence: u16) {
    for (rid, ssrc, height) in HEIGHTS {
        let packet = picture(ssrc, sequence, height, true);
        alice.send(alice.of_layer(rid, packet)).await;
    }
}

const EVERY: Duration = Duration::from_millis(20);

fn height(payload: &[u8]) -> u16 {
    u16::from_le_bytes([payload[12], payload[13]])
}

#[tokio::test]
async fn a_viewer_gets_the_layer_for_its_tile_in_one_unbroken_stream() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish_layers().await;
    keyframes(&alice, 1).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    let (mut sequence, mut last) = (1, None::<(u16, u32)>);
    for tile in [180, 720, 360, 720, 180] {
        let view = View::Upto { height: tile };
        world
            .media
            .view(ROOM, &bob.me, &alice.me, Kind::Camera, view)
            .await
            .expect("a view");
        let mut shown = 0;
        for _ in 0..200 {
            sequence += 1;
            keyframes(&alice, sequence).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            let Ok(packet) = tokio::time::timeout(Duration::from_secs(1), bob.packet()).await
            else {
                continue;
            };
            if let Some((before, time)) = last {
                assert_eq!(packet.sequence, before.wrapping_add(1));
                let ahead = packet.timestamp.wrapping_sub(time);
                assert!((1..90_000 * 3).contains(&ahead), "{ahead}");
            }
            last = Some((packet.sequence, packet.timestamp));
            shown = height(&packet.payload);
            if shown == tile {
                break;
            }
        }
        assert_eq!(shown, tile);
    }
}

#[tokio::test]
async fn what_nobody_looks_at_is_not_sent() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish_layers().await;
    keyframes(&alice, 1).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    keyframes(&alice, 2).await;
    bob.packet().await;
    let pause = |view| {
        world
            .media
            .view(ROOM, &bob.me, &alice.me, Kind::Camera, view)
    };
    pause(View::Paused).await.expect("a view");
    let (me, other) = (bob.me.clone(), alice.me.clone());
    bob.packets().await;
    keyframes(&alice, 3).await;
    assert!(bob.packets().await.is_empty());
    let view = View::Upto { height: 720 };
    world
        .media
        .view(ROOM, &me, &other, Kind::Camera, view)
        .await
        .expect("a view");
    keyframes(&alice, 4).await;
    bob.packet().await;
}

#[tokio::test]
async fn what_is_lost_of_a_layer_is_repaired_and_its_picture_never_stops() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish_layers().await;
    keyframes(&alice, 1).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    let view = View::Upto { height: 720 };
    world
        .media
        .view(ROOM, &bob.me, &alice.me, Kind::Camera, view)
        .await
        .expect("a view");
    for sequence in 2..50 {
        keyframes(&alice, sequence).await;
        tokio::time::sleep(EVERY).await;
    }
    bob.packets().await;
    // Only the first packets say which layer they are of: what is sent again has no name of its own.
    alice.lose(true);
    for sequence in 50..200 {
        for (_, ssrc, height) in HEIGHTS {
            alice.send(picture(ssrc, sequence, height, true)).await;
        }
        tokio::time::sleep(EVERY).await;
    }
    alice.lose(false);
    for sequence in 200..210 {
        keyframes(&alice, sequence).await;
        tokio::time::sleep(EVERY).await;
    }
    let came = bob.packets().await;
    let video = came.iter().filter(|packet| packet.payload_type == 96);
    let mut sequences: Vec<u16> = video.map(|packet| packet.sequence).collect();
    sequences.sort_unstable();
    sequences.dedup();
    let (first, last) = (sequences[0], sequences[sequences.len() - 1]);
    assert_eq!(usize::from(last - first) + 1, sequences.len(), "no gap");
    assert!(sequences.len() > 150, "{}", sequences.len());
}
