//! Parses the Node server's JSON about files, pictures and animations.
//!
//! Its versions used different field names for the same thing. Nothing here reads the disk.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::records::File;

/// A message's description of a file, in the form of the wire.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileInfo {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) size: i64,
    pub(super) mime_type: String,
}

/// The file of a message, and its caption.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    pub(super) file: FileInfo,
    pub(super) caption: String,
}

/// Parses the file of a message from its text, or else from its `file_attachment`; `None` when neither
/// describes a file.
pub(super) fn file(
    text: &str,
    attached: Option<&str>,
    known: &HashMap<String, &File>,
) -> Option<Attachment> {
    if let Some(object) = object(text) {
        let file = describe(&object, known)?;
        return Some(Attachment {
            file,
            caption: first(&object, &CAPTION).unwrap_or_default(),
        });
    }
    let file = describe(&object(attached?)?, known)?;
    Some(Attachment {
        file,
        caption: text.to_owned(),
    })
}

/// Returns the text that replaces an animation: its title, if it has one, and its URL.
pub(super) fn animation(text: &str, attached: Option<&str>) -> String {
    let described = object(text);
    let words = match &described {
        Some(object) => first(object, &["title", "caption", "alt"]).unwrap_or_default(),
        None => text.to_owned(),
    };
    let address = described
        .as_ref()
        .and_then(|object| first(object, &ADDRESS))
        .or_else(|| attached.and_then(address));
    match address {
        Some(address) if words.contains(&address) => words,
        Some(address) if words.is_empty() => address,
        Some(address) => format!("{words}\n{address}"),
        None => text.to_owned(),
    }
}

const ADDRESS: [&str; 5] = ["url", "gifUrl", "gif_url", "src", "originalUrl"];
const CAPTION: [&str; 3] = ["caption", "message", "text"];

/// Returns the URL in a `file_attachment`, which is JSON with a URL or the URL alone.
fn address(attached: &str) -> Option<String> {
    match object(attached) {
        Some(object) => first(&object, &ADDRESS),
        None => attached.starts_with("http").then(|| attached.to_owned()),
    }
}

fn describe(object: &Map<String, Value>, known: &HashMap<String, &File>) -> Option<FileInfo> {
    let id = first(object, &["fileId", "file_id", "id"])?;
    let file = known.get(&id);
    let name = first(
        object,
        &[
            "filename",
            "fileName",
            "originalFilename",
            "original_filename",
            "name",
        ],
    )
    .or_else(|| file.map(|file| file.original_filename.clone()))
    .unwrap_or_else(|| id.clone());
    let size = ["fileSize", "file_size", "size"]
        .iter()
        .find_map(|field| object.get(*field)?.as_i64())
        .or_else(|| file.map(|file| file.file_size))
        .unwrap_or_default()
        .max(0);
    let mime_type = first(object, &["mimeType", "mime_type", "contentType"])
        .or_else(|| file.map(|file| file.mime_type.clone()))
        .unwrap_or_else(|| "application/octet-stream".to_owned());
    Some(FileInfo {
        id,
        name,
        size,
        mime_type,
    })
}

fn object(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

/// Returns the first of `fields` that is text, or a number as text.
fn first(object: &Map<String, Value>, fields: &[&str]) -> Option<String> {
    fields.iter().find_map(|field| match object.get(*field)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_out_of_the_text() {
        let text = r#"{"type":"file","filename":"a.pdf","fileId":"f1","fileSize":12,"mimeType":"application/pdf"}"#;
        let attachment = file(text, None, &HashMap::new()).expect("it names a file");
        assert_eq!(attachment.caption, "");
        assert_eq!(
            serde_json::to_string(&attachment.file).expect("plain data"),
            r#"{"id":"f1","name":"a.pdf","size":12,"mimeType":"application/pdf"}"#
        );
    }

    #[test]
    fn a_file_is_made_out_of_the_attachment_and_the_text_is_its_caption() {
        let attachment = file("look", Some(r#"{"id":"f1","size":-4}"#), &HashMap::new())
            .expect("it names a file");
        assert_eq!(attachment.caption, "look");
        assert_eq!(attachment.file.name, "f1");
        assert_eq!(attachment.file.size, 0);
        assert_eq!(attachment.file.mime_type, "application/octet-stream");
    }

    #[test]
    fn what_names_no_file_is_none() {
        for (text, attached) in [
            ("words", None),
            ("{}", None),
            ("[1]", Some("[]")),
            ("{broken", Some("uploads/x.png")),
            (r#"{"fileId":""}"#, None),
        ] {
            assert_eq!(
                file(text, attached, &HashMap::new()),
                None,
                "{text} {attached:?}"
            );
        }
    }

    #[test]
    fn an_animation_becomes_its_address() {
        let address = "https://example.org/a.gif";
        let json = format!(r#"{{"url":"{address}","title":"cat"}}"#);
        assert_eq!(animation(address, None), address);
        assert_eq!(animation(&json, None), format!("cat\n{address}"));
        assert_eq!(animation("", Some(&json)), address);
        assert_eq!(animation("ha", Some(address)), format!("ha\n{address}"));
        assert_eq!(animation("ha", None), "ha");
    }
}
