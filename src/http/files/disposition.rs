//! `Content-Disposition`: the name of a file in a request, and how a response says its own (RFC 6266, RFC 5987).

use std::fmt::Write as _;

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What RFC 5987 does not let stand in a name.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// How a browser treats a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disposition {
    /// It may show it in place.
    Inline,
    /// It saves it.
    Attachment,
}

/// The header of a response with a file called `name`: plain ASCII, with the whole name in `filename*`.
pub(super) fn header(disposition: Disposition, name: &str) -> HeaderValue {
    let word = match disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            '"' | '\\' | '%' => '_',
            ' '..='~' => letter,
            _ => '_',
        })
        .collect();
    let mut value = format!("{word}; filename=\"{plain}\"");
    if plain != name {
        let _infallible = write!(
            value,
            "; filename*=UTF-8''{}",
            utf8_percent_encode(name, ESCAPED)
        );
    }
    value
        .parse()
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// The name in the header of a request; `filename*` is preferred.
pub(super) fn name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let parameters: Vec<(String, String)> = parameters(&header);
    let named = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    let extended = named("filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_, encoded) = rest.split_once('\'')?;
        let bytes = percent_decode_str(encoded);
        charset
            .eq_ignore_ascii_case("utf-8")
            .then(|| bytes.decode_utf8().ok().map(String::from))?
    });
    extended.or_else(|| named("filename"))
}

/// The parameters after the first word, by their names in lower case.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', ';', '\t']).to_lowercase();
        let (value, after) = value(after.trim_start());
        found.push((name, value));
        rest = after;
    }
    found
}

/// A token or a quoted text, and what follows.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_the_header() {
        for file in [
            "a.txt",
            "a b.txt",
            "한글_파일.txt",
            "Bu\u{308}.pdf",
            "Bericht – Mai 🚀.zip",
            "a\"b;c.txt",
            "100%.txt",
            "привет",
        ] {
            let header = header(Disposition::Attachment, file);
            assert!(header.as_bytes().is_ascii(), "{header:?}");
            assert_eq!(name(header.as_bytes()).as_deref(), Some(file), "{header:?}");
        }
    }

    #[test]
    fn names_of_requests_are_read() {
        for (header, file) in [
            ("attachment; filename=a.txt", Some("a.txt")),
            ("attachment;FileName=\"a\\\"b.txt\"; x=y", Some("a\"b.txt")),
            (
                "form-data; name=\"file\"; filename=\"ü.txt\"",
                Some("ü.txt"),
            ),
            (
                "attachment; filename=\"a.txt\"; filename*=utf-8'en'b%20c.txt",
                Some("b c.txt"),
            ),
            (
                "attachment; filename=\"a.txt\"; filename*=latin1''b",
                Some("a.txt"),
            ),
            ("attachment; filename=\"open", Some("open")),
            ("attachment", None),
            ("", None),
        ] {
            assert_eq!(name(header.as_bytes()).as_deref(), file, "{header}");
        }
    }
}
