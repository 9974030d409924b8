//! Compares names as people do, and makes them safe to display. Nothing here knows whose names they are.

pub use unicode_normalization::char::is_combining_mark as is_mark;
use unicode_normalization::{UnicodeNormalization as _, char::decompose_canonical};

/// The words that mention a group after an `@`. They mention no user who has such a name.
pub const GROUP_WORDS: [&str; 4] = ["channel", "all", "everyone", "here"];

/// Returns a key for comparing names: names with the same key look the same except for letter case.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars().flat_map(fold).collect()
}

/// Returns the characters that represent `c` in a key.
pub fn fold(c: char) -> impl Iterator<Item = char> {
    let ascii = c.is_ascii().then(|| c.to_ascii_lowercase());
    let mut parts = Vec::new();
    if ascii.is_none() {
        for lower in c.to_lowercase() {
            decompose_canonical(lower, |part| parts.push(part));
        }
    }
    ascii.into_iter().chain(parts)
}

/// Returns a key for comparing texts without regard to case, also where a letter has several in the other case: `ß` and
/// `SS`, `σ` and `ς`.
#[must_use]
pub fn caseless(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // `ẞ` has no upper case but itself, and becomes `SS` only by way of `ß`.
    let upper = text
        .chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase);
    upper.flat_map(fold).collect()
}

/// Returns the name in Unicode's composed form (NFC): a letter with its accents is one character if possible.
#[must_use]
pub fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// Returns the key by which names of channels are compared: in lower case, and with the compatibility forms of
/// letters (such as `Ａ` or `ﬁ`) as these letters (NFKC). Names with the same key look the same.
#[must_use]
pub fn channel_key(name: &str) -> String {
    let lower = name.nfkc().flat_map(char::to_lowercase);
    lower.collect::<String>().nfkc().collect()
}

/// Returns true for letters of scripts without spaces between words, or between a word and its suffixes.
#[must_use]
pub fn unspaced(c: char) -> bool {
    matches!(c,
        // Thai, Lao, Tibetan, Burmese
        '\u{e00}'..='\u{109f}'
        | '\u{1100}'..='\u{11ff}'
        // Khmer
        | '\u{1780}'..='\u{17ff}'
        // Chinese, Japanese, Korean, Yi
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ffdc}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns a display name that is safe to show: without characters that affect the surrounding text, or the
/// username if the name has no visible character.
#[must_use]
pub fn shown(name: &str, username: &str) -> String {
    if name.chars().any(is_visible) {
        let harmful = |c: char| c.is_control() || reverses(c);
        name.replace(harmful, "")
    } else {
        username.to_owned()
    }
}

/// Returns true for characters that can reverse the direction of the following text.
#[must_use]
pub fn reverses(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns true for characters that are visible on their own: not white space, accents, formatting characters
/// or fillers.
#[must_use]
pub fn is_visible(c: char) -> bool {
    let invisible = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        // Hangul fillers and the blank braille pattern
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}');
    !c.is_whitespace() && !c.is_control() && !invisible && !is_mark(c) && !reverses(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_name_does_not_affect_the_surrounding_text() {
        assert_eq!(shown("a\u{202e}b\n\u{2066}c", "u"), "abc");
        assert_eq!(
            shown("Jos\u{e9} (\u{639}\u{631}\u{628})", "u"),
            "Jos\u{e9} (\u{639}\u{631}\u{628})"
        );
        assert_eq!(shown("\u{202e}\u{3164}", "u"), "u");
    }

    #[test]
    fn channels_that_look_the_same_have_the_same_key() {
        for (one, other) in [
            ("Desk", "desk"),
            ("desk", "ｄｅｓｋ"),
            ("office", "o\u{fb03}ce"),
            ("caf\u{e9}", "CAFE\u{301}"),
            ("room ²", "room 2"),
        ] {
            assert_eq!(channel_key(one), channel_key(other), "{one}");
        }
        assert_ne!(channel_key("cafe"), channel_key("café"));
    }

    #[test]
    fn texts_in_other_cases_have_the_same_key() {
        for (one, other) in [
            ("größe", "GRÖSSE"),
            ("größe", "GRÖẞE"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("ofﬁce", "OFFICE"),
            ("Printer", "pRINTER"),
        ] {
            assert_eq!(caseless(one), caseless(other), "{one}");
        }
        assert_ne!(caseless("größe"), caseless("grosse"));
    }

    #[test]
    fn names_that_look_the_same_have_the_same_key() {
        for (one, other) in [
            ("Alice", "alice"),
            ("Jos\u{e9}", "jose\u{301}"),
            ("\u{c5}sa", "a\u{30a}sa"),
            ("\u{ac00}", "\u{1100}\u{1161}"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("jose"), folded("jos\u{e9}"));
    }
}
