//! Quiet hours, on the wall clock of a time zone.

use jiff::{
    Timestamp, Zoned,
    civil::{Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::invalid;
use crate::{error::Error, ids::Millis};

/// The hours in which notifications are silent, as they were entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QuietHours {
    /// When they begin, such as `22:00`.
    pub from: String,
    /// When they end, such as `06:00`: on the next day, unless that is later than `from`.
    pub to: String,
    /// The days on which they begin; all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub days: Option<Vec<Day>>,
    /// The time zone, such as `Europe/Berlin`.
    pub tz: String,
}

/// A day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(untagged)]
pub enum Day {
    /// 1 (Monday) to 7 (Sunday). 0 is Sunday, too.
    Number(u8),
    /// Its English name, or the first three letters of that.
    Name(String),
}

const NAMES: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];

impl Day {
    fn weekday(&self) -> Option<Weekday> {
        match self {
            Self::Number(0) => Some(Weekday::Sunday),
            Self::Number(number) => {
                Weekday::from_monday_one_offset(i8::try_from(*number).ok()?).ok()
            }
            Self::Name(name) => {
                let name = name.to_ascii_lowercase();
                let is = |whole: &str| name == whole || name == whole[..3];
                NAMES
                    .iter()
                    .find(|(_, whole)| is(whole))
                    .map(|(day, _)| *day)
            }
        }
    }
}

/// Quiet hours with a meaning.
struct Hours {
    from: Time,
    to: Time,
    /// `None` for all.
    days: Option<Vec<Weekday>>,
    zone: TimeZone,
}

impl QuietHours {
    /// Checks that they have a meaning.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.read().map(drop)
    }

    /// Returns whether the time `now` is within them.
    #[must_use]
    pub(super) fn include(&self, now: Millis) -> bool {
        self.read().is_ok_and(|hours| hours.begun(now).is_some())
    }

    /// Returns when those that are in progress end; `None` if none are.
    #[must_use]
    pub(super) fn end_of(&self, now: Millis) -> Option<Millis> {
        let hours = self.read().ok()?;
        let begun = hours.begun(now)?;
        let next_day = hours.to <= hours.from;
        let date = if next_day {
            begun.tomorrow().ok()?
        } else {
            begun
        };
        let end = hours.zone.to_ambiguous_zoned(date.to_datetime(hours.to));
        Some(end.later().ok()?.timestamp().as_millisecond())
    }

    fn read(&self) -> Result<Hours, Error> {
        let time = |text: &str| {
            time(text).ok_or_else(|| {
                invalid("quietHours.from and quietHours.to must be times from 00:00 to 23:59")
            })
        };
        let weekdays = |days: &Vec<Day>| days.iter().map(Day::weekday).collect();
        let days = match self.days.as_ref().map(weekdays) {
            Some(None) => {
                return Err(invalid(
                    "quietHours.days must be numbers from 1 (Monday) to 7 (Sunday), or names such as mon",
                ));
            }
            days => days.flatten(),
        };
        Ok(Hours {
            from: time(&self.from)?,
            to: time(&self.to)?,
            days,
            zone: TimeZone::get(&self.tz)
                .map_err(|_| invalid("quietHours.tz must be a time zone such as Europe/Berlin"))?,
        })
    }
}

/// Reads `HH:MM`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

impl Hours {
    /// The date on which those that are in progress began.
    fn begun(&self, now: Millis) -> Option<jiff::civil::Date> {
        let now = Timestamp::from_millisecond(now).ok()?;
        let local = Zoned::new(now, self.zone.clone());
        let (today, time) = (local.date(), local.time());
        let over_midnight = self.to <= self.from;
        let since_today = time >= self.from && (over_midnight || time < self.to);
        if since_today && self.begin_on(today.weekday()) {
            return Some(today);
        }
        let yesterday = today.yesterday().ok()?;
        (over_midnight && time < self.to && self.begin_on(yesterday.weekday())).then_some(yesterday)
    }

    fn begin_on(&self, day: Weekday) -> bool {
        self.days.as_ref().is_none_or(|days| days.contains(&day))
    }
}
