//! Records the acknowledged messages and those that each member received, and compares them.
//!
//! A tally has a count and a sum of hashes, not the messages themselves: with ascending positions and an equal
//! count and sum, a member received exactly the acknowledged messages, once each.

use std::collections::HashMap;

use serde::Serialize;

/// A number of messages, and a sum that identifies the set of their positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of messages.
    pub count: u64,
    sum: u64,
}

impl Tally {
    /// Counts the message at `position`.
    pub fn add(&mut self, position: i64) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(scatter(position.cast_unsigned()));
    }
}

/// Hashes a number to 64 bits (the finalizer of splitmix64).
#[must_use]
pub fn scatter(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The messages that a member received in a channel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The last position.
    pub last: i64,
    /// The messages since the ledger was opened.
    pub messages: Tally,
    /// The number of positions that did not ascend.
    pub disordered: u64,
    /// The number of skipped positions, if positions have no gaps.
    pub skipped: u64,
}

impl Seen {
    /// Records the event at `position`.
    pub fn hear(&mut self, position: i64, contiguous: bool) {
        if position <= self.last {
            self.disordered += 1;
            return;
        }
        if contiguous && position != self.last + 1 {
            self.skipped += u64::try_from(position - self.last - 1).unwrap_or(u64::MAX);
        }
        self.last = position;
    }
}

/// The number of faults of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Faults {
    /// Acknowledged messages that were not delivered to a member.
    pub lost: u64,
    /// Deliveries in addition to the acknowledged messages.
    pub doubled: u64,
    /// Deliveries out of order.
    pub disordered: u64,
    /// Commands the server refused.
    pub refused: u64,
    /// Connections that closed unexpectedly.
    pub closed: u64,
}

impl Faults {
    /// Returns whether there are no faults.
    #[must_use]
    pub fn none(&self) -> bool {
        *self == Self::default()
    }

    /// Adds other faults.
    pub fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.disordered += other.disordered;
        self.refused += other.refused;
        self.closed += other.closed;
    }
}

/// The acknowledged messages, by channel.
#[derive(Debug, Default)]
pub struct Ledger {
    kept: HashMap<i64, Tally>,
}

impl Ledger {
    /// Records that the server acknowledged the message at `position`.
    pub fn keep(&mut self, channel_id: i64, position: i64) {
        self.kept.entry(channel_id).or_default().add(position);
    }

    /// Returns the acknowledged messages of a channel.
    #[must_use]
    pub fn kept(&self, channel_id: i64) -> Tally {
        self.kept.get(&channel_id).copied().unwrap_or_default()
    }

    /// Returns the faults in the messages that a member received in a channel.
    #[must_use]
    pub fn balance(&self, channel_id: i64, seen: &Seen) -> Faults {
        let kept = self.kept(channel_id);
        let replaced = kept.count == seen.messages.count && kept.sum != seen.messages.sum;
        Faults {
            lost: kept
                .count
                .saturating_sub(seen.messages.count)
                .max(seen.skipped)
                .max(replaced.into()),
            doubled: seen.messages.count.saturating_sub(kept.count),
            disordered: seen.disordered,
            ..Faults::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(positions: &[i64]) -> Seen {
        let mut seen = Seen::default();
        for position in positions {
            seen.hear(*position, true);
            seen.messages.add(*position);
        }
        seen
    }

    #[test]
    fn only_exactly_the_acknowledged_messages_have_no_faults() {
        let mut ledger = Ledger::default();
        for position in 1..=5 {
            ledger.keep(7, position);
        }
        let faults = |positions: &[i64]| ledger.balance(7, &seen(positions));
        assert!(faults(&[1, 2, 3, 4, 5]).none());
        assert_eq!(faults(&[1, 2, 3, 4]).lost, 1);
        assert_eq!(faults(&[1, 2, 4, 5]).lost, 1);
        assert_eq!(
            faults(&[1, 2, 3, 4, 6]).lost,
            1,
            "another message in place of one"
        );
        assert_eq!(faults(&[1, 2, 3, 4, 5, 6]).doubled, 1);
        let twice = faults(&[1, 2, 3, 3, 4, 5]);
        assert_eq!((twice.doubled, twice.disordered), (1, 1));
        assert_eq!(faults(&[1, 3, 2, 4, 5]).disordered, 1);
    }
}
