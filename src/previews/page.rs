//! What a page says of itself: its title, description and site, from `<title>` and `<meta>`.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use entity::model::LinkPreview;
use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use super::fetch::Page;

/// The longest title and site name, in characters.
const TITLE: usize = 200;
/// The longest description.
const DESCRIPTION: usize = 400;
/// In how many bytes a page has to declare its encoding.
const DECLARATION: usize = 1024;

/// What was found of a page.
#[derive(Default)]
struct Found {
    title: Option<String>,
    og_title: Option<String>,
    description: Option<String>,
    og_description: Option<String>,
    site: Option<String>,
}

/// Returns the preview of the page at `url`; `None` for a page without a title.
pub(super) fn preview(url: &str, page: &Page) -> Option<LinkPreview> {
    let found = look(&text(page));
    let title = found.og_title.or(found.title)?;
    Some(LinkPreview {
        url: url.to_owned(),
        title,
        description: found.og_description.or(found.description),
        site_name: found.site,
    })
}

fn look(html: &str) -> Found {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut found = Found::default();
    let mut title: Option<String> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => match &**tag.name {
                b"title" if found.title.is_none() => title = Some(String::new()),
                b"meta" => found.meta(&tag),
                b"body" => break,
                _ => {}
            },
            Token::EndTag(tag) => match &**tag.name {
                b"title" => {
                    found.title = found.title.or(title.take().and_then(|it| line(&it, TITLE)))
                }
                b"head" => break,
                _ => {}
            },
            Token::String(words) => {
                if let Some(title) = &mut title {
                    title.push_str(&String::from_utf8_lossy(&words.value));
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    found
}

impl Found {
    fn meta(&mut self, tag: &StartTag<()>) {
        let name = attribute(tag, b"property").or_else(|| attribute(tag, b"name"));
        let (Some(name), Some(content)) = (name, attribute(tag, b"content")) else {
            return;
        };
        let (place, most) = match name.trim().to_ascii_lowercase().as_str() {
            "og:title" => (&mut self.og_title, TITLE),
            "og:description" => (&mut self.og_description, DESCRIPTION),
            "og:site_name" => (&mut self.site, TITLE),
            "description" => (&mut self.description, DESCRIPTION),
            _ => return,
        };
        if place.is_none() {
            *place = line(&content, most);
        }
    }
}

fn attribute<'t>(tag: &'t StartTag<()>, name: &[u8]) -> Option<Cow<'t, str>> {
    let value = tag.attributes.get(&HtmlString(name.to_vec()))?;
    Some(String::from_utf8_lossy(&value.value))
}

/// One line of at most `most` characters, without what does not show or reverses the text; `None` if nothing is left.
fn line(text: &str, most: usize) -> Option<String> {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = match line.char_indices().nth(most) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    };
    Some(line).filter(|line| !line.is_empty())
}

/// True for characters that turn the direction of the text around, and for those without a width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Decodes a page by its `Content-Type` or what it declares itself.
fn text(page: &Page) -> Cow<'_, str> {
    let declared = &page.bytes[..page.bytes.len().min(DECLARATION)];
    let declared = String::from_utf8_lossy(declared).to_ascii_lowercase();
    let encoding = charset(&page.media_type).or_else(|| charset(&declared));
    let encoding = encoding.unwrap_or_else(|| match cut_utf8(&page.bytes) {
        true => UTF_8,
        false => WINDOWS_1252,
    });
    encoding.decode(&page.bytes).0
}

/// True for UTF-8 that may have been cut within its last character.
fn cut_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

fn charset(text: &str) -> Option<&'static Encoding> {
    let (_, rest) = text.split_once("charset=")?;
    let label = rest.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
    Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media_type: &str, bytes: &[u8]) -> Option<(String, Option<String>, Option<String>)> {
        let page = Page {
            media_type: media_type.into(),
            bytes: bytes.to_vec(),
        };
        let found = preview("https://x.example/", &page)?;
        Some((found.title, found.description, found.site_name))
    }

    fn said(html: &str) -> Option<(String, Option<String>, Option<String>)> {
        of("text/html; charset=utf-8", html.as_bytes())
    }

    #[test]
    fn the_head_says_it() {
        let page = "<!doctype html><head><title>\n A &amp; B <!-- no comment -->\n</title>\
            <meta name=description content='It is &quot;this&quot;'><meta property=og:site_name content=Wiki></head>\
            <body><title>not this</title>";
        let (title, description, site) = said(page).unwrap();
        assert_eq!(title, "A & B <!-- no comment -->");
        assert_eq!(description.unwrap(), "It is \"this\"");
        assert_eq!(site.unwrap(), "Wiki");
        let page = "<title>Plain</title><meta property='og:title' content='Open'><meta property='og:description' \
            content='Graph'><meta name='description' content='Other'>";
        assert_eq!(
            said(page).unwrap(),
            ("Open".into(), Some("Graph".into()), None)
        );
    }

    #[test]
    fn what_says_nothing_has_no_preview() {
        for page in [
            "",
            "<title></title>",
            "<title> \u{202e}\u{200b} </title>",
            "<script>var x = '<title>no</title>'</script>",
            "<body><title>no</title>",
            "<!-- <title>no</title> -->",
            "<meta name=description content=alone>",
            "<title>never closed",
        ] {
            assert_eq!(said(page), None, "{page}");
        }
    }

    #[test]
    fn long_and_odd_words_are_made_a_line() {
        let (title, ..) = said(&format!("<title>{}</title>", "ä".repeat(5_000))).unwrap();
        assert_eq!(title, format!("{}…", "ä".repeat(200)));
        let (title, ..) = said("<title>a\u{202e}b\u{7}c\u{2066}</title>").unwrap();
        assert_eq!(title, "ab c");
    }

    #[test]
    fn other_encodings_are_read() {
        let latin = b"<title>B\xfccher</title>";
        for (media_type, bytes) in [
            ("text/html; charset=iso-8859-1", latin.to_vec()),
            ("text/html", latin.to_vec()),
            (
                "text/html",
                [&b"<meta charset='iso-8859-1'>"[..], latin].concat(),
            ),
            (
                "text/html",
                "<title>Bücher</title>ü".as_bytes()[..23].to_vec(),
            ),
        ] {
            assert_eq!(of(media_type, &bytes).unwrap().0, "Bücher", "{media_type}");
        }
    }
}
