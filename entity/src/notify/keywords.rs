//! Everybody's keywords, found in a text at once: what that costs depends on the text, not on how many people
//! have keywords.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use crate::{
    ids::UserId,
    names::{caseless, is_mark, unspaced},
    preferences::Preferences,
    verbatim::without_code,
};

/// The keywords of all users.
#[derive(Debug, Default)]
pub struct Keywords {
    /// `None` if nobody has any.
    search: Option<AhoCorasick>,
    /// For each pattern, who has it and how they wrote it.
    people: Vec<Vec<(UserId, String)>>,
}

impl Keywords {
    /// Collects the keywords in these preferences.
    #[must_use]
    pub fn of<'a>(all: impl Iterator<Item = (&'a UserId, &'a Preferences)>) -> Self {
        let mut by_pattern: BTreeMap<String, Vec<(UserId, String)>> = BTreeMap::new();
        for (user, preferences) in all {
            for keyword in &preferences.keywords {
                let people = by_pattern.entry(Self::key(keyword)).or_default();
                people.push((user.clone(), keyword.clone()));
            }
        }
        let (patterns, people): (Vec<_>, Vec<_>) = by_pattern.into_iter().unzip();
        let search = (!patterns.is_empty()).then(|| AhoCorasick::new(&patterns).ok());
        Self {
            search: search.flatten(),
            people,
        }
    }

    /// Returns whose keywords are in `text`, outside of code, and which.
    #[must_use]
    pub fn in_text(&self, text: &str) -> Vec<(&UserId, &str)> {
        let Some(search) = &self.search else {
            return Vec::new();
        };
        let text = Self::key(&without_code(text));
        let mut found = Vec::new();
        let mut last = None;
        for hit in search.find_overlapping_iter(&text) {
            let pattern = hit.pattern().as_usize();
            if last != Some(pattern) && stands_alone(&text, hit.start(), hit.end()) {
                last = Some(pattern);
                found.extend(
                    self.people[pattern]
                        .iter()
                        .map(|(user, word)| (user, word.as_str())),
                );
            }
        }
        found
    }

    /// Returns whether the keyword is in `text`, outside of code.
    #[must_use]
    pub fn has(text: &str, keyword: &str) -> bool {
        let (text, keyword) = (Self::key(&without_code(text)), Self::key(keyword));
        text.match_indices(&keyword)
            .any(|(start, word)| stands_alone(&text, start, start + word.len()))
    }

    /// The form in which texts and keywords are compared: however many spaces or line breaks there are between words.
    pub(crate) fn key(text: &str) -> String {
        let mut key = String::with_capacity(text.len());
        for c in caseless(text).chars() {
            match c.is_whitespace() {
                true if key.ends_with(' ') => {}
                true => key.push(' '),
                false => key.push(c),
            }
        }
        key
    }
}

/// False within a word, in a mention, and in the name of an emoji.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (before, word, after) = (&text[..start], &text[start..end], &text[end..]);
    let previous = before.chars().rev().find(|c| !is_mark(*c));
    let next = after.chars().next();
    let splits = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) if one.is_alphanumeric() && other.is_alphanumeric() => {
            unspaced(one) || unspaced(other)
        }
        _ => true,
    };
    let first = word.chars().next();
    let last = word.chars().rev().find(|c| !is_mark(*c));
    let in_emoji = previous == Some(':') && next == Some(':');
    !in_emoji
        && previous != Some('@')
        && next.is_none_or(|c| !is_mark(c))
        && splits(previous, first)
        && splits(last, next)
        && !is_in_emoji(before, after)
}

/// True between the colons of an emoji's name, such as `:laser_printer:`.
fn is_in_emoji(before: &str, after: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let begun = before.trim_end_matches(is_name).ends_with(':');
    let ended = after.trim_start_matches(is_name).starts_with(':');
    begun && ended
}
