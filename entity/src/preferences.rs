//! A user's own preferences: what notifies them, when notifications make no sound, how they have arranged their
//! conversations, how the page looks, and where they are. They are the same on all their devices.
//!
//! Pure: the time is an argument. Preferences of single channels are in [`crate::model`].

mod quiet;
mod sections;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use quiet::{Day, QuietHours};
pub use sections::{
    SECTION_CHANNELS, SECTION_ID_BYTES, SECTION_TITLE_CHARACTERS, SECTIONS, Section,
};

use crate::{
    error::Error,
    ids::{MAX_SAFE_INTEGER, Millis},
    notify::Keywords,
};

/// The maximum number of keywords.
pub const KEYWORDS: usize = 50;
/// The maximum length of a keyword, in characters.
pub const KEYWORD_CHARACTERS: usize = 50;

/// The languages of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the device is set.
    System,
}

/// A user's own preferences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Preferences {
    /// Words and phrases that notify the user when somebody writes them.
    pub keywords: Vec<String>,
    /// The hours in which notifications are silent.
    pub quiet_hours: Option<QuietHours>,
    /// Do not disturb: notifications are silent until this time.
    #[ts(type = "number | null")]
    pub dnd_until: Option<Millis>,
    /// Quiet hours do not apply before this time: the user turned do-not-disturb off during them.
    #[ts(type = "number | null")]
    pub quiet_off_until: Option<Millis>,
    /// Whether notifications make a sound.
    pub sound: bool,
    /// Whether devices show notifications outside the page.
    pub desktop: bool,
    /// The user's own sections of the sidebar, from top to bottom.
    pub sections: Vec<Section>,
    /// The language of the page, or `null` for the browser's.
    pub language: Option<Language>,
    /// The colours of the page, or `null` if the user has not chosen any.
    pub theme: Option<Theme>,
    /// The time zone that the user is in, such as `Europe/Berlin`, or `null` if no device has named one. Others
    /// see it.
    pub time_zone: Option<String>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            keywords: Vec::new(),
            quiet_hours: None,
            dnd_until: None,
            quiet_off_until: None,
            sound: true,
            desktop: true,
            sections: Vec::new(),
            language: None,
            theme: None,
            time_zone: None,
        }
    }
}

impl Preferences {
    /// Returns whether notifications are silent at the time `now`.
    #[must_use]
    pub fn is_silent(&self, now: Millis) -> bool {
        let after = |time: Option<Millis>| time.is_some_and(|time| time > now);
        let quiet = self.quiet_hours.as_ref();
        after(self.dnd_until)
            || (!after(self.quiet_off_until) && quiet.is_some_and(|hours| hours.include(now)))
    }
}

/// Preferences to change; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct PreferencesChange {
    /// Words and phrases that notify the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keywords: Option<Vec<String>>,
    /// The hours in which notifications are silent; null for none.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<Option<QuietHours>>")]
    #[schema(value_type = Option<QuietHours>)]
    pub quiet_hours: Option<Option<QuietHours>>,
    /// Do not disturb until this time. Null or a past time turns it off, and quiet hours that are in progress
    /// until they end.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number | null")]
    #[schema(value_type = Option<i64>)]
    pub dnd_until: Option<Option<Millis>>,
    /// Whether notifications make a sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sound: Option<bool>,
    /// Whether devices show notifications outside the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub desktop: Option<bool>,
    /// The user's own sections of the sidebar, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sections: Option<Vec<Section>>,
    /// The language of the page; null for the browser's.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<Option<Language>>")]
    #[schema(value_type = Option<Language>)]
    pub language: Option<Option<Language>>,
    /// The colours of the page; null for none chosen.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<Option<Theme>>")]
    #[schema(value_type = Option<Theme>)]
    pub theme: Option<Option<Theme>>,
    /// The time zone that the user is in, by its IANA name; null for none. Others see it.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<Option<String>>")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
}

/// Reads a field that is named, be it with null.
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    data: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(data).map(Some)
}

impl PreferencesChange {
    /// Returns the preferences after the change.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names the field and says what it must be.
    pub fn applied_to(&self, before: &Preferences, now: Millis) -> Result<Preferences, Error> {
        let mut after = before.clone();
        if let Some(keywords) = &self.keywords {
            after.keywords = checked(keywords)?;
        }
        if let Some(hours) = &self.quiet_hours {
            hours.iter().try_for_each(QuietHours::check)?;
            after.quiet_hours.clone_from(hours);
            after.quiet_off_until = None;
        }
        if let Some(until) = self.dnd_until {
            if until.is_some_and(|until| !(0..=MAX_SAFE_INTEGER).contains(&until)) {
                return Err(invalid(
                    "dndUntil must be a time in milliseconds since 1970",
                ));
            }
            after.dnd_until = until.filter(|until| *until > now);
            after.quiet_off_until = match (after.dnd_until, &after.quiet_hours) {
                (None, Some(hours)) if self.quiet_hours.is_none() => hours.end_of(now),
                _ => None,
            };
        }
        after.sound = self.sound.unwrap_or(before.sound);
        after.desktop = self.desktop.unwrap_or(before.desktop);
        if let Some(own) = &self.sections {
            after.sections = sections::checked(own)?;
        }
        after.language = self.language.unwrap_or(before.language);
        after.theme = self.theme.unwrap_or(before.theme);
        if let Some(zone) = &self.time_zone {
            if zone
                .as_deref()
                .is_some_and(|name| TimeZone::get(name).is_err())
            {
                return Err(invalid(
                    "timeZone must be a time zone such as Europe/Berlin",
                ));
            }
            after.time_zone.clone_from(zone);
        }
        Ok(after)
    }
}

/// Keywords without repetitions, and with single spaces between their words.
fn checked(keywords: &[String]) -> Result<Vec<String>, Error> {
    let mut seen = Vec::new();
    let mut kept = Vec::new();
    for keyword in keywords {
        if !keyword.chars().any(char::is_alphanumeric) {
            return Err(invalid("a keyword must contain a letter or a digit"));
        }
        if keyword.chars().any(char::is_control) {
            return Err(invalid("a keyword must not contain control characters"));
        }
        let words: Vec<&str> = keyword.split_whitespace().collect();
        let keyword = words.join(" ");
        if keyword.chars().count() > KEYWORD_CHARACTERS {
            let reason =
                format!("a keyword must not be longer than {KEYWORD_CHARACTERS} characters");
            return Err(Error::Invalid(reason));
        }
        let key = Keywords::key(&keyword);
        if !seen.contains(&key) {
            seen.push(key);
            kept.push(keyword);
        }
    }
    if kept.len() > KEYWORDS {
        let reason = format!("keywords must not be more than {KEYWORDS}");
        return Err(Error::Invalid(reason));
    }
    Ok(kept)
}

fn invalid(reason: &str) -> Error {
    Error::Invalid(reason.into())
}
