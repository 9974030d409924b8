//! Which kinds of files an administrator allows or denies, by the endings of names and by media types.

use std::{fmt, str::FromStr};

use crate::{
    kind::{Kind, belongs, is_named, is_plain, is_program, named, says_more, signature},
    name::ending,
};

/// The administrator does not allow files of this kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("files like {name} are not allowed here; {rule}")]
pub struct Denied {
    /// The name of the file.
    pub name: String,
    /// Which kinds are allowed, or which are not.
    pub rule: String,
}

/// One kind of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `.exe`: those whose name ends in this.
    Ending(String),
    /// `image/*`: those of all media types of this family.
    Family(String),
    /// `application/pdf`: those of this media type.
    Type(String),
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_lowercase();
        let is_word = |word: &str| !word.is_empty() && !word.contains(['*', '/', ' ', ';']);
        let parsed = match (lower.strip_prefix('.'), lower.split_once('/')) {
            (Some(ending), _) if is_word(ending) && !ending.contains('.') => {
                Self::Ending(ending.to_owned())
            }
            (None, Some((family, "*"))) if is_word(family) => Self::Family(family.to_owned()),
            (None, Some((family, kind))) if is_word(family) && is_word(kind) => Self::Type(lower),
            _ => {
                return Err(format!(
                    "{text:?} is neither an ending like .exe nor a media type like image/* or application/pdf"
                ));
            }
        };
        Ok(parsed)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ending(ending) => write!(out, ".{ending}"),
            Self::Family(family) => write!(out, "{family}/*"),
            Self::Type(mime_type) => out.write_str(mime_type),
        }
    }
}

impl Pattern {
    fn is_of(&self, ending: &str, mime_type: &str) -> bool {
        match self {
            Self::Ending(named) => named == ending,
            Self::Family(family) => mime_type.split('/').next() == Some(family),
            Self::Type(named) => named == mime_type,
        }
    }
}

/// What the bytes of a file are, whatever it is called.
struct Bytes<'a> {
    found: infer::Type,
    /// The media type: the first bytes do not say whether a container has sound alone.
    mime_type: &'a str,
    /// True if the ending of the name says more of them than they do.
    are_named: bool,
}

impl<'a> Bytes<'a> {
    fn of(head: &[u8], ending: &str, kind: &'a Kind) -> Option<Self> {
        let found = signature(head)?;
        let mime_type = found.mime_type();
        let is_container = mime_type.starts_with("video/") || mime_type.starts_with("audio/");
        Some(Self {
            mime_type: if is_container {
                &kind.mime_type
            } else {
                mime_type
            },
            are_named: says_more(named(ending), mime_type),
            found,
        })
    }

    fn are_of(&self, pattern: &Pattern) -> bool {
        let is_sound = self.mime_type.starts_with("audio/");
        match pattern {
            Pattern::Ending(_) if self.are_named => false,
            Pattern::Ending(ending) if is_sound => is_named(ending, self.mime_type),
            Pattern::Ending(ending) => belongs(ending, &self.found),
            by_type => by_type.is_of("", self.mime_type),
        }
    }

    /// Returns whether a file of these bytes must be allowed by what they are: as a program, or if it is called a text.
    fn count(&self, head: &[u8], kind: &Kind) -> bool {
        let is_text = kind.mime_type.starts_with("text/");
        is_program(self.mime_type) || (is_text && !is_plain(head))
    }
}

/// The kinds that are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kinds {
    /// All.
    #[default]
    All,
    /// These.
    Only(Vec<Pattern>),
    /// All but these.
    AllBut(Vec<Pattern>),
}

impl Kinds {
    /// Checks the name of a file whose bytes are not there yet, as far as it says what the file will be.
    ///
    /// # Errors
    /// When no file of this name is allowed.
    pub fn check_name(&self, name: &str) -> Result<(), Denied> {
        let ending = ending(name).unwrap_or_default();
        let is_named = |patterns: &[Pattern]| {
            let mut patterns = patterns.iter();
            patterns.any(|pattern| matches!(pattern, Pattern::Ending(named) if *named == ending))
        };
        let by_ending = |pattern: &Pattern| matches!(pattern, Pattern::Ending(_));
        let is_allowed = match self {
            Self::All => true,
            Self::Only(patterns) => is_named(patterns) || !patterns.iter().all(by_ending),
            Self::AllBut(patterns) => !is_named(patterns),
        };
        self.allowed(is_allowed, name)
    }

    /// Checks a file. What its first bytes are counts as well as what it is called: `.exe` denies a Windows program under
    /// any name.
    ///
    /// # Errors
    /// Names the kind of the file, which is denied, or not among those that are allowed.
    pub fn check(&self, name: &str, head: &[u8], kind: &Kind) -> Result<(), Denied> {
        let ending = ending(name).unwrap_or_default();
        let bytes = Bytes::of(head, &ending, kind);
        let is_called = |pattern: &Pattern| pattern.is_of(&ending, &kind.mime_type);
        let is_made_of = |pattern: &Pattern| bytes.as_ref().is_some_and(|one| one.are_of(pattern));
        let is_allowed = match self {
            Self::All => true,
            Self::Only(patterns) => {
                let counts = bytes.as_ref().is_some_and(|bytes| bytes.count(head, kind));
                patterns.iter().any(is_called) && (!counts || patterns.iter().any(is_made_of))
            }
            Self::AllBut(patterns) => !patterns.iter().any(|one| is_called(one) || is_made_of(one)),
        };
        self.allowed(is_allowed, name)
    }

