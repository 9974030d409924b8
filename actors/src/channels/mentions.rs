//! Finds the mentions in a text: `@username`, outside of code and addresses. Only this module decides whom
//! a message notifies; clients highlight the mentions that it finds.

use entity::{
    ids::UserId,
    model::Mention,
    names::{is_mark, unspaced},
    verbatim,
};

mod groups;
mod names;

pub(crate) use groups::{Group, Groups};
pub use names::Names;

/// Returns the mentions of anybody in `names`, in the order of the text.
#[must_use]
pub fn find(text: &str, names: &Names) -> Vec<Mention> {
    let found = each(text, |rest| {
        let (user, length) = member(rest, names)?;
        Some((user.clone(), length))
    });
    let people = found.named.into_iter();
    people
        .map(|(user_id, start, length)| Mention {
            user_id,
            start,
            length,
            group: None,
        })
        .collect()
}

/// Returns the mentions of groups, where no member in `names` is mentioned, and the words after each other `@`.
#[must_use]
pub(crate) fn find_groups<'t>(
    text: &'t str,
    names: &Names,
    groups: &Groups,
) -> (Vec<(Mention, Group)>, Vec<&'t str>) {
    let found = each(text, |rest| {
        if let Some((_, length)) = member(rest, names) {
            return Some((None, length));
        }
        let mut of_groups = groups.prefixes(rest);
        let (name, group, length) =
            of_groups.find(|(_, _, length)| may_end(&rest[..*length], &rest[*length..]))?;
        Some((Some((name.clone(), group.clone())), length))
    });
    let groups = found
        .named
        .into_iter()
        .filter_map(|(named, start, length)| {
            let (user_id, group) = named?;
            let mention = Mention {
                user_id,
                start,
                length,
                group: Some(group.kind()),
            };
            Some((mention, group))
        });
    let mut words = found.unknown;
    words.truncate(UNKNOWN);
    (groups.collect(), words)
}

/// How many words are looked at that mention nobody here.
const UNKNOWN: usize = 20;

/// The names and the unknown words that follow an `@` in a text.
struct Found<'t, N> {
    /// What is named, and where: from which code unit, and how many.
    named: Vec<(N, u32, u32)>,
    /// The words after an `@` that name nothing.
    unknown: Vec<&'t str>,
}

/// Looks at each `@` that may begin a mention. `named` returns what the text after it names, and how many bytes
/// that takes.
fn each<N>(text: &str, named: impl Fn(&str) -> Option<(N, usize)>) -> Found<'_, N> {
    let mut found = Found {
        named: Vec::new(),
        unknown: Vec::new(),
    };
    if !text.contains('@') {
        return found;
    }
    let mut verbatim = verbatim::ranges(text).into_iter().peekable();
    let mut units = Units {
        text,
        at: 0,
        count: 0,
    };
    let mut done = 0;
    for (at, _) in text.match_indices('@') {
        while verbatim.next_if(|range| range.end <= at).is_some() {}
        let covered = verbatim.peek().is_some_and(|range| range.start <= at);
        if covered || at < done || !may_begin(&text[..at]) {
            continue;
        }
        let rest = &text[at + 1..];
        let Some((name, length)) = named(rest) else {
            let word = rest.split(char::is_whitespace).next().unwrap_or_default();
            found
                .unknown
                .push(word.trim_end_matches(|c: char| !c.is_alphanumeric()));
            continue;
        };
        done = at + 1 + length;
        let start = units.before(at);
        found.named.push((name, start, units.before(done) - start));
    }
    found
}

/// Converts positions in bytes, in ascending order, to UTF-16 code units.
struct Units<'t> {
    text: &'t str,
    at: usize,
    count: u32,
}

impl Units<'_> {
    fn before(&mut self, at: usize) -> u32 {
        for c in self.text[self.at..at].chars() {
            self.count += if c.len_utf16() == 2 { 2 } else { 1 };
        }
        self.at = at;
        self.count
    }
}

/// The member whose name `text` begins with, and the name's length in bytes: the longest that ends
/// where a name may end.
fn member<'n>(text: &str, names: &'n Names) -> Option<(&'n UserId, usize)> {
    names
        .prefixes(text)
        .find(|(_, length)| may_end(&text[..*length], &text[*length..]))
}

/// False within a word or a mail address, and in the path of an address without a scheme.
fn may_begin(before: &str) -> bool {
    let last = before.chars().rev().find(|c| !is_mark(*c));
    match last {
        Some('/') => !ends_in_path(before),
        Some(c) => !c.is_alphanumeric() || unspaced(c),
        None => true,
    }
}

/// How far back the host of a path is looked for, in bytes: a text may be one long path.
const PATH_BYTES: usize = 512;

/// True after `example.com/` and further steps of its path.
fn ends_in_path(before: &str) -> bool {
    let near = before.floor_char_boundary(before.len().saturating_sub(PATH_BYTES));
    let before = &before[near..];
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    let host = word.split('/').next().unwrap_or(word);
    host.rsplit_once('.').is_some_and(|(name, end)| {
        name.ends_with(char::is_alphanumeric) && end.starts_with(char::is_alphanumeric)
    })
}

/// Returns false where the word continues after `name`. Punctuation that names may contain can also end a
/// sentence, so the character after it decides.
fn may_end(name: &str, rest: &str) -> bool {
    if rest.starts_with(is_mark) {
        return false;
    }
    let next = rest.trim_start_matches(['.', '-', '_']).chars().next();
    let last = name.chars().rev().find(|c| c.is_alphanumeric());
    match (last, next) {
        (Some(last), Some(next)) if next.is_alphanumeric() => unspaced(last) != unspaced(next),
        (None, Some(next)) => !next.is_alphanumeric(),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
