//! Rate limits: budgets per user or address, by class of action.
//!
//! REST and the socket draw from the same budgets. Each class allows a burst and refills steadily, which
//! is generous for people and tight for scripts.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use actors::commands::Rate;
use entity::ids::UserId;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};

use super::network::Network;

/// A kind of action with a budget of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Logging in with a password; per address.
    Login,
    /// Requests without authentication; per address.
    Open,
    /// Reading.
    Read,
    /// Sending a message.
    Message,
    /// Other changes.
    Write,
    /// Small and frequent changes: read positions, typing, presence.
    Signal,
    /// Creating channels, changing memberships, administration.
    Manage,
    /// Opening direct conversations.
    Direct,
    /// Calling, joining calls and leaving them.
    Call,
    /// What devices in a call exchange and say of themselves.
    Signalling,
    /// Drawing on shared screens, and pointing at them.
    Annotation,
    /// Opening a connection.
    Connect,
    /// Fetching files and their small pictures.
    File,
    /// Sending files, and parts of them.
    Upload,
}

impl Class {
    const ALL: [Self; 14] = [
        Self::Login,
        Self::Open,
        Self::Read,
        Self::Message,
        Self::Write,
        Self::Signal,
        Self::Manage,
        Self::Direct,
        Self::Call,
        Self::Signalling,
        Self::Annotation,
        Self::Connect,
        Self::File,
        Self::Upload,
    ];

    /// Actions per minute, and the largest burst.
    const fn budget(self) -> (u32, u32) {
        match self {
            Self::Login => (2 * 60, 30),
            // A whole office may sit behind one address.
            Self::Open => (200 * 60, 2000),
            Self::Read => (30 * 60, 200),
            Self::Message | Self::Write => (10 * 60, 60),
            Self::Signal => (30 * 60, 200),
            Self::Manage => (5 * 60, 50),
            // Enough to write to a whole team, and too slow to fill others' lists.
            Self::Direct => (12, 30),
            Self::Call => (60, 60),
            // A device sends dozens of candidates to each of the others.
            Self::Signalling => (100 * 60, 1000),
            // Twenty a second while the pointer moves, on two shared screens.
            Self::Annotation => (40 * 60, 200),
            Self::Connect => (5 * 60, 60),
            // A page shows many pictures at once.
            Self::File => (100 * 60, 1000),
            Self::Upload => (10 * 60, 250),
        }
    }
}

impl From<Rate> for Class {
    fn from(rate: Rate) -> Self {
        match rate {
            Rate::Connect => Self::Connect,
            Rate::Message => Self::Message,
            Rate::Write => Self::Write,
            Rate::Signal => Self::Signal,
            Rate::Manage => Self::Manage,
            Rate::Direct => Self::Direct,
            Rate::Call => Self::Call,
            Rate::Signalling => Self::Signalling,
            Rate::Annotation => Self::Annotation,
        }
    }
}

/// The owner of a budget.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spender {
    /// A user, wherever they connect from.
    User(UserId),
    /// A client's address.
    Address(Network),
}

impl From<IpAddr> for Spender {
    fn from(address: IpAddr) -> Self {
        Self::Address(address.into())
    }
}

/// The budgets of all users and addresses.
pub struct Rates {
    limiters: Option<[DefaultKeyedRateLimiter<Spender>; Class::ALL.len()]>,
    clock: DefaultClock,
}

impl Rates {
    /// Full budgets; nothing is limited when `limited` is false.
    #[must_use]
    pub fn new(limited: bool) -> Self {
        let limiters = limited.then(|| Class::ALL.map(|class| RateLimiter::keyed(quota(class))));
        Self {
            limiters,
            clock: DefaultClock::default(),
        }
    }

    /// Spends one action of `class`.
    ///
    /// # Errors
    /// When the budget is used up: the time until the next action is allowed.
    pub fn spend(&self, class: Class, spender: &Spender) -> Result<(), Duration> {
        let Some(limiters) = &self.limiters else {
            return Ok(());
        };
        limiters[class as usize]
            .check_key(spender)
            .map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Drops the entries whose budget is full again.
    pub fn prune(&self) {
        for limiter in self.limiters.iter().flatten() {
            limiter.retain_recent();
        }
    }
}

fn quota(class: Class) -> Quota {
    let (per_minute, burst) = class.budget();
    Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_runs_out_for_one_spender_and_class_only() {
        let rates = Rates::new(true);
        let ann = Spender::User("ann".into());
        let (_, burst) = Class::Message.budget();
        let refused = (0..burst * 2)
            .filter(|_| rates.spend(Class::Message, &ann).is_err())
            .count();
        assert!(refused > 0);
        assert!(rates.spend(Class::Read, &ann).is_ok());
        assert!(
            rates
                .spend(Class::Message, &Spender::User("bob".into()))
                .is_ok()
        );
        rates.prune();
        assert!(
            rates.spend(Class::Message, &ann).is_err(),
            "pruning forgives nothing"
        );
    }

    #[test]
    fn without_limits_nothing_runs_out() {
        let rates = Rates::new(false);
        let ann = Spender::User("ann".into());
        assert!((0..10_000).all(|_| rates.spend(Class::Login, &ann).is_ok()));
    }

    #[test]
    fn classes_are_listed_in_their_order() {
        for (index, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(class as usize, index);
        }
    }
}
