//! Tokens: the parts of a folded text that the index holds.
//!
//! A text is cut into runs of one class of characters, wherever it stands, so that a part of a text is cut in
//! the same places as the whole. What the index holds of a run depends on its class:
//!
//! - letters of a script with spaces: the word. Words that contain a part of a word are found through a list
//!   of all words (see [`parts`]);
//! - digits: the four digits at each place, or as many as are left there (`12345`: `1234`, `2345`, `345`, `45`);
//! - scripts without spaces, and emoji: each pair of characters, and the last one alone.
//!
//! Single letters and digits are not indexed: they are in nearly every message.

/// The longest word in the index, in characters. A longer one is indexed in pieces.
const LONGEST: usize = 32;
/// The distance between two pieces. A part of a word that is at most this long is within one piece.
pub(crate) const STRIDE: usize = LONGEST / 2;
/// How many digits one token holds.
pub(crate) const DIGITS: usize = 4;

/// How a character is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A letter of a script that separates words.
    Letter,
    /// A digit.
    Digit,
    /// A character of a script without spaces between words, or an emoji.
    Unspaced,
    /// Anything else. It is not indexed.
    Other,
}

impl Class {
    pub(crate) fn of(letter: char) -> Self {
        match letter {
            'a'..='z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '\0'..='\x7f' => Self::Other,
            _ if is_unspaced(letter) => Self::Unspaced,
            _ if letter.is_numeric() => Self::Digit,
            _ if letter.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        // Thai, Lao, Myanmar, Khmer.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        // Korean, Japanese, Chinese.
        | '\u{1100}'..='\u{11ff}' | '々' | '〇' | '\u{3041}'..='\u{30ff}'
        | '\u{3105}'..='\u{318e}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        // Emoji.
        | '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

/// A run of characters of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run<'a> {
    pub(crate) class: Class,
    pub(crate) text: &'a str,
    /// True if the text starts with the run.
    pub(crate) first: bool,
    /// True if the text ends with the run.
    pub(crate) last: bool,
}

/// Cuts a folded text into runs. Those of [`Class::Other`] are left out.
pub(crate) fn runs(folded: &str) -> impl Iterator<Item = Run<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = folded.get(start..)?;
        let class = Class::of(rest.chars().next()?);
        let length = rest
            .find(|letter| Class::of(letter) != class)
            .unwrap_or(rest.len());
        let run = Run {
            class,
            text: &rest[..length],
            first: start == 0,
            last: length == rest.len(),
        };
        start += length;
        Some(run)
    })
    .filter(|run| run.class != Class::Other)
}

/// The tokens of one text, in its order; one that it has twice is there twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens<'a> {
    /// The words of scripts with spaces.
    pub words: Vec<&'a str>,
    /// The other tokens.
    pub others: Vec<&'a str>,
}

impl<'a> Tokens<'a> {
    /// The tokens of a folded text.
    #[must_use]
    pub fn of(folded: &'a str) -> Self {
        let mut tokens = Self::default();
        for run in runs(folded) {
            match run.class {
                Class::Letter => tokens.add_word(run.text),
                Class::Digit => tokens.add_digits(run.text),
                _ => tokens.add_pairs(run.text),
            }
        }
        tokens
    }

    fn add_word(&mut self, run: &'a str) {
        if run.chars().nth(1).is_none() {
            return;
        }
        // No more characters than bytes: most words are one piece.
        if run.len() <= LONGEST {
            self.words.push(run);
            return;
        }
        let ends = ends_of(run);
        let count = ends.len() - 1;
        let mut start = 0;
        loop {
            let end = count.min(start + LONGEST);
            self.words.push(&run[ends[start]..ends[end]]);
            if end == count {
                return;
            }
            start += STRIDE;
        }
    }

    fn add_digits(&mut self, run: &'a str) {
        let ends = ends_of(run);
        let count = ends.len() - 1;
        for start in 0..count.saturating_sub(1) {
            let end = count.min(start + DIGITS);
            self.others.push(&run[ends[start]..ends[end]]);
        }
    }

    fn add_pairs(&mut self, run: &'a str) {
        let ends = ends_of(run);
        let count = ends.len() - 1;
        for start in 0..count {
            let end = count.min(start + 2);
            self.others.push(&run[ends[start]..ends[end]]);
        }
    }
}

/// Where each character of the text starts, and where the last one ends.
pub(crate) fn ends_of(text: &str) -> Vec<usize> {
    let starts = text.char_indices().map(|(start, _)| start);
    starts.chain([text.len()]).collect()
}

/// The parts of a word under which it is found: what is left of it after each letter, down to two letters.
pub fn parts(word: &str) -> impl Iterator<Item = &str> {
    let ends = ends_of(word);
    let count = ends.len() - 1;
    (1..count.saturating_sub(1)).map(move |start| &word[ends[start]..])
}

/// The token of the messages in a channel.
#[must_use]
pub fn of_channel(channel: i64) -> String {
    // No text has a token with a character for private use.
    format!("\u{e000}{channel}")
}

/// The token of the messages of an author.
#[must_use]
pub fn of_author(user: &str) -> String {
    let mut token = String::from("\u{e001}");
    for byte in user.bytes() {
        token.push_str(&format!("{byte:02x}"));
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let Tokens {
            mut words,
            mut others,
        } = Tokens::of(text);
        for some in [&mut words, &mut others] {
            some.sort_unstable();
            some.dedup();
        }
        words.into_iter().chain(others).collect()
    }

    #[test]
    fn each_class_has_its_tokens() {
        for (text, expected) in [
            ("the quick-fox, a", vec!["fox", "quick", "the"]),
            ("我家在", vec!["在", "家在", "我家"]),
            ("重跑gen-itgc后", vec!["gen", "itgc", "后", "跑", "重跑"]),
            (
                "0x80070005",
                vec!["0005", "005", "0070", "05", "0700", "7000", "8007"],
            ),
            ("10.100", vec!["00", "10", "100"]),
            ("7 a $ _", vec![]),
            ("ok👍👍", vec!["ok", "👍", "👍👍"]),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_word_is_indexed_in_pieces_that_overlap() {
        let long: String = ('a'..='z').chain('a'..='z').collect();
        let pieces = Tokens::of(&long).words;
        for start in 0..long.len() - STRIDE {
            let part = &long[start..start + STRIDE];
            assert!(pieces.iter().any(|piece| piece.contains(part)), "{part}");
        }
        let end = &long[long.len() - STRIDE..];
        assert!(pieces.iter().any(|piece| piece.ends_with(end)));
        assert!(pieces.iter().all(|piece| piece.len() <= LONGEST));
    }

    #[test]
    fn a_word_is_found_under_its_parts() {
        assert_eq!(parts("köln").collect::<Vec<_>>(), ["öln", "ln"]);
        assert_eq!(
            parts("ok").count() + parts("a").count() + parts("").count(),
            0
        );
    }

    #[test]
    fn names_make_tokens_of_their_own() {
        assert_eq!(of_channel(7), "\u{e000}7");
        assert_eq!(of_author("a.b"), "\u{e001}612e62");
        assert_eq!(Class::of('\u{e000}'), Class::Other);
    }
}
