//! What a file is: decided from its first bytes and its name, never from what its sender declares.

use crate::name::ending;

/// The type of bytes about which nothing is known.
const UNKNOWN: &str = "application/octet-stream";

/// Endings of names of which a browser could run the content.
const ACTIVE: [&str; 19] = [
    "htm", "html", "xhtml", "xht", "shtml", "mhtml", "mht", "svg", "svgz", "xml", "xsl", "xslt",
    "js", "mjs", "cjs", "wasm", "swf", "hta", "htc",
];

/// Words with which active content begins, in lower case.
const MARKUP: [&str; 11] = [
    "<!doctype",
    "<html",
    "<head",
    "<body",
    "<script",
    "<svg",
    "<?xml",
    "<iframe",
    "<math",
    "<!entity",
    "<xsl:",
];

/// The endings of names under which programs are what their names say, by the media types of their bytes.
const PROGRAMS: [(&str, &[&str]); 8] = [
    (
        "application/vnd.microsoft.portable-executable",
        &[
            "exe", "dll", "scr", "com", "sys", "ocx", "cpl", "drv", "efi", "mui", "ax", "pyd",
        ],
    ),
    (
        "application/x-executable",
        &["elf", "so", "o", "obj", "ko", "out", "run", "appimage"],
    ),
    (
        "application/x-mach-binary",
        &["dylib", "so", "o", "bundle", "out"],
    ),
    ("application/java", &["class"]),
    ("application/vnd.android.dex", &["dex"]),
    ("application/vnd.android.dey", &["dey", "odex"]),
    ("application/x-llvm", &["bc"]),
    ("application/wasm", &["wasm"]),
];

const PDF: &str = "application/pdf";

/// What `.ts` and `.mts` promise. TypeScript and Qt's translations have these endings, too.
const TRANSPORT_STREAM: &str = "video/vnd.dlna.mpeg-tts";

/// Types that are recognized by two bytes, with which a text may begin, too.
const WEAK: [&str; 3] = [
    "application/vnd.microsoft.portable-executable",
    "application/x-llvm",
    "image/bmp",
];

/// The media type under which a file is served, and whether in place or as a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The media type.
    pub mime_type: String,
    /// True if a browser may show it in place. All others are downloads.
    pub shown: bool,
}

/// The bytes of a file are not what its name says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is not what its name says: it contains {found}")]
pub struct Contradiction {
    /// The name that the file was uploaded under.
    pub name: String,
    /// The media type that the bytes have, by their signature.
    pub found: String,
}

/// Decides what a file is, by its first bytes and its (harmless) name.
///
/// # Errors
/// When the name promises a picture, a video, sound, a PDF or a ZIP archive, which most documents are, and the bytes
/// are something else; when it promises anything else that is known and the bytes are a program.
pub fn decide(head: &[u8], name: &str) -> Result<Kind, Contradiction> {
    let ending = ending(name).unwrap_or_default();
    let named = match named(&ending) {
        TRANSPORT_STREAM if is_plain(head) => "text/plain",
        named => named,
    };
    let is_active = is_markup(head);
    let found = signature(head);
    let fits = found.is_some_and(|found| belongs(&ending, &found));
    let found = found.map(|kind| kind.mime_type());
    let contradicts = |found: &str| Contradiction {
        name: name.to_owned(),
        found: found.to_owned(),
    };
    if ACTIVE.contains(&ending.as_str()) {
        return Ok(download(named));
    }
    let promises = is_shown(named) && !named.starts_with("text/");
    match found.filter(|_| !is_active) {
        Some(found) if is_program(found) && (fits || named == UNKNOWN) => Ok(download(found)),
        Some(found) if is_program(found) => Err(contradicts(found)),
        Some(found) if promises && !fits && !agrees(named, found) => Err(contradicts(found)),
        Some(found) if is_archive(named) && !is_document(found) => Err(contradicts(found)),
        Some(found) if is_shown(found) && found.contains('/') => Ok(shown(normal(found))),
        // Documents are archives by their bytes, and the name says which.
        Some(found) if named == UNKNOWN => Ok(download(found)),
        Some(_) => Ok(download(named)),
        None if promises && is_active => Err(contradicts("a document that a browser would run")),
        None if promises && is_recognizable(named) => Err(contradicts("something else")),
        None => Ok(of_text(head, named, is_active)),
    }
}

/// The media type that the ending of a name promises.
pub(crate) fn named(ending: &str) -> &'static str {
    mime_guess::from_ext(ending).first_raw().unwrap_or(UNKNOWN)
}

/// What the first bytes are, if they have a signature. A text has none, even if it begins with "MZ" or mentions "%PDF".
pub(crate) fn signature(head: &[u8]) -> Option<infer::Type> {
    infer::get(head).filter(|found| match found.mime_type() {
        // Texts in older encodings are no UTF-8, but no text has a NUL.
        weak if WEAK.contains(&weak) => head.contains(&0),
        PDF => !is_plain(head) || begins_with(head, b"%PDF"),
        _ => true,
    })
}

