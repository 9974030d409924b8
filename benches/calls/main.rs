//! `cargo bench --bench calls`: forwarding in calls, with clients that speak WebRTC over loopback.
//!
//! It prints the CPU time of the thread that forwards for each packet that reaches a viewer, how long a packet of sound
//! takes from one client to the others in a call of 20 and how much of that is the server's, how much memory a participant
//! takes, what 200 of them leave behind, how many of 500 attempts lead to a call, and how many calls are dropped:
//! 100 of ten seconds, or with `--long` 500 of two minutes. The clients run in this process, so CPU time and memory include
//! theirs: each is an upper bound.

mod attempts;

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::join_all;
use hdrhistogram::Histogram;
use load::process::{cpu_of_threads, own_handles, own_memory};
use media::{Client, Heard, World};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Viewers of one camera.
const VIEWERS: [usize; 3] = [4, 20, 30];
/// Packets of the camera, of this many bytes each, and how many come in a second: a stream of about 2.2 Mbit/s.
const PICTURES: u16 = 2_500;
const PICTURE: usize = 1_100;
const PICTURES_A_SECOND: u32 = 250;
/// People who all talk, and packets of each of them, which come as a microphone's do.
const TALKERS: usize = 20;
const SOUNDS: u16 = 500;
const SOUND: usize = 80;
const SOUND_EVERY: Duration = Duration::from_millis(20);
/// Who come and go, so many at a time, every other one without a word.
const VISITORS: usize = 200;
const AT_ONCE: usize = 10;
/// Attempts to call, and calls that last, with their length; the second are those with `--long`.
const ATTEMPTS: usize = 500;
const CALLS: [(usize, Duration); 2] = [
    (100, Duration::from_secs(10)),
    (500, Duration::from_secs(120)),
];
/// Silence after which a client counts as done.
const SILENCE: Duration = Duration::from_secs(1);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime needs nothing that can be missing");
    runtime.block_on(async {
        for viewers in VIEWERS {
            forward(viewers).await;
        }
        talk().await;
        come_and_go().await;
        attempts::establish(ATTEMPTS).await;
        let is_long = std::env::args().any(|argument| argument == "--long");
        let (calls, length) = CALLS[usize::from(is_long)];
        attempts::last(calls, length).await;
    });
}

/// Says whether a goal was reached.
fn judged(reached: bool, goal: &str) -> String {
    let verdict = if reached { "reached" } else { "MISSED" };
    format!("{verdict}: {goal}")
}

/// Prints the cost of a packet of one camera for each of so many viewers.
async fn forward(viewers: usize) {
    let world = World::new().await;
    let mut camera = world.join("camera").await;
    camera.publish_camera().await;
    camera.show(0, PICTURE, true).await;
    let watching = (0..viewers).map(async |viewer| {
        let mut client = world.join(&format!("viewer {viewer}")).await;
        client.receive(1).await;
        client
    });
    let watching = join_all(watching).await;
    let before = forwarding();
    let counting: Vec<_> = watching
        .into_iter()
        .map(|client| tokio::spawn(arrivals(client)))
        .collect();
    let mut clock = interval(Duration::from_secs(1) / PICTURES_A_SECOND);
    for sequence in 1..=PICTURES {
        clock.tick().await;
        camera.show(sequence, PICTURE, sequence % 250 == 1).await;
    }
    let arrived: usize = join_all(counting)
        .await
        .into_iter()
        .map(Result::unwrap_or_default)
        .sum();
    let micros = (forwarding() - before).as_secs_f64() * 1e6 / arrived as f64;
    let wanted = viewers * usize::from(PICTURES);
    let goal = goal_of(viewers);
    println!(
        "1 x {viewers:<2} {micros:>8.2} us of CPU a packet, {arrived} of {wanted} arrived   {}",
        judged(micros <= goal, &format!("at most {goal} us")),
    );
}

/// Returns the goal of the CPU time of a packet, in microseconds.
fn goal_of(viewers: usize) -> f64 {
    match viewers {
        ..10 => 12.0,
        10..25 => 8.0,
        _ => 6.0,
    }
}

/// Returns how many packets arrive until none comes any more.
async fn arrivals(mut client: Client) -> usize {
    let mut arrived = 0;
    while timeout(SILENCE, client.payload()).await.is_ok() {
        arrived += 1;
    }
    arrived
}

