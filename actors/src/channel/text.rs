//! What a message, a name and a topic may contain.

use crate::protocol::{ErrorCode, Failure, limits::LIMITS};

/// Checks the words of a message.
///
/// # Errors
/// When they are blank, too long, or hold control characters.
pub(crate) fn check_message(text: &str) -> Result<(), Failure> {
    if !text.chars().any(is_visible) {
        return Err(Failure::invalid("the message is empty"));
    }
    check_length("message", text, LIMITS.message_characters)?;
    check_controls("message", text, &['\n', '\r', '\t'])
}

/// Checks the name of a channel.
///
/// # Errors
/// When it is blank, too long, padded, or holds control characters.
pub(crate) fn check_name(name: &str) -> Result<(), Failure> {
    if !name.chars().any(is_visible)
        || name.trim() != name
        || name.starts_with('#')
        || name.chars().any(reorders)
    {
        return Err(Failure::invalid(
            "a channel's name is not blank, not padded, without # and what turns its letters around",
        ));
    }
    check_length("name", name, LIMITS.channel_name_characters)?;
    check_controls("name", name, &[])
}

/// Checks a topic.
///
/// # Errors
/// When it is too long or holds control characters.
pub(crate) fn check_description(text: &str) -> Result<(), Failure> {
    check_length("description", text, LIMITS.description_characters)?;
    check_controls("description", text, &['\n'])
}

/// Checks the words that go with a presence.
///
/// # Errors
/// When they are too long or hold control characters.
pub(crate) fn check_status(text: &str) -> Result<(), Failure> {
    check_length("statusMessage", text, LIMITS.status_characters)?;
    check_controls("statusMessage", text, &[])
}

/// Checks that a reaction is one emoji and not words.
///
/// # Errors
/// When it is not.
pub(crate) fn check_emoji(emoji: &str) -> Result<(), Failure> {
    match emojis::get(emoji) {
        Some(_) => Ok(()),
        None => Err(Failure::invalid("emoji must be exactly one emoji")),
    }
}

/// Whether a reader sees it: neither a space nor what Unicode keeps for formatting.
fn is_visible(c: char) -> bool {
    let formats =
        matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !c.is_whitespace() && !formats && !reorders(c)
}

/// Whether it turns around the letters that follow: a name could pass for another.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn check_length(field: &str, text: &str, most: u32) -> Result<(), Failure> {
    // Bytes first: counting the characters of a text that cannot fit is a waste.
    let most = most as usize;
    if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
        return Err(Failure::new(
            ErrorCode::TooLarge,
            format!("{field} is longer than {most} characters"),
        ));
    }
    Ok(())
}

fn check_controls(field: &str, text: &str, allowed: &[char]) -> Result<(), Failure> {
    match text
        .chars()
        .find(|c| c.is_control() && !allowed.contains(c))
    {
        Some(c) => Err(Failure::invalid(format!(
            "{field} holds the control character U+{:04X}; remove it",
            c as u32
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_words_and_no_control_characters() {
        let longest = "ä".repeat(5_000);
        for text in ["x", "two\nlines\tand\r\ntabs", "👩‍💻 ünïcode", &longest] {
            assert_eq!(check_message(text), Ok(()), "{text:.20}");
        }
        let too_long = "ä".repeat(5_001);
        for (text, code) in [
            ("", ErrorCode::Invalid),
            (" \n\t", ErrorCode::Invalid),
            ("\u{200b}\u{feff} \u{a0}", ErrorCode::Invalid),
            ("nul\0", ErrorCode::Invalid),
            ("escape \u{1b}[31m", ErrorCode::Invalid),
            ("c1 \u{9b}", ErrorCode::Invalid),
            (&too_long, ErrorCode::TooLarge),
        ] {
            assert_eq!(
                check_message(text).expect_err("refused").code,
                code,
                "{text:.20}"
            );
        }
    }

    #[test]
    fn names_are_neither_padded_nor_blank() {
        assert!(check_name("IT Support").is_ok());
        for name in [
            "",
            " ",
            " x",
            "x ",
            "#x",
            "a\nb",
            "a\u{202e}b",
            &"n".repeat(81),
        ] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn reactions_are_emoji() {
        for emoji in ["👍", "❤️", "👩‍💻", "👍🏽", "🇩🇪"] {
            assert!(check_emoji(emoji).is_ok(), "{emoji}");
        }
        for words in ["", "ok", "👍👍", "<b>", "a👍"] {
            assert!(check_emoji(words).is_err(), "{words}");
        }
    }
}
