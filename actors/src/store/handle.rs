//! The way to the store, and what outlives it: how much is unwritten, how writing went lately, and
//! what the writer remembers.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use entity::{
    Error, Memory,
    ids::Millis,
    ledgers::{Change, Entry},
};
use ractor::ActorRef;
use tokio::sync::{Mutex, MutexGuard, oneshot};

use super::{
    Kept, Settle, StoreMsg, Waiter, Write,
    writing::{Outcome, Writing},
};
use crate::{clock, delivery::address::Address};

/// How many changes may wait for the disk; above it commands are refused as `busy`.
const MAX_UNWRITTEN: usize = 16_384;

/// The way to the store.
#[derive(Debug, Default)]
pub struct StoreHandle {
    address: Address<StoreMsg>,
    /// Changes handed over and not yet settled.
    unwritten: AtomicUsize,
    writing: Writing,
    /// True while it is unknown what a commit has kept.
    in_doubt: AtomicBool,
    /// Held while a commit is under way: a store that is restarted does not write beside the last
    /// commit of its predecessor.
    memory: Mutex<Memory>,
}

impl StoreHandle {
    /// Hands over something to keep.
    pub(crate) fn write(&self, write: Write) {
        self.unwritten.fetch_add(1, Ordering::Relaxed);
        self.address.cast(StoreMsg::Write(write));
    }

    /// Hands over a change, and waits until it is kept.
    ///
    /// # Errors
    /// The change's refusal; [`Error::Busy`] when the database cannot keep it, when too much waits for
    /// the disk already, or when the store ended meanwhile.
    pub(crate) async fn keep(&self, change: impl Change) -> Kept {
        if self.is_overloaded() {
            return Err(Error::Busy("too many changes wait to be written".into()));
        }
        let (waiter, kept) = oneshot::channel();
        let waiter: Arc<dyn Settle> = Arc::new(Waiter(std::sync::Mutex::new(Some(waiter))));
        self.write(Write::alone(Entry::new(clock::now(), change), &waiter));
        let ended = || Err(Error::Busy("the store ended before it answered".into()));
        kept.await.unwrap_or_else(|_| ended())
    }

    /// True when so much waits for the disk that nothing more may be handed over.
    pub(crate) fn is_overloaded(&self) -> bool {
        self.unwritten.load(Ordering::Relaxed) >= MAX_UNWRITTEN
    }

    /// Waits until everything that was handed over before has been settled or lost.
    pub(crate) async fn settled(&self) {
        self.address.call(StoreMsg::Flush).await;
        // The last commit of a store that has died meanwhile.
        drop(self.memory.lock().await);
    }

    /// True while it is unknown what a commit has kept: what is read from the database then may be
    /// outdated in a moment.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.in_doubt.load(Ordering::Acquire)
    }

    /// Notes that the outcome of a commit is unknown. False when that was so already.
    pub(super) fn begin_doubt(&self) -> bool {
        !self.in_doubt.swap(true, Ordering::AcqRel)
    }

    pub(super) fn end_doubt(&self) {
        self.in_doubt.store(false, Ordering::Release);
    }

    /// Whether what is written now can be expected to be kept soon: false after a commit failed,
    /// until one succeeds or ten seconds have passed, and while one is stuck.
    pub(crate) fn works(&self) -> bool {
        self.writing.works(clock::now())
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
