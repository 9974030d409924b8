//! Where a text mentions users, as messages were read when this step was released: `@username` outside
//! of code. The running server's own reading may change; a step's must not.

/// A place in a text, in UTF-16 units.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place<'t> {
    pub(crate) user: &'t str,
    pub(crate) start: usize,
    pub(crate) length: usize,
}

/// The places in `text` that mention one of `users`, in their order.
pub(crate) fn places<'t>(text: &'t str, users: &[String]) -> Vec<Place<'t>> {
    let mut found = Vec::new();
    let (mut units, mut code_ends, mut before) = (0, 0, None);
    for (at, c) in text.char_indices() {
        let start = units;
        units += c.len_utf16();
        if at < code_ends {
            continue;
        }
        if c == '`' {
            code_ends = at + code_length(&text[at..]);
        } else if c == '@'
            && !before.is_some_and(char::is_alphanumeric)
            && let Some(user) = longest_user(&text[at + 1..], users)
        {
            let length = user.encode_utf16().count() + 1;
            found.push(Place {
                user,
                start,
                length,
            });
        }
        before = Some(c);
    }
    found
}

/// The length of the code that `text` begins with: up to as many backticks as there are before it, as
/// in Markdown; where those never come, the backticks alone.
fn code_length(text: &str) -> usize {
    let inside = text.trim_start_matches('`');
    let ticks = text.len() - inside.len();
    let mut rest = inside;
    while let Some(at) = rest.find('`') {
        let after = rest[at..].trim_start_matches('`');
        if rest.len() - at - after.len() == ticks {
            return text.len() - after.len();
        }
        rest = after;
    }
    ticks
}

/// Usernames may hold dots and dashes, and sentences end with them: the longest that is a user.
fn longest_user<'t>(text: &'t str, users: &[String]) -> Option<&'t str> {
    let is_username = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let end = text.find(|c| !is_username(c)).unwrap_or(text.len());
    let mut candidate = &text[..end];
    while !users.iter().any(|user| user == candidate) {
        candidate = candidate.strip_suffix(['.', '-', '_'])?;
    }
    Some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found_whole_outside_of_code_and_counted_in_utf_16() {
        let users = ["jane", "jane.smith"].map(str::to_owned);
        for (text, expected) in [
            ("hi @jane.", vec![("jane", 3, 5)]),
            ("👍 @jane", vec![("jane", 3, 5)]),
            ("@janes, @jane", vec![("jane", 8, 5)]),
            ("mail me@jane", vec![]),
            ("@", vec![]),
            (
                "@jane.smith, @jane",
                vec![("jane.smith", 0, 11), ("jane", 13, 5)],
            ),
            ("run `@jane` as @jane", vec![("jane", 15, 5)]),
            ("``a ` @jane`` @jane", vec![("jane", 14, 5)]),
            ("a ` alone @jane", vec![("jane", 10, 5)]),
        ] {
            let found = places(text, &users);
            let found: Vec<_> = found
                .iter()
                .map(|place| (place.user, place.start, place.length))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
