//! Redundant audio, among viewers of whom some know it and some do not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::super::client::{World, sound};
use super::super::codecs::Coding;
use super::super::packet::{Incoming, Packet};

const EVERY: Duration = Duration::from_millis(20);
/// Nobody may hear nothing for longer.
const SILENCE: Duration = Duration::from_millis(200);
/// So often somebody without redundant audio comes and goes.
const ROUNDS: u16 = 20;

/// A packet of redundant audio: the one before it, and its own two bytes.
fn red(number: u16) -> Packet {
    let [high, low] = number.to_be_bytes();
    let payload = [0x80 | 111, 0, 0, 2, 111, 1, 2, high, low];
    Packet {
        payload_type: 63,
        payload: Bytes::copy_from_slice(&payload),
        ..sound(number)
    }
}

#[tokio::test]
async fn whoever_does_not_know_it_comes_and_goes_without_a_gap_for_anybody() {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(0)).await;
    let mut bob = world.join("bob").await;
    bob.receive(1).await;
    let done = AtomicBool::new(false);
    // When each packet was sent: a busy machine must not count as silence.
    let speaking = async {
        let mut sent = vec![Instant::now()];
        while !done.load(Ordering::Relaxed) {
            let number = u16::try_from(sent.len()).expect("few");
            alice.send(red(number)).await;
            sent.push(Instant::now());
            tokio::time::sleep(EVERY).await;
        }
        sent
    };
    let coming_and_going = async {
        for _ in 0..ROUNDS {
            let mut carol = world.join("carol").await;
            carol.without_red = true;
            carol.receive(1).await;
            let first = carol.packet().await;
            for number in 0..5_u16 {
                let heard = if number == 0 {
                    first.clone()
                } else {
                    carol.packet().await
                };
                assert_eq!((heard.payload_type, heard.payload.len()), (111, 2));
                let sequence = first.sequence.wrapping_add(number);
                assert_eq!(heard.sequence, sequence, "without a gap");
            }
            carol.leave().await;
        }
        done.store(true, Ordering::Relaxed);
    };
    let (sent, ()) = tokio::join!(speaking, coming_and_going);
    tokio::time::sleep(SILENCE).await;
    let wire = bob.subscribe.as_mut().expect("a connection");
    let mut heard = Vec::new();
    while let Ok(came) = wire.incoming.try_recv() {
        if let Incoming::Packet(packet, at) = came {
            heard.push((packet, at));
        }
    }
    assert!(heard.iter().all(|(packet, _)| packet.payload_type == 63));
    for pair in heard.windows(2) {
        let [(before, earlier), (after, later)] = pair else {
            unreachable!()
        };
        assert_eq!(after.sequence, before.sequence.wrapping_add(1));
        let number = usize::from(after.sequence);
        let pause = sent[number].saturating_duration_since(sent[number - 1]);
        let silence = later.saturating_duration_since(*earlier);
        assert!(silence < SILENCE + pause, "{silence:?}, of which {pause:?}");
    }
    assert!(
        heard.len() > sent.len() - 10,
        "{} of {}",
        heard.len(),
        sent.len()
    );
}