fn begins_with(head: &[u8], signature: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().starts_with(signature)
}

/// Returns whether files whose name has this ending are of the type that was found.
pub(crate) fn belongs(ending: &str, found: &infer::Type) -> bool {
    let of_program = |(program, endings): &(&str, &[&str])| {
        *program == found.mime_type() && endings.contains(&ending)
    };
    found.extension() == ending
        || is_named(ending, found.mime_type())
        || PROGRAMS.iter().any(of_program)
}

/// Returns whether an ending promises a media type, among others.
pub(crate) fn is_named(ending: &str, mime_type: &str) -> bool {
    let mut promised = mime_guess::from_ext(ending).iter_raw();
    promised.any(|promised| promised == mime_type && promised != UNKNOWN)
}

/// Returns whether the name says more than the bytes: of an archive, which document it is; of XML, which format.
pub(crate) fn says_more(named: &str, found: &str) -> bool {
    let is_of_office = named.starts_with("application/vnd.") || named == "application/msword";
    match found {
        "application/zip" => is_of_office || is_archive(named),
        "application/x-ole-storage" => is_of_office,
        "text/xml" => named.ends_with("+xml") || named.starts_with("application/"),
        _ => false,
    }
}

/// Returns whether files of this type are ZIP archives.
fn is_archive(mime_type: &str) -> bool {
    let documents = [
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
    ];
    matches!(
        mime_type,
        "application/zip"
            | "application/epub+zip"
            | "application/java-archive"
            | "application/vnd.android.package-archive"
    ) || documents.iter().any(|one| mime_type.starts_with(one))
}

/// Returns whether these bytes can be a document that is a ZIP archive: with a password it is one of the older kind.
fn is_document(found: &str) -> bool {
    let older = [
        "application/x-ole-storage",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "image/openraster",
    ];
    is_archive(found) || older.contains(&found)
}

/// Returns whether the first bytes are those of a text.
pub(crate) fn is_plain(head: &[u8]) -> bool {
    !head.contains(&0) && is_utf8(head)
}

fn of_text(head: &[u8], named: &str, is_active: bool) -> Kind {
    let is_plain = !is_active && is_plain(head);
    match (is_plain, named) {
        (true, named) if named.starts_with("text/") => shown(named),
        // Playlists have the endings of sound.
        (true, named) if named == UNKNOWN || is_shown(named) => shown("text/plain"),
        _ => download(named),
    }
}

/// The type under which the bytes are sent: a browser gets no name of anything that it could run.
#[must_use]
pub fn sent_as(mime_type: &str) -> &str {
    match mime_type {
        "text/plain" => "text/plain; charset=utf-8",
        text if text.starts_with("text/") => "text/plain; charset=utf-8",
        shown if is_shown(shown) => shown,
        "application/zip" | "application/gzip" | "application/json" => mime_type,
        office if office.starts_with("application/vnd.") => office,
        _ => UNKNOWN,
    }
}

/// Returns whether a browser may show files of this type in place.
#[must_use]
pub fn is_shown(mime_type: &str) -> bool {
    match mime_type {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" | "image/bmp" => {
            true
        }
        "application/pdf" | "text/plain" => true,
        other => other.starts_with("video/") || other.starts_with("audio/"),
    }
}

fn shown(mime_type: &str) -> Kind {
    Kind {
        mime_type: mime_type.to_owned(),
        shown: true,
    }
}

fn download(mime_type: &str) -> Kind {
    Kind {
        mime_type: mime_type.to_owned(),
        shown: false,
    }
}

/// Both are of one family. Containers hold sound or moving pictures.
fn agrees(named: &str, found: &str) -> bool {
    let family = |mime: &str| mime.split('/').next().map(str::to_owned);
    let moves = |mime: &str| mime.starts_with("video/") || mime.starts_with("audio/");
    let is_picture = named.starts_with("image/") && family(found) == family(named);
    named == found || is_picture || (moves(named) && moves(found))
        // infer knows Matroska and Ogg by other names.
        || (moves(named) && found == "application/ogg")
}

pub(crate) fn is_program(mime_type: &str) -> bool {
    PROGRAMS.iter().any(|(program, _)| *program == mime_type)
}

/// Kinds whose first bytes always say what they are. Sound may begin in the middle of a stream.
fn is_recognizable(named: &str) -> bool {
    named.starts_with("image/") || named == "application/pdf"
}

fn normal(mime_type: &str) -> &str {
    match mime_type {
        "audio/x-wav" => "audio/wav",
        "audio/x-flac" => "audio/flac",
        "video/x-matroska" => "video/webm",
        other => other,
    }
}

/// Returns whether the first bytes look like a document that a browser would run.
fn is_markup(head: &[u8]) -> bool {
    let head = &head[..head.len().min(1024)];
    let text = if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        head.iter().copied().filter(|byte| *byte != 0).collect()
    } else {
        head.to_vec()
    };
    let text = String::from_utf8_lossy(&text).to_lowercase();
    let text = text.trim_start_matches(|letter: char| {
        letter.is_whitespace() || letter == '\u{feff}' || letter == '\u{fffd}'
    });
    text.starts_with('<') && MARKUP.iter().any(|word| text.contains(word))
}

