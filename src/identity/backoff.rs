//! Back-off: each failure beyond a few free ones doubles the wait before the next attempt.
//!
//! Apart from its lock this is pure: time is an argument.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long after the last failure a key's failures are forgotten.
const MEMORY: Duration = Duration::from_mins(15);
/// The maximum number of keys kept; beyond it, the older half is dropped.
const MOST: usize = 50_000;

/// The delays for one kind of key.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The number of failures without a delay.
    pub free: u32,
    /// The delay after the first failure beyond those.
    pub first: Duration,
    /// The longest delay.
    pub longest: Duration,
}

/// The failures of each key.
pub struct Backoff<K> {
    failures: Mutex<HashMap<K, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    fn is_forgotten(self, now: Instant) -> bool {
        now.duration_since(self.last) >= MEMORY
    }
}

impl<K> Default for Backoff<K> {
    fn default() -> Self {
        Self {
            failures: Mutex::default(),
        }
    }
}

impl<K: Hash + Eq> Backoff<K> {
    /// Returns how long `key` must wait before its next attempt.
    pub fn wait(&self, key: &K, patience: Patience, now: Instant) -> Option<Duration> {
        let failures = self.recent(key, now)?;
        let beyond = failures.count.checked_sub(patience.free + 1)?;
        let wait = patience
            .first
            .saturating_mul(1 << beyond.min(20))
            .min(patience.longest);
        wait.checked_sub(now.duration_since(failures.last))
            .filter(|left| !left.is_zero())
    }

    /// Returns the number of recent failures of `key`.
    pub fn failures(&self, key: &K, now: Instant) -> u32 {
        self.recent(key, now).map_or(0, |failures| failures.count)
    }

    /// Counts a failure of `key`.
    pub fn failed(&self, key: K, now: Instant) {
        let mut failures = self.lock();
        if failures.len() >= MOST {
            forget_oldest(&mut failures, now);
        }
        let entry = failures.entry(key).or_insert(Failures {
            count: 0,
            last: now,
        });
        if entry.is_forgotten(now) {
            entry.count = 0;
        }
        entry.count = entry.count.saturating_add(1);
        entry.last = now;
    }

    /// Forgets the failures of `key`.
    pub fn succeeded(&self, key: &K) {
        self.lock().remove(key);
    }

    fn recent(&self, key: &K, now: Instant) -> Option<Failures> {
        let found = self.lock().get(key).copied();
        found.filter(|failures| !failures.is_forgotten(now))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops the older half of the keys. Dropping all would let an attacker with many keys erase the failures
/// of others.
fn forget_oldest<K: Hash + Eq>(failures: &mut HashMap<K, Failures>, now: Instant) {
    failures.retain(|_, failures| !failures.is_forgotten(now));
    if failures.len() < MOST {
        return;
    }
    let mut times: Vec<_> = failures.values().map(|failures| failures.last).collect();
    let (_, median, _) = times.select_nth_unstable(MOST / 2);
    let median = *median;
    failures.retain(|_, failures| failures.last > median);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const PATIENCE: Patience = Patience {
        free: 2,
        first: SECOND,
        longest: Duration::from_secs(6),
    };

    #[test]
    fn each_failure_beyond_the_free_ones_doubles_the_wait() {
        let backoff = Backoff::default();
        let now = Instant::now();
        let wait = |after: u32| backoff.wait(&"ann", PATIENCE, now + SECOND * after);
        let mut waits = Vec::new();
        for _ in 0..7 {
            backoff.failed("ann", now);
            waits.push(wait(0).map_or(0, |d| d.as_secs()));
        }
        assert_eq!(waits, [0, 0, 1, 2, 4, 6, 6]);
        assert_eq!(backoff.wait(&"bob", PATIENCE, now), None);
        assert_eq!(wait(5), Some(SECOND));
        assert_eq!(wait(6), None);
    }

    #[test]
    fn success_and_time_forget() {
        let backoff = Backoff::default();
        let strict = Patience {
            free: 0,
            ..PATIENCE
        };
        let now = Instant::now();
        backoff.failed("ann", now);
        assert!(backoff.wait(&"ann", strict, now).is_some());
        backoff.succeeded(&"ann");
        assert_eq!(backoff.wait(&"ann", strict, now), None);
        backoff.failed("bob", now);
        assert_eq!(backoff.failures(&"bob", now), 1);
        assert_eq!(backoff.failures(&"bob", now + MEMORY), 0);
        backoff.failed("bob", now + MEMORY);
        assert_eq!(backoff.wait(&"bob", strict, now + MEMORY), Some(SECOND));
    }

    #[test]
    fn many_keys_make_it_forget_the_oldest_only() {
        let backoff = Backoff::default();
        let now = Instant::now();
        let at = |n: usize| now + Duration::from_millis(n as u64 / 100);
        for n in 0..=MOST {
            backoff.failed(n, at(n));
        }
        assert_eq!(backoff.failures(&0, at(MOST)), 0);
        assert_eq!(backoff.failures(&(MOST - 1), at(MOST)), 1);
        assert_eq!(backoff.failures(&MOST, at(MOST)), 1);
    }
}
