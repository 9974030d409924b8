//! The number of open connections: in total, per address, and per user.
//!
//! Whatever serves a connection holds its slots; dropping a slot frees it.

use std::{
    hash::Hash,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use dashmap::DashMap;
use entity::ids::UserId;

use super::network::Network;

/// Connections beyond the caps that get an error before they are closed; any more are dropped at once.
const REFUSED_AT_ONCE: u32 = 64;

/// The caps on connections.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// In total.
    pub total: u32,
    /// From one address.
    pub per_address: u32,
    /// WebSockets of one user.
    pub per_user: u32,
}

/// The connections that are open.
pub struct Connections {
    caps: Caps,
    total: Arc<AtomicU32>,
    refused: Arc<AtomicU32>,
    addresses: Arc<DashMap<Network, u32>>,
    users: Arc<DashMap<UserId, u32>>,
}

/// A place in one of the counts, freed when dropped.
#[derive(Debug)]
pub enum Slot {
    /// In the total, or among the connections that are being refused.
    Total(Arc<AtomicU32>),
    /// In an address's count.
    Address(Arc<DashMap<Network, u32>>, Network),
    /// In a user's count.
    User(Arc<DashMap<UserId, u32>>, UserId),
}

impl Drop for Slot {
    fn drop(&mut self) {
        match self {
            Self::Total(count) => {
                count.fetch_sub(1, Ordering::Relaxed);
            }
            Self::Address(counts, network) => free(counts, network),
            Self::User(counts, user) => free(counts, user),
        }
    }
}

impl Connections {
    /// Counts that start at zero.
    #[must_use]
    pub fn new(caps: Caps) -> Self {
        Self {
            caps,
            total: Arc::default(),
            refused: Arc::default(),
            addresses: Arc::default(),
            users: Arc::default(),
        }
    }

    /// The number of open connections.
    #[must_use]
    pub fn open(&self) -> u32 {
        self.total.load(Ordering::Relaxed)
    }

    /// Takes a place in the total; `None` when it is full.
    #[must_use]
    pub fn enter(&self) -> Option<Slot> {
        take(&self.total, self.caps.total)
    }

    /// Takes a place among the connections that are being refused.
    #[must_use]
    pub fn enter_refused(&self) -> Option<Slot> {
        take(&self.refused, REFUSED_AT_ONCE)
    }

    /// Takes a place in the count of `address`.
    #[must_use]
    pub fn enter_address(&self, address: IpAddr) -> Option<Slot> {
        let network = Network::from(address);
        count_up(&self.addresses, network, self.caps.per_address)
            .then(|| Slot::Address(Arc::clone(&self.addresses), network))
    }

    /// Takes a place in the count of `user`.
    #[must_use]
    pub fn enter_user(&self, user: &UserId) -> Option<Slot> {
        count_up(&self.users, user.clone(), self.caps.per_user)
            .then(|| Slot::User(Arc::clone(&self.users), user.clone()))
    }
}

fn take(count: &Arc<AtomicU32>, cap: u32) -> Option<Slot> {
    count
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| {
            (n < cap).then_some(n + 1)
        })
        .ok()
        .map(|_| Slot::Total(Arc::clone(count)))
}

fn count_up<K: Hash + Eq>(counts: &DashMap<K, u32>, key: K, cap: u32) -> bool {
    let mut count = counts.entry(key).or_insert(0);
    if *count >= cap {
        return false;
    }
    *count += 1;
    true
}

fn free<K: Hash + Eq>(counts: &DashMap<K, u32>, key: &K) {
    counts.remove_if_mut(key, |_, count| {
        *count = count.saturating_sub(1);
        *count == 0
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections() -> Connections {
        Connections::new(Caps {
            total: 3,
            per_address: 2,
            per_user: 1,
        })
    }

    #[test]
    fn a_cap_holds_until_a_slot_is_freed() {
        let connections = connections();
        let slots: Vec<_> = (0..3).map(|_| connections.enter().expect("room")).collect();
        assert!(connections.enter().is_none());
        drop(slots);
        assert_eq!(connections.open(), 0);
        assert!(connections.enter().is_some());
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let connections = connections();
        let address = |text: &str| text.parse::<IpAddr>().expect("address");
        let _a = connections
            .enter_address(address("2001:db8::1"))
            .expect("room");
        let _b = connections
            .enter_address(address("2001:db8::ffff:2"))
            .expect("room");
        assert!(connections.enter_address(address("2001:db8::3")).is_none());
        assert!(
            connections
                .enter_address(address("2001:db8:0:1::3"))
                .is_some()
        );
        let _c = connections
            .enter_address(address("10.0.0.1"))
            .expect("room");
        let _d = connections
            .enter_address(address("::ffff:10.0.0.1"))
            .expect("room");
        assert!(connections.enter_address(address("10.0.0.1")).is_none());
        assert!(connections.enter_address(address("10.0.0.2")).is_some());
    }

    #[test]
    fn counts_of_closed_connections_are_removed() {
        let connections = connections();
        let ann = UserId::from("ann");
        drop(connections.enter_user(&ann).expect("room"));
        assert!(connections.users.is_empty());
    }
}