/// The first bytes of a longer text may end in the middle of a character.
fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const HTML: &[u8] = b"\n <!DOCTYPE html><script>alert(1)</script>";
    const PE: &[u8] = b"MZ\x90\0\x03\0";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0";
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    const PROGRAM: &str = "application/vnd.microsoft.portable-executable";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    const QT: &[u8] = b"<?xml version='1.0'?><!DOCTYPE TS><TS language='de_DE'></TS>";
    const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";

    #[test]
    fn the_bytes_decide() {
        for (head, name, mime_type, shown) in [
            (PNG, "a.png", "image/png", true),
            (PNG, "a.jpg", "image/png", true),
            (PNG, "a", "image/png", true),
            (b"%PDF-1.7\n", "a.pdf", "application/pdf", true),
            (b"GIF89a=1;alert(1)", "a.gif", "image/gif", true),
            (b"hello", "a.txt", "text/plain", true),
            (b"hello", "LICENSE", "text/plain", true),
            (b"a,b\n1,2", "a.csv", "text/csv", true),
            (b"const a = 1;", "a.ts", "text/plain", true),
            (b"#!/usr/bin/env node\n", "a.ts", "text/plain", false),
            (b"#!/usr/bin/env node\n", "a.mts", "text/plain", false),
            (QT, "de.ts", "text/plain", false),
            (b"\x47\x40\0\x10\0", "a.ts", TRANSPORT_STREAM, false),
            (b"{}", "a.json", "application/json", false),
            (b"PK\x03\x04....", "a.zip", "application/zip", false),
            (b"\0\x01\x02", "a.bin", "application/octet-stream", false),
            (b"\0\x01\x02", "a.log", "text/plain", false),
            (b"MZ Marienplatz, 3rd floor", "a.txt", "text/plain", true),
            (b"BMW, rented", "a.csv", "text/csv", true),
            (b"BMW;St\xfcckzahl", "a.csv", "text/csv", false),
            (b"MZ;Gr\xf6\xdfe", "a.txt", "text/plain", false),
            (b"BCC;Pr\xfcfung", "a.csv", "text/csv", false),
            (b"error: no %PDF-1.4 here", "a.log", "text/plain", true),
            (b"\n%PDF-1.4 a", "a.pdf", "application/pdf", true),
            (PE, "a.exe", PROGRAM, false),
            (PE, "a.dll", PROGRAM, false),
            (PE, "a.scr", PROGRAM, false),
            (PE, "a.COM", PROGRAM, false),
            (PE, "a.bin", PROGRAM, false),
            (PE, "a", PROGRAM, false),
            (ZIP, "a.docx", DOCX, false),
            (OLE, "a.docx", DOCX, false),
        ] as [(&[u8], _, _, _); 32]
        {
            let kind = decide(head, name).unwrap();
            assert_eq!(
                (kind.mime_type.as_str(), kind.shown),
                (mime_type, shown),
                "{name}"
            );
        }
    }

    #[test]
    fn what_a_browser_would_run_is_a_download() {
        for (head, name) in [
            (HTML, "a.html"),
            (HTML, "a.txt"),
            (HTML, "a"),
            (SVG, "a.svg"),
            (SVG, "a.txt"),
            (b"<?xml version='1.0'?><a/>", "a.xml"),
            (b"\xef\xbb\xbf<html>", "a.txt"),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "a.txt"),
            (b"alert(1)", "a.js"),
            (PNG, "a.html"),
        ] as [(&[u8], _); 10]
        {
            let kind = decide(head, name).unwrap();
            assert!(!kind.shown, "{name}: {kind:?}");
            let sent = sent_as(&kind.mime_type);
            assert!(!sent.contains("html") && !sent.contains("xml") && !sent.contains("script"));
        }
    }

    #[test]
    fn a_name_may_not_promise_something_else() {
        for (head, name) in [
            (HTML, "a.png"),
            (HTML, "a.mp4"),
            (SVG, "a.jpg"),
            (b"hello", "a.png"),
            (b"hello", "a.pdf"),
            (PNG, "a.pdf"),
            (PNG, "a.mp4"),
            (b"MZ\x90\0", "a.png"),
            (
                &[b"\x7fELF\x02\x01\x01\0".as_slice(), &[0; 60]].concat(),
                "a.txt",
            ),
            (PE, "a.pdf"),
            (PE, "a.docx"),
            (PE, "a.doc"),
            (PE, "a.zip"),
            (PE, "a.mp3"),
            (PE, "a.json"),
            (PE, "a.bat"),
            (ZIP, "a.pdf"),
            (ZIP, "a.png"),
            (PNG, "a.docx"),
            (PNG, "a.zip"),
            (b"%PDF-1.7\n", "a.xlsx"),
        ] as [(&[u8], _); 21]
        {
            assert!(decide(head, name).is_err(), "{name}");
        }
    }
}
