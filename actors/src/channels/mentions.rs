//! Finds the mentions in a text: `@` and the name of a person or a group, outside of code and addresses. Only this
//! module decides whom a message notifies; clients highlight the mentions that it finds.

use entity::{
    ids::UserId,
    model::Mention,
    names::{is_mark, unspaced},
    verbatim,
};

mod everybody;
mod groups;
mod names;

pub(crate) use everybody::Everybody;
pub(crate) use groups::{Group, Groups};
pub use names::Names;

/// What an `@` can name besides the usernames of a channel's members.
#[derive(Debug, Default)]
pub struct Known {
    pub(crate) groups: Groups,
    /// All people who are active, members or not.
    pub(crate) everybody: Everybody,
}

/// What a text mentions, in its order.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) members: Vec<Mention>,
    pub(crate) groups: Vec<(Mention, Group)>,
    /// The people whom the text names and who are no members, at most [`OUTSIDERS`].
    pub(crate) outsiders: Vec<UserId>,
}

/// How many people are found at most who are no members.
const OUTSIDERS: usize = 20;

/// The person or the group that the text after an `@` names.
enum Named<'n> {
    Member(&'n UserId),
    Outsider(&'n UserId),
    /// A group, and the name by which it is known.
    Group(&'n UserId, Group),
}

/// Returns the mentions of anybody in `names`, in the order of the text.
#[must_use]
pub fn find(text: &str, names: &Names) -> Vec<Mention> {
    find_all(text, names, None).members
}

/// Returns what a text mentions in a channel with these members.
#[must_use]
pub(crate) fn find_all(text: &str, members: &Names, known: Option<&Known>) -> Found {
    let mut found = Found::default();
    for (named, start, length) in each(text, |rest| named(rest, members, known)) {
        let mention = |user: &UserId, group: Option<&Group>| Mention {
            user_id: user.clone(),
            start,
            length,
            group: group.map(Group::kind),
        };
        match named {
            Named::Member(user) => found.members.push(mention(user, None)),
            Named::Group(name, group) => {
                let mention = mention(name, Some(&group));
                found.groups.push((mention, group));
            }
            Named::Outsider(user) => {
                let outsiders = &mut found.outsiders;
                if outsiders.len() < OUTSIDERS && !outsiders.contains(user) {
                    outsiders.push(user.clone());
                }
            }
        }
    }
    found
}

/// Returns what `text` begins with, and how many bytes that takes: the longest name of those that end where a name
/// may end. Among names of one length, the words for groups come first, and display names last.
fn named<'n>(
    text: &str,
    members: &'n Names,
    known: Option<&'n Known>,
) -> Option<(Named<'n>, usize)> {
    let ends = |length: usize| may_end(&text[..length], &text[length..]);
    let member = members.prefixes(text).find(|(_, length)| ends(*length));
    let by_username = member.map(|(user, length)| (Named::Member(user), length));
    let Some(Known { groups, everybody }) = known else {
        return by_username;
    };
    let group = groups.prefixes(text).find(|(.., length)| ends(*length));
    let (team, word) = match group {
        Some((name, group, length)) => {
            let of_team = matches!(group, Group::Team(_));
            let named = Some((Named::Group(name, group), length));
            if of_team {
                (named, None)
            } else {
                (None, named)
            }
        }
        None => (None, None),
    };
    let mut others = everybody.usernames(text);
    let other = others.find(|(user, length)| ends(*length) && !members.contains(user));
    let other = other.map(|(user, length)| (Named::Outsider(user), length));
    let by_name = everybody.called(text).find_map(|(people, length)| {
        let mut here = people.iter().filter(|user| members.contains(user));
        let only = here.next().filter(|_| here.next().is_none());
        // Of namesakes it is the one whose username the name begins with.
        let same = member.filter(|(user, _)| people.contains(user));
        let user = only.copied().or(same.map(|(user, _)| user))?;
        ends(length).then_some((Named::Member(user), length))
    });
    let other_by_name =
        everybody
            .called(text)
            .find_map(|(people, length)| match people.as_slice() {
                [only] if ends(length) => Some((Named::Outsider(only), length)),
                _ => None,
            });
    let found = [word, by_username, team, other, by_name, other_by_name];
    let found = found.into_iter().flatten();
    found.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// Looks at each `@` that may begin a mention. `named` returns what the text after it names, and how many bytes
/// that takes. Returns what is named, and where: from which code unit, and how many.
fn each<N>(text: &str, named: impl Fn(&str) -> Option<(N, usize)>) -> Vec<(N, u32, u32)> {
    let mut found = Vec::new();
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
        let Some((name, length)) = named(&text[at + 1..]) else {
            continue;
        };
        let end = at + 1 + length;
        if is_mail_address(&text[..at], &text[end..]) {
            continue;
        }
        done = end;
        let start = units.before(at);
        found.push((name, start, units.before(done) - start));
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

/// Returns false where the word continues after `name`. Letters of scripts without spaces may touch it. Punctuation
/// that names may contain can also end a sentence, so the character after it decides.
fn may_end(name: &str, rest: &str) -> bool {
    if rest.starts_with(is_mark) {
        return false;
    }
    let after = rest.trim_start_matches(['.', '-', '_']);
    let last = name.chars().rev().find(|c| c.is_alphanumeric());
    match (last, after.chars().next()) {
        (Some(last), Some(next)) if next.is_alphanumeric() => match [last, next].map(unspaced) {
            [true, true] => after.len() == rest.len(),
            [last, next] => last != next,
        },
        (None, Some(next)) => !next.is_alphanumeric(),
        _ => true,
    }
}

/// The maximum number of characters between the dots of a domain's name.
const LABEL: usize = 63;

/// True where the `@` between both parts is that of a mail address in a script without spaces, where any letter may stand
/// in front of a mention. `rest` is what follows the name.
fn is_mail_address(before: &str, rest: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || is_mark(c);
    if !before.ends_with(in_word) {
        return false;
    }
    let mut near = rest.char_indices().take(LABEL + 1);
    let Some((dot, _)) = near.find(|(_, c)| *c == '.') else {
        return false;
    };
    let (label, domain) = (&rest[..dot], &rest[dot + 1..]);
    // The words of a sentence and the name of a file may follow a mention: `@bob看report.txt`.
    let letters = || label.chars().filter(|c| c.is_alphanumeric());
    let of_one_script = letters().all(unspaced) || !letters().any(unspaced);
    domain.starts_with(char::is_alphanumeric)
        && label.chars().all(|c| in_word(c) || matches!(c, '-' | '_'))
        && of_one_script
}

#[cfg(test)]
mod tests;
