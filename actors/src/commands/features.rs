//! The features of this server, as read lately: all who log in within a second share one look at the database.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use entity::{Database, Error, queries};

use crate::protocol::snapshot::Features;

/// How long a look holds. Orvale may add its first team or ticket at any time.
const HOLDS: Duration = Duration::from_secs(1);

/// The features, and when they were read.
#[derive(Debug, Default)]
pub struct KnownFeatures(Mutex<Option<(Instant, Features)>>);

impl KnownFeatures {
    /// Returns the features, as they were at most a second ago.
    ///
    /// # Errors
    /// Any database error.
    pub(crate) async fn get(&self, database: &Database) -> Result<Features, Error> {
        let asked_at = Instant::now();
        if let Some(features) = self.at(asked_at) {
            return Ok(features);
        }
        let features = Features {
            tickets: queries::tickets::are_used(database).await?,
        };
        *self.lock() = Some((asked_at, features));
        Ok(features)
    }

    /// Returns what is known, unless it is too old.
    fn at(&self, now: Instant) -> Option<Features> {
        let known = *self.lock();
        let (read_at, features) = known?;
        (now.saturating_duration_since(read_at) < HOLDS).then_some(features)
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Instant, Features)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_holds_for_a_second() {
        let known = KnownFeatures::default();
        let at = Instant::now();
        assert_eq!(known.at(at), None);
        let features = Features { tickets: true };
        *known.lock() = Some((at, features));
        assert_eq!(known.at(at + HOLDS / 2), Some(features));
        assert_eq!(known.at(at + HOLDS), None);
    }
}
