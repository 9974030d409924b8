//! Back-off: who guesses passwords waits longer after each wrong one.
//!
//! Pure but for its lock: time is an argument. Failures are counted per account and per address;
//! the account's is kept short, since anyone can cause it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::Mutex,
    time::{Duration, Instant},
};

/// Failures are forgotten after this long without another one.
const MEMORY: Duration = Duration::from_mins(15);
/// No more than this many keys are remembered; the oldest go first.
const MOST: usize = 50_000;

/// How patient we are with one kind of key.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// So many failures cost nothing.
    pub free: u32,
    /// The longest wait.
    pub longest: Duration,
}

/// The failures of each key.
pub struct Backoff<K> {
    patience: Patience,
    failures: Mutex<HashMap<K, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl<K: Hash + Eq> Backoff<K> {
    /// Nobody has failed yet.
    #[must_use]
    pub fn new(patience: Patience) -> Self {
        Self {
            patience,
            failures: Mutex::new(HashMap::new()),
        }
    }

    /// How long `key` has to wait before another attempt.
    pub fn wait(&self, key: &K, now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(|e| e.into_inner());
        self.remaining(failures.get(key)?, now)
    }

    /// Counts a failure of `key`.
    pub fn failed(&self, key: K, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(|e| e.into_inner());
        if failures.len() >= MOST {
            failures.retain(|_, f| now.duration_since(f.last) < MEMORY);
            if failures.len() >= MOST {
                failures.clear();
            }
        }
        let entry = failures.entry(key).or_insert(Failures {
            count: 0,
            last: now,
        });
        if now.duration_since(entry.last) >= MEMORY {
            entry.count = 0;
        }
        entry.count = entry.count.saturating_add(1);
        entry.last = now;
    }

    /// Forgets the failures of `key`: it has shown who it is.
    pub fn succeeded(&self, key: &K) {
        self.failures
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .remove(key);
    }

    fn remaining(&self, failures: &Failures, now: Instant) -> Option<Duration> {
        let beyond = failures.count.checked_sub(self.patience.free)?;
        let wait =
            Duration::from_secs(1 << beyond.saturating_sub(1).min(20)).min(self.patience.longest);
        let waited = now.duration_since(failures.last);
        (beyond > 0 && waited < wait).then(|| wait - waited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn each_failure_beyond_the_free_ones_doubles_the_wait() {
        let backoff = Backoff::new(Patience {
            free: 2,
            longest: Duration::from_secs(6),
        });
        let now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..7 {
            backoff.failed("ann", now);
            waits.push(backoff.wait(&"ann", now).map_or(0, |d| d.as_secs()));
        }
        assert_eq!(waits, [0, 0, 1, 2, 4, 6, 6]);
        assert_eq!(backoff.wait(&"bob", now), None);
        assert_eq!(backoff.wait(&"ann", now + 5 * SECOND), Some(SECOND));
        assert_eq!(backoff.wait(&"ann", now + 6 * SECOND), None);
    }

    #[test]
    fn success_and_time_forget() {
        let backoff = Backoff::new(Patience {
            free: 0,
            longest: SECOND,
        });
        let now = Instant::now();
        backoff.failed("ann", now);
        assert!(backoff.wait(&"ann", now).is_some());
        backoff.succeeded(&"ann");
        assert_eq!(backoff.wait(&"ann", now), None);
        backoff.failed("bob", now);
        backoff.failed("bob", now + MEMORY);
        assert_eq!(backoff.wait(&"bob", now + MEMORY), Some(SECOND));
    }
}
