//! Whom a text mentions: `@username` outside of code, when that is a member of the channel.

use entity::ids::UserId;

/// The members that `text` mentions, each once, in the order they appear.
pub(super) fn mentioned(text: &str, member: impl Fn(&str) -> Option<UserId>) -> Vec<UserId> {
    let mut found = Vec::new();
    let mut before = None;
    let mut code_ends = 0;
    for (at, c) in text.char_indices() {
        if at < code_ends {
            continue;
        }
        if c == '`' {
            code_ends = at + code_length(&text[at..]);
        } else if c == '@'
            && !before.is_some_and(char::is_alphanumeric)
            && let Some(user) = longest_member(&text[at + 1..], &member)
            && !found.contains(&user)
        {
            found.push(user);
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
fn longest_member(text: &str, member: &impl Fn(&str) -> Option<UserId>) -> Option<UserId> {
    let end = text.find(|c: char| !is_username(c)).unwrap_or(text.len());
    let mut candidate = &text[..end];
    loop {
        if candidate.is_empty() {
            return None;
        }
        if let Some(user) = member(candidate) {
            return Some(user);
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
    fn members_are_found_however_the_sentence_ends() {
        let members = ["jane", "jane.smith", "e1"];
        let member = |name: &str| members.contains(&name).then(|| UserId::from(name));
        for (text, expected) in [
            ("@jane hi", vec!["jane"]),
            ("ask @jane.smith.", vec!["jane.smith"]),
            ("(@e1), @jane... @e1", vec!["e1", "jane"]),
            ("mail me@jane or @nobody", vec![]),
            ("@", vec![]),
            ("@janes", vec![]),
            ("@@jane", vec!["jane"]),
            ("run `@jane` as @e1", vec!["e1"]),
            ("```\n@jane `x` @e1\n```", vec![]),
            ("``a ` @jane`` @e1", vec!["e1"]),
            ("a ` alone @jane, ``` and @e1", vec!["jane", "e1"]),
            ("``@jane", vec!["jane"]),
        ] {
            let found = mentioned(text, member);
            assert_eq!(
                found.iter().map(UserId::as_str).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }
}
