//! How many connections are open: in all, from each address, and of each user.
//!
//! A slot is held by whoever serves the connection and given back when dropped.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use dashmap::DashMap;
use entity::ids::UserId;

/// Connections beyond the caps that are told so before they are closed; more are simply dropped.
const REFUSED_AT_ONCE: u32 = 64;

/// An address as far as limits go: IPv4 whole, IPv6 by its /64, since a host has all of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let host_removed = u128::from(address) & !u128::from(u64::MAX);
                Self(IpAddr::V6(Ipv6Addr::from(host_removed)))
            }
            v4 => Self(v4),
        }
    }
}

/// The caps on connections.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// In all.
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

/// A place taken in one of the counts, given back when dropped.
#[derive(Debug)]
pub enum Slot {
    /// Among all connections (or among those being refused).
    Total(Arc<AtomicU32>),
    /// Among those of an address.
    Address(Arc<DashMap<Network, u32>>, Network),
    /// Among those of a user.
    User(Arc<DashMap<UserId, u32>>, UserId),
}

impl Drop for Slot {
    fn drop(&mut self) {
        match self {
            Self::Total(count) => {
                count.fetch_sub(1, Ordering::Relaxed);
            }
            Self::Address(counts, network) => give_back(counts, network),
            Self::User(counts, user) => give_back(counts, user),
        }
    }
}

impl Connections {
    /// None are open yet.
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

    /// How many are open.
    #[must_use]
    pub fn open(&self) -> u32 {
        self.total.load(Ordering::Relaxed)
    }

    /// A place among all connections.
    #[must_use]
    pub fn enter(&self) -> Option<Slot> {
        take(&self.total, self.caps.total)
    }

    /// A place among those that are told that there is none.
    #[must_use]
    pub fn enter_refused(&self) -> Option<Slot> {
        take(&self.refused, REFUSED_AT_ONCE)
    }

    /// A place among those of `address`.
    #[must_use]
    pub fn enter_address(&self, address: IpAddr) -> Option<Slot> {
        let network = Network::from(address);
        count_up(&self.addresses, network, self.caps.per_address)
            .then(|| Slot::Address(Arc::clone(&self.addresses), network))
    }

    /// A place among those of `user`.
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

fn give_back<K: Hash + Eq>(counts: &DashMap<K, u32>, key: &K) {
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
    fn a_cap_holds_until_a_slot_is_given_back() {
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
    fn nothing_is_remembered_of_who_left() {
        let connections = connections();
        let ann = UserId::from("ann");
        drop(connections.enter_user(&ann).expect("room"));
        assert!(connections.users.is_empty());
    }
}
