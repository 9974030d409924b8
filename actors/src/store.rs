//! The store: the one writer. It commits in groups: a batch is whatever queued up during the last
//! commit, so it needs no timer, is fast when it is quiet and cheap when it is busy.
//!
//! What to keep has been decided before it gets here. A change is answered, and events of users' own
//! streams are announced, only after the commit.

mod handle;
mod writing;

use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use entity::{
    Database, Memory, change::Committed, event::UserEvent, ids::ChannelId, ledgers::Entry,
    ledgers::members::ChannelLeft,
};
use futures_util::FutureExt;
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort};
use tokio::sync::oneshot;

pub use handle::StoreHandle;
use writing::Outcome;

use crate::{clock, delivery::directory::Directory, protocol::durable};

/// The most changes in one commit: more would near SQLite's limit of variables.
const MAX_BATCH: usize = 256;

/// What became of a change.
pub type Kept = Result<Committed, entity::Error>;

/// Whoever is told what became of changes.
pub trait Settle: std::fmt::Debug + Send + Sync {
    /// Takes the results of changes, in the order they were handed to the store.
    fn settle(&self, kept: Vec<Kept>);
}

/// A message to the store.
#[derive(Debug)]
pub enum StoreMsg {
    /// Keep a change.
    Write(Write),
    /// A commit has ended.
    Settle(Vec<Kept>),
    /// Answer once everything that was asked for before has been settled.
    Flush(RpcReplyPort<()>),
}

/// A change and who waits for it.
#[derive(Debug)]
pub struct Write {
    entry: Entry,
    /// Results for the same channel are handed over together.
    group: Option<ChannelId>,
    to: Arc<dyn Settle>,
}

impl Write {
    /// A change of a channel.
    #[must_use]
    pub fn new(entry: Entry, channel: ChannelId, to: &Arc<dyn Settle>) -> Self {
        Self {
            entry,
            group: Some(channel),
            to: Arc::clone(to),
        }
    }

    /// A change whose result is handed over by itself.
    #[must_use]
    pub fn alone(entry: Entry, to: Arc<dyn Settle>) -> Self {
        Self {
            entry,
            group: None,
            to,
        }
    }
}

/// Hands the result of one change to whoever waits for it.
#[derive(Debug)]
struct Waiter(Mutex<Option<oneshot::Sender<Kept>>>);

impl Settle for Waiter {
    fn settle(&self, kept: Vec<Kept>) {
        let waiter = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(waiter), Some(kept)) = (waiter, kept.into_iter().next()) {
            // Whoever waited may be gone.
            drop(waiter.send(kept));
        }
    }
}

type Waiting = (Option<ChannelId>, Arc<dyn Settle>);

/// The store's actor.
#[derive(Debug)]
pub struct StoreActor;

/// What the store needs to start.
#[derive(Clone, Debug)]
pub struct StoreArgs {
    /// Where to write.
    pub database: Database,
    /// Where to announce.
    pub directory: Arc<Directory>,
    /// Where it is found, and what outlives it.
    pub handle: Arc<StoreHandle>,
}

/// The store's state.
#[derive(Debug)]
pub struct StoreState {
    args: StoreArgs,
    queue: VecDeque<Write>,
    /// Who waits for the commit that is under way, in its order; empty when none is.
    waiting: Vec<Waiting>,
    /// How many changes have been accepted and settled since the start.
    accepted: u64,
    settled: u64,
    /// Who waits until so many changes are settled.
    flushes: VecDeque<(u64, RpcReplyPort<()>)>,
}

impl Actor for StoreActor {
    type Msg = StoreMsg;
    type State = StoreState;
    type Arguments = StoreArgs;

