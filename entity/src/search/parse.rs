//! The language of queries: words, quoted phrases and filters, each excluded by a `-` before it.
//!
//! Everything that is not a filter is text, whatever characters it has. A colon makes a filter only after the
//! name of one; after a near miss of a name it is an error, so that a slip does not find nothing.

use jiff::tz::TimeZone;

use super::{dates, fold::fold};
use crate::ids::{ChannelId, Millis};

/// The maximum number of words and filters.
const TERMS: usize = 32;

/// A query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words and phrases.
    pub terms: Vec<Term>,
    /// The filters.
    pub filters: Vec<Filter>,
}

/// A word or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The text to find, folded.
    pub folded: String,
    /// True if messages with it are left out.
    pub excluded: bool,
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What it asks for.
    pub kind: Kind,
    /// True if messages that fulfil it are left out.
    pub excluded: bool,
}

/// What a filter asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `from:` the author, by username or displayed name; `me` is the searcher.
    From(String),
    /// `in:` the channel, by name.
    In(String),
    /// `in:id:` the channel or direct conversation, by id.
    InId(ChannelId),
    /// `with:` someone in a direct conversation.
    With(String),
    /// `before:`, `after:`, `on:` and `during:`: sent at or after the first time and before the second.
    Sent(Millis, Millis),
    /// `has:` something attached.
    Has(Has),
    /// `is:saved`: saved by the searcher.
    Saved,
    /// `is:thread`: a message with replies, or a reply.
    Thread,
    /// `mentions:` someone; `me` is the searcher.
    Mentions(String),
}

/// What a message can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// A link to a web page.
    Link,
    /// A file.
    File,
    /// A file of a kind.
    FileOf(FileKind),
    /// A reaction.
    Reaction,
    /// A pin.
    Pin,
}

/// A kind of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Pictures.
    Image,
    /// Videos.
    Video,
    /// Sound, voice messages among it.
    Audio,
    /// PDF.
    Pdf,
    /// Texts, spreadsheets and presentations of office programs.
    Document,
    /// Plain text: logs, tables of values, source code.
    Text,
    /// ZIP files and the like.
    Archive,
}

/// What can stand after `has:`.
const THINGS: [(&str, Has); 11] = [
    ("link", Has::Link),
    ("file", Has::File),
    ("image", Has::FileOf(FileKind::Image)),
    ("video", Has::FileOf(FileKind::Video)),
    ("audio", Has::FileOf(FileKind::Audio)),
    ("pdf", Has::FileOf(FileKind::Pdf)),
    ("document", Has::FileOf(FileKind::Document)),
    ("text", Has::FileOf(FileKind::Text)),
    ("archive", Has::FileOf(FileKind::Archive)),
    ("reaction", Has::Reaction),
    ("pin", Has::Pin),
];

/// The names of filters.
const NAMES: [&str; 10] = [
    "from", "in", "with", "before", "after", "on", "during", "has", "is", "mentions",
];
/// Words that look like the name of a filter and are common before a colon.
const WORDS: [&str; 5] = ["width", "alter", "hash", "hat", "hast"];

/// Parses a query. Days are those of `zone`.
///
/// # Errors
/// When a quote is not closed, a filter is unknown or has a wrong value, or there is nothing to search for.
pub fn parse(text: &str, zone: &TimeZone) -> Result<Query, String> {
    let mut query = Query::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (excluded, start) = sign(rest);
        rest = read(&mut query, start, excluded, zone)?.trim_start();
        if query.terms.len() + query.filters.len() > TERMS {
            return Err(format!("must have at most {TERMS} words and filters"));
        }
    }
    if query.terms.is_empty() && query.filters.is_empty() {
        return Err("must have a word or a filter to search for".into());
    }
    Ok(query)
}

/// Whether the next part is excluded, and where it starts. Two dashes, or one alone, are text.
fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|it: char| !it.is_whitespace() && it != '-') => (true, rest),
        _ => (false, text),
    }
}

/// Reads one part into the query and returns what is left.
fn read<'a>(
    query: &mut Query,
    text: &'a str,
    excluded: bool,
    zone: &TimeZone,
) -> Result<&'a str, String> {
    if let Some((phrase, rest)) = quoted(text)? {
        query.add(phrase.trim(), excluded);
        return Ok(rest);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let word = &text[..end];
    if let Some((name, value)) = word.split_once(':') {
        let lower = name.to_lowercase();
        if NAMES.contains(&&*lower) {
            let after = &text[name.len() + 1..];
            let (value, rest) = match quoted(after)? {
                Some((phrase, rest)) => (phrase.trim(), rest),
                None => (value, &text[end..]),
            };
            let kind = kind(&lower, value, zone)?;
            query.filters.push(Filter { kind, excluded });
            return Ok(rest);
        }
        if let Some(meant) =
            slip_of(&lower).filter(|_| !value.is_empty() && !value.starts_with("//"))
        {
            return Err(format!(
                "has the unknown filter {name}:, perhaps for {meant}:; there are {}; to search for the text, put it in quotes",
                listed(&NAMES, ":")
            ));
        }
    }
    query.add(word, excluded);
    Ok(&text[end..])
}

