//! How long a call waits after a crash before its actor starts again.

use std::{collections::HashMap, time::Duration};

use entity::ids::{CallId, Millis};

/// A call that ran for this long since its last crash starts again at once.
const FORGIVEN_AFTER: Millis = 60_000;
/// The wait after the second crash; it doubles with each further one.
const FIRST: Duration = Duration::from_millis(100);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(5);

/// The recent crashes of each call.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    /// How many there were, and when the last one was.
    crashes: HashMap<CallId, (u32, Millis)>,
}

impl Backoff {
    /// Records a crash, and returns how long to wait before the call's actor starts again.
    pub(super) fn crashed(&mut self, call: CallId, now: Millis) -> Duration {
        self.crashes
            .retain(|_, (_, last)| now - *last < FORGIVEN_AFTER);
        let (count, last) = self.crashes.entry(call).or_insert((0, now));
        (*count, *last) = (*count + 1, now);
        match *count {
            1 => Duration::ZERO,
            count => LONGEST.min(FIRST.saturating_mul(1 << (count - 2).min(16))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_crashes_again_and_again_waits_longer_and_longer() {
        let mut backoff = Backoff::default();
        let mut crashed = |call, now| backoff.crashed(CallId(call), now).as_millis();
        let waits: Vec<_> = (0..8).map(|now| crashed(1, now)).collect();
        assert_eq!(waits, [0, 100, 200, 400, 800, 1_600, 3_200, 5_000]);
        assert_eq!(crashed(2, 8), 0, "another call");
        assert_eq!(crashed(1, 8 + FORGIVEN_AFTER), 0, "long ago");
    }
}
