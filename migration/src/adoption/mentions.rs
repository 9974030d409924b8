//! Finds the mentions in adopted messages, as the running server would have when they were written.

use std::collections::{HashMap, HashSet};

use super::records::{Member, Mention, Message};

/// Returns the mentions of channel members in every message. Those after a member's read position count as
/// unread; nobody is notified.
pub(super) fn plan(messages: &[Message], members: &[Member]) -> Vec<Mention> {
    let mut people: HashMap<i64, HashSet<&str>> = HashMap::new();
    for member in members {
        let of_channel = people.entry(member.channel_id).or_default();
        of_channel.insert(&member.user_id);
    }
    let mut mentions = Vec::new();
    for message in messages {
        let Some(people) = people.get(&message.channel_id) else {
            continue;
        };
        for user in mentioned(&message.message_text, people) {
            if user != message.user_id {
                mentions.push(Mention {
                    user_id: user.to_owned(),
                    channel_id: message.channel_id,
                    seq: message.seq,
                    message_id: message.id,
                });
            }
        }
    }
    mentions
}

/// Finds `@username` outside of words, each of `people` once.
fn mentioned<'a>(text: &'a str, people: &HashSet<&str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let within = text[..at].ends_with(char::is_alphanumeric);
        if !within
            && let Some(user) = longest(&text[at + 1..], people)
            && !found.contains(&user)
        {
            found.push(user);
        }
    }
    found
}

/// Returns the longest prefix that is one of `people`: usernames may contain dots and dashes, with which
/// sentences may also end.
fn longest<'a>(text: &'a str, people: &HashSet<&str>) -> Option<&'a str> {
    let in_username = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let end = text.find(|c| !in_username(c)).unwrap_or(text.len());
    let mut candidate = &text[..end];
    while !people.contains(candidate) {
        candidate = candidate.strip_suffix(['.', '-', '_'])?;
    }
    Some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_however_the_sentence_ends() {
        let people = HashSet::from(["jane", "jane.smith", "e1"]);
        for (text, expected) in [
            ("@jane hi", vec!["jane"]),
            ("ask @jane.smith.", vec!["jane.smith"]),
            ("(@e1), @jane... @e1", vec!["e1", "jane"]),
            ("mail me@jane or @nobody", vec![]),
            ("@", vec![]),
            ("@janes", vec![]),
            ("@@jane", vec!["jane"]),
        ] {
            assert_eq!(mentioned(text, &people), expected, "{text}");
        }
    }
}
