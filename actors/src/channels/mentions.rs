//! Where a text mentions members: `@username` outside of code.

use entity::{
    ids::{LONGEST_NAME, UserId},
    model::Mention,
};

/// The places in `text` that mention a member, in their order.
pub fn find(text: &str, member: impl Fn(&str) -> Option<UserId>) -> Vec<Mention> {
    let mut found = Vec::new();
    if !text.contains('@') {
        return found;
    }
    let mut units = 0;
    let mut before = None;
    let mut code_ends = 0;
    for (at, c) in text.char_indices() {
        let start = units;
        units += if c.len_utf16() == 2 { 2 } else { 1 };
        if at < code_ends {
            continue;
        }
        if c == '`' {
            code_ends = at + code_length(&text[at..]);
        } else if c == '@'
            && !before.is_some_and(char::is_alphanumeric)
            && let Some((user, name)) = longest_member(&text[at + 1..], &member)
        {
            let length = name.encode_utf16().count() + 1;
            found.push(Mention {
                user_id: user,
                start,
                length: u32::try_from(length).unwrap_or(u32::MAX),
            });
        }
        before = Some(c);
    }
    found
}

/// How long the code is that `text` begins with: up to as many backticks as there are before it, as
/// in Markdown; where those never come, the backticks alone.
fn code_length(text: &str) -> usize {
    let inside = text.trim_start_matches('`');
    let ticks = &text[..text.len() - inside.len()];
    let mut rest = inside;
    while let Some(at) = rest.find('`') {
        let after = rest[at..].trim_start_matches('`');
        if rest.len() - at - after.len() == ticks.len() {
            return text.len() - after.len();
        }
        rest = after;
    }
    ticks.len()
}

/// Usernames may hold dots and dashes, and sentences end with them: the longest that is a member.
fn longest_member<'t>(
    text: &'t str,
    member: &impl Fn(&str) -> Option<UserId>,
) -> Option<(UserId, &'t str)> {
    let end = text.find(|c: char| !is_username(c)).unwrap_or(text.len());
    let mut candidate = &text[..end];
    // Nobody has so long a name: it is not looked up.
    while candidate.len() > LONGEST_NAME {
        candidate = candidate.strip_suffix(['.', '-', '_'])?;
    }
    loop {
        if candidate.is_empty() {
            return None;
        }
        if let Some(user) = member(candidate) {
            return Some((user, candidate));
        }
        candidate = candidate.strip_suffix(['.', '-', '_'])?;
    }
}

fn is_username(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_can_be_are_looked_up() {
        let asked = std::cell::Cell::new(0);
        let member = |name: &str| {
            asked.set(asked.get() + 1);
            assert!(name.len() <= LONGEST_NAME);
            (name == "jane").then(|| UserId::from(name))
        };
        let dashes = "-".repeat(4_995);
        assert!(find(&format!("@{dashes}"), member).is_empty());
        assert!(find(&format!("@{}", "x".repeat(4_999)), member).is_empty());
        assert_eq!(find(&format!("@jane{dashes}"), member).len(), 1);
        assert!(asked.get() <= 2 * LONGEST_NAME);
    }

    #[test]
    fn members_are_found_however_the_sentence_ends() {
        let members = ["jane", "jane.smith", "e1"];
        let member = |name: &str| members.contains(&name).then(|| UserId::from(name));
        for (text, expected) in [
            ("@jane hi", vec![("jane", 0, 5)]),
            ("ask @jane.smith.", vec![("jane.smith", 4, 11)]),
            (
                "(@e1), @jane... @e1",
                vec![("e1", 1, 3), ("jane", 7, 5), ("e1", 16, 3)],
            ),
            ("mail me@jane or @nobody", vec![]),
            ("@", vec![]),
            ("@janes", vec![]),
            ("👍 @jane", vec![("jane", 3, 5)]),
            ("@@jane", vec![("jane", 1, 5)]),
            ("run `@jane` as @e1", vec![("e1", 15, 3)]),
            ("```\n@jane `x` @e1\n```", vec![]),
            ("``a ` @jane`` @e1", vec![("e1", 14, 3)]),
            (
                "a ` alone @jane, ``` and @e1",
                vec![("jane", 10, 5), ("e1", 25, 3)],
            ),
            ("``@jane", vec![("jane", 2, 5)]),
        ] {
            let found = find(text, member);
            let found: Vec<_> = found
                .iter()
                .map(|mention| (mention.user_id.as_str(), mention.start, mention.length))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
