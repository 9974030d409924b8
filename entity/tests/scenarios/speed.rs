//! The cost of a message. Ignored by default: it only measures, in a release build, and asserts nothing about time.
//!
//! `cargo test --release -p orvale-chat-entity --test scenarios -- --ignored --nocapture speed`

use entity::{
    ids::{ChannelId, ClientId},
    ledgers::messages::PostMessage,
    model::ChannelKind,
    queries::channels,
};

use super::world::{What, World, new_message, on_both_ignored, user};

on_both_ignored!(cost_of_a_message);

/// The CPU time of this process so far, in microseconds, from user and system ticks of 10 ms.
fn cpu_micros() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()) * 10_000
}

async fn cost_of_a_message(mut world: World) {
    let mut rooms: Vec<ChannelId> = Vec::new();
    for n in 0..64 {
        let name = format!("room {n}");
        rooms.push(
            world
                .create(ChannelKind::Public, &name, &["ann", "bob", "cid"])
                .await,
        );
    }
    let text = "the quick brown fox jumps over the lazy dog and keeps running for a while";
    let mut count = 0u64;
    for size in [1usize, 16, 64, 256] {
        let rounds = 40_000 / size.max(16);
        let (before, clock) = (cpu_micros(), std::time::Instant::now());
        for _ in 0..rounds {
            let whats = (0..size).map(|n| {
                count += 1;
                let who = ["ann", "bob", "cid"][n % 3];
                let mut id = [0; 16];
                id[..8].copy_from_slice(&count.to_be_bytes());
                let client_id = ClientId::from_bytes(&id);
                let change: What = Box::new(PostMessage {
                    client_id,
                    ..new_message(rooms[n % rooms.len()], who, text)
                });
                change
            });
            let whats = whats.collect();
            assert!(world.batch(whats).await.iter().all(Result::is_ok));
        }
        let kept = (rounds * size) as f64;
        let (cpu, wall) = (
            (cpu_micros() - before) as f64,
            clock.elapsed().as_micros() as f64,
        );
        println!(
            "{size:4} a batch: {:6.1} µs CPU, {:6.1} µs wall a message",
            cpu / kept,
            wall / kept
        );
    }
    let before = cpu_micros();
    for _ in 0..2000 {
        assert_eq!(
            channels::snapshot(&world.db, &user("ann"))
                .await
                .unwrap()
                .0
                .len(),
            64
        );
    }
    let cost = (cpu_micros() - before) as f64 / 2000.0;
    println!("a snapshot of 64 channels: {cost:6.1} µs CPU");
}
