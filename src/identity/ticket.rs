//! One-time tickets, with which a page opens its WebSocket without sending its token over it.
//!
//! Tickets are kept in memory only; after a restart, clients request new ones.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use rand::RngCore as _;
use std::collections::HashMap;

/// How long a ticket is valid.
pub const LIFETIME: Duration = Duration::from_secs(30);
/// The prefix of every ticket; no JWT starts with it.
pub const PREFIX: &str = "ticket_";
/// The maximum number of unused tickets. Rate limits keep clients far below it.
const MOST: usize = 100_000;

/// The unused tickets, each for one `T`.
pub struct Tickets<T> {
    waiting: Mutex<HashMap<String, (Instant, T)>>,
}

impl<T> Default for Tickets<T> {
    fn default() -> Self {
        Self {
            waiting: Mutex::new(HashMap::new()),
        }
    }
}

impl<T> Tickets<T> {
    /// Issues a ticket for `holder`; `None` when too many are unused.
    pub fn issue(&self, holder: T, now: Instant) -> Option<String> {
        let mut bytes = [0_u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let ticket = format!("{PREFIX}{digits}");
        let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
        if waiting.len() >= MOST / 2 {
            waiting.retain(|_, (until, _)| *until > now);
        }
        if waiting.len() >= MOST {
            return None;
        }
        waiting.insert(ticket.clone(), (now + LIFETIME, holder));
        Some(ticket)
    }

    /// Consumes `ticket` and returns its holder.
    pub fn redeem(&self, ticket: &str, now: Instant) -> Option<T> {
        let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
        let (until, holder) = waiting.remove(ticket)?;
        (until > now).then_some(holder)
    }

    /// Drops expired tickets.
    pub fn prune(&self, now: Instant) {
        let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
        waiting.retain(|_, (until, _)| *until > now);
        waiting.shrink_to(1024);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_30_seconds() {
        let tickets = Tickets::default();
        let now = Instant::now();
        let first = tickets.issue("ann", now).expect("room");
        let second = tickets.issue("bob", now).expect("room");
        assert_ne!(first, second);
        assert_eq!(tickets.redeem(&first, now), Some("ann"));
        assert_eq!(tickets.redeem(&first, now), None);
        assert_eq!(tickets.redeem(&second, now + LIFETIME), None);
        assert_eq!(tickets.redeem("ticket_", now), None);
    }

    #[test]
    fn unused_tickets_are_forgotten() {
        let tickets = Tickets::default();
        let now = Instant::now();
        let ticket = tickets.issue((), now).expect("room");
        tickets.prune(now + LIFETIME);
        assert_eq!(tickets.redeem(&ticket, now), None);
    }
}
