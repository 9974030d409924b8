//! The parts of a text that contain no mentions: code, addresses, and escaped characters. Code contains no keywords
//! either.
//!
//! Blocks are those of the page's `core/formatting`. Where this module sees code and a client does not, the
//! client shows a name that is not highlighted, and nobody is notified.

use std::{borrow::Cow, ops::Range};

/// What an address cannot hold: white space, and quotes and punctuation of scripts whose sentences
/// go on without a space.
const ENDS_ADDRESS: &str = "<>\"`“”„‟«»‹›「」『』《》〈〉【】（），。、；：！？…";

/// Why a part of a text contains no mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Code,
    Address,
    Escaped,
}

/// The ranges, ascending and apart.
#[must_use]
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let parts = parts(text).into_iter();
    parts.map(|(range, _)| range).collect()
}

/// The text with only the marks of its code, which separate what is before and after it.
pub(crate) fn without_code(text: &str) -> Cow<'_, str> {
    if !text.contains(['`', '~']) {
        return Cow::Borrowed(text);
    }
    let mut rest = 0;
    let mut kept = String::with_capacity(text.len());
    for (range, kind) in parts(text) {
        if kind == Kind::Code {
            kept.push_str(&text[rest..range.start]);
            kept.push('`');
            rest = range.end;
        }
    }
    kept.push_str(&text[rest..]);
    Cow::Owned(kept)
}

fn parts(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut reader = Reader::default();
    let mut at = 0;
    while at < text.len() {
        let end = at + line_length(&text[at..]);
        reader.line(text, at..end);
        at = end;
    }
    reader.end_paragraph(text, at);
    if let Some(fence) = reader.fence {
        reader.parts.push((fence.start..text.len(), Kind::Code));
    }
    reader.parts
}

#[derive(Default)]
struct Reader {
    parts: Vec<(Range<usize>, Kind)>,
    /// Where the paragraph begins that the last line belonged to.
    paragraph: Option<usize>,
    fence: Option<Fence>,
}

/// An open code block.
struct Fence {
    start: usize,
    /// The three or more backticks or tildes that it begins with.
    mark: char,
    length: usize,
    /// How many quotes it is in.
    depth: usize,
}

impl Reader {
    fn line(&mut self, text: &str, line: Range<usize>) {
        if self.goes_on(text, &line) {
            return;
        }
        let (depth, content) = unquoted(&text[line.clone()], usize::MAX);
        if let Some((mark, length)) = opening(content) {
            self.end_paragraph(text, line.start);
            self.fence = Some(Fence {
                start: line.start,
                mark,
                length,
                depth,
            });
        } else if content.is_empty() {
            self.end_paragraph(text, line.start);
        } else if depth > 0 {
            self.end_paragraph(text, line.start);
            inline(text, line, &mut self.parts);
        } else {
            if starts_item(content) {
                self.end_paragraph(text, line.start);
            }
            self.paragraph.get_or_insert(line.start);
        }
    }

    /// True for a line of an open code block, its last one included.
    fn goes_on(&mut self, text: &str, line: &Range<usize>) -> bool {
        let Some(fence) = self.fence.take() else {
            return false;
        };
        let (depth, content) = unquoted(&text[line.clone()], fence.depth);
        if depth < fence.depth {
            self.parts.push((fence.start..line.start, Kind::Code));
            return false;
        }
        if fence.is_closed_by(content) {
            self.parts.push((fence.start..line.end, Kind::Code));
        } else {
            self.fence = Some(fence);
        }
        true
    }

    fn end_paragraph(&mut self, text: &str, at: usize) {
        if let Some(start) = self.paragraph.take() {
            inline(text, start..at, &mut self.parts);
        }
    }
}

impl Fence {
    fn is_closed_by(&self, line: &str) -> bool {
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

/// How long the first line is, with what ends it.
fn line_length(text: &str) -> usize {
    let Some(end) = text.find(['\n', '\r']) else {
        return text.len();
    };
    end + if text[end..].starts_with("\r\n") {
        2
    } else {
        1
    }
}

/// In how many quotes a line stands, up to `most`, and what is quoted, without the space around it.
fn unquoted(line: &str, most: usize) -> (usize, &str) {
    let mut rest = line.trim();
    let mut depth = 0;
    while depth < most
        && let Some(quoted) = rest.strip_prefix('>')
    {
        rest = quoted.trim_start();
        depth += 1;
    }
    (depth, rest)
}

/// The mark of a code block that begins with this line, and how often it stands there. Only a language
/// may follow.
fn opening(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let behind = line.trim_start_matches(mark);
    let length = line.len() - behind.len();
    let language = behind.trim_start();
    let fits = language.len() <= 30
        && language
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+#.-".contains(&b));
    (length >= 3 && fits).then_some((mark, length))
}

fn starts_item(line: &str) -> bool {
    let marked = line.strip_prefix(['-', '*', '•']).or_else(|| {
        let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = line.len() - behind.len();
        (1..=6)
            .contains(&digits)
            .then(|| behind.strip_prefix(['.', ')']))
            .flatten()
    });
    marked.is_some_and(|item| item.starts_with(char::is_whitespace))
}

/// Adds what lies in one paragraph.
fn inline(text: &str, paragraph: Range<usize>, parts: &mut Vec<(Range<usize>, Kind)>) {
    let mut at = paragraph.start;
    while at < paragraph.end {
        let rest = &text[at..paragraph.end];
        let Some(next) = rest.find(['`', '\\', ':', 'w', 'W']) else {
            return;
        };
        let before = &text[paragraph.start..at + next];
        at += next;
        let (length, kind) = piece(before, &text[at..paragraph.end]);
        if let Some(kind) = kind {
            parts.push((at..at + length, kind));
        }
        at += length;
    }
}

/// How long the piece is that `rest` begins with, and of which kind if it is verbatim.
fn piece(before: &str, rest: &str) -> (usize, Option<Kind>) {
    let none = (rest.chars().next().map_or(0, char::len_utf8), None);
    match rest.as_bytes() {
        [b'`', ..] => code(rest),
        [b'\\', escaped, ..] if escaped.is_ascii_punctuation() => (2, Some(Kind::Escaped)),
        [b':', b'/', b'/', ..] if before.ends_with(|c: char| c.is_ascii_alphanumeric()) => {
            (address(rest), Some(Kind::Address))
        }
        [b'w' | b'W', b'w' | b'W', b'w' | b'W', b'.', ..]
            if !before.ends_with(char::is_alphanumeric) =>
        {
            (address(rest), Some(Kind::Address))
        }
        _ => none,
    }
}

fn address(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || ENDS_ADDRESS.contains(c))
        .unwrap_or(text.len())
}

/// The code that `text` begins with: up to as many backticks as there are before it, as in Markdown;
/// where those never come, the backticks alone.
fn code(text: &str) -> (usize, Option<Kind>) {
    let inside = text.trim_start_matches('`');
    let ticks = text.len() - inside.len();
    let mut rest = inside;
    while let Some(at) = rest.find('`') {
        let after = rest[at..].trim_start_matches('`');
        if rest.len() - at - after.len() == ticks {
            return (text.len() - after.len(), Some(Kind::Code));
        }
        rest = after;
    }
    (ticks, None)
}
