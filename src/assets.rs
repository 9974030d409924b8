//! The built files of the page and the widget: where they come from, and finding one.
//!
//! They are served from a folder named by `--web`, or from what the binary holds. What headers they
//! are sent with is decided in `http::page`.

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

/// Where built files come from.
pub trait Source: Send + Sync {
    /// The file at `path` (relative, `/` between segments), if there is one. May block.
    fn asset(&self, path: &str) -> Option<Bytes>;
}

/// A folder of built files, read on every request so that a new build shows at once.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn asset(&self, path: &str) -> Option<Bytes> {
        std::fs::read(self.0.join(path)).ok().map(Bytes::from)
    }
}

/// The files that the binary holds.
#[cfg(feature = "page")]
#[derive(Debug)]
pub struct Embedded;

#[cfg(feature = "page")]
impl Source for Embedded {
    fn asset(&self, path: &str) -> Option<Bytes> {
        web::asset(path)
    }
}

/// A compressed form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Its name in `Content-Encoding`.
    pub name: &'static str,
    /// What follows the file's name.
    pub extension: &'static str,
}

/// The compressed forms, the smallest first.
pub const ENCODINGS: [Encoding; 2] = [
    Encoding {
        name: "br",
        extension: ".br",
    },
    Encoding {
        name: "gzip",
        extension: ".gz",
    },
];

/// A file, in the smallest form that the browser accepts.
#[derive(Debug)]
pub struct Asset {
    /// Its content, encoded as `encoding` says.
    pub bytes: Bytes,
    /// How it is compressed, if it is.
    pub encoding: Option<Encoding>,
}

/// The built files, if the server has any.
#[derive(Clone)]
pub struct Assets(Option<Arc<dyn Source>>);

impl Assets {
    /// The files of `folder`, or those of the binary if it was built with the page.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        match folder {
            Some(folder) => Self(Some(Arc::new(Folder(folder)))),
            #[cfg(feature = "page")]
            None => Self(Some(Arc::new(Embedded))),
            #[cfg(not(feature = "page"))]
            None => Self(None),
        }
    }

    /// Names what is served: the same for the same version and built files, another one otherwise.
    /// It reads the two files that name all others. May block.
    #[must_use]
    pub fn build(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        for name in ["chat.html", "widget.js"] {
            let content = self.0.as_ref().and_then(|source| source.asset(name));
            hash.update(content.unwrap_or_default());
        }
        let digest = hash.finalize();
        digest[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// True when there are files to serve at all.
    #[must_use]
    pub fn are_present(&self) -> bool {
        self.0.is_some()
    }

    /// The file at `path` in the first of the `accepted` encodings that exists, otherwise as it is.
    /// `None` for paths that lead out of the folder or name hidden files.
    pub async fn find(&self, path: &str, accepted: Vec<Encoding>) -> Option<Asset> {
        let source = self.0.clone().filter(|_| is_plain(path))?;
        let path = path.to_owned();
        let found = tokio::task::spawn_blocking(move || read(&*source, &path, &accepted));
        found.await.ok().flatten()
    }
}

fn read(source: &dyn Source, path: &str, accepted: &[Encoding]) -> Option<Asset> {
    let compressed = accepted.iter().find_map(|encoding| {
        let bytes = source.asset(&format!("{path}{}", encoding.extension))?;
        Some(Asset {
            bytes,
            encoding: Some(*encoding),
        })
    });
    compressed.or_else(|| {
        Some(Asset {
            bytes: source.asset(path)?,
            encoding: None,
        })
    })
}

/// True when a path names a file below the folder: it does not lead upwards and names nothing hidden.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0', ':'])
        && path
            .split('/')
            .all(|segment| !segment.is_empty() && !segment.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_folder_are_named() {
        for path in ["chat.html", "assets/index-abc.js", "assets/fonts/a.woff2"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "",
            "..",
            "a/../b",
            "/etc/passwd",
            "a//b",
            ".env",
            "a/.git/config",
            "a\\b",
            "c:x",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
