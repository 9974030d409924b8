//! The location of a store: a local folder, or a bucket with a prefix.

use std::{fmt, path::PathBuf, str::FromStr};

use object_store::path::Path;

/// Where objects are kept: a folder, or a bucket of a server that speaks S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A folder on this machine.
    Folder(PathBuf),
    /// A bucket.
    Bucket {
        /// The name of the bucket.
        bucket: String,
        /// What all keys begin with; empty for none.
        prefix: String,
    },
}

/// Why a text is not the location of a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} must be the path of a folder, file:///PATH, or s3://BUCKET/PREFIX")]
pub struct NoLocation(String);

impl FromStr for Location {
    type Err = NoLocation;

    fn from_str(text: &str) -> Result<Self, NoLocation> {
        let refused = || NoLocation(text.to_owned());
        if let Some(rest) = text.strip_prefix("s3://") {
            return bucket(rest).ok_or_else(refused);
        }
        let path = text.strip_prefix("file://").unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(refused());
        }
        Ok(Self::Folder(PathBuf::from(path)))
    }
}

fn bucket(text: &str) -> Option<Location> {
    let (bucket, prefix) = text.split_once('/').unwrap_or((text, ""));
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
    };
    let is_bucket = (3..=63).contains(&bucket.len()) && bucket.bytes().all(allowed);
    let prefix = prefix.trim_end_matches('/');
    let is_prefix = !prefix.starts_with('/');
    let prefix = Path::parse(prefix).ok()?;
    (is_bucket && is_prefix).then(|| Location::Bucket {
        bucket: bucket.to_owned(),
        prefix: prefix.to_string(),
    })
}

impl Location {
    /// The same place, however the process was started.
    ///
    /// # Errors
    /// When the folder in which the process works is gone.
    pub fn absolute(self) -> std::io::Result<Self> {
        Ok(match self {
            Self::Folder(folder) => Self::Folder(std::path::absolute(folder)?),
            bucket @ Self::Bucket { .. } => bucket,
        })
    }

    /// The path or URL of an object.
    #[must_use]
    pub fn of(&self, key: &str) -> String {
        format!("{self}/{key}")
    }
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(out),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(out, "s3://{bucket}"),
            Self::Bucket { bucket, prefix } => write!(out, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_buckets_are_named() {
        for (text, shown) in [
            ("./data/files", "./data/files"),
            ("file:///srv/files", "/srv/files"),
            ("s3://chat", "s3://chat"),
            ("s3://chat/", "s3://chat"),
            ("s3://chat.example/a/b/", "s3://chat.example/a/b"),
        ] {
            let location: Location = text.parse().unwrap();
            assert_eq!(location.to_string(), shown);
            assert_eq!(location.of("ab/cd"), format!("{shown}/ab/cd"));
        }
        for text in [
            "",
            "file://",
            "http://x/y",
            "s3://",
            "s3://ab",
            "s3://Chat/x",
            "s3://chat/../x",
            "s3://chat//x",
            "s3:///x",
        ] {
            assert!(text.parse::<Location>().is_err(), "{text}");
        }
    }
}
