//! The notifications that one of a user's devices has made known with a sound, or will. A claim of a device that ends right
//! after it is void: perhaps nobody heard anything, so another device may claim.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use entity::ids::{Seq, UserId};

use super::{Directory, SessionId};

/// The number of claimed notifications that are remembered per user, the latest ones.
const REMEMBERED: usize = 64;
/// How long a device must stay connected after a claim.
const STAYS: Duration = Duration::from_secs(3);

/// A user's claimed notifications.
#[derive(Debug, Default)]
pub(super) struct Claims {
    claimed: BTreeMap<Seq, Claim>,
    /// Everything up to this position counts as claimed: it is no longer remembered.
    forgotten: Seq,
}

/// Who claimed a notification, and when.
#[derive(Debug)]
struct Claim {
    by: Option<SessionId>,
    at: Instant,
}

impl Claims {
    /// True for the first claim of a notification.
    fn claim(&mut self, seq: Seq, by: Option<SessionId>, at: Instant) -> bool {
        if seq <= self.forgotten || self.claimed.contains_key(&seq) {
            return false;
        }
        self.claimed.insert(seq, Claim { by, at });
        if self.claimed.len() > REMEMBERED {
            let first = self.claimed.pop_first();
            self.forgotten = first.map_or(self.forgotten, |(seq, _)| seq);
        }
        true
    }

    /// Forgets what a session that ends has claimed just now.
    fn ended(&mut self, session: SessionId, now: Instant) {
        self.claimed.retain(|_, claim| {
            claim.by != Some(session) || now.saturating_duration_since(claim.at) >= STAYS
        });
    }
}

impl Directory {
    /// Claims a user's notifications for one device, and returns those that no device had claimed before.
    pub(crate) fn claim(
        &self,
        user: &UserId,
        seqs: BTreeSet<Seq>,
        session: Option<SessionId>,
        now: Instant,
    ) -> Vec<Seq> {
        let mut claims = self.claims.entry(user.clone()).or_default();
        let first = |seq: &Seq| claims.claim(*seq, session, now);
        seqs.into_iter().filter(first).collect()
    }

    /// Lets other devices claim what a session that ends has claimed just now.
    pub(super) fn release_claims(&self, user: &UserId, session: SessionId, now: Instant) {
        if let Some(mut claims) = self.claims.get_mut(user) {
            claims.ended(session, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notification_goes_to_the_first_device_that_claims_it() {
        let directory = Directory::default();
        let claim = |user: &str, seqs: &[Seq]| {
            let seqs = seqs.iter().copied().collect();
            directory.claim(&user.into(), seqs, Some(SessionId(1)), Instant::now())
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
        let began = Instant::now();
        let claim = |seqs| directory.claim(&alice, seqs, Some(SessionId(1)), began);
        let many: BTreeSet<Seq> = (1..=200).collect();
        assert_eq!(claim(many.clone()).len(), 200);
        assert_eq!(claim(many.clone()), [0; 0]);
        assert_eq!(claim([201].into()), [201]);
        let remembered = directory.claims.get(&alice).unwrap().claimed.len();
        assert_eq!(remembered, REMEMBERED);
        directory.release_claims(&alice, SessionId(1), began);
        let latest: Vec<Seq> = (138..=201).collect();
        assert_eq!(claim((1..=201).collect()), latest);
    }

    #[test]
    fn a_device_that_ends_right_after_its_claim_leaves_it_to_another() {
        let directory = Directory::default();
        let alice = UserId::from("alice");
        let began = Instant::now();
        let after = |ms| began + Duration::from_millis(ms);
        let claim = |seq, session, ms| {
            let claimed =
                directory.claim(&alice, [seq].into(), Some(SessionId(session)), after(ms));
            claimed == [seq]
        };
        assert!(claim(1, 7, 0));
        assert!(claim(2, 7, 1_000));
        assert!(claim(3, 8, 2_000));
        assert!(!claim(2, 8, 2_500));
        directory.release_claims(&alice, SessionId(7), after(3_000));
        assert!(!claim(1, 8, 3_000), "it stayed for three seconds");
        assert!(claim(2, 8, 3_000));
        assert!(!claim(3, 9, 3_000), "another device's claim stays");
        assert!(!claim(2, 9, 3_000));
    }
}
