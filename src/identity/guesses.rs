//! Limits on password attempts: each address and each known device backs off after its own failures.
//!
//! No account is ever locked: failed attempts from one source do not delay other sources.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use entity::ids::UserId;

use super::{
    backoff::{Backoff, Patience},
    device::DeviceId,
};
use crate::limits::network::Network;

/// The back-off for one account from one address or device.
const PER_SOURCE: Patience = Patience {
    free: 5,
    first: Duration::from_secs(5),
    longest: Duration::from_secs(60),
};
/// The back-off for one account from one address while many addresses fail at it: one free attempt each.
const UNDER_ATTACK: Patience = Patience {
    free: 0,
    first: Duration::from_secs(30),
    longest: Duration::from_secs(15 * 60),
};
/// The number of failing addresses at one account that counts as a distributed attack.
const ATTACK: u32 = 50;
/// The back-off for all accounts from one address. Many people may share an address, so it is generous.
const PER_ADDRESS: Patience = Patience {
    free: 50,
    first: Duration::from_secs(1),
    longest: Duration::from_secs(60),
};

/// The source of a login attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A device on which the user has logged in before, at any address.
    Device(DeviceId),
    /// Any other client, by its address.
    Network(Network),
}

impl Source {
    /// Returns the source of an attempt from `client`.
    #[must_use]
    pub fn of(device: Option<DeviceId>, client: IpAddr) -> Self {
        device.map_or_else(|| Self::Network(client.into()), Self::Device)
    }
}

/// The recent failures.
pub struct Guesses {
    sources: Backoff<(UserId, Source)>,
    /// The number of addresses that have failed at each account.
    accounts: Backoff<UserId>,
    /// `None` when rate limits are off.
    addresses: Option<Backoff<Network>>,
}

impl Guesses {
    /// Starts without failures; `limited` also limits each address across all accounts.
    #[must_use]
    pub fn new(limited: bool) -> Self {
        Self {
            sources: Backoff::default(),
            accounts: Backoff::default(),
            addresses: limited.then(Backoff::default),
        }
    }

    /// Returns how long `source` must wait before its next attempt at `user`.
    #[must_use]
    pub fn wait(&self, user: &UserId, source: Source, now: Instant) -> Option<Duration> {
        let key = (user.clone(), source);
        let Source::Network(network) = source else {
            return self.sources.wait(&key, PER_SOURCE, now);
        };
        let patience = if self.accounts.failures(user, now) >= ATTACK {
            UNDER_ATTACK
        } else {
            PER_SOURCE
        };
        let by_address = self
            .addresses
            .as_ref()
            .and_then(|addresses| addresses.wait(&network, PER_ADDRESS, now));
        self.sources.wait(&key, patience, now).max(by_address)
    }

    /// Counts an attempt as a failure before the password is checked, so that concurrent attempts are
    /// limited too.
    pub fn begin(&self, user: &UserId, source: Source, now: Instant) {
        self.sources.failed((user.clone(), source), now);
    }

    /// Records a wrong password.
    pub fn failed(&self, user: &UserId, source: Source, now: Instant) {
        if let Source::Network(network) = source {
            if self.sources.failures(&(user.clone(), source), now) == 1 {
                self.accounts.failed(user.clone(), now);
            }
            if let Some(addresses) = &self.addresses {
                addresses.failed(network, now);
            }
        }
    }

    /// Records a correct password: forgets the failures of this source.
    pub fn succeeded(&self, user: &UserId, source: Source) {
        self.sources.succeeded(&(user.clone(), source));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(last: u8) -> Source {
        Source::of(None, IpAddr::from([192, 0, 2, last]))
    }

    fn fail(guesses: &Guesses, source: Source, now: Instant) {
        let ann = UserId::from("ann");
        guesses.begin(&ann, source, now);
        guesses.failed(&ann, source, now);
    }

    #[test]
    fn only_the_address_that_guesses_waits() {
        let (guesses, now, ann) = (Guesses::new(true), Instant::now(), UserId::from("ann"));
        for _ in 0..20 {
            fail(&guesses, network(1), now);
        }
        assert_eq!(
            guesses.wait(&ann, network(1), now),
            Some(PER_SOURCE.longest)
        );
        assert_eq!(guesses.wait(&ann, network(2), now), None);
        assert_eq!(guesses.wait(&"bob".into(), network(1), now), None);
    }

    #[test]
    fn an_address_that_guesses_at_many_accounts_waits() {
        let (guesses, now) = (Guesses::new(true), Instant::now());
        for n in 0..=PER_ADDRESS.free {
            let user = UserId::from(format!("user{n}").as_str());
            guesses.begin(&user, network(1), now);
            guesses.failed(&user, network(1), now);
        }
        assert!(guesses.wait(&"ann".into(), network(1), now).is_some());
        assert_eq!(guesses.wait(&"ann".into(), network(2), now), None);
    }

    #[test]
    fn during_an_attack_a_first_attempt_is_free_and_a_second_waits() {
        let (guesses, now, ann) = (Guesses::new(false), Instant::now(), UserId::from("ann"));
        for n in 0..50 {
            fail(&guesses, network(n), now);
        }
        assert_eq!(guesses.wait(&ann, network(99), now), None);
        fail(&guesses, network(99), now);
        assert_eq!(
            guesses.wait(&ann, network(99), now),
            Some(UNDER_ATTACK.first)
        );
        guesses.succeeded(&ann, network(99));
        assert_eq!(guesses.wait(&ann, network(99), now), None);
    }
}
