//! `cargo bench --bench calls`: forwarding in calls, with clients that speak WebRTC over loopback.
//!
//! It prints the CPU time of the thread that forwards for each packet that reaches a viewer, how long a packet of sound
//! takes from one client to the others in a call of 20 and how much of that is the server's, how much memory a participant
//! takes, what 200 of them leave behind, how many of 500 attempts lead to a call, and how many calls are dropped:
//! 100 of ten seconds, or with `--long` 500 of two minutes. The clients run in this process, so memory includes theirs. With
//! `--janus PROGRAM` it also measures what the packets cost Janus. All options: `--help`.

mod attempts;
mod forwarding;
mod janus;

use std::fmt;
use std::time::{Duration, Instant};

use bytes::Bytes;
use clap::{Parser, ValueEnum};
use futures_util::future::join_all;
use hdrhistogram::Histogram;
use load::process::{cpu_of_threads, own_handles, own_memory};
use media::{Client, Heard, World};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Viewers of one camera.
const VIEWERS: [usize; 3] = [4, 20, 30];
/// People who all talk, and packets of each of them, which come as a microphone's do.
const TALKERS: usize = 20;
const SOUNDS: u16 = 500;
const SOUND: usize = 80;
const SOUND_EVERY: Duration = Duration::from_millis(20);
/// Who come and go, so many at a time, every other one without a word.
const VISITORS: usize = 200;
const AT_ONCE: usize = 10;
/// Silence after which a client counts as done.
const SILENCE: Duration = Duration::from_secs(1);

/// Measures calls.
#[derive(Debug, Parser)]
struct Options {
    /// Measure only these parts.
    #[arg(long, value_delimiter = ',', default_values_t = Part::ALL)]
    only: Vec<Part>,
    /// Measure this Janus (Debian's package `janus`) with the same cameras and viewers, in turn with ours.
    #[arg(long, value_name = "PROGRAM")]
    janus: Option<String>,
    /// Attempts to call.
    #[arg(long, default_value_t = 500)]
    attempts: usize,
    /// Have 500 calls last two minutes, instead of 100 ten seconds.
    #[arg(long)]
    long: bool,
    /// How many calls are to last.
    #[arg(long)]
    calls: Option<usize>,
    /// cargo adds it.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The CPU time of a packet of one camera for each of its viewers.
    Forward,
    /// Twenty who all talk: CPU time, delay, memory.
    Talk,
    /// What people who come and go leave behind.
    Visits,
    /// How many attempts lead to a call.
    Attempts,
    /// How many calls are dropped.
    Last,
}

impl Part {
    const ALL: [Self; 5] = [
        Self::Forward,
        Self::Talk,
        Self::Visits,
        Self::Attempts,
        Self::Last,
    ];
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value().ok_or(fmt::Error)?;
        formatter.write_str(value.get_name())
    }
}

fn main() {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime needs nothing that can be missing");
    runtime.block_on(async {
        for part in &options.only {
            measure(*part, &options).await;
        }
    });
}

async fn measure(part: Part, options: &Options) {
    match part {
        Part::Forward => {
            for viewers in VIEWERS {
                forwarding::forward(viewers, options.janus.as_deref()).await;
            }
        }
        Part::Talk => talk().await,
        Part::Visits => come_and_go().await,
        Part::Attempts => attempts::establish(options.attempts).await,
        Part::Last => {
            let (calls, seconds) = if options.long { (500, 120) } else { (100, 10) };
            let calls = options.calls.unwrap_or(calls);
            attempts::last(calls, Duration::from_secs(seconds)).await;
        }
    }
}

/// Says whether a goal was reached.
fn judged(reached: bool, goal: &str) -> String {
    let verdict = if reached { "reached" } else { "MISSED" };
    format!("{verdict}: {goal}")
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
    let before = cpu_of_forwarding();
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
    let micros = (cpu_of_forwarding() - before).as_secs_f64() * 1e6 / late.len() as f64;
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

fn cpu_of_forwarding() -> Duration {
    cpu_of_threads("media").expect("Linux accounts for the CPU time of threads")
}

fn memory() -> u64 {
    own_memory().expect("Linux accounts for memory")
}

fn handles() -> (usize, usize) {
    own_handles().expect("Linux lists descriptors and threads")
}