impl Query {
    fn add(&mut self, text: &str, excluded: bool) {
        let folded = fold(text).trim().to_owned();
        let term = Term { folded, excluded };
        if !term.folded.is_empty() && !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }
}

/// The text between quotes at the start of `text`, and what follows; `None` if there is no quote.
fn quoted(text: &str) -> Result<Option<(&str, &str)>, String> {
    let mut letters = text.chars();
    let closing: &[char] = match letters.next() {
        Some('"') => &['"'],
        Some('“' | '„') => &['“', '”', '"'],
        _ => return Ok(None),
    };
    let inner = letters.as_str();
    let Some(end) = inner.find(closing) else {
        return Err("has a quote that is not closed; add a second one, or remove it".into());
    };
    let quote = inner[end..].chars().next().map_or(0, char::len_utf8);
    Ok(Some((&inner[..end], &inner[end + quote..])))
}

fn kind(name: &str, value: &str, zone: &TimeZone) -> Result<Kind, String> {
    let text = |prefix: &[char]| value.strip_prefix(prefix).unwrap_or(value).to_owned();
    let missing = |of: &str| Err(format!("needs {of} after {name}:"));
    match name {
        "in" if text(&['#']).is_empty() => missing("the name of a channel"),
        "in" if value.starts_with('@') => kind("with", value, zone),
        "in" => Ok(id(value).map_or_else(|| Kind::In(text(&['#'])), Kind::InId)),
        "from" | "with" | "mentions" if text(&['@']).is_empty() => missing("a username"),
        "from" => Ok(Kind::From(text(&['@']))),
        "with" => Ok(Kind::With(text(&['@']))),
        "mentions" => Ok(Kind::Mentions(text(&['@']))),
        "has" => thing(&value.to_lowercase())
            .map(Kind::Has)
            .map_or_else(|| missing(&things()), Ok),
        "is" => match &*value.to_lowercase() {
            "saved" => Ok(Kind::Saved),
            "thread" => Ok(Kind::Thread),
            _ => missing("saved or thread"),
        },
        _ => sent(name, value, zone),
    }
}

fn thing(name: &str) -> Option<Has> {
    let found = THINGS.into_iter().find(|(known, _)| *known == name);
    found.map(|(_, has)| has)
}

/// What can stand after `has:`, as a sentence has it.
fn things() -> String {
    let names = THINGS.map(|(name, _)| name);
    let [first @ .., last] = names;
    format!("{} or {last}", listed(&first, ""))
}

/// The id in `id:12`.
fn id(value: &str) -> Option<ChannelId> {
    let (name, id) = value.split_once(':')?;
    let id = id.parse().ok()?;
    name.eq_ignore_ascii_case("id").then_some(ChannelId(id))
}

fn sent(name: &str, value: &str, zone: &TimeZone) -> Result<Kind, String> {
    let Some((start, end)) = dates::period(value, zone) else {
        return Err(format!("needs a date after {name}: as {}", dates::FORMS));
    };
    Ok(match name {
        "before" => Kind::Sent(Millis::MIN, start),
        "after" => Kind::Sent(end, Millis::MAX),
        _ => Kind::Sent(start, end),
    })
}

/// The name of a filter that `name` is one slip away from: a letter too many, too few, wrong, or two swapped.
fn slip_of(name: &str) -> Option<&'static str> {
    if WORDS.contains(&name) {
        return None;
    }
    let letters: Vec<char> = name.chars().collect();
    NAMES.into_iter().find(|known| {
        let known: Vec<char> = known.chars().collect();
        match known.len() {
            // Nearly everything is close to a short name.
            0..=2 => false,
            3 => is_swapped(&letters, &known),
            _ => is_swapped(&letters, &known) || is_near(&letters, &known),
        }
    })
}

fn is_swapped(one: &[char], other: &[char]) -> bool {
    (1..one.len()).any(|at| {
        let mut swapped = one.to_vec();
        swapped.swap(at - 1, at);
        swapped == other
    })
}

