//! Whether commits succeed: recorded by the store, read by the readiness check.

use std::sync::atomic::{AtomicI64, Ordering};

use entity::ids::Millis;

/// How long writing counts as failing after a failed commit, unless one succeeds. Then the server reports
/// itself ready again: without requests no write would be retried.
const DISTRUST_MS: Millis = 10_000;
/// A commit that takes longer counts as stuck.
const PATIENCE_MS: Millis = 5_000;

/// The outcome of recent commits. Times are milliseconds since 1970, 0 for never.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    /// When the current commit began.
    began_at: AtomicI64,
    /// When the last commit failed, if none has succeeded since.
    failed_at: AtomicI64,
}

impl Writing {
    /// Records that a commit has begun.
    pub(crate) fn begin(&self, now: Millis) {
        self.began_at.store(now, Ordering::Relaxed);
    }

    /// Records that the commit has ended.
    pub(crate) fn end(&self, now: Millis, outcome: Outcome) {
        self.began_at.store(0, Ordering::Relaxed);
        let failed_at = match outcome {
            Outcome::Kept => 0,
            Outcome::Failed => now,
        };
        self.failed_at.store(failed_at, Ordering::Relaxed);
    }

    /// Whether a change written now is likely to be committed soon.
    pub(crate) fn works(&self, now: Millis) -> bool {
        let within = |since: &AtomicI64, limit| match since.load(Ordering::Relaxed) {
            0 => None,
            at => Some(now - at < limit),
        };
        let stuck = within(&self.began_at, PATIENCE_MS) == Some(false);
        let failed = within(&self.failed_at, DISTRUST_MS) == Some(true);
        !stuck && !failed
    }
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The database committed it, whichever of its changes were refused.
    Kept,
    /// The database failed.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_counts_until_something_is_kept_or_a_while_has_passed() {
        let writing = Writing::default();
        assert!(writing.works(1_000));
        writing.begin(1_000);
        assert!(writing.works(2_000));
        assert!(!writing.works(1_000 + PATIENCE_MS), "it is stuck");
        writing.end(7_000, Outcome::Failed);
        assert!(!writing.works(7_001));
        assert!(writing.works(7_000 + DISTRUST_MS), "a retry");
        writing.end(8_000, Outcome::Kept);
        assert!(writing.works(8_001));
    }
}
