//! The cost of frames that no rate limit covers: pings, pongs, and commands that are refused.
//!
//! Each connection has a budget; a client that exceeds it is closed. All connections of a user, or of
//! an address before the login, share a larger one; beyond it they are read more slowly. Commands that
//! are carried out are not charged here: they have limits of their own.

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};

use super::rates::Spender;

/// How much one connection regains: one in this time, so 20 a second.
const PER_CONNECTION: Duration = Duration::from_millis(50);
/// How much it may spend at once.
const BURST: u32 = 500;
/// The same for all connections of a user or an address.
const SHARED_PER_SECOND: NonZeroU32 = NonZeroU32::new(200).expect("not zero");
const SHARED_BURST: NonZeroU32 = NonZeroU32::new(4_000).expect("not zero");
/// A frame costs one, and one more for so many bytes.
const BYTES: usize = 4096;
/// The longest pause: the connection's end must be noticed some time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What one connection may still spend.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// When it will have regained everything.
    full_at: Instant,
}

/// What to do with a connection after it was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Read on.
    Proceed,
    /// Read on after this time.
    Pause(Duration),
    /// Close it.
    Close,
}

impl Budget {
    /// A full budget.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { full_at: now }
    }

    /// Spends `cost`; false when there is not enough left.
    fn spend(&mut self, cost: u32, now: Instant) -> bool {
        let full_at = self.full_at.max(now) + PER_CONNECTION * cost;
        if full_at - now > PER_CONNECTION * BURST {
            return false;
        }
        self.full_at = full_at;
        true
    }
}

/// The budgets that connections share.
pub struct Floods {
    shared: DefaultKeyedRateLimiter<Spender>,
    clock: DefaultClock,
}

impl Default for Floods {
    fn default() -> Self {
        let quota = Quota::per_second(SHARED_PER_SECOND).allow_burst(SHARED_BURST);
        Self {
            shared: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
        }
    }
}

impl Floods {
    /// Charges a frame of `bytes` bytes to a connection and to its user or address.
    pub fn charge(&self, budget: &mut Budget, spender: &Spender, bytes: usize) -> Verdict {
        let cost = u32::try_from(1 + bytes / BYTES)
            .unwrap_or(u32::MAX)
            .min(BURST);
        if !budget.spend(cost, Instant::now()) {
            return Verdict::Close;
        }
        let cost = NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN);
        match self.shared.check_key_n(spender, cost) {
            Ok(Err(until)) => {
                Verdict::Pause(until.wait_time_from(self.clock.now()).min(LONGEST_PAUSE))
            }
            // The burst covers the highest cost.
            Ok(Ok(())) | Err(_) => Verdict::Proceed,
        }
    }

    /// Forgets those whose budget is full again.
    pub fn prune(&self) {
        self.shared.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Spender {
        Spender::User("ann".into())
    }

    #[test]
    fn a_connection_that_exceeds_its_budget_is_closed() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        assert!((0..BURST).all(|_| budget.spend(1, now)));
        assert!(!budget.spend(1, now));
        assert!(budget.spend(1, now + PER_CONNECTION));
        assert!(!budget.spend(2, now + PER_CONNECTION * 2));
    }

    #[test]
    fn a_long_frame_costs_more() {
        let floods = Floods::default();
        let mut budget = Budget::new(Instant::now());
        let charged = (0..BURST)
            .take_while(|_| floods.charge(&mut budget, &ann(), 256 * 1024) == Verdict::Proceed)
            .count();
        assert!(charged < 10, "{charged}");
    }

    #[test]
    fn many_connections_of_one_user_are_slowed_and_others_are_not() {
        let floods = Floods::default();
        let mut verdicts = Vec::new();
        for _ in 0..20 {
            let mut budget = Budget::new(Instant::now());
            verdicts.extend((0..BURST).map(|_| floods.charge(&mut budget, &ann(), 0)));
        }
        assert!(
            verdicts
                .iter()
                .any(|verdict| matches!(verdict, Verdict::Pause(_)))
        );
        assert!(!verdicts.contains(&Verdict::Close), "each keeps to its own");
        let bob = Spender::User("bob".into());
        let mut budget = Budget::new(Instant::now());
        assert_eq!(floods.charge(&mut budget, &bob, 0), Verdict::Proceed);
        floods.prune();
    }
}