fn is_near(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => one != other && short[same + 1..] == long[same + 1..],
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

fn listed(names: &[&str], after: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{name}{after}")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Query, String> {
        parse(text, &TimeZone::UTC)
    }

    fn words(text: &str) -> Vec<String> {
        let query = read(text).unwrap();
        assert!(query.filters.is_empty(), "{text}: {query:?}");
        let sign = |term: Term| format!("{}{}", if term.excluded { "-" } else { "" }, term.folded);
        query.terms.into_iter().map(sign).collect()
    }

    fn only_filter(text: &str) -> Kind {
        let mut query = read(text).unwrap();
        assert!(query.terms.is_empty() && query.filters.len() == 1, "{text}");
        query.filters.remove(0).kind
    }

    #[test]
    fn words_and_phrases() {
        for (text, expected) in [
            ("Quick  ok", vec!["quick", "ok"]),
            ("\"Quick check\" ok", vec!["quick check", "ok"]),
            (
                "“quick check” „so was“ ok",
                vec!["quick check", "so was", "ok"],
            ),
            ("-ok quick -\"a b\"", vec!["-ok", "quick", "-a b"]),
            ("--force - -", vec!["--force", "-"]),
            ("a a A", vec!["a"]),
            ("12\" say\"hi", vec!["12\"", "say\"hi"]),
            ("\"a\"b", vec!["a", "b"]),
            ("上海 东边", vec!["上海", "东边"]),
            (
                "))? C++ * NEAR( AND OR NOT",
                vec!["))?", "c++", "*", "near(", "and", "or", "not"],
            ),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_colon_after_another_word_is_text() {
        for text in [
            "http://intranet/x",
            "c:\\users\\x",
            "10:30",
            "fe80::1",
            "error:",
            "id:5",
            "re:",
            "no:1",
            "width:100",
            "::",
            ":party:",
            "form://x",
            "form:",
            "printer:",
            "hash:abc",
            "std::io",
        ] {
            assert_eq!(words(text), [text]);
        }
    }

    #[test]
    fn filters() {
        for (text, kind) in [
            ("from:@ann", Kind::From("ann".into())),
            ("FROM:me", Kind::From("me".into())),
            ("from:\"Ann Lee\"", Kind::From("Ann Lee".into())),
            ("in:#network", Kind::In("network".into())),
            ("in:2026", Kind::In("2026".into())),
            ("in:id:12", Kind::InId(ChannelId(12))),
            ("in:#id:12", Kind::In("id:12".into())),
            ("in:id:desk", Kind::In("id:desk".into())),
            ("with:bob", Kind::With("bob".into())),
            ("in:@bob", Kind::With("bob".into())),
            ("mentions:me", Kind::Mentions("me".into())),
            ("has:link", Kind::Has(Has::Link)),
            ("has:Reaction", Kind::Has(Has::Reaction)),
            ("has:image", Kind::Has(Has::FileOf(FileKind::Image))),
            ("has:PDF", Kind::Has(Has::FileOf(FileKind::Pdf))),
            ("is:saved", Kind::Saved),
            ("is:thread", Kind::Thread),
        ] {
            assert_eq!(only_filter(text), kind, "{text}");
        }
        let query = read("-from:ann printer -has:pin").unwrap();
        assert!(query.filters.iter().all(|filter| filter.excluded));
        assert_eq!((query.filters.len(), query.terms.len()), (2, 1));
    }

    #[test]
    fn dates_leave_out_the_day_they_name() {
        let (start, end) = dates::period("2026-11-26", &TimeZone::UTC).unwrap();
        let before = only_filter("before:2026-11-26");
        assert_eq!(before, Kind::Sent(Millis::MIN, start));
        assert_eq!(
            only_filter("after:2026-11-26"),
            Kind::Sent(end, Millis::MAX)
        );
        assert_eq!(only_filter("on:2026-11-26"), Kind::Sent(start, end));
        let (start, end) = dates::period("2026-11", &TimeZone::UTC).unwrap();
        assert_eq!(only_filter("during:2026-11"), Kind::Sent(start, end));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, part) in [
            ("form:ben", "perhaps for from:; there are from:, in:,"),
            ("fom:ben", "perhaps for from:"),
            ("befor:2026", "perhaps for before:"),
            ("mention:me", "perhaps for mentions:"),
            ("hsa:link", "perhaps for has:"),
            ("\"open", "quote that is not closed"),
            ("a -\"open", "quote that is not closed"),
            ("from:\"Ann", "quote that is not closed"),
            ("from:", "a username after from:"),
            ("in:#", "the name of a channel after in:"),
            (
                "has:images",
                "needs link, file, image, video, audio, pdf, document, text, archive, reaction \
                 or pin after has:",
            ),
            ("is:", "saved or thread after is:"),
            (
                "during:soon",
                "needs a date after during: as YYYY, YYYY-MM or YYYY-MM-DD",
            ),
            ("", "must have a word or a filter"),
            (" \"\" ", "must have a word or a filter"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
        let many: Vec<String> = (0..40).map(|number| format!("w{number}")).collect();
        assert!(read(&many.join(" ")).is_err());
    }
}
