//! `cargo bench --bench store`: what a commit costs, by how many messages share it.
//!
//! On a real disk, with the database's own durability: most of a small batch is the wait for it.

use std::cell::Cell;

use divan::{Bencher, counter::ItemsCount};
use entity::{
    Database, Memory, commit,
    ids::{ChannelId, ClientId, UserId},
    ledgers::Entry,
    ledgers::messages::PostMessage,
    model::MessageKind,
    text::MessageText,
};
use load::{ledger::scatter, population::Population, seed::seed, wire::Stamp};
use tempfile::TempDir;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// A database with 100 users, each in a channel of 2 and of 100.
struct Bench {
    runtime: Runtime,
    database: Database,
    population: Population,
    next: Cell<u64>,
    _folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        // Beside the build and not in /tmp, which may be memory, where durability costs nothing.
        let program = std::env::current_exe().expect("this program runs from a file");
        let target = program
            .ancestors()
            .nth(3)
            .expect("cargo builds into target/release/deps");
        let folder = tempfile::tempdir_in(target).expect("the target folder can be written");
        let population = Population::new(100, &[2, 100]);
        let file = folder.path().join("store.db");
        seed(&population, &file).expect("a new database can be filled");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime needs nothing that can be missing");
        let url = format!("sqlite://{}", file.display());
        let database = runtime
            .block_on(Database::open(&url, false))
            .expect("it was just made");
        Self {
            runtime,
            database,
            population,
            next: Cell::new(0),
            _folder: folder,
        }
    }

    /// `count` messages, one to each channel in turn.
    fn batch(&self, count: usize) -> Vec<Entry> {
        (0..count).map(|place| self.message(place)).collect()
    }

    fn message(&self, place: usize) -> Entry {
        let number = self.next.get();
        self.next.set(number + 1);
        let room = &self.population.channels[place % self.population.channels.len()];
        let author = &self.population.users[room.members[place % room.members.len()]];
        let text = Stamp {
            due: number,
            author: 0,
        }
        .body(100);
        // As a client's version 7 would: the time first.
        let id = (u128::from(number) << 64) | u128::from(scatter(number));
        Entry::new(
            1_760_000_000_000,
            PostMessage {
                channel_id: ChannelId(room.id),
                user: UserId::from(author.as_str()),
                client_id: ClientId::from_bytes(&id.to_be_bytes()),
                text: MessageText::parse(text).expect("a valid text"),
                kind: MessageKind::Text,
                reply_to_id: None,
                ticket_reference: None,
                file: None,
                mentions: Vec::new(),
                shows_to: Vec::new(),
            },
        )
    }
}

#[divan::bench(args = [1, 8, 64, 256], max_time = 3)]
fn commit_messages(bencher: Bencher<'_, '_>, count: usize) {
    let bench = Bench::new();
    let sequences = Cell::new(Memory::default());
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| bench.batch(count))
        .bench_local_values(|changes| {
            let mut known = sequences.take();
            let results = bench
                .runtime
                .block_on(commit(&bench.database, &mut known, &changes));
            sequences.set(known);
            assert!(results.iter().all(Result::is_ok), "a commit failed");
        });
}