    fn allowed(&self, is_allowed: bool, name: &str) -> Result<(), Denied> {
        let (intro, patterns) = match self {
            Self::All => return Ok(()),
            _ if is_allowed => return Ok(()),
            Self::Only(patterns) => ("allowed", patterns),
            Self::AllBut(patterns) => ("not allowed", patterns),
        };
        let listed: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        Err(Denied {
            name: name.to_owned(),
            rule: format!("{intro}: {}", listed.join(", ")),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::kind::decide;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const EXE: &[u8] = b"MZ\x90\0";

    fn patterns(texts: &[&str]) -> Vec<Pattern> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn is_allowed(kinds: &Kinds, name: &str, head: &[u8]) -> bool {
        let kind = decide(head, name);
        kind.is_ok_and(|kind| kinds.check(name, head, &kind).is_ok())
    }

    #[test]
    fn a_refusal_lists_the_rule() {
        let only = Kinds::Only(patterns(&["image/*", ".TXT", "application/pdf"]));
        let kind = decide(b"words", "a.log").unwrap();
        assert_eq!(
            only.check("a.log", b"words", &kind)
                .unwrap_err()
                .to_string(),
            "files like a.log are not allowed here; allowed: image/*, .txt, application/pdf"
        );
        let but = Kinds::AllBut(patterns(&[".exe", ".msi"]));
        assert_eq!(
            but.check_name("a.exe").unwrap_err().to_string(),
            "files like a.exe are not allowed here; not allowed: .exe, .msi"
        );
    }

    #[test]
    fn a_list_says_which_files_are_allowed() {
        let only = Kinds::Only(patterns(&["image/*", ".TXT", ".docx"]));
        assert!(is_allowed(&only, "a.png", PNG));
        assert!(is_allowed(&only, "a", PNG));
        assert!(is_allowed(&only, "a.txt", b"words"));
        assert!(!is_allowed(&only, "a.log", b"words"));
        assert!(!is_allowed(&only, "a.docx", EXE));
        assert!(only.check_name("a.log").is_ok());
        let only = Kinds::Only(patterns(&[".txt"]));
        assert!(only.check_name("a.log").is_err() && only.check_name("a.TXT").is_ok());
        let but = Kinds::AllBut(patterns(&[
            ".exe",
            "application/vnd.microsoft.portable-executable",
        ]));
        assert!(is_allowed(&but, "a.png", PNG));
        assert!(!is_allowed(&but, "a.exe", b"words"));
        assert!(!is_allowed(&but, "a.zip", EXE));
        assert!(!is_allowed(&but, "a", EXE));
        assert!(but.check_name("A.EXE").is_err() && but.check_name("a").is_ok());
        assert!(is_allowed(&Kinds::All, "a.exe", EXE));
        // A voice message is no video, although the first bytes are those of one.
        let but = Kinds::AllBut(patterns(&["video/*"]));
        let head = b"\0\0\0\x14ftypisom\0\0\0\0isom";
        let mut kind = decide(head, "a.m4a").unwrap();
        assert!(but.check("a.m4a", head, &kind).is_err());
        kind.mime_type = "audio/mp4".into();
        assert!(but.check("a.m4a", head, &kind).is_ok());
    }

    #[test]
    fn what_is_denied_is_denied_under_any_name() {
        let zip = b"PK\x03\x04\x14\0\0\0";
        let video = b"\0\0\0\x14ftypisom\0\0\0\0isom";
        let but = Kinds::AllBut(patterns(&[".exe", ".zip", ".jpg", ".mp4"]));
        let names = "x.exe x.pdf x.docx x.doc x.zip x.bin x.dat x.com x.dll x.scr x.txt x.mp3 x";
        for name in names.split(' ') {
            assert!(!is_allowed(&but, name, EXE), "{name}");
        }
        for (name, head, expected) in [
            ("x.docx", zip.as_slice(), true),
            ("x.jar", zip, true),
            ("x.bin", zip, false),
            ("x", zip, false),
            ("x.txt", zip, false),
            ("x.json", zip, false),
            ("x.sql", zip, false),
            ("x.jpeg", b"\xff\xd8\xff\xe0", false),
            ("x.png", b"\xff\xd8\xff\xe0", false),
            ("x.png", PNG, true),
            ("x.bin", video, false),
            ("x.bin", b"\0\x01\x02", true),
            ("x.txt", b"words", true),
        ] {
            assert_eq!(is_allowed(&but, name, head), expected, "{name}");
        }
        let only = Kinds::Only(patterns(&[".exe", ".txt", ".bin"]));
        for (name, head, expected) in [
            ("x.exe", EXE, true),
            ("x.txt", b"words", true),
            ("x.txt", zip, false),
            ("x.dll", EXE, false),
        ] {
            assert_eq!(is_allowed(&only, name, head), expected, "{name}");
        }
        let only = Kinds::Only(patterns(&[".bin", "text/plain"]));
        assert!(!is_allowed(&only, "x.bin", EXE));
        // A log is no other text.
        let but = Kinds::AllBut(patterns(&[".log"]));
        assert!(is_allowed(&but, "x.txt", b"words"));
    }

    #[test]
    fn what_is_no_kind_is_refused() {
        for text in [
            "", ".", "exe", "*/*", "image/", "/png", "*", ".tar.gz", "a b/c",
        ] {
            assert!(text.parse::<Pattern>().is_err(), "{text}");
        }
        for text in [".exe", "image/*", "application/pdf"] {
            assert_eq!(text.parse::<Pattern>().unwrap().to_string(), text);
        }
    }
}
