//! How many calls come about, and how many end before their time.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use hdrhistogram::Histogram;
use media::{Client, Network, RoomId, World};
use tokio::time::{interval, timeout};

/// Attempts at once.
const ATTEMPTS_AT_ONCE: usize = 10;
/// Calls that go on at once.
const CALLS_AT_ONCE: usize = 100;
/// A microphone's packets.
const SOUND: &[u8] = &[7; 80];
const SOUND_EVERY: Duration = Duration::from_millis(20);
/// Sounds before the tracks are offered.
const FIRST_SOUNDS: u16 = 5;
/// An attempt that takes longer has failed.
const FAILED: Duration = Duration::from_secs(10);
/// Nothing heard for this long is a dropped call.
const DROPPED: Duration = Duration::from_secs(5);

/// Prints how many attempts of so many led to a call in which both hear each other: a fifth through TURN over TCP, and a
/// fifth with 5 % of all datagrams lost.
pub(crate) async fn establish(attempts: usize) {
    let world = &World::with_relay().await;
    let outcomes = stream::iter(0..attempts).map(|attempt| async move {
        let network = match attempt % 5 {
            0 => Network::Relayed,
            1 => Network::Lossy,
            _ => Network::Direct,
        };
        let began = Instant::now();
        let call = connect(world, attempt, network).await;
        let took = began.elapsed();
        if let Some(people) = call {
            end(people).await;
            return (network, Some(took));
        }
        (network, None)
    });
    let outcomes: Vec<_> = outcomes.buffer_unordered(ATTEMPTS_AT_ONCE).collect().await;
    let mut established = 0;
    for (network, name) in [
        (Network::Direct, "directly"),
        (Network::Relayed, "through TURN over TCP"),
        (Network::Lossy, "with 5 % lost"),
    ] {
        let of_network = outcomes.iter().filter(|(over, _)| *over == network);
        let mut took = Histogram::<u64>::new(3).expect("three digits are allowed");
        for outcome in of_network.clone().filter_map(|(_, took)| *took) {
            let millis = u64::try_from(outcome.as_millis()).expect("no attempt takes so long");
            took.record(millis).expect("it grows as needed");
        }
        established += took.len();
        println!(
            "          {} of {} {name}: p50 {} ms, p99 {} ms",
            took.len(),
            of_network.count(),
            took.value_at_quantile(0.5),
            took.value_at_quantile(0.99),
        );
    }
    let share = established as f64 / attempts as f64 * 100.0;
    println!(
        "established {established} of {attempts} ({share:.1} %), {ATTEMPTS_AT_ONCE} at once   {}",
        super::judged(share >= 99.5, "at least 99.5 %"),
    );
}

/// Prints how many of so many calls were dropped before they had lasted so long.
pub(crate) async fn last(calls: usize, length: Duration) {
    let world = &World::with_relay().await;
    let outcomes = stream::iter(0..calls).map(|call| async move {
        let Some([one, other]) = connect(world, call, Network::Direct).await else {
            return false;
        };
        let (one, other) = tokio::join!(talk(one, length), talk(other, length));
        let lasted = one.is_some() && other.is_some();
        end([one, other].into_iter().flatten()).await;
        lasted
    });
    let lasted = outcomes
        .buffer_unordered(CALLS_AT_ONCE)
        .filter(|lasted| std::future::ready(*lasted))
        .count()
        .await;
    let dropped = calls - lasted;
    let share = dropped as f64 / calls as f64 * 100.0;
    println!(
        "dropped {dropped} of {calls} calls of {} s ({share:.1} %), {} at once   {}",
        length.as_secs(),
        CALLS_AT_ONCE.min(calls),
        super::judged(share <= 0.2, "at most 0.2 %"),
    );
}

/// Has two people call each other until both hear each other. Returns `None` if they do not.
async fn connect(world: &World, call: usize, network: Network) -> Option<[Client; 2]> {
    let room = RoomId(i64::try_from(call).expect("few calls"));
    let names = [format!("caller {call}"), format!("called {call}")];
    let [one, other] = &names;
    let attempt = async {
        let (mut one, mut other) = tokio::join!(
            world.join_over(room, one, network),
            world.join_over(room, other, network),
        );
        tokio::join!(one.publish_microphone(), other.publish_microphone());
        // A packet that is lost is not repaired at once: others follow it.
        for sequence in 0..FIRST_SOUNDS {
            tokio::join!(speak(&one, sequence), speak(&other, sequence));
            tokio::time::sleep(SOUND_EVERY).await;
        }
        tokio::join!(one.receive(1), other.receive(1));
        for sequence in FIRST_SOUNDS.. {
            tokio::join!(speak(&one, sequence), speak(&other, sequence));
            let heard = async { tokio::join!(one.payload(), other.payload()) };
            if timeout(SOUND_EVERY, heard).await.is_ok() {
                break;
            }
        }
        [one, other]
    };
    timeout(FAILED, attempt).await.ok()
}

async fn speak(client: &Client, sequence: u16) {
    client.speak(sequence, Bytes::from_static(SOUND)).await;
}

/// Talks for so long. Returns `None` if nothing of the other one is heard for too long.
async fn talk(mut client: Client, length: Duration) -> Option<Client> {
    let mut clock = interval(SOUND_EVERY);
    let end = Instant::now() + length;
    let (mut sequence, mut heard) = (1_000_u16, Instant::now());
    while Instant::now() < end {
        tokio::select! {
            _ = clock.tick() => {
                sequence = sequence.wrapping_add(1);
                speak(&client, sequence).await;
            }
            _ = client.payload() => heard = Instant::now(),
        }
        if heard.elapsed() > DROPPED {
            return None;
        }
    }
    Some(client)
}

async fn end(people: impl IntoIterator<Item = Client>) {
    for client in people {
        client.leave().await;
    }
}
