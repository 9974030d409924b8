//! Target times of tickets: by when a ticket is to be completed, in working hours. Pure.

use std::collections::BTreeSet;

use jiff::{
    Timestamp, Zoned,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{error::Error, ids::Millis};

/// The longest target, in minutes: a year.
const LONGEST: i64 = 365 * 24 * 60;
/// How far ahead working time is looked for, in days.
const FAR: usize = 3 * 366;
/// The maximum number of targets, and of holidays.
const MOST: usize = 400;
/// The part of the target after which a ticket is due soon, of four.
const SOON: i64 = 3;

/// By when tickets are to be completed, as an administrator has set it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketTargets {
    /// The target of each priority.
    pub targets: Vec<TicketTarget>,
    /// The hours in which time counts; absent if it always does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hours: Option<WorkingHours>,
}

/// The target of a priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketTarget {
    /// The priority, in Orvale's own word.
    pub priority: String,
    /// The id of the team for which it holds; absent for all teams that have no target of their own for this priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub team: Option<String>,
    /// The working time within which a ticket is to be completed, in minutes.
    #[ts(type = "number")]
    pub minutes: i64,
}

/// When people work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WorkingHours {
    /// The time zone, such as `Europe/Berlin`.
    pub tz: String,
    /// The hours of each day on which people work.
    pub days: Vec<WorkingDay>,
    /// Days off, such as `2026-12-25`. Those that Orvale knows are off as well.
    #[serde(default)]
    pub holidays: Vec<String>,
}

/// The hours of a day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WorkingDay {
    /// 1 (Monday) to 7 (Sunday).
    pub day: i8,
    /// When work begins, such as `09:00`.
    pub from: String,
    /// When it ends, such as `17:00`.
    pub to: String,
}

/// How much time is left for a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Enough.
    Ok,
    /// Less than a quarter of the target.
    Soon,
    /// None.
    Late,
}

/// When a ticket is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When it is due soon.
    pub soon_at: Millis,
    /// When it is due.
    pub at: Millis,
}

impl Due {
    /// Returns how much time is left.
    #[must_use]
    pub const fn state(self, now: Millis) -> DueState {
        if now >= self.at {
            DueState::Late
        } else if now >= self.soon_at {
            DueState::Soon
        } else {
            DueState::Ok
        }
    }
}

/// Targets with a meaning.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    targets: Vec<TicketTarget>,
    calendar: Option<Calendar>,
}

#[derive(Clone, Debug)]
struct Calendar {
    zone: TimeZone,
    days: [Option<(Time, Time)>; 7],
    holidays: BTreeSet<Date>,
}

fn invalid(reason: impl Into<String>) -> Error {
    Error::Invalid(reason.into())
}

impl TicketTargets {
    /// Reads them, with more days off.
    ///
    /// # Errors
    /// [`Error::Invalid`] if they have no meaning.
    pub fn read(&self, more_holidays: &[String]) -> Result<Targets, Error> {
        if self.targets.len() > MOST {
            return Err(invalid(format!("targets: there may be at most {MOST}")));
        }
        let mut seen = BTreeSet::new();
        for target in &self.targets {
            if target.priority.is_empty() || !(1..=LONGEST).contains(&target.minutes) {
                let reason = format!("targets: minutes must be a number from 1 to {LONGEST}");
                return Err(invalid(reason));
            }
            if !seen.insert((&target.priority, &target.team)) {
                let reason = format!("targets: {} has two targets", target.priority);
                return Err(invalid(reason));
            }
        }
        let calendar = self.hours.as_ref().map(WorkingHours::read).transpose()?;
        let calendar = calendar.map(|mut calendar| {
            let more = more_holidays
                .iter()
                .filter_map(|day| day.parse::<Date>().ok());
            calendar.holidays.extend(more);
            calendar
        });
        Ok(Targets {
            targets: self.targets.clone(),
            calendar,
        })
    }

    /// Checks settings that are to be stored.
    ///
    /// # Errors
    /// As [`Self::read`]; [`Error::Invalid`] if a day has hours twice, of which only one would count.
    pub fn check(&self) -> Result<(), Error> {
        self.read(&[])?;
        let days = self.hours.iter().flat_map(|hours| &hours.days);
        let mut seen = BTreeSet::new();
        for WorkingDay { day, .. } in days {
            if !seen.insert(day) {
                let reason = format!("hours.days: day {day} is there twice; give it once");
                return Err(invalid(reason));
            }
        }
        Ok(())
    }

