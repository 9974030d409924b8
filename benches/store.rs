//! `cargo bench --bench store`: the cost of a commit, by its number of messages.
//!
//! It measures CPU time and bytes written per message, which vary little between runs, not the elapsed time, which is
//! mostly spent waiting for the disk. With `-- v4` messages have random ids. With `-- unread` each author has an unread
//! reply in a thread of the channel, so that the writer must look for what posting reads.

use std::fs;

use entity::{
    Database, Memory, commit,
    ids::{ChannelId, ClientId, UserId},
    ledgers::Entry,
    ledgers::messages::{PostMessage, ThreadReply},
    model::MessageKind,
    text::MessageText,
};
use load::{ledger::scatter, population::Population, process::own_cpu, seed::seed, wire::Stamp};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Each user is in one channel of this size.
const SIZE: usize = 2;
const USERS: usize = 1_000;
/// The minimum number of messages, and of batches, for each batch size.
const MESSAGES: usize = 60_000;
const BATCHES: usize = 3_000;

fn main() {
    let asked = |what: &str| std::env::args().any(|argument| argument == what);
    let (random_ids, unread) = (asked("v4"), asked("unread"));
    println!("batch   CPU us/message   kB/message");
    for count in [1, 8, 64, 256] {
        let bench = Bench::new(random_ids);
        if unread {
            bench.leave_unread();
        }
        let batches = (MESSAGES / count).min(BATCHES);
        // Do not measure with an almost empty index and log.
        bench.commit(count, batches / 4);
        let (cpu, written) = used();
        bench.commit(count, batches);
        let (cpu_after, written_after) = used();
        let messages = (count * batches) as f64;
        let cpu = (cpu_after - cpu).as_secs_f64() * 1e6 / messages;
        let written = (written_after - written) as f64 / 1000.0 / messages;
        println!("{count:>5}   {cpu:>14.2}   {written:>10.2}");
    }
}

fn used() -> (std::time::Duration, u64) {
    let io = fs::read_to_string("/proc/self/io").expect("Linux accounts for input and output");
    let written = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes: "));
    let written = written.and_then(|count| count.parse().ok());
    (
        own_cpu().expect("Linux accounts for CPU time"),
        written.expect("write_bytes is a number"),
    )
}

struct Bench {
    runtime: Runtime,
    database: Database,
    population: Population,
    random_ids: bool,
    _folder: TempDir,
    next: std::cell::Cell<u64>,
    memory: std::cell::RefCell<Memory>,
}

impl Bench {
    fn new(random_ids: bool) -> Self {
        // Next to the build, not in /tmp, which may be in memory, where durability is free.
        let program = std::env::current_exe().expect("this program runs from a file");
        let target = program
            .ancestors()
            .nth(3)
            .expect("cargo builds into target/release/deps");
        let folder = tempfile::tempdir_in(target).expect("the target folder can be written");
        let population = Population::new(USERS, &[SIZE]);
        let url = format!("sqlite://{}", folder.path().join("store.db").display());
        seed(&population, &url).expect("a new database can be filled");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime needs nothing that can be missing");
        let database = runtime
            .block_on(Database::open(&url, false))
            .expect("it was just made");
        Self {
            runtime,
            database,
            population,
            random_ids,
            _folder: folder,
            next: 1.into(),
            memory: Memory::default().into(),
        }
    }

    fn commit(&self, count: usize, batches: usize) {
        let mut memory = self.memory.borrow_mut();
        self.runtime.block_on(async {
            for _ in 0..batches {
                let batch: Vec<Entry> = (0..count).map(|_| self.message()).collect();
                let results = commit(&self.database, &mut memory, &batch).await;
                assert!(results.iter().all(Result::is_ok), "a commit failed");
            }
        });
    }

    /// Gives every member a reply that they have not read.
    fn leave_unread(&self) {
        let mut memory = self.memory.borrow_mut();
        for room in &self.population.channels {
            for (one, other) in [(0, 1), (1, 0)] {
                let [one, other] = [one, other].map(|place| room.members[place]);
                let root = self.post(room.id, one, None);
                let entry = [Entry::new(1, root)];
                let mut stored = self
                    .runtime
                    .block_on(commit(&self.database, &mut memory, &entry));
                let stored = stored.remove(0).expect("a commit failed");
                let root = stored.message.expect("a message was posted").id;
                let reply = ThreadReply {
                    root,
                    also_to_channel: false,
                };
                let reply = [Entry::new(1, self.post(room.id, other, Some(reply)))];
                let stored = self
                    .runtime
                    .block_on(commit(&self.database, &mut memory, &reply));
                assert!(stored.iter().all(Result::is_ok), "a commit failed");
            }
        }
    }

    fn post(&self, channel: i64, author: usize, thread: Option<ThreadReply>) -> PostMessage {
        PostMessage {
            channel_id: ChannelId(channel),
            user: UserId::from(self.population.users[author].as_str()),
            client_id: None,
            text: MessageText::parse("words".into()).expect("a valid text"),
            kind: MessageKind::Text,
            reply_to_id: None,
            forwarded_from: None,
            thread,
            ticket_reference: None,
            files: Vec::new(),
            mentions: Vec::new(),
            addressed: entity::notify::Addressed::default(),
            shows_to: Vec::new(),
        }
    }

    /// Returns a message to one of the channels.
    fn message(&self) -> Entry {
        let number = self.next.replace(self.next.get() + 1);
        let random = scatter(number);
        let at = 1_760_000_000_000 + number / 20;
        let rooms = &self.population.channels;
        let room = &rooms[usize::try_from(random % rooms.len() as u64).expect("small")];
        let text = Stamp {
            due: number,
            author: 0,
        }
        .body(100);
        let id = if self.random_ids {
            u128::from(random) << 64
        } else {
            // Like a client's id of version 7, which starts with the time.
            u128::from(at) << 80
        };
        let id = id | u128::from(scatter(!number));
        let author = room.members[usize::from(random & 1024 == 0)];
        let post = PostMessage {
            client_id: ClientId::from_bytes(&id.to_be_bytes()),
            text: MessageText::parse(text).expect("a valid text"),
            ..self.post(room.id, author, None)
        };
        Entry::new(i64::try_from(at).expect("a time"), post)
    }
}
