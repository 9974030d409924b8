//! The store: the only writer. It commits in groups: a batch is what was queued during the last commit, so
//! it needs no timer, has a low latency when idle and a low cost under load.
//!
//! Changes are decided before they get here. The task that commits also answers them and announces events
//! of users' own streams, after the commit, so that a store that crashes loses only queued changes.

mod answered;
mod committing;
mod handle;
mod writing;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use entity::{
    Database,
    change::Committed,
    ledgers::{Entry, posted::WritePositions},
};
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort};
use tokio::sync::oneshot;

pub use handle::StoreHandle;
use writing::Outcome;

use crate::{
    clock,
    delivery::{directory::Directory, linked::Linked},
};

/// The maximum number of changes in one commit; more would approach SQLite's limit on variables.
const MAX_BATCH: usize = 256;

/// How long the read positions of authors wait before they are written.
const POSITIONS_EVERY: Duration = Duration::from_secs(1);

/// The result of a change.
pub type Kept = Result<Committed, entity::Error>;

/// The result of one write.
#[derive(Debug)]
pub struct Settled {
    /// The number of the [`Write`].
    pub number: u64,
    /// The result of its change.
    pub kept: Kept,
}

/// Receives the results of writes.
pub trait Settle: std::fmt::Debug + Send + Sync {
    /// Takes results in the order in which the writes were sent. Results are missing where a store
    /// ended before it could return them.
    fn settle(&self, settled: Vec<Settled>);
}

/// A message to the store.
#[derive(Debug)]
pub enum StoreMsg {
    /// Commit a change.
    Write(Write),
    /// A commit has ended, and its results have been returned.
    Committed(Outcome),
    /// Write the read positions of authors that wait.
    WritePositions,
    /// Answer once everything that was sent before has been settled.
    Flush(RpcReplyPort<()>),
    /// Panic, to test the restart.
    #[cfg(test)]
    Panic,
}

/// A change and the recipient of its result.
#[derive(Debug)]
pub struct Write {
    entry: Entry,
    waiting: Waiting,
}

impl Write {
    /// A change whose result is sent to `to` under `number`.
    #[must_use]
    pub fn new(entry: Entry, number: u64, to: &Arc<dyn Settle>) -> Self {
        let to = Arc::clone(to);
        Self {
            entry,
            waiting: Waiting { number, to },
        }
    }

    /// The only change of its recipient.
    #[must_use]
    pub fn alone(entry: Entry, to: &Arc<dyn Settle>) -> Self {
        Self::new(entry, 0, to)
    }
}

/// A write that waits for its result.
#[derive(Debug)]
struct Waiting {
    number: u64,
    to: Arc<dyn Settle>,
}

/// Sends the result of one change to a waiting caller.
#[derive(Debug)]
struct Waiter(Mutex<Option<oneshot::Sender<Kept>>>);

impl Settle for Waiter {
    fn settle(&self, settled: Vec<Settled>) {
        let waiter = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(waiter), Some(settled)) = (waiter, settled.into_iter().next()) {
            // The caller may be gone.
            drop(waiter.send(settled.kept));
        }
    }
}

/// Waits for no result.
#[derive(Debug)]
struct Nobody;

impl Settle for Nobody {
    fn settle(&self, _: Vec<Settled>) {}
}

/// The store's actor.
#[derive(Debug)]
pub struct StoreActor;

/// The arguments of the store.
#[derive(Clone, Debug)]
pub struct StoreArgs {
    /// Where to write.
    pub database: Database,
    /// Where to announce.
    pub directory: Arc<Directory>,
    /// Where it is found, and what outlives it.
    pub handle: Arc<StoreHandle>,
    /// Where messages with links go whose previews are fetched.
    pub linked: Linked,
}

/// The store's state.
#[derive(Debug)]
pub struct StoreState {
    args: StoreArgs,
    queue: VecDeque<Write>,
    /// How many changes the commit in progress has; 0 when there is none.
    committing: usize,
    /// How many changes have been accepted and settled since the start.
    accepted: u64,
    settled: u64,
    /// Who waits until so many changes are settled.
    flushes: VecDeque<(u64, RpcReplyPort<()>)>,
    /// Whether read positions will be written without being asked for.
    will_write_positions: bool,
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
            committing: 0,
            accepted: 0,
            settled: 0,
            flushes: VecDeque::new(),
            will_write_positions: false,
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
            StoreMsg::Committed(outcome) => {
                state.committed(outcome);
                state.plan_positions(&myself);
            }
            StoreMsg::WritePositions => state.write_positions(),
            StoreMsg::Flush(port) => state.flushes.push_back((state.accepted, port)),
            #[cfg(test)]
            StoreMsg::Panic => panic!("asked to"),
        }
        if let Some(batch) = state.next_batch() {
            state.args.handle.writing().begin(clock::now());
            tokio::spawn(committing::commit(myself, state.args.clone(), batch));
        }
        state.answer_flushes();
        Ok(())
    }
}

impl StoreState {
    /// Takes the next batch, unless a commit is in progress or there is nothing to do.
    fn next_batch(&mut self) -> Option<Vec<Write>> {
        if self.queue.is_empty() || self.committing > 0 {
            return None;
        }
        self.committing = self.queue.len().min(MAX_BATCH);
        metrics::histogram!("orvale_chat_commit_batch").record(self.committing as f64);
        Some(self.queue.drain(..self.committing).collect())
    }

    fn committed(&mut self, outcome: Outcome) {
        let changes = std::mem::take(&mut self.committing);
        self.settled += changes as u64;
        self.args.handle.wrote(changes);
        self.args.handle.writing().end(clock::now(), outcome);
    }

    /// Plans to write the read positions of authors, unless that is planned or none waits.
    fn plan_positions(&mut self, myself: &ActorRef<StoreMsg>) {
        if !self.will_write_positions && !self.args.handle.posted().is_empty() {
            self.will_write_positions = true;
            myself.send_after(POSITIONS_EVERY, || StoreMsg::WritePositions);
        }
    }

    fn write_positions(&mut self) {
        self.will_write_positions = false;
        self.args.handle.count_one();
        self.accepted += 1;
        let entry = Entry::new(clock::now(), WritePositions);
        let nobody: Arc<dyn Settle> = Arc::new(Nobody);
        self.queue.push_back(Write::alone(entry, &nobody));
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
