//! Which kinds of files an administrator allows or denies, by the endings of names and by media types.

use std::{fmt, str::FromStr};

use crate::{
    kind::{Kind, is_program},
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

    /// Checks a file. What its first bytes are counts as well as what it is called: a program under another name is
    /// one still.
    ///
    /// # Errors
    /// Names the kind of the file, which is denied, or not among those that are allowed.
    pub fn check(&self, name: &str, head: &[u8], kind: &Kind) -> Result<(), Denied> {
        let ending = ending(name).unwrap_or_default();
        let found = infer::get(head).map_or(kind.mime_type.as_str(), |found| found.mime_type());
        // The first bytes do not say whether a container has sound alone.
        let is_container = found.starts_with("video/") || found.starts_with("audio/");
        let found = if is_container {
            kind.mime_type.as_str()
        } else {
            found
        };
        let is_of = |patterns: &[Pattern], mime_type: &str| {
            let mut patterns = patterns.iter();
            patterns.any(|pattern| pattern.is_of(&ending, mime_type))
        };
        let is_allowed = match self {
            Self::All => true,
            Self::Only(patterns) => {
                let by_type: Vec<_> = patterns
                    .iter()
                    .filter(|pattern| !matches!(pattern, Pattern::Ending(_)))
                    .cloned()
                    .collect();
                is_of(patterns, &kind.mime_type) && (!is_program(found) || is_of(&by_type, found))
            }
            Self::AllBut(patterns) => !is_of(patterns, &kind.mime_type) && !is_of(patterns, found),
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
        let kind = decide(head, name).unwrap();
        kinds.check(name, head, &kind).is_ok()
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
