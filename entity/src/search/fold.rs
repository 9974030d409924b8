//! Folding: the form in which texts and queries are compared.
//!
//! The rule is in docs/protocol.md, under "Folding". `fold.ts` folds in the same way in browsers; `folding.json` has examples that
//! both are tested with.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A folded text, and where each of its bytes comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of it, the range of the original text that it was made of.
    origins: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds `text` and remembers where each byte comes from.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut folded = Self::default();
        each_segment(text, |start, end, form| {
            folded.text.push_str(form);
            folded.origins.resize(folded.text.len(), (start, end));
        });
        folded
    }

    /// The range of the original text that a range of the folded one was made of.
    #[must_use]
    pub fn origin(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.origins.get(start)?;
        let last = self.origins.get(end.checked_sub(1)?)?;
        Some((first.0, last.1))
    }
}

/// Folds a text.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() && !has_other_space(text.as_bytes()) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    each_segment(text, |_, _, form| folded.push_str(form));
    folded
}

/// True if there is white space other than single spaces, or a control character.
fn has_other_space(text: &[u8]) -> bool {
    text.iter().any(|byte| *byte < b' ') || text.windows(2).any(|pair| pair == b"  ")
}

/// Calls `with` for each letter with its marks: where it starts and ends, and its folded form.
fn each_segment(text: &str, mut with: impl FnMut(usize, usize, &str)) {
    let mut letters = text.char_indices().peekable();
    let mut after_space = false;
    while let Some((start, letter)) = letters.next() {
        if letter.is_whitespace() {
            if !after_space {
                with(start, start + letter.len_utf8(), " ");
            }
            after_space = true;
            continue;
        }
        after_space = false;
        let mut end = start + letter.len_utf8();
        while let Some((at, mark)) = letters.next_if(|(_, next)| joins(*next)) {
            end = at + mark.len_utf8();
        }
        if letter.is_ascii() && end == start + 1 {
            let lower = [letter.to_ascii_lowercase() as u8];
            with(start, end, std::str::from_utf8(&lower).unwrap_or_default());
        } else {
            with(start, end, &fold_segment(&text[start..end]));
        }
    }
}

/// True for a mark or a part of a Korean syllable, which belongs to the letter before it.
fn joins(letter: char) -> bool {
    !letter.is_ascii()
        && (is_combining_mark(letter)
            || matches!(letter, '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}'))
}

fn fold_segment(segment: &str) -> String {
    let bare = segment
        .chars()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|letter| !is_accent(*letter) && !is_invisible(*letter));
    let mut folded = String::new();
    for letter in bare.nfc() {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ĸ' => folded.push('k'),
            'ł' => folded.push('l'),
            'ŋ' => folded.push('n'),
            'ŧ' => folded.push('t'),
            'ς' => folded.push('σ'),
            // Compatibility forms of capitals come apart into capitals.
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
}

/// True for accents of Latin, Greek and Cyrillic, and for the vowel signs that Arabic and Hebrew leave out.
fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{fe0e}' | '\u{fe0f}')
}

fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_compared_without_case_accents_and_width() {
        let examples: Vec<(String, String)> =
            serde_json::from_str(include_str!("folding.json")).unwrap();
        for (text, folded) in &examples {
            assert_eq!(&fold(text), folded, "{text}");
            assert_eq!(&Folded::of(text).text, folded, "{text}");
        }
    }

    #[test]
    fn a_folded_place_leads_back_to_the_text() {
        let text = "Die  Größe in Ｍ";
        let folded = Folded::of(text);
        let at = |word: &str| {
            let start = folded.text.find(word).unwrap();
            let (start, end) = folded.origin(start, start + word.len()).unwrap();
            &text[start..end]
        };
        assert_eq!(at("grosse"), "Größe");
        assert_eq!(at("gros"), "Größ");
        assert_eq!(at("m"), "Ｍ");
        assert_eq!(folded.origin(0, 0), None);
        assert_eq!(folded.origin(0, 100), None);
    }
}
