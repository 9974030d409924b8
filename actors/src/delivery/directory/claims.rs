//! The notifications that one of a user's devices has made known with a sound, or will.

use std::collections::BTreeSet;

use entity::ids::{Seq, UserId};

use super::Directory;

/// The number of claimed notifications that are remembered per user, the latest ones.
const REMEMBERED: usize = 64;

/// A user's claimed notifications.
#[derive(Debug, Default)]
pub(super) struct Claims {
    claimed: BTreeSet<Seq>,
    /// Everything up to this position counts as claimed: it is no longer remembered.
    forgotten: Seq,
}

impl Claims {
    /// True for the first claim of a notification.
    fn claim(&mut self, seq: Seq) -> bool {
        if seq <= self.forgotten || !self.claimed.insert(seq) {
            return false;
        }
        if self.claimed.len() > REMEMBERED {
            self.forgotten = self.claimed.pop_first().unwrap_or(self.forgotten);
        }
        true
    }
}

impl Directory {
    /// Claims a user's notifications for one device, and returns those that no device had claimed before.
    pub(crate) fn claim(&self, user: &UserId, seqs: BTreeSet<Seq>) -> Vec<Seq> {
        let mut claims = self.claims.entry(user.clone()).or_default();
        seqs.into_iter().filter(|seq| claims.claim(*seq)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notification_goes_to_the_first_device_that_claims_it() {
        let directory = Directory::default();
        let claim = |user: &str, seqs: &[Seq]| {
            directory.claim(&user.into(), seqs.iter().copied().collect())
        };
        assert_eq!(claim("alice", &[5]), [5]);
        // The order in which they are claimed does not matter.
        assert_eq!(claim("alice", &[6, 5, 4]), [4, 6]);
        assert_eq!(claim("alice", &[4, 5, 6]), [0; 0]);
        assert_eq!(claim("bob", &[5]), [5]);
    }

    #[test]
    fn what_is_no_longer_remembered_stays_claimed() {
        let directory = Directory::default();
        let alice = UserId::from("alice");
        let many: BTreeSet<Seq> = (1..=200).collect();
        assert_eq!(directory.claim(&alice, many.clone()).len(), 200);
        assert_eq!(directory.claim(&alice, many), [0; 0]);
        assert_eq!(directory.claim(&alice, [201].into()), [201]);
        let remembered = directory.claims.get(&alice).unwrap();
        assert_eq!(remembered.claimed.len(), REMEMBERED);
    }
}
