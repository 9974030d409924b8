//! Sound and picture stay together: viewers get the clocks of the publisher, and no others.

use std::time::{Duration, Instant};

use super::super::client::{Client, ROOM, World, picture, sound};
use super::super::codecs::Coding;
use super::super::packet::{Clock, Incoming, Packet, Report};
use crate::names::{Kind, View};

const EVERY: Duration = Duration::from_millis(20);
/// So many packets later than the sound, the picture of the same moment arrives: 300 ms.
const LATE: u16 = 15;
/// What is sampled at the same moment may be played this far apart.
const APART: f64 = 0.08;

/// The publisher's wall clock when it sampled packet `number`, in seconds.
fn sampled(number: u16) -> f64 {
    1_000.0 + f64::from(number) * EVERY.as_secs_f64()
}

/// The report of a stream at the moment of packet `number`, whose timestamp is this.
fn clock(ssrc: u32, number: u16, timestamp: u32) -> Clock {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small"
    )]
    let ntp = (sampled(number) * 4_294_967_296.0) as u64;
    Clock {
        ssrc,
        ntp,
        timestamp,
    }
}

async fn report(client: &Client, clock: Clock) {
    let wire = client.publish.as_ref().expect("a connection");
    wire.act(move |connection| connection.report(clock, 1, 10, Instant::now()))
        .await;
}

/// What has come to a viewer, in order.
fn came(viewer: &mut Client) -> Vec<Incoming> {
    let wire = viewer.subscribe.as_mut().expect("a connection");
    std::iter::from_fn(|| wire.incoming.try_recv().ok()).collect()
}

/// When a viewer takes a packet to have been sampled, by the latest report of its stream before it.
fn taken(packet: &Packet, clock: Clock, rate: f64) -> f64 {
    let ahead = packet.timestamp.wrapping_sub(clock.timestamp).cast_signed();
    #[expect(clippy::cast_precision_loss, reason = "small")]
    let at = clock.ntp as f64 / 4_294_967_296.0;
    at + f64::from(ahead) / rate
}

#[tokio::test]
async fn pictures_that_arrive_late_are_played_with_their_sound() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus, Coding::Vp8]).await;
    let film = |number: u16| Packet {
        timestamp: u32::from(number) * 1_800,
        ..picture(1_001, number, 480, true)
    };
    alice.send(sound(0)).await;
    alice.send(film(0)).await;
    let mut bob = world.join("bob").await;
    bob.receive(2).await;
    let mut heard = Vec::new();
    for number in 1..100_u16 {
        alice.send(sound(number)).await;
        if number > LATE {
            alice.send(film(number - LATE)).await;
        }
        if number.is_multiple_of(25) {
            report(&alice, clock(1_000, number, u32::from(number) * 960)).await;
            report(&alice, clock(1_001, number, u32::from(number) * 1_800)).await;
        }
        tokio::time::sleep(EVERY).await;
        heard.extend(came(&mut bob));
    }
    let (mut sounds, mut pictures) = (0, 0);
    let mut clocks = Vec::new();
    for came in heard {
        match came {
            Incoming::Report(Report::Sent(clock)) => clocks.push(clock),
            Incoming::Report(_) => {}
            Incoming::Packet(packet, _) => {
                let of = clocks.iter().rfind(|clock| clock.ssrc == packet.ssrc);
                let Some(clock) = of else { continue };
                let (rate, count) = match packet.payload_type {
                    111 => (48_000.0, &mut sounds),
                    _ => (90_000.0, &mut pictures),
                };
                // One stream keeps the numbers of its packets.
                let apart = taken(&packet, *clock, rate) - sampled(packet.sequence);
                assert!(apart.abs() < APART, "{apart} s: {packet:?}");
                *count += 1;
            }
        }
    }
    assert!(sounds > 20 && pictures > 20, "{sounds}, {pictures}");
}

#[tokio::test]
async fn a_layer_that_is_switched_to_keeps_the_clock_of_the_one_before() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish_layers().await;
    // Each layer counts from somewhere else.
    let stamp = |ssrc: u32, number: u16| ssrc * 700_000_000 + u32::from(number) * 1_800;
    let layers = [("l", 1, 180), ("m", 2, 360), ("h", 3, 720)];
    let send = async |number: u16| {
        for (rid, ssrc, height) in layers {
            let mut packet = picture(ssrc, number, height, true);
            packet.timestamp = stamp(ssrc, number);
            // The moment is in the picture, whatever its numbers become.
            let mut payload = packet.payload.to_vec();
            payload.extend(number.to_be_bytes());
            packet.payload = payload.into();
            alice.send(alice.of_layer(rid, packet)).await;
        }
    };
    let tell = async |number: u16| {
        for (_, ssrc, _) in layers {
            report(&alice, clock(ssrc, number, stamp(ssrc, number))).await;
        }
    };
    send(1).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    let mut number = 1;
    for tile in [180, 720, 360, 720, 180] {
        // Reports come between switches, none right after one.
        tell(number).await;
        let view = View::Upto { height: tile };
        let viewed = world
            .media
            .view(ROOM, &bob.me, &alice.me, Kind::Camera, view);
        viewed.await.expect("a view");
        for _ in 0..25 {
            number += 1;
            send(number).await;
            tokio::time::sleep(EVERY).await;
        }
    }
    let mut clock = None;
    let (mut heights, mut pictures) = (Vec::new(), 0);
    for came in came(&mut bob) {
        match came {
            Incoming::Report(Report::Sent(told)) => clock = Some(told),
            Incoming::Report(_) => {}
            Incoming::Packet(packet, _) => {
                let Some(clock) = clock else { continue };
                let [.., high, low] = packet.payload[..] else {
                    unreachable!()
                };
                let number = u16::from_be_bytes([high, low]);
                let apart = taken(&packet, clock, 90_000.0) - sampled(number);
                assert!(apart.abs() < APART, "{apart} s: {packet:?}");
                heights.push(packet.payload[12]);
                pictures += 1;
            }
        }
    }
    heights.dedup();
    assert!(
        heights.len() > 3 && pictures > 60,
        "{heights:?}, {pictures}"
    );
}

#[tokio::test]
async fn no_clock_is_made_up_for_a_stream_that_is_silent() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(0)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    for number in 1..10 {
        alice.send(sound(number)).await;
        tokio::time::sleep(EVERY).await;
    }
    report(&alice, clock(1_000, 9, 9 * 960)).await;
    let wire = bob.subscribe.as_mut().expect("a connection");
    Client::report(wire, |report| matches!(report, Report::Sent(_))).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    alice.send(sound(10)).await;
    bob.packet().await;
    let wire = bob.subscribe.as_mut().expect("a connection");
    let reported = Client::reported(wire);
    let clocks = reported.iter().filter(|one| matches!(one, Report::Sent(_)));
    assert_eq!(clocks.count(), 0, "{reported:?}");
}