    /// The priorities that have targets.
    pub fn priorities(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|one| one.priority.as_str())
    }

    /// The teams that have targets of their own.
    pub fn teams(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().filter_map(|one| one.team.as_deref())
    }
}

impl WorkingHours {
    fn read(&self) -> Result<Calendar, Error> {
        let zone = TimeZone::get(&self.tz)
            .map_err(|_| invalid(format!("hours.tz: there is no time zone {:?}", self.tz)))?;
        let mut days = [None; 7];
        for day in &self.days {
            let hours = Weekday::from_monday_one_offset(day.day)
                .ok()
                .zip(time(&day.from).zip(time(&day.to)))
                .filter(|(_, (from, to))| from < to);
            let Some((weekday, hours)) = hours else {
                let reason = "hours.days: day must be 1 to 7, and from and to times such as 09:00";
                return Err(invalid(reason));
            };
            days[usize::from(weekday.to_monday_zero_offset().unsigned_abs())] = Some(hours);
        }
        if days.iter().all(Option::is_none) {
            return Err(invalid("hours.days: there must be at least one"));
        }
        if self.holidays.len() > MOST {
            return Err(invalid(format!(
                "hours.holidays: there may be at most {MOST}"
            )));
        }
        let date = |text: &String| {
            text.parse::<Date>().map_err(|_| {
                invalid(format!(
                    "hours.holidays: {text:?} is not a date such as 2026-12-25"
                ))
            })
        };
        Ok(Calendar {
            zone,
            days,
            holidays: self.holidays.iter().map(date).collect::<Result<_, _>>()?,
        })
    }
}

/// Reads a time of a day; `24:00` is its last moment.
fn time(text: &str) -> Option<Time> {
    if text == "24:00" {
        return Some(Time::MAX);
    }
    (text.len() == 5).then(|| text.parse().ok()).flatten()
}

impl Targets {
    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Returns when a ticket of this priority and team is due whose time began at `began`.
    #[must_use]
    pub fn due(&self, priority: &str, team: Option<&str>, began: Millis) -> Option<Due> {
        let of = |wanted: Option<&str>| {
            let is =
                |one: &&TicketTarget| one.priority == priority && one.team.as_deref() == wanted;
            self.targets.iter().find(is)
        };
        let target = team.and_then(|team| of(Some(team))).or_else(|| of(None))?;
        let whole = target.minutes * 60_000;
        Some(Due {
            soon_at: self.after(began, whole * SOON / 4)?,
            at: self.after(began, whole)?,
        })
    }

    /// Returns whether people work at this time.
    #[must_use]
    pub fn is_working(&self, at: Millis) -> bool {
        let Some(calendar) = &self.calendar else {
            return true;
        };
        let Ok(now) = Timestamp::from_millisecond(at) else {
            return false;
        };
        let today = now.to_zoned(calendar.zone.clone()).date();
        let hours = calendar.hours(today);
        hours.is_some_and(|(from, to)| (from..to).contains(&at))
    }

    /// The time after this much working time.
    fn after(&self, began: Millis, mut left: i64) -> Option<Millis> {
        let Some(calendar) = &self.calendar else {
            return began.checked_add(left);
        };
        let began_at = Timestamp::from_millisecond(began).ok()?;
        let first = began_at.to_zoned(calendar.zone.clone()).date();
        for day in first.series(jiff::Span::new().days(1)).take(FAR) {
            let Some((from, to)) = calendar.hours(day) else {
                continue;
            };
            let from = from.max(began);
            let worked = (to - from).max(0);
            if worked >= left && to > from {
                return Some(from + left);
            }
            left -= worked;
        }
        None
    }
}

impl Calendar {
    /// When work begins and ends on a day, on the wall clock of the zone.
    fn hours(&self, day: Date) -> Option<(Millis, Millis)> {
        if self.holidays.contains(&day) {
            return None;
        }
        let weekday = day.weekday().to_monday_zero_offset().unsigned_abs();
        let (from, to) = self.days[usize::from(weekday)]?;
        let at = |time: Time| -> Option<Millis> {
            let at: Zoned = day.to_datetime(time).to_zoned(self.zone.clone()).ok()?;
            Some(at.timestamp().as_millisecond())
        };
        Some((at(from)?, at(to)?))
    }
}

#[cfg(test)]
mod tests;
