//! Threads for what nobody waits for at once: hashing, writing and syncing files that arrive, and pictures. They have a
//! lower priority than those that serve messages, which would otherwise wait for them where cores are few.

use std::sync::LazyLock;

use tokio::{
    runtime::{self, Runtime},
    sync::{Semaphore, SemaphorePermit},
    task::{JoinError, JoinHandle},
};

/// How many run at once. Most of them wait for the disk.
const AT_ONCE: usize = 64;
/// How many of them sync at once: each sync of the database waits for those before it.
const SYNCS: usize = 2;
/// What is added to their nice value.
const NICER: i32 = 10;

static THREADS: LazyLock<Runtime> = LazyLock::new(|| threads("files", AT_ONCE));

/// Begins work that blocks, on a thread of low priority.
pub(crate) fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    THREADS.spawn_blocking(work)
}

static TURNS: Semaphore = Semaphore::const_new(SYNCS);

/// Waits for the turn of what makes the disk sync, which ends when the returned value is dropped.
pub(crate) async fn turn() -> Option<SemaphorePermit<'static>> {
    // `None` would mean that the semaphore is closed, which it never is.
    TURNS.acquire().await.ok()
}

/// Does work that makes the disk sync, when it is this caller's turn. Those who came first are served first.
///
/// # Errors
/// [`JoinError`] when the work panics; its turn ends all the same.
pub(crate) async fn sync<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    let turn = turn().await;
    let done = spawn(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await
}

/// Returns threads of low priority for work that blocks.
pub(crate) fn threads(name: &str, at_once: usize) -> Runtime {
    let built = runtime::Builder::new_current_thread()
        .max_blocking_threads(at_once)
        .thread_name(name)
        .on_thread_start(lower)
        .build();
    built.expect("a runtime without I/O and time asks nothing of the system")
}

/// On Linux this concerns the calling thread alone.
#[cfg(target_os = "linux")]
fn lower() {
    if let Err(error) = rustix::process::nice(NICER) {
        tracing::debug!(%error, "files: cannot lower the priority of a thread");
    }
}

#[cfg(not(target_os = "linux"))]
fn lower() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn its_threads_are_nicer_than_others() {
        let niceness = || rustix::process::nice(0).unwrap_or_default();
        let others = tokio::task::spawn_blocking(niceness)
            .await
            .unwrap_or_default();
        let own = spawn(niceness).await.unwrap_or_default();
        assert_eq!(own, (others + NICER).min(19));
    }
}
