//! Times as Orvale's versions write them: `2025-08-22 04:29:01` in UTC, or ISO 8601 with a zone.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::ids::Millis;

/// The present time.
pub(crate) fn now() -> Millis {
    Timestamp::now().as_millisecond()
}

/// Reads a time; `None` if it is not one.
pub(crate) fn read(text: &str) -> Option<Millis> {
    let text = text.trim();
    let at = text
        .parse::<Timestamp>()
        .or_else(|_| with_zone(text))
        .ok()?;
    Some(at.as_millisecond())
}

/// Writes a time as most of Orvale's columns have it.
pub(crate) fn seconds(at: Millis) -> String {
    written(at, "%Y-%m-%d %H:%M:%S")
}

/// Writes a time as Orvale's pages write when a ticket was completed or escalated.
pub(crate) fn iso(at: Millis) -> String {
    written(at, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// Writes the day as all of Orvale's times begin with it.
pub(crate) fn date(at: Millis) -> String {
    written(at, "%Y-%m-%d")
}

/// Writes the day as the numbers of tickets have it.
pub(crate) fn day(at: Millis) -> String {
    written(at, "%y%m%d")
}

fn written(at: Millis, form: &str) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime(form).to_string()
}

fn with_zone(text: &str) -> Result<Timestamp, jiff::Error> {
    let local: DateTime = text.parse()?;
    Ok(local.to_zoned(TimeZone::UTC)?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_is_read() {
        let at = 1_755_836_941_000;
        for (text, millis) in [
            ("2025-08-22 04:29:01", at),
            (" 2025-08-22T04:29:01", at),
            ("2025-08-22T04:29:01.337Z", at + 337),
            ("2025-08-22 04:29:01.337000", at + 337),
            ("2025-08-22 04:29:01+00", at),
            ("2025-08-22T06:29:01+02:00", at),
            ("2025-08-22", at - 16_141_000),
        ] {
            assert_eq!(read(text), Some(millis), "{text}");
        }
        assert_eq!(seconds(at + 337), "2025-08-22 04:29:01");
        assert_eq!(iso(at + 337), "2025-08-22T04:29:01.337Z");
        assert_eq!(day(at), "250822");
        assert_eq!(iso(at), "2025-08-22T04:29:01.000Z");
        for text in ["", "yesterday", "1755836941000", "2025-13-01 00:00:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
