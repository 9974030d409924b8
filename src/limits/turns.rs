//! Fair use of the database: limits the concurrent reads of one user.
//!
//! The database has few connections for reads and serves them first come, first served. Sixty concurrent
//! searches of one user, or twenty of their sockets that reconnect, would delay everyone else's reads, so most of
//! them wait here instead, before they ask for a connection. Requests that read, snapshots and replays take turns.

use std::sync::{
    Arc, Weak,
    atomic::{AtomicUsize, Ordering},
};

use actors::protocol::Failure;
use dashmap::DashMap;
use entity::ids::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The concurrent reads of one user: half of the connections that read an SQLite file.
const AT_ONCE: usize = 2;
/// The reads of one user that may wait.
const MOST_WAITING: usize = 256;

/// The running and waiting reads of all users.
#[derive(Default)]
pub struct Turns(DashMap<UserId, Weak<Line>>);

/// Those of one user.
struct Line {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// Permission to read; dropping it ends the turn.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
    _line: Arc<Line>,
}

/// Counts one waiting read until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Turns {
    /// Waits until `user` may read.
    ///
    /// # Errors
    /// Busy when too many reads of this user are waiting.
    pub async fn take(&self, user: &UserId) -> Result<Turn, Failure> {
        let line = self.line(user);
        let before = line.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&line.waiting);
        if before >= MOST_WAITING {
            return Err(Failure {
                message: "too many of your requests are waiting; slow down".into(),
                ..Failure::busy()
            });
        }
        let permit = Arc::clone(&line.turns).acquire_owned().await;
        Ok(Turn {
            _permit: permit.map_err(|_| Failure::busy())?,
            _line: Arc::clone(&line),
        })
    }

    fn line(&self, user: &UserId) -> Arc<Line> {
        let mut entry = self.0.entry(user.clone()).or_default();
        if let Some(line) = entry.upgrade() {
            return line;
        }
        let line = Arc::new(Line {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: AtomicUsize::new(0),
        });
        *entry = Arc::downgrade(&line);
        line
    }

    /// Drops the entries of users who neither read nor wait.
    pub fn prune(&self) {
        self.0.retain(|_, line| line.strong_count() > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_reads_of_one_user_wait_for_each_other_and_nobody_elses_do() {
        let turns = Arc::new(Turns::default());
        let ann = UserId::from("ann");
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let reads: Vec<_> = (0..60)
            .map(|_| {
                let (turns, ann) = (Arc::clone(&turns), ann.clone());
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                tokio::spawn(async move {
                    let turn = turns.take(&ann).await.expect("room");
                    let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    drop(turn);
                })
            })
            .collect();
        for read in reads {
            read.await.expect("ends");
        }
        assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);

        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(turns.take(&ann).await.expect("a turn"));
        }
        assert!(
            futures_util::FutureExt::now_or_never(turns.take(&ann)).is_none(),
            "the next waits"
        );
        turns.take(&"bob".into()).await.expect("not for ann");
        drop(held);
        turns.prune();
        assert!(turns.0.is_empty());
    }

    #[tokio::test]
    async fn no_more_than_so_many_wait() {
        let turns = Turns::default();
        let ann = UserId::from("ann");
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(turns.take(&ann).await.expect("a turn"));
        }
        let waiting = futures_util::future::join_all((0..MOST_WAITING).map(|_| turns.take(&ann)));
        let mut waiting = Box::pin(waiting);
        assert!(futures_util::FutureExt::now_or_never(&mut waiting).is_none());
        assert!(turns.take(&ann).await.is_err());
        drop(waiting);
        drop(held);
        turns.take(&ann).await.expect("a turn");
    }
}
