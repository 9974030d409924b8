//! What each user has of the relay: allocations, and bytes a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use super::floods::Budget;

/// Limits of the relay.
#[derive(Clone, Debug)]
pub struct TurnLimits {
    /// Allocations of one user. A call takes up to three on each device: by UDP, TCP and TLS.
    pub allocations_per_user: usize,
    /// Allocations in all.
    pub allocations: usize,
    /// Bytes a second that all allocations of a user relay, in both directions together.
    pub bytes_per_second: u32,
    /// Connections by TCP and TLS in all.
    pub connections: usize,
    /// Connections by TCP and TLS from one address.
    pub connections_per_address: usize,
}

impl Default for TurnLimits {
    fn default() -> Self {
        Self {
            allocations_per_user: 24,
            allocations: 4_000,
            bytes_per_second: 8_000_000,
            connections: 4_000,
            connections_per_address: 400,
        }
    }
}

/// Counts allocations by user.
pub(crate) struct Accounts {
    limits: TurnLimits,
    users: Mutex<Users>,
}

#[derive(Default)]
struct Users {
    total: usize,
    by_name: HashMap<Arc<str>, Account>,
    /// Users whose credentials are refused if they expire by this time, in seconds since 1970.
    refused: HashMap<Arc<str>, u64>,
}

struct Account {
    seats: usize,
    bytes: Arc<Mutex<Budget>>,
}

/// Why a user gets no allocation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// The user has too many.
    User,
    /// The server has too many.
    Server,
}

/// The right to one allocation. Dropping it gives it back.
pub(crate) struct Seat {
    accounts: Weak<Accounts>,
    user: Arc<str>,
    bytes: Arc<Mutex<Budget>>,
    rate: f64,
}

impl Accounts {
    pub(crate) fn new(limits: TurnLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            users: Mutex::default(),
        })
    }

    /// Takes one of the user's allocations.
    pub(crate) fn seat(self: &Arc<Self>, user: &str, now: Instant) -> Result<Seat, Full> {
        let rate = f64::from(self.limits.bytes_per_second);
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if users.total >= self.limits.allocations {
            return Err(Full::Server);
        }
        let user: Arc<str> = user.into();
        let account = users
            .by_name
            .entry(Arc::clone(&user))
            .or_insert_with(|| Account {
                seats: 0,
                bytes: Arc::new(Mutex::new(Budget::full(rate, now))),
            });
        if account.seats >= self.limits.allocations_per_user {
            return Err(Full::User);
        }
        account.seats += 1;
        let bytes = Arc::clone(&account.bytes);
        users.total += 1;
        Ok(Seat {
            accounts: Arc::downgrade(self),
            user,
            bytes,
            rate,
        })
    }

    /// Refuses the credentials of a user that expire by `until`, in seconds since 1970.
    pub(crate) fn refuse(&self, user: &str, until: u64, now: u64) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.refused.retain(|_, until| *until > now);
        users.refused.insert(user.into(), until);
    }

    /// True if credentials that expire at `expires` are refused.
    pub(crate) fn refuses(&self, user: &str, expires: u64) -> bool {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users
            .refused
            .get(user)
            .is_some_and(|until| expires <= *until)
    }

    fn leave(&self, user: &str) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.total = users.total.saturating_sub(1);
        if let Some(account) = users.by_name.get_mut(user) {
            account.seats = account.seats.saturating_sub(1);
            if account.seats == 0 {
                users.by_name.remove(user);
            }
        }
    }
}

impl Seat {
    /// The user whose allocation it is.
    pub(crate) fn user(&self) -> &Arc<str> {
        &self.user
    }

    /// True if the user may relay so many bytes now; else the packet is dropped.
    pub(crate) fn admits(&self, bytes: usize, now: Instant) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "the size of a datagram")]
        let bytes = bytes as f64;
        let mut budget = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        budget.take(bytes, self.rate, self.rate, now)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(accounts) = self.accounts.upgrade() {
            accounts.leave(&self.user);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts() -> Arc<Accounts> {
        let limits = TurnLimits {
            allocations_per_user: 2,
            allocations: 3,
            ..Default::default()
        };
        Accounts::new(limits)
    }

    #[test]
    fn users_and_the_server_have_limits_and_get_back_what_is_dropped() {
        let (accounts, now) = (accounts(), Instant::now());
        let first = accounts.seat("alice", now).ok();
        let _second = accounts.seat("alice", now).ok();
        assert_eq!(accounts.seat("alice", now).err(), Some(Full::User));
        let _third = accounts.seat("bob", now).ok();
        assert_eq!(accounts.seat("bob", now).err(), Some(Full::Server));
        drop(first);
        assert!(accounts.seat("alice", now).is_ok());
    }

    #[test]
    fn allocations_of_a_user_share_the_bytes() {
        let (accounts, now) = (accounts(), Instant::now());
        let one = accounts.seat("alice", now).expect("a seat");
        let two = accounts.seat("alice", now).expect("a seat");
        assert!(one.admits(8_000_000, now));
        assert!(!two.admits(1, now));
        assert!(accounts.seat("bob", now).expect("a seat").admits(1, now));
    }
}
