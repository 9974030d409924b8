//! Limits what may be asked without credentials.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Requests without valid credentials that an address may make in one burst. Eighty people behind one address who come
/// back in the same second make about 400.
const BURST: f64 = 1_000.0;

/// Requests per second after the burst.
const RATE: f64 = 100.0;

/// Addresses that are remembered; beyond it, all new ones share one budget.
const ADDRESSES: usize = 20_000;

/// How often addresses with a full budget are forgotten.
const SWEEP: Duration = Duration::from_secs(10);

/// A budget per address for unauthenticated requests.
pub(crate) struct Floods {
    state: Mutex<State>,
}

struct State {
    budgets: HashMap<IpAddr, Budget>,
    swept: Instant,
}

/// A number of permits that grows with time, up to a burst.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    left: f64,
    at: Instant,
}

impl Budget {
    pub(crate) fn full(burst: f64, now: Instant) -> Self {
        Self {
            left: burst,
            at: now,
        }
    }

    /// Takes `amount` if it is there.
    pub(crate) fn take(&mut self, amount: f64, rate: f64, burst: f64, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + elapsed * rate).min(burst);
        self.at = self.at.max(now);
        let enough = self.left >= amount;
        if enough {
            self.left -= amount;
        }
        enough
    }
}

impl Floods {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            state: Mutex::new(State {
                budgets: HashMap::new(),
                swept: now,
            }),
        }
    }

    /// True if the address may make one more request without credentials.
    pub(crate) fn admits(&self, address: IpAddr, now: Instant) -> bool {
        let mut state = self
            .state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if now.saturating_duration_since(state.swept) >= SWEEP {
            state.swept = now;
            let idle = Duration::from_secs_f64(BURST / RATE);
            state
                .budgets
                .retain(|_, budget| now.saturating_duration_since(budget.at) < idle);
        }
        let mut key = network(address);
        if state.budgets.len() >= ADDRESSES && !state.budgets.contains_key(&key) {
            key = Ipv6Addr::UNSPECIFIED.into();
        }
        let budget = state
            .budgets
            .entry(key)
            .or_insert_with(|| Budget::full(BURST, now));
        budget.take(1.0, RATE, BURST, now)
    }
}

/// Returns the first address of the network that one client can have: all of an IPv4 address, 64 bits of an IPv6 one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_and_recovers() {
        let now = Instant::now();
        let floods = Floods::new(now);
        let (one, two): (IpAddr, IpAddr) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let admitted = (0..5_000).filter(|_| floods.admits(one, now)).count();
        assert_eq!(admitted, 1_000);
        assert!(floods.admits(two, now));
        assert!(floods.admits(one, now + Duration::from_secs(1)));
    }

    #[test]
    fn memory_is_bounded() {
        let now = Instant::now();
        let floods = Floods::new(now);
        for number in 0..50_000_u32 {
            floods.admits(IpAddr::from(number.to_be_bytes()), now);
        }
        let count = || floods.state.lock().expect("a lock").budgets.len();
        assert!(count() <= ADDRESSES + 1);
        floods.admits([192, 0, 2, 1].into(), now + Duration::from_secs(60));
        assert_eq!(count(), 1);
    }

    #[test]
    fn a_client_of_ipv6_has_one_budget_for_its_network() {
        let (one, two) = ("2a00:1::1".parse(), "2a00:1::2".parse());
        assert_eq!(
            network(one.expect("an address")),
            network(two.expect("an address"))
        );
    }
}
