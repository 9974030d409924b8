//! Finds the links in a text: addresses outside of code, without the punctuation around them.

use entity::verbatim;

/// The longest link, in bytes, as on the page.
const LONGEST: usize = 2_000;

/// Returns the web addresses in a text, in its order and each once.
#[must_use]
pub fn links(text: &str) -> Vec<&str> {
    let mut links = Vec::new();
    for range in verbatim::ranges(text) {
        // Other ranges are code, escaped characters, and addresses without a scheme.
        if !text[range.start..].starts_with("://") {
            continue;
        }
        let Some(scheme) = scheme(&text[..range.start]) else {
            continue;
        };
        let link = trimmed(&text[range.start - scheme.len()..range.end]);
        if link.len() > scheme.len() + 3 && link.len() <= LONGEST && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn scheme(before: &str) -> Option<&str> {
    let start = before
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric())
        .len();
    let word = &before[start..];
    ["http", "https"]
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
        .then_some(word)
}

/// Leaves out what ends the sentence rather than the address: a bracket belongs to it only if it was opened in it.
fn trimmed(address: &str) -> &str {
    let mut rest = written(address);
    while let Some(last) = rest.chars().next_back() {
        let surplus = rest.matches(')').count() > rest.matches('(').count();
        let ends = match last {
            ')' => surplus,
            _ => ".,;:!?'‘’‚\"]}*_~|".contains(last),
        };
        if !ends {
            break;
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}

/// The address up to the bracket that was not opened in it, as in `[words](address)`.
fn written(address: &str) -> &str {
    let mut depth = 0;
    for (at, c) in address.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return &address[..at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn addresses_are_found_outside_of_code() {
        for (text, found) in [
            ("see https://a.example/x.", vec!["https://a.example/x"]),
            (
                "(HTTP://a.example/?q=1&r=2), twice HTTP://a.example/?q=1&r=2",
                vec!["HTTP://a.example/?q=1&r=2"],
            ),
            (
                "[words](https://a.example/w_(x)) and <https://b.example>",
                vec!["https://a.example/w_(x)", "https://b.example"],
            ),
            ("**https://a.example**", vec!["https://a.example"]),
            ("„https://a.example/ä“", vec!["https://a.example/ä"]),
            ("`https://a.example` and ``` https://b.example ```", vec![]),
            ("```\nhttps://a.example\n```", vec![]),
            (
                "ftp://a.example xhttps://b.example https:// www.a.example",
                vec![],
            ),
            ("javascript://a.example mailto:a@b.example", vec![]),
        ] {
            assert_eq!(links(text), found, "{text}");
        }
    }
}
