//! The time of day, read at the edge of an actor and handed to its state.

use std::time::{SystemTime, UNIX_EPOCH};

use entity::ids::Millis;

/// Milliseconds since 1970 UTC.
#[must_use]
pub fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
