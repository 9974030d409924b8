//! Matching: whether a text has all the words of a query, how well, and where.

use super::{
    fold::{Folded, fold},
    parse::Term,
    tokens::Class,
};

/// The maximum number of different highlights of a message.
const HIGHLIGHTS: usize = 50;
/// How many letters between the words of a phrase are looked at in one text: more than any text needs that is not made to
/// keep the server busy.
const LOOKS: usize = 100_000;

/// How well a text matches: the worst of its words, each of which counts in its best place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// As whole words.
    Whole,
    /// At the start of words.
    Start,
    /// Anywhere within words.
    Within,
}

impl Rank {
    /// All of them, the best first.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Start, Self::Within];
}

/// The words that a text must and must not have, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matcher {
    wanted: Vec<String>,
    excluded: Vec<String>,
}

impl Matcher {
    /// A matcher for the words of a query.
    #[must_use]
    pub fn new(terms: &[Term]) -> Self {
        let of = |excluded| {
            let terms = terms.iter().filter(move |term| term.excluded == excluded);
            terms.map(|term| term.folded.clone()).collect()
        };
        Self {
            wanted: of(false),
            excluded: of(true),
        }
    }

    /// The words that must be there, folded.
    #[must_use]
    pub fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// The ranks that a text can have.
    #[must_use]
    pub fn ranks(&self) -> &'static [Rank] {
        let open = |letter: Option<char>| {
            letter.is_some_and(|it| matches!(Class::of(it), Class::Letter | Class::Digit))
        };
        let ranked = |word: &String| open(word.chars().next()) || open(word.chars().next_back());
        if self.wanted.iter().any(ranked) {
            &Rank::ALL
        } else {
            &[Rank::Whole]
        }
    }

    /// How well `text` matches; `None` if it does not.
    #[must_use]
    pub fn rank(&self, text: &str) -> Option<Rank> {
        let folded = fold(text);
        if self
            .excluded
            .iter()
            .any(|word| places(&folded, word).next().is_some())
        {
            return None;
        }
        let mut worst = Rank::Whole;
        for word in &self.wanted {
            worst = worst.max(best_place(&folded, word)?);
        }
        Some(worst)
    }

    /// The words found, as they are written in `text`, in the order of the query and then of the text.
    #[must_use]
    pub fn highlights(&self, text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        let mut found: Vec<String> = Vec::new();
        for word in &self.wanted {
            for (start, end) in places(&folded.text, word) {
                let origin = folded.origin(start, end);
                let written = origin.and_then(|(start, end)| text.get(start..end));
                if let Some(written) = written
                    && !found.iter().any(|it| it == written)
                    && found.len() < HIGHLIGHTS
                {
                    found.push(written.to_owned());
                }
            }
        }
        found
    }
}

/// Where a word or phrase stands in a folded text. Words of a phrase follow each other if nothing but spaces and
/// punctuation is between them.
fn places<'t>(text: &'t str, phrase: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
    let first = phrase.split(' ').next().unwrap_or(phrase);
    let (mut from, mut looks) = (0, LOOKS);
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find(first)?;
            let end = start + first.len();
            if first.len() == phrase.len() {
                from = end.max(start + 1);
                return Some((start, end));
            }
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
            let others = phrase[first.len() + 1..].split(' ');
            if let Some(end) = phrase_end(text, end, others, &mut looks) {
                from = end;
                return Some((start, end));
            }
        }
    })
}

/// Where the phrase ends whose next words are `words`, if they follow at `at`.
fn phrase_end<'p>(
    text: &str,
    at: usize,
    mut words: impl Iterator<Item = &'p str>,
    looks: &mut usize,
) -> Option<usize> {
    words.try_fold(at, |at, word| {
        let rest = &text[at..];
        let between = rest.chars().take_while(|letter: &char| {
            *looks = looks.saturating_sub(1);
            *looks > 0 && Class::of(*letter) == Class::Other
        });
        let mut starts = between.scan(0, |end, letter| {
            *end += letter.len_utf8();
            Some(*end)
        });
        let start = starts.find(|start| rest[*start..].starts_with(word))?;
        Some(at + start + word.len())
    })
}

fn best_place(folded: &str, word: &str) -> Option<Rank> {
    let mut best = None;
    for (start, end) in places(folded, word) {
        let rank = place(folded, start, end);
        if rank == Rank::Whole {
            return Some(rank);
        }
        best = Some(best.map_or(rank, |best: Rank| best.min(rank)));
    }
    best
}

