//! Why a file cannot be uploaded. The page has each of these sentences in its own words, and a test that knows all.

use actors::protocol::{ErrorCode, Failure};
use files::{kind::Contradiction, kinds::Denied, pictures::Refused};

const MEBIBYTE: u64 = 1024 * 1024;
/// How long whoever has used up a quota waits.
const QUOTA_PAUSE_MS: u64 = 60 * 60 * 1000;

/// Why a file cannot be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is longer than files may be here; the value is that limit in bytes.
    #[error("the file is too large; the limit is {} MiB", .0 / MEBIBYTE)]
    TooLarge(u64),
    /// It is longer than all that a user may upload in a day; the value is that limit in bytes.
    #[error("the file is larger than all that is allowed in a day; the limit is {} MiB", .0 / MEBIBYTE)]
    OverQuota(u64),
    /// It is not what its name says.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
    /// The administrator does not allow files of its kind.
    #[error(transparent)]
    Kind(#[from] Denied),
    /// It is a picture that is damaged or too large.
    #[error(transparent)]
    Picture(#[from] Refused),
    /// The user's quota is used up.
    #[error("you have uploaded as much as is allowed in a day; try again later")]
    Quota,
    /// The user has too many uploads that are not complete.
    #[error("you have too many unfinished uploads; finish or cancel some")]
    Unfinished,
    /// The disk has less room than uploads must leave.
    #[error("the server's disk is too full for files; tell an administrator")]
    DiskFull,
    /// The store fails.
    #[error("the store of files does not answer; try again later")]
    NoStore,
}

impl Refusal {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Empty | Self::Contradiction(_) | Self::Kind(_) => ErrorCode::Invalid,
            Self::Picture(Refused::Damaged | Refused::TooManyPixels { .. }) => ErrorCode::Invalid,
            Self::TooLarge(_) | Self::OverQuota(_) | Self::Picture(Refused::TooLong) => {
                ErrorCode::TooLarge
            }
            Self::Quota | Self::Unfinished => ErrorCode::RateLimited,
            Self::DiskFull | Self::NoStore => ErrorCode::Busy,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            retry_after_ms: (refusal == Refusal::Quota).then_some(QUOTA_PAUSE_MS),
            ..Self::new(refusal.code(), refusal.to_string())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{env, fs, path::Path};

    use files::{
        kind,
        kinds::{Kinds, Pattern},
    };
    use serde_json::{Value, json};

    use super::*;

    /// One refusal of each kind, in this order. A new one needs a place here, and words of the page.
    fn after(refusal: Option<&Refusal>) -> Option<Refusal> {
        let picture = |refused: Refused| Some(Refusal::Picture(refused));
        match refusal {
            None => Some(Refusal::Empty),
            Some(Refusal::Empty) => Some(Refusal::TooLarge(100 * MEBIBYTE)),
            Some(Refusal::TooLarge(_)) => Some(Refusal::OverQuota(5 * MEBIBYTE)),
            Some(Refusal::OverQuota(_)) => {
                let found = kind::decide(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.pdf");
                found.err().map(Refusal::from)
            }
            Some(Refusal::Contradiction(_)) => Some(denied(Kinds::Only)),
            Some(Refusal::Kind(rule)) if rule.rule.starts_with("allowed") => {
                Some(denied(Kinds::AllBut))
            }
            Some(Refusal::Kind(_)) => picture(Refused::Damaged),
            Some(Refusal::Picture(Refused::Damaged)) => picture(Refused::TooLong),
            Some(Refusal::Picture(Refused::TooLong)) => picture(Refused::TooManyPixels {
                width: 50_000,
                height: 40_000,
            }),
            Some(Refusal::Picture(Refused::TooManyPixels { .. })) => Some(Refusal::Quota),
            Some(Refusal::Quota) => Some(Refusal::Unfinished),
            Some(Refusal::Unfinished) => Some(Refusal::DiskFull),
            Some(Refusal::DiskFull) => Some(Refusal::NoStore),
            Some(Refusal::NoStore) => None,
        }
    }

    fn denied(rule: impl Fn(Vec<Pattern>) -> Kinds) -> Refusal {
        let kind = kind::decide(b"words", "a.log").unwrap();
        let patterns = ["image/*", ".log", "application/pdf", "text/plain"];
        let patterns = patterns.map(|pattern| pattern.parse().unwrap());
        let (all, few) = (patterns.to_vec(), patterns[..1].to_vec());
        let refusals = [rule(all), rule(few)].map(|kinds| kinds.check("a.log", b"words", &kind));
        let refused = refusals.into_iter().find_map(Result::err);
        refused.unwrap().into()
    }

    #[test]
    fn the_page_has_words_for_every_refusal_of_a_file() {
        let mut all: Vec<Value> = Vec::new();
        let mut refusal = after(None);
        while let Some(found) = refusal {
            let Failure { code, message, .. } = found.clone().into();
            all.push(json!({"code": code, "message": message}));
            refusal = after(Some(&found));
        }
        let generated = serde_json::to_string_pretty(&all).unwrap() + "\n";
        let path = "web/src/features/files/refusals.generated.json";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &generated).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == generated,
            "run: UPDATE=1 cargo test -p orvale-chat every_refusal_of_a_file"
        );
    }
}