    async fn pre_start(
        &self,
        myself: ActorRef<StoreMsg>,
        args: StoreArgs,
    ) -> Result<StoreState, ActorProcessingErr> {
        args.handle.restarted(myself, clock::now());
        Ok(StoreState {
            args,
            queue: VecDeque::new(),
            waiting: Vec::new(),
            accepted: 0,
            settled: 0,
            flushes: VecDeque::new(),
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<StoreMsg>,
        message: StoreMsg,
        state: &mut StoreState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            StoreMsg::Write(write) => {
                state.accepted += 1;
                state.queue.push_back(write);
            }
            StoreMsg::Settle(kept) => state.settle(kept),
            StoreMsg::Flush(port) => state.flushes.push_back((state.accepted, port)),
        }
        if let Some(batch) = state.next_batch() {
            state.args.handle.writing().begin(clock::now());
            commit(&myself, &state.args, batch);
        }
        state.answer_flushes();
        Ok(())
    }
}

impl StoreState {
    /// Takes the next batch, unless a commit is under way or there is nothing to do.
    fn next_batch(&mut self) -> Option<Vec<Entry>> {
        if self.queue.is_empty() || !self.waiting.is_empty() {
            return None;
        }
        let size = self.queue.len().min(MAX_BATCH);
        let (batch, waiting) = self
            .queue
            .drain(..size)
            .map(|write| (write.entry, (write.group, write.to)))
            .unzip();
        self.waiting = waiting;
        metrics::histogram!("orvale_chat_commit_batch").record(size as f64);
        Some(batch)
    }

    fn settle(&mut self, kept: Vec<Kept>) {
        let waiting = std::mem::take(&mut self.waiting);
        self.settled += waiting.len() as u64;
        let handle = &self.args.handle;
        handle.wrote(waiting.len());
        handle.writing().end(clock::now(), outcome(&kept));
        let mut groups: Vec<(Arc<dyn Settle>, Vec<Kept>)> = Vec::new();
        let mut places: HashMap<ChannelId, usize> = HashMap::new();
        for ((group, to), kept) in waiting.into_iter().zip(kept) {
            if let Ok(committed) = &kept {
                self.tell_users(&committed.user_events);
            }
            let known = group.and_then(|channel| places.get(&channel).copied());
            let place = known.unwrap_or_else(|| {
                groups.push((to, Vec::new()));
                groups.len() - 1
            });
            if let Some(channel) = group {
                places.insert(channel, place);
            }
            groups[place].1.push(kept);
        }
        for (to, kept) in groups {
            to.settle(kept);
        }
    }

    /// Announces events of users' own streams: here, because here is their order.
    fn tell_users(&self, events: &[UserEvent]) {
        for event in events {
            if let Some(frame) = durable::user_event(event) {
                let left = event.fact::<ChannelLeft>().map(|fact| fact.channel_id);
                self.args
                    .directory
                    .push_user_event(&event.user, event.seq, &frame, left);
            }
        }
    }

    fn answer_flushes(&mut self) {
        while let Some((after, port)) = self.flushes.pop_front() {
            if after > self.settled {
                self.flushes.push_front((after, port));
                break;
            }
            drop(port.send(()));
        }
    }
}

/// Whether the database took the batch. It takes all of it or nothing, so one change that it could
/// not keep speaks for all.
fn outcome(kept: &[Kept]) -> Outcome {
    let failed = |kept: &Kept| matches!(kept, Err(error) if error.is_of_the_database());
    if kept.iter().any(failed) {
        Outcome::Failed
    } else {
        Outcome::Kept
    }
}

/// Commits off the actor, so that the next batch can gather meanwhile.
fn commit(store: &ActorRef<StoreMsg>, args: &StoreArgs, batch: Vec<Entry>) {
    let (store, database, handle) = (
        store.clone(),
        args.database.clone(),
        Arc::clone(&args.handle),
    );
    tokio::spawn(async move {
        let mut memory = handle.memory().await;
        let started = Instant::now();
        let result =
            AssertUnwindSafe(entity::commit(&database, &mut memory, &batch)).catch_unwind();
        let kept = result.await.unwrap_or_else(|_| {
            tracing::error!("store: commit panicked; reading from the database what was kept");
            *memory = Memory::default();
            let busy = || entity::Error::Busy("the commit failed".into());
            batch.iter().map(|_| Err(busy())).collect()
        });
        drop(memory);
        metrics::histogram!("orvale_chat_commit_seconds").record(started.elapsed());
        drop(store.cast(StoreMsg::Settle(kept)));
    });
}
