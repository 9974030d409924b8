//! How well media gets through, in a few words.

use std::time::Duration;

use crate::event::{Figures, Level, Reason};

/// How often in a row another level must be measured before it is reported: soon if it is worse, later if it is better.
const WORSE: u8 = 2;
const BETTER: u8 = 3;

/// Returns the level that figures amount to, and what keeps it from being better.
pub(crate) fn judge(up: &Figures, down: &Figures, limited: bool) -> (Level, Reason) {
    let loss = up.loss.max(down.loss);
    let by_loss = match loss {
        loss if loss < 0.02 => Level::Excellent,
        loss if loss < 0.05 => Level::Good,
        loss if loss < 0.12 => Level::Poor,
        _ => Level::Unstable,
    };
    let round_trip = up.round_trip.max(down.round_trip).unwrap_or(Duration::ZERO);
    let by_delay = match round_trip.as_millis() {
        0..200 => Level::Excellent,
        200..400 => Level::Good,
        400..800 => Level::Poor,
        _ => Level::Unstable,
    };
    let by_bandwidth = if limited {
        Level::Good
    } else {
        Level::Excellent
    };
    let level = by_loss.min(by_delay).min(by_bandwidth);
    let reason = match level {
        Level::Excellent => Reason::None,
        level if level == by_loss => Reason::Loss,
        level if level == by_delay => Reason::Delay,
        _ => Reason::Bandwidth,
    };
    (level, reason)
}

/// Keeps a level until another one was measured a few times.
#[derive(Debug)]
pub(crate) struct Ladder {
    shown: (Level, Reason),
    others: u8,
}

impl Default for Ladder {
    fn default() -> Self {
        Self {
            shown: (Level::Excellent, Reason::None),
            others: 0,
        }
    }
}

impl Ladder {
    /// Takes a measurement and returns what is reported.
    pub(crate) fn step(&mut self, measured: (Level, Reason)) -> (Level, Reason) {
        if measured.0 == self.shown.0 {
            (self.shown, self.others) = (measured, 0);
            return self.shown;
        }
        self.others += 1;
        let needed = if measured.0 < self.shown.0 {
            WORSE
        } else {
            BETTER
        };
        if self.others >= needed {
            (self.shown, self.others) = (measured, 0);
        }
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_figure_decides_and_is_named() {
        let fine = Figures::default();
        let lossy = Figures { loss: 0.2, ..fine };
        let slow = Figures {
            round_trip: Some(Duration::from_millis(500)),
            ..fine
        };
        assert_eq!(judge(&fine, &fine, false), (Level::Excellent, Reason::None));
        assert_eq!(judge(&lossy, &slow, true), (Level::Unstable, Reason::Loss));
        assert_eq!(judge(&fine, &slow, true), (Level::Poor, Reason::Delay));
        assert_eq!(judge(&fine, &fine, true), (Level::Good, Reason::Bandwidth));
    }

    #[test]
    fn one_bad_moment_changes_nothing() {
        let mut ladder = Ladder::default();
        let (good, bad) = (
            (Level::Excellent, Reason::None),
            (Level::Poor, Reason::Loss),
        );
        assert_eq!(
            [bad, good, bad, good].map(|step| ladder.step(step).0),
            [good.0; 4]
        );
        assert_eq!([bad, bad].map(|step| ladder.step(step)), [good, bad]);
        assert_eq!(
            [good, good, good].map(|step| ladder.step(step)),
            [bad, bad, good]
        );
    }
}
