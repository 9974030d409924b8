//! What a publisher loses on the way to the server is no loss of the viewers', and many viewers' wishes are one to the publisher.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::time::timeout;

use super::super::client::{Client, Network, World, picture, sound};
use super::super::codecs::Coding;
use super::super::packet::Report;

use crate::event::Happened;
use crate::names::{Kind, RoomId};

/// Packets of each track, one every 20 ms: quality is reported every two seconds, and a worse one the second time.
const PACKETS: u16 = 400;
const EVERY: Duration = Duration::from_millis(20);

/// Less than what the client itself waits: a few repetitions of the handshake, which are seconds apart.
const LONG_ENOUGH: Duration = Duration::from_secs(16);

/// Sends a packet of a microphone and one of a camera.
async fn send(client: &Client, number: u16) {
    client.send(sound(number)).await;
    let whole = number.is_multiple_of(50);
    client.send(picture(1_001, number, 480, whole)).await;
}

/// Takes the shares of lost packets that were reported so far, of both directions.
fn losses(client: &mut Client) -> Vec<f32> {
    let loss = |happened| match happened {
        Happened::Quality(quality) => Some(quality.up.loss.max(quality.down.loss)),
        _ => None,
    };
    client.happened().into_iter().filter_map(loss).collect()
}

fn worst(losses: &[f32]) -> f32 {
    losses.iter().copied().fold(0.0, f32::max)
}

#[tokio::test]
async fn what_one_publisher_loses_changes_nobody_elses_quality() {
    let world = World::new().await;
    let mut people = Vec::new();
    for user in ["alice", "bob"] {
        let mut client = world.join(user).await;
        client.publish(&[Coding::Opus, Coding::Vp8]).await;
        send(&client, 0).await;
        client
            .event(|event| matches!(event, Happened::Published(Kind::Camera)))
            .await;
        people.push(client);
    }
    let mut carol = world.join("carol").await;
    carol.receive(4).await;
    people[0].lose(true);
    for number in 1..PACKETS {
        for client in &people {
            send(client, number).await;
        }
        tokio::time::sleep(EVERY).await;
    }
    let [alice, bob] = people.as_mut_slice() else {
        unreachable!()
    };
    let (alice, bob, carol) = (losses(alice), losses(bob), losses(&mut carol));
    // What is lost on the way to the server is not taken for the viewer's.
    let viewers = worst(&carol).max(worst(&bob));
    assert!(
        worst(&alice) > 0.02 && viewers < worst(&alice) / 2.0,
        "alice: {alice:?}, bob: {bob:?}, carol: {carol:?}"
    );
    assert!(carol.len() > 2, "{carol:?}");
}

#[tokio::test]
async fn the_keyframes_that_twenty_viewers_ask_for_are_asked_of_the_publisher_once_a_second() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Vp8]).await;
    alice.send(picture(1_000, 1, 480, true)).await;
    let mut viewers = Vec::new();
    for number in 0..20 {
        let mut viewer = world.join(&format!("viewer {number}")).await;
        viewer.receive(1).await;
        viewers.push(viewer);
    }
    alice.send(picture(1_000, 2, 480, true)).await;
    let mut streams = Vec::new();
    for viewer in &mut viewers {
        streams.push(viewer.packet().await.ssrc);
    }
    let wire = alice.publish.as_mut().expect("a connection");
    Client::reported(wire);
    let began = Instant::now();
    for number in 0..100 {
        for (viewer, ssrc) in viewers.iter().zip(&streams).skip(number % 4).step_by(4) {
            let (wire, ssrc) = (viewer.subscribe.as_ref().expect("a connection"), *ssrc);
            wire.act(move |connection| connection.ask_for_keyframe(ssrc, Instant::now()))
                .await;
        }
        tokio::time::sleep(EVERY).await;
    }
    let wire = alice.publish.as_mut().expect("a connection");
    let asked = Client::reported(wire)
        .into_iter()
        .filter(|report| matches!(report, Report::Keyframe { .. }))
        .count();
    let seconds = usize::try_from(began.elapsed().as_secs()).expect("few");
    assert!((1..=seconds + 2).contains(&asked), "{asked} in {seconds} s");
}

#[tokio::test]
async fn everyone_connects_although_a_twentieth_of_all_packets_is_lost() {
    let world = World::with_relay().await;
    let attempts = (0..60).map(|number| {
        let world = &world;
        async move {
            let name = format!("alice {number}");
            let room = RoomId(number);
            let mut client = world.join_over(room, &name, Network::Lossy).await;
            let connected = client.publish(&[Coding::Opus]);
            let connected = timeout(LONG_ENOUGH, connected).await.is_ok();
            (!connected).then(|| client.happened())
        }
    });
    let failed: Vec<_> = join_all(attempts).await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{failed:?}");
}