fn place(folded: &str, start: usize, end: usize) -> Rank {
    let before = folded[..start].chars().next_back();
    let after = folded[end..].chars().next();
    let mut word = folded[start..end].chars();
    let (first, last) = (word.next(), word.next_back());
    if is_within(before, first) {
        return Rank::Within;
    }
    if is_within(last.or(first), after) {
        return Rank::Start;
    }
    Rank::Whole
}

/// True if no word starts or ends between the two characters.
fn is_within(one: Option<char>, next: Option<char>) -> bool {
    let (Some(one), Some(next)) = (one, next) else {
        return false;
    };
    let class = Class::of(one);
    class == Class::of(next) && matches!(class, Class::Letter | Class::Digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(words: &[&str], excluded: &[&str]) -> Matcher {
        let owned = |words: &[&str]| words.iter().map(|word| fold(word)).collect();
        Matcher {
            wanted: owned(words),
            excluded: owned(excluded),
        }
    }

    #[test]
    fn every_word_is_required_and_none_that_is_excluded() {
        let ok = |words: &[&str], excluded: &[&str], text: &str| {
            matcher(words, excluded).rank(text).is_some()
        };
        assert!(ok(&["quick", "ok"], &[], "quick check, ok"));
        assert!(!ok(&["quick", "ok"], &[], "the quick fox"));
        assert!(ok(&["quick"], &["ok"], "the quick fox"));
        assert!(!ok(&["quick"], &["ok"], "quick check, OK"));
        assert!(ok(&["海"], &[], "我家在上海东边。") && ok(&["strasse"], &[], "STRAẞE"));
        assert!(ok(&[], &[], "anything") && ok(&["quick  check"], &[], "quick\ncheck"));
    }

    #[test]
    fn the_words_of_a_phrase_follow_each_other() {
        let finds = |phrase: &str, text: &str| matcher(&[phrase], &[]).rank(text).is_some();
        for text in [
            "quick check, ok",
            "Check -- OK",
            "(check) \"ok\"",
            "check;\nok",
            "check ok",
        ] {
            assert!(finds("check ok", text), "{text}");
            assert!(matcher(&[], &["check ok"]).rank(text).is_none(), "{text}");
        }
        for text in [
            "check it, ok",
            "checkok",
            "check 1, ok",
            "ok, check",
            "check",
            "check, ",
        ] {
            assert!(!finds("check ok", text), "{text}");
        }
        assert!(finds("a a b", "a a a b") && finds("aa b", "aaa b") && finds("(a) b", "((a), b"));
        assert!(
            finds("- - x", "- -- x") && !finds("- - x", "- x"),
            "punctuation of the phrase counts"
        );
        assert!(finds("a, b", "a, b") && !finds("a, b", "a b"));
        assert!(finds("上海 东边", "上海，东边") && finds("", "anything"));
        let found = matcher(&["check ok"], &[]).highlights("Check, ÖK and check ok");
        assert_eq!(found, ["Check, ÖK", "check ok"]);
    }

    #[test]
    fn whole_words_come_first_and_then_their_beginnings() {
        let rank = |word: &str, text: &str| matcher(&[word], &[]).rank(text);
        assert_eq!(rank("print", "Print it"), Some(Rank::Whole));
        assert_eq!(rank("print", "the printer"), Some(Rank::Start));
        assert_eq!(rank("print", "a reprint"), Some(Rank::Within));
        assert_eq!(rank("print", "reprint the printer"), Some(Rank::Start));
        assert_eq!(rank("80070005", "0x80070005"), Some(Rank::Whole));
        assert_eq!(rank("1", "1 21"), Some(Rank::Whole));
        assert_eq!(rank("海", "上海东"), Some(Rank::Whole));
        assert_eq!(rank("c++", "ac++"), Some(Rank::Within));
        assert_eq!(matcher(&["))?", "海"], &[]).ranks(), [Rank::Whole]);
        assert_eq!(matcher(&["海", "a"], &[]).ranks().len(), 3);
    }

    #[test]
    fn highlights_are_the_words_as_they_are_written() {
        let found = matcher(&["uber", "E"], &[]).highlights("Über éE über");
        assert_eq!(found, ["Über", "über", "e", "é", "E"]);
        assert!(matcher(&[], &[]).highlights("text").is_empty());
    }
}
