//! `cargo bench --bench search`: the CPU time of reading among a million messages: searches, what indexing one adds,
//! pages of the channel, and the list of a thousand followed threads.
//!
//! Run it with `-- 100000` for fewer messages. It measures the CPU time of this process, SQLite's included. What
//! indexing adds is to be compared with the server's CPU time for a message, which `--bench load` measures.

use entity::{
    Database, Memory, commit,
    ids::{ChannelId, UserId},
    ledgers::{
        Entry,
        messages::{PostMessage, ThreadReply},
        search::IndexMessages,
    },
    model::MessageKind,
    permission::{Account, Action, Permit, decide},
    queries::{
        self, accounts,
        messages::Page,
        search::{Sort, backlog, find},
    },
    search::{dates, parse::parse},
    text::MessageText,
};
use load::{ledger::scatter, population::Population, process::own_cpu, seed::seed};
use tokio::runtime::Builder;

/// Messages in one commit, as on a busy server.
const BATCH: u64 = 64;
/// How often each search is repeated.
const SEARCHES: u32 = 50;
/// How often each page is read.
const PAGES: u32 = 1_000;
/// How many threads one user follows, and how many replies each of these has.
const THREADS: u64 = 1_000;
const REPLIES: u64 = 3;
/// The words to search for, and in one of how many messages each is.
const WANTED: [(&str, u64); 4] = [
    ("needle", 1_000),
    ("common", 10),
    ("eedl", 1_000),
    ("ommo", 10),
];

fn main() {
    let messages = std::env::args().find_map(|argument| argument.parse().ok());
    let messages: u64 = messages.unwrap_or(1_000_000);
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime needs nothing that can be missing");
    let program = std::env::current_exe().expect("this program runs from a file");
    let target = program
        .ancestors()
        .nth(3)
        .expect("cargo builds into target");
    let folder = tempfile::tempdir_in(target).expect("the target folder can be written");
    let population = Population::new(100, &[100]);
    let url = format!("sqlite://{}", folder.path().join("search.db").display());
    seed(&population, &url).expect("a new database can be filled");
    runtime.block_on(measure(&url, &population, messages));
}

async fn measure(url: &str, population: &Population, messages: u64) {
    let database = Database::open(url, false).await.expect("it was just made");
    let (stored, ()) = cpu(fill(&database, population, messages)).await;
    let (indexed, ()) = cpu(index(&database)).await;
    let each = |micros: f64| micros / messages as f64;
    println!("{messages} messages of 16 words out of 65,536");
    println!(
        "storing one, {BATCH} in a commit   {:>8.2} us of CPU",
        each(stored)
    );
    println!(
        "indexing one                  {:>8.2} us of CPU",
        each(indexed)
    );
    pages(&database, population, messages).await;
    inbox(&database, population, messages).await;
    for (word, one_of) in WANTED {
        for sort in [Sort::Relevance, Sort::Newest] {
            let (micros, found) = cpu(search(&database, population, word, sort)).await;
            let millis = micros / 1000.0 / f64::from(SEARCHES);
            let count = messages / one_of;
            println!(
                "{word} in {count} messages, {sort:?}: {millis:.2} ms of CPU for the first {found}"
            );
        }
    }
}

/// Runs `work` and returns the microseconds of CPU time that it took.
async fn cpu<T>(work: impl Future<Output = T>) -> (f64, T) {
    let before = own_cpu().expect("Linux accounts for CPU time");
    let result = work.await;
    let after = own_cpu().expect("Linux accounts for CPU time");
    ((after - before).as_secs_f64() * 1e6, result)
}

async fn fill(database: &Database, population: &Population, messages: u64) {
    let mut memory = Memory::default();
    let mut number = 0;
    while number < messages {
        let some = number..messages.min(number + BATCH);
        number = some.end;
        let batch: Vec<Entry> = some.map(|number| message(population, number)).collect();
        let results = commit(database, &mut memory, &batch).await;
        assert!(results.iter().all(Result::is_ok), "a commit failed");
    }
}

async fn index(database: &Database) {
    let mut memory = Memory::default();
    loop {
        let left = backlog(database).await.expect("the database can be read");
        if left.state.indexed_to == left.latest {
            return;
        }
        let entry = Entry::new(0, IndexMessages { limit: 1_000 });
        let results = commit(database, &mut memory, &[entry]).await;
        assert!(results.iter().all(Result::is_ok), "a commit failed");
    }
}

async fn search(database: &Database, population: &Population, word: &str, sort: Sort) -> usize {
    let account = account(database, population).await;
    let zone = dates::zone("UTC").expect("there is UTC");
    let query = parse(word, &zone).expect("a word is a query");
    let mut found = 0;
    for _ in 0..SEARCHES {
        let page = find(database, &account, &query, sort, (None, 20)).await;
        found = page.expect("the search works").items.len();
    }
    found
}

