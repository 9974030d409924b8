//! The handle of the store, and the state that outlives its actor: the number of unwritten changes, whether
//! recent commits succeeded, and the writer's memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use entity::{
    Error, Memory,
    change::Committed,
    ids::{Millis, UserId},
    ledgers::{
        Change, Entry,
        posted::{Posted, WritePositions},
    },
};
use ractor::ActorRef;
use tokio::sync::{Mutex, MutexGuard, oneshot};

use super::{
    Kept, Settle, StoreMsg, Waiter, Write,
    answered::Answered,
    writing::{Outcome, Writing},
};
use crate::{
    clock,
    delivery::{address::Address, reply::ReplyTo},
    protocol::{Failure, Reply},
};

/// The maximum number of unwritten changes; beyond it commands are refused as `busy`.
const MAX_UNWRITTEN: usize = 16_384;

/// How long a read waits for read positions to be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// The handle of the store.
#[derive(Debug)]
pub struct StoreHandle {
    address: Address<StoreMsg>,
    /// The number of changes sent and not yet settled.
    unwritten: AtomicUsize,
    writing: Writing,
    /// True while the outcome of a commit is unknown. Nothing else is committed meanwhile.
    in_doubt: AtomicBool,
    /// Locked during a commit, so that a restarted store does not write while its predecessor's last commit
    /// is running.
    memory: Mutex<Memory>,
    /// Read positions of authors that are not written yet.
    posted: Posted,
}

impl Default for StoreHandle {
    fn default() -> Self {
        let posted = Posted::default();
        Self {
            address: Address::default(),
            unwritten: AtomicUsize::new(0),
            writing: Writing::default(),
            in_doubt: AtomicBool::new(false),
            memory: Mutex::new(Memory::of_server(posted.clone())),
            posted,
        }
    }
}

impl StoreHandle {
    /// Sends a change to the store.
    pub(crate) fn write(&self, write: Write) {
        self.unwritten.fetch_add(1, Ordering::Relaxed);
        self.address.cast(StoreMsg::Write(write));
    }

    /// Sends a change to the store, and waits until it is committed.
    ///
    /// # Errors
    /// The reason why the change was refused; [`Error::Busy`] when the database cannot commit it, when too
    /// many changes are queued, or when the store crashed meanwhile.
    pub(crate) async fn keep(&self, change: impl Change) -> Kept {
        self.keep_boxed(Box::new(change)).await
    }

    /// As [`Self::keep`], for a change of any type.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn keep_boxed(&self, change: Box<dyn Change>) -> Kept {
        if self.is_overloaded() {
            return Err(Error::Busy("too many changes wait to be written".into()));
        }
        let (waiter, kept) = oneshot::channel();
        let waiter: Arc<dyn Settle> = Arc::new(Waiter(std::sync::Mutex::new(Some(waiter))));
        let at = clock::now();
        self.write(Write::alone(Entry { at, change }, &waiter));
        let ended = || Err(Error::Busy("the store ended before it answered".into()));
        kept.await.unwrap_or_else(|_| ended())
    }

    /// Sends a change to the store, and sends the reply that `answer` makes from its result to `reply`.
    pub(crate) fn answer(
        &self,
        change: Box<dyn Change>,
        answer: impl Fn(Committed) -> Result<Reply, Failure> + Send + Sync + 'static,
        reply: ReplyTo,
    ) {
        if self.is_overloaded() {
            return reply.send(Err(Failure::busy()));
        }
        let answered: Arc<dyn Settle> = Arc::new(Answered {
            answer: Box::new(answer),
            reply: std::sync::Mutex::new(Some(reply)),
        });
        let at = clock::now();
        self.write(Write::alone(Entry { at, change }, &answered));
    }

    /// Waits until the read positions of `user` are written, before their channels are read. Does not wait
    /// for a database that cannot be written to: what is read from it is then as old as that.
    pub(crate) async fn write_positions_of(&self, user: &UserId) {
        if self.posted.has(user) && self.works() {
            drop(tokio::time::timeout(PATIENCE, self.keep(WritePositions)).await);
        }
    }

    /// Writes the read positions of all authors.
    pub(crate) async fn write_positions(&self) {
        if !self.posted.is_empty()
            && let Err(error) = self.keep(WritePositions).await
        {
            tracing::warn!(%error, "store: read positions of authors were not written");
        }
    }

    /// Returns true when too many changes are queued to accept another one.
    pub(crate) fn is_overloaded(&self) -> bool {
        self.unwritten.load(Ordering::Relaxed) >= MAX_UNWRITTEN
    }

    /// Waits until all changes sent before have been settled or lost.
    pub(crate) async fn settled(&self) {
        self.address.call(StoreMsg::Flush).await;
        // The last commit of a store that has died meanwhile.
        drop(self.memory.lock().await);
    }

    /// Returns true while the outcome of a commit is unknown; reads may then be outdated at once.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.in_doubt.load(Ordering::Acquire)
    }

    /// Records that the outcome of a commit is unknown.
    pub(super) fn begin_doubt(&self) {
        self.in_doubt.store(true, Ordering::Release);
    }

    /// Records that the outcome can be read.
    pub(super) fn end_doubt(&self) {
        self.in_doubt.store(false, Ordering::Release);
    }

    /// Returns whether a write is likely to succeed soon. False after a failed commit, until one succeeds or
    /// ten seconds have passed, and while a commit is stuck.
    pub(crate) fn works(&self) -> bool {
        self.writing.works(clock::now())
    }

    /// Counts a change that the store makes itself.
    pub(super) fn count_one(&self) {
        self.unwritten.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn restarted(&self, actor: ActorRef<StoreMsg>, now: Millis) {
        self.unwritten.store(0, Ordering::Relaxed);
        self.writing.end(now, Outcome::Kept);
        self.address.set(actor);
    }

    /// Subtracts changes that have been settled. One that was counted before a restart and reached the
    /// new store is not in the count any more: below zero it would stay overloaded for ever.
    pub(super) fn wrote(&self, changes: usize) {
        let left = |unwritten: usize| Some(unwritten.saturating_sub(changes));
        let update = self
            .unwritten
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        debug_assert!(update.is_ok(), "there is always a number left");
    }

    /// Read positions of authors that are not written yet.
    pub(crate) fn posted(&self) -> &Posted {
        &self.posted
    }

    pub(super) fn writing(&self) -> &Writing {
        &self.writing
    }

    /// Holds up all commits for as long as the guard lives.
    #[cfg(test)]
    pub(crate) async fn hold(&self) -> MutexGuard<'_, Memory> {
        self.memory().await
    }

    /// Makes the store crash.
    #[cfg(test)]
    pub(crate) fn panic(&self) {
        self.address.cast(StoreMsg::Panic);
    }

    /// How many changes have been handed over and not settled.
    #[cfg(test)]
    pub(crate) fn unwritten(&self) -> usize {
        self.unwritten.load(Ordering::Relaxed)
    }

    pub(super) async fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_was_counted_before_a_restart_overloads_nothing() {
        let handle = StoreHandle::default();
        handle.wrote(1);
        assert_eq!(handle.unwritten(), 0);
        assert!(!handle.is_overloaded());
    }
}
