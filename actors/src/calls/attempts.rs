//! The latest attempts to call, each under its user and the name that the client gave it: a repeat finds
//! its call, and one that comes after its cancellation stays cancelled. It knows nothing of calls.

use std::collections::{HashMap, VecDeque};

use entity::ids::{CallId, UserId};

/// How many attempts are remembered.
const MOST: usize = 1_024;

/// What became of an attempt to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// The attempt was stored and became this call.
    Call(CallId),
    /// It was cancelled before it arrived.
    Cancelled,
}

/// The latest attempts.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    known: HashMap<(UserId, String), Attempt>,
    /// In the order in which they came.
    order: VecDeque<(UserId, String)>,
}

impl Attempts {
    /// What became of an attempt, if it is remembered.
    pub(super) fn get(&self, key: &(UserId, String)) -> Option<Attempt> {
        self.known.get(key).copied()
    }

    /// Remembers an attempt, and forgets the oldest beyond the maximum.
    pub(super) fn remember(&mut self, key: (UserId, String), attempt: Attempt) {
        if self.known.insert(key.clone(), attempt).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > MOST {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_remembered() {
        let key = |n: usize| (UserId::from("alice"), format!("attempt-{n}"));
        let mut attempts = Attempts::default();
        for n in 0..=MOST {
            attempts.remember(key(n), Attempt::Cancelled);
        }
        attempts.remember(key(MOST), Attempt::Call(CallId(7)));
        assert_eq!(attempts.get(&key(0)), None);
        assert_eq!(attempts.get(&key(1)), Some(Attempt::Cancelled));
        assert_eq!(attempts.get(&key(MOST)), Some(Attempt::Call(CallId(7))));
    }
}