async fn account(database: &Database, population: &Population) -> Account {
    let user = UserId::from(population.users[0].as_str());
    let found = accounts::load(database, &user).await;
    found.expect("it can be read").expect("the user was added")
}

/// The permit of a member to read the channel.
async fn permit(database: &Database, population: &Population) -> Permit {
    let channel = ChannelId(population.channels[0].id);
    let reader = account(database, population).await;
    let standing = queries::channels::standing(database, channel, &reader.username)
        .await
        .expect("it can be read")
        .expect("there is the channel");
    decide(&reader, &standing, Action::Read).expect("a member may read")
}

/// Reads pages as the page of a channel does when it opens, jumps and is scrolled.
async fn pages(database: &Database, population: &Population, messages: u64) {
    let permit = permit(database, population).await;
    let middle = i64::try_from(messages / 2).unwrap_or_default();
    let limit = 50;
    for (what, page) in [
        (
            "the latest page",
            Page {
                limit,
                ..Page::default()
            },
        ),
        (
            "a page in the middle",
            Page {
                around: Some(middle),
                limit,
                ..Page::default()
            },
        ),
        (
            "the first page",
            Page {
                after: Some(0),
                limit,
                ..Page::default()
            },
        ),
    ] {
        let read = async {
            for _ in 0..PAGES {
                let found = queries::messages::page(database, &permit, page).await;
                assert_eq!(found.expect("it can be read").items.len(), 50);
            }
        };
        let (micros, ()) = cpu(read).await;
        let millis = micros / 1000.0 / f64::from(PAGES);
        println!("{what} of {limit} messages: {millis:.3} ms of CPU");
    }
}

/// Reads the threads that a user follows.
async fn inbox(database: &Database, population: &Population, messages: u64) {
    let mut memory = Memory::default();
    let permit = permit(database, population).await;
    for number in 1..=THREADS {
        let page = Page {
            around: i64::try_from(number * messages / (THREADS + 1)).ok(),
            limit: 1,
            ..Page::default()
        };
        let found = queries::messages::page(database, &permit, page).await;
        let root = found.expect("it can be read").items[0].id;
        let replies = (0..REPLIES).map(|reply| {
            let mut post = post(population, messages + number * REPLIES + reply, reply);
            post.thread = Some(ThreadReply {
                root,
                also_to_channel: false,
            });
            Entry::new(1_770_000_000_000, post)
        });
        let results = commit(database, &mut memory, &replies.collect::<Vec<_>>()).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
    }
    let user = UserId::from(population.users[0].as_str());
    let read = async {
        for _ in 0..SEARCHES {
            let found = queries::threads::inbox(database, &user, None, 50).await;
            assert_eq!(found.expect("it can be read").threads.items.len(), 50);
        }
    };
    let (micros, ()) = cpu(read).await;
    let millis = micros / 1000.0 / f64::from(SEARCHES);
    println!("the first 50 of {THREADS} followed threads: {millis:.2} ms of CPU");
}

fn message(population: &Population, number: u64) -> Entry {
    let at = 1_760_000_000_000 + i64::try_from(number).unwrap_or_default();
    Entry::new(at, post(population, number, number % 100))
}

fn post(population: &Population, number: u64, author: u64) -> PostMessage {
    let mut text: Vec<String> = (0..16)
        .map(|place| word(scatter(number * 16 + place)))
        .collect();
    for (word, one_of) in &WANTED[..2] {
        if scatter(number).is_multiple_of(*one_of) {
            text.push((*word).to_owned());
        }
    }
    let author = usize::try_from(author).unwrap_or_default();
    PostMessage {
        channel_id: ChannelId(population.channels[0].id),
        user: UserId::from(population.users[author].as_str()),
        client_id: None,
        text: MessageText::parse(text.join(" ")).expect("a valid text"),
        kind: MessageKind::Text,
        reply_to_id: None,
        forwarded_from: None,
        thread: None,
        ticket_reference: None,
        files: Vec::new(),
        mentions: Vec::new(),
        addressed: Default::default(),
        shows_to: Vec::new(),
    }
}

/// A word: the more common, the shorter, as in a language.
fn word(random: u64) -> String {
    let bits = random % 17;
    let mut rank = (random >> 32) % (1 << bits);
    let mut word = String::from("w");
    loop {
        word.push(char::from(
            b'a' + u8::try_from(rank % 26).unwrap_or_default(),
        ));
        rank /= 26;
        if rank == 0 {
            return word;
        }
    }
}