/// Prints how late the sound of each is at all others.
async fn talk() {
    let world = World::new().await;
    let alone = memory();
    let mut talkers = Vec::new();
    for talker in 0..TALKERS {
        let mut client = world.join(&format!("talker {talker}")).await;
        client.publish_microphone().await;
        client
            .speak(first_of(talker), Bytes::from_static(&[0; SOUND]))
            .await;
        talkers.push(client);
    }
    join_all(talkers.iter_mut().map(|client| client.receive(TALKERS - 1))).await;
    let each = (memory() - alone) / TALKERS as u64;
    let start = Instant::now();
    let before = forwarding();
    let talking: Vec<_> = talkers
        .into_iter()
        .enumerate()
        .map(|(number, client)| tokio::spawn(converse(client, number, start)))
        .collect();
    let [mut late, mut transit] = [(); 2].map(|()| empty());
    for delays in join_all(talking).await {
        let [all, of_server] = delays.expect("nobody fails");
        late.add(all).expect("the same digits");
        transit.add(of_server).expect("the same digits");
    }
    let micros = (forwarding() - before).as_secs_f64() * 1e6 / late.len() as f64;
    let of = |delays: &Histogram<u64>, quantile| delays.value_at_quantile(quantile) as f64 / 1e3;
    let millis = |quantile| of(&late, quantile);
    println!(
        "{TALKERS} talk   p50 {:.2} ms, p99 {:.2} ms to the others; {micros:.2} us of CPU a packet; {} of {} arrived",
        millis(0.5),
        millis(0.99),
        late.len(),
        TALKERS * (TALKERS - 1) * usize::from(SOUNDS),
    );
    let (half, most) = (of(&transit, 0.5), of(&transit, 0.99));
    println!(
        "          of which the server takes p50 {half:.2} ms, p99 {most:.2} ms   {}",
        judged(most <= 3.0, "p99 at most 3 ms"),
    );
    println!(
        "memory    {} kB a participant, client included   {}",
        each / 1024,
        judged(each <= 1 << 20, "at most 1 MB"),
    );
}

/// Returns the sequence number of somebody's first packet. The server's time is told by them, so that they are all different.
fn first_of(talker: usize) -> u16 {
    u16::try_from(talker).expect("few talk") * (SOUNDS + 1)
}

fn empty() -> Histogram<u64> {
    Histogram::new(3).expect("three digits are allowed")
}

/// Talks, and returns how many microseconds each packet of the others took, and how many of them were the server's.
async fn converse(mut client: Client, number: usize, start: Instant) -> [Histogram<u64>; 2] {
    let [mut delays, mut transits] = [(); 2].map(|()| empty());
    let mut clock = interval(SOUND_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    // They do not all talk at the same moment.
    tokio::time::sleep(SOUND_EVERY.mul_f64(number as f64 / TALKERS as f64)).await;
    let mut sequence = 0;
    loop {
        tokio::select! {
            _ = clock.tick(), if sequence < SOUNDS => {
                sequence += 1;
                let mut payload = [0; SOUND];
                payload[..8].copy_from_slice(&since(start).to_le_bytes());
                let number = first_of(number) + sequence;
                client.speak(number, Bytes::copy_from_slice(&payload)).await;
            }
            arrived = timeout(SILENCE, client.heard()) => {
                let Ok(Heard { payload, transit }) = arrived else {
                    return [delays, transits];
                };
                if let (Some(sent), Some(transit)) = (sent_at(&payload), transit) {
                    let transit = u64::try_from(transit.as_micros()).expect("it is short");
                    for (histogram, micros) in
                        [(&mut delays, since(start) - sent), (&mut transits, transit)]
                    {
                        histogram.record(micros).expect("it grows as needed");
                    }
                }
            }
        }
    }
}

/// Prints what is left of many who come and go, half of whom just vanish and are only taken out afterwards.
async fn come_and_go() {
    let world = World::new().await;
    let mut host = world.join("host").await;
    host.publish_microphone().await;
    host.speak(0, Bytes::from_static(&[0; SOUND])).await;
    let mut first = None;
    for round in 0..VISITORS / AT_ONCE {
        join_all((0..AT_ONCE).map(|visitor| visit(&world, round * AT_ONCE + visitor))).await;
        // What the first ones need is kept for the next ones.
        first.get_or_insert((memory(), handles()));
    }
    let (memory_then, handles_then) = first.expect("somebody came");
    let more = memory() as i64 - memory_then as i64;
    println!(
        "{VISITORS} visits after the first {AT_ONCE}: {} kB more, {handles_then:?} descriptors and threads became {:?}",
        more / 1024,
        handles(),
    );
}

/// Joins the call, sends and receives, and goes.
async fn visit(world: &World, number: usize) {
    let mut visitor = world.join(&format!("visitor {number}")).await;
    visitor.publish_microphone().await;
    visitor.receive(1).await;
    if number.is_multiple_of(2) {
        visitor.vanish().await;
    } else {
        visitor.leave().await;
    }
}

fn since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).expect("no benchmark runs so long")
}

/// Reads the moment from a packet, which the first ones do not have.
fn sent_at(payload: &[u8]) -> Option<u64> {
    let bytes = payload.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*bytes)).filter(|sent| *sent > 0)
}

fn forwarding() -> Duration {
    cpu_of_threads("media").expect("Linux accounts for the CPU time of threads")
}

fn memory() -> u64 {
    own_memory().expect("Linux accounts for memory")
}

fn handles() -> (usize, usize) {
    own_handles().expect("Linux lists descriptors and threads")
}
