//! The Node server's ways of writing a time, read as milliseconds since 1970 UTC.
//!
//! SQLite's `CURRENT_TIMESTAMP` (UTC, without saying so), JavaScript's ISO format, and numbers.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::Value;

/// From here on a number counts milliseconds, below it seconds: in seconds this is the year 5138.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/// Formats without a zone; all of them mean UTC.
const WITHOUT_ZONE: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
];

/// Reads a time; `None` when there is none or it cannot be read.
pub(super) fn parse(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().map(from_number),
        Value::String(text) => from_text(text.trim()),
        _ => None,
    }
}

fn from_number(number: i64) -> i64 {
    if number.abs() < FIRST_MILLISECONDS {
        number * 1000
    } else {
        number
    }
}

fn from_text(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(from_number(number));
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_millis());
    }
    WITHOUT_ZONE
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            Some(day.and_time(NaiveTime::MIN))
        })
        .map(|time| time.and_utc().timestamp_millis())
}

/// `at` as an administrator reads it; the bare number when no calendar holds it.
pub(super) fn readable(at: i64) -> String {
    match DateTime::<Utc>::from_timestamp_millis(at) {
        Some(time) => time.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        None => at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_format_of_the_same_moment_reads_the_same() {
        const MOMENT: i64 = 1_756_231_026_000;
        for value in [
            json!("2025-08-26 17:57:06"),
            json!("2025-08-26T17:57:06Z"),
            json!("2025-08-26T17:57:06.000Z"),
            json!("2025-08-26T17:57:06"),
            json!("2025-08-26T19:57:06+02:00"),
            json!(" 2025-08-26 17:57:06.0 "),
            json!(MOMENT),
            json!(MOMENT / 1000),
            json!("1756231026"),
        ] {
            assert_eq!(parse(&value), Some(MOMENT), "{value}");
        }
        assert_eq!(readable(MOMENT), "2025-08-26 17:57:06 UTC");
    }

    #[test]
    fn parts_of_a_second_are_kept() {
        assert_eq!(
            parse(&json!("2025-08-26T18:17:06.767Z")),
            Some(1_756_232_226_767)
        );
        assert_eq!(parse(&json!("1970-01-02")), Some(86_400_000));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for value in [
            json!(null),
            json!(""),
            json!("yesterday"),
            json!("2025-13-40 00:00:00"),
        ] {
            assert_eq!(parse(&value), None, "{value}");
        }
    }
}
