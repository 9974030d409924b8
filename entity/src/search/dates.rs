//! Dates in queries: a year, a month or a day in a time zone.

use jiff::tz::TimeZone;

use crate::ids::Millis;

/// The forms of a date, for errors.
pub const FORMS: &str = "YYYY, YYYY-MM or YYYY-MM-DD";

/// The time zone with this IANA name.
///
/// # Errors
/// When there is none.
pub fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| "must be the name of a time zone, such as Europe/Berlin".to_owned())
}

/// From when until when a year, a month or a day lasts; `None` if it is not one.
#[must_use]
pub fn period(text: &str, zone: &TimeZone) -> Option<(Millis, Millis)> {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if !matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) {
        return None;
    }
    let numbers = parts.iter().map(|part| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i16>().ok()).flatten()
    });
    let numbers: Vec<i16> = numbers.collect::<Option<_>>()?;
    let small = |index: usize| i8::try_from(*numbers.get(index).unwrap_or(&1)).ok();
    let (year, month, day) = (numbers[0], small(1)?, small(2)?);
    let first = jiff::civil::Date::new(year, month, day).ok()?;
    let next = match numbers.len() {
        1 => jiff::civil::Date::new(year + 1, 1, 1).ok(),
        2 => first.last_of_month().tomorrow().ok(),
        _ => first.tomorrow().ok(),
    };
    // The calendar ends with the year 9999: nothing is later.
    let at = |day: jiff::civil::Date| {
        let start = day.to_zoned(zone.clone()).ok();
        start.map_or(Millis::MAX, |start| start.timestamp().as_millisecond())
    };
    Some((at(first), next.map_or(Millis::MAX, at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 3_600_000;

    #[test]
    fn a_period_is_a_year_a_month_or_a_day() {
        let utc = TimeZone::UTC;
        let day = period("2026-11-26", &utc).unwrap();
        assert_eq!(day, (1_795_651_200_000, 1_795_651_200_000 + 24 * HOUR));
        let month = period("2026-02", &utc).unwrap();
        assert_eq!(month.1 - month.0, 28 * 24 * HOUR);
        let year = period("2024", &utc).unwrap();
        assert_eq!(year.1 - year.0, 366 * 24 * HOUR);
        for wrong in [
            "",
            "26",
            "2026-13",
            "2026-1",
            "2026-02-30",
            "+026",
            "2026-",
            "today",
            "2026-01-01-01",
        ] {
            assert_eq!(period(wrong, &utc), None, "{wrong}");
        }
        for last in ["9999", "9999-12", "9999-12-31"] {
            assert_eq!(
                period(last, &utc).map(|it| it.1),
                Some(Millis::MAX),
                "{last}"
            );
        }
    }

    #[test]
    fn a_day_has_the_hours_of_its_zone() {
        let berlin = zone("Europe/Berlin").unwrap();
        let day = |text| period(text, &berlin).unwrap();
        let (start, end) = day("2026-10-25");
        assert_eq!(end - start, 25 * HOUR);
        let utc = period("2026-10-25", &TimeZone::UTC).unwrap();
        assert_eq!(utc.0 - start, 2 * HOUR);
        let (start, end) = day("2027-03-28");
        assert_eq!(end - start, 23 * HOUR);
        assert!(zone("Mars/Base").is_err() && zone("").is_err());
    }
}
