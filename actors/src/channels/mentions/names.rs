//! Names that a text may mention, found by what the text begins with. Knows nothing of the text around it.

use std::{collections::BTreeMap, ops::Bound};

use entity::{
    ids::{LONGEST_NAME, UserId},
    names::{fold, folded},
};

/// Names, those that people do not tell apart under one key.
#[derive(Debug, Default)]
pub struct Names {
    by_key: BTreeMap<String, Vec<UserId>>,
    /// No key has more bytes. It does not shrink when a name is removed.
    longest: usize,
}

impl<'u> FromIterator<&'u UserId> for Names {
    fn from_iter<T: IntoIterator<Item = &'u UserId>>(users: T) -> Self {
        let mut names = Self::default();
        for user in users {
            names.insert(user);
        }
        names
    }
}

impl Names {
    /// Adds a user; one that is there stays once.
    pub fn insert(&mut self, user: &UserId) {
        let key = folded(user.as_str());
        if key.is_empty() || user.as_str().len() > LONGEST_NAME {
            return;
        }
        self.longest = self.longest.max(key.len());
        let users = self.by_key.entry(key).or_default();
        if !users.contains(user) {
            users.push(user.clone());
        }
    }

    /// Removes a user.
    pub fn remove(&mut self, user: &UserId) {
        let key = folded(user.as_str());
        if let Some(users) = self.by_key.get_mut(&key) {
            users.retain(|other| other != user);
            if users.is_empty() {
                self.by_key.remove(&key);
            }
        }
    }

    /// Returns whether a user is among them.
    pub(super) fn contains(&self, user: &UserId) -> bool {
        let users = self.by_key.get(&folded(user.as_str()));
        users.is_some_and(|users| users.contains(user))
    }

    /// The users whose names `text` begins with, and how many bytes of it each name takes, the longest
    /// name first. Where letter case alone tells two users apart, it is the one written exactly so.
    pub(super) fn prefixes(&self, text: &str) -> impl Iterator<Item = (&UserId, usize)> {
        self.namesakes(text).filter_map(move |(users, length)| {
            let user = match users {
                [only] => only,
                several => several
                    .iter()
                    .find(|user| user.as_str() == &text[..length])?,
            };
            Some((user, length))
        })
    }

    /// All users whose names `text` begins with, those whom letter case alone tells apart together, and how many
    /// bytes of it each name takes, the longest name first.
    pub(super) fn namesakes(&self, text: &str) -> impl Iterator<Item = (&[UserId], usize)> {
        let longest = if self.any_begins_like(text) {
            self.longest
        } else {
            0
        };
        let begun = Folded::of(text, longest);
        let mut most = begun.key.len();
        std::iter::from_fn(move || {
            loop {
                let key = self.longest_prefix(&begun.key[..most])?;
                // What is looked for next is shorter by at least one character.
                most = key.len() - key.chars().next_back().map_or(0, char::len_utf8);
                let length = begun.length_of(key);
                if let Some(found) =
                    length.and_then(|length| Some((self.by_key.get(key)?.as_slice(), length)))
                {
                    return Some(found);
                }
            }
        })
    }

    /// True if a key begins with the first character of `text`. Most texts after an `@` end here.
    fn any_begins_like(&self, text: &str) -> bool {
        let first: String = text.chars().take(1).flat_map(fold).collect();
        let from = (Bound::Included(first.as_str()), Bound::Unbounded);
        let next = self.by_key.range::<str, _>(from).next();
        !first.is_empty() && next.is_some_and(|(key, _)| key.starts_with(&first))
    }

    /// The longest key that `text` begins with.
    fn longest_prefix<'n>(&'n self, text: &str) -> Option<&'n str> {
        let mut rest = text;
        loop {
            // A key in front of `rest` in the order of keys shares with it all that any key could.
            let below = (Bound::Unbounded, Bound::Included(rest));
            let (key, _) = self.by_key.range::<str, _>(below).next_back()?;
            if rest.starts_with(key.as_str()) {
                return Some(key);
            }
            rest = &rest[..common(rest, key)];
        }
    }
}

/// How many bytes both begin with, in whole characters.
fn common(one: &str, other: &str) -> usize {
    one.char_indices()
        .zip(other.chars())
        .find(|((_, c), d)| c != d)
        .map_or(one.len().min(other.len()), |((at, _), _)| at)
}

/// The beginning of a text as a key, and which of its characters end where.
struct Folded {
    key: String,
    /// After each character of the text: the bytes of the key and those of the text.
    ends: Vec<(usize, usize)>,
}

impl Folded {
    fn of(text: &str, most: usize) -> Self {
        let mut key = String::new();
        let mut ends = Vec::new();
        for (at, c) in text.char_indices() {
            if key.len() >= most {
                break;
            }
            key.extend(fold(c));
            ends.push((key.len(), at + c.len_utf8()));
        }
        Self { key, ends }
    }

    /// The bytes of the text that `key` stands for; `None` when it ends within a character.
    fn length_of(&self, key: &str) -> Option<usize> {
        let found = self.ends.binary_search_by_key(&key.len(), |(key, _)| *key);
        found.ok().map(|index| self.ends[index].1)
    }
}
