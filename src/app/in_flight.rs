//! Requests with an `Idempotency-Key` that are being answered right now.
//!
//! Kept in memory only: after a crash nothing is being answered any more.

use std::sync::Arc;

use dashmap::DashSet;
use entity::ids::UserId;

type Key = (UserId, String);

/// The keys in use, each with the user who sent it.
#[derive(Clone, Default)]
pub struct InFlight(Arc<DashSet<Key>>);

impl InFlight {
    /// Takes `user`'s `key` until the attempt is dropped; `None` while another attempt has it.
    #[must_use]
    pub fn begin(&self, user: UserId, key: String) -> Option<Attempt> {
        let key = (user, key);
        self.0.insert(key.clone()).then(|| Attempt {
            keys: Arc::clone(&self.0),
            key,
        })
    }
}

/// A request that is being answered; dropping it frees its key, however the request ended.
pub struct Attempt {
    keys: Arc<DashSet<Key>>,
    key: Key,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.keys.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_until_its_attempt_ends() {
        let in_flight = InFlight::default();
        let begin = |user: &str, key: &str| in_flight.begin(user.into(), key.into());
        let attempt = begin("ann", "k1");
        assert!(attempt.is_some());
        assert!(begin("ann", "k1").is_none());
        assert!(begin("ann", "k2").is_some() && begin("bob", "k1").is_some());
        drop(attempt);
        assert!(begin("ann", "k1").is_some());
    }
}
