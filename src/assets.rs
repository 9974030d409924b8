//! The built files of the page and the widget.
//!
//! They are read from the folder named by `--web`, or from the binary. `http::page` sets the headers.

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

/// A source of built files.
pub trait Source: Send + Sync {
    /// Returns the file at `path` (relative, with `/`), if it exists. May block.
    fn asset(&self, path: &str) -> Option<Bytes>;
}

/// A folder of built files, read on every request so that a new build is served at once.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn asset(&self, path: &str) -> Option<Bytes> {
        std::fs::read(self.0.join(path)).ok().map(Bytes::from)
    }
}

/// The files embedded in the binary.
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
    /// The suffix of its file name.
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
    /// Its compression, if any.
    pub encoding: Option<Encoding>,
}

/// The built files, if the server has any.
#[derive(Clone)]
pub struct Assets(Option<Arc<dyn Source>>);

impl Assets {
    /// Uses the files of `folder`, or those in the binary if it was built with the page.
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

    /// Returns an identifier of the build: it changes with the version and with any built file. Reads the
    /// two files that name all others. May block.
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

    /// Returns whether there are any files to serve.
    #[must_use]
    pub fn are_present(&self) -> bool {
        self.0.is_some()
    }

    /// Returns the file at `path` in the first of the `accepted` encodings that exists, otherwise
    /// uncompressed. `None` for paths that leave the folder or name hidden files.
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

/// Returns whether a path stays below the folder and names no hidden file.
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

    #[test]
    fn the_build_changes_with_the_page_and_the_widget() {
        let folder = tempfile::tempdir().unwrap();
        let assets = Assets::new(Some(folder.path().to_owned()));
        let write = |name: &str, content: &str| {
            std::fs::write(folder.path().join(name), content).unwrap();
            assets.build()
        };
        let builds = [
            assets.build(),
            write("chat.html", "<script src=\"/assets/chat-1.js\">"),
            write("chat.html", "<script src=\"/assets/chat-2.js\">"),
            write("widget.js", "import('./assets/widget/panel-1.js')"),
            write("widget.js", "import('./assets/widget/panel-2.js')"),
        ];
        for (index, build) in builds.iter().enumerate() {
            assert!(!build.is_empty());
            assert!(!builds[..index].contains(build), "{builds:?}");
        }
        let other = Assets::new(Some(folder.path().to_owned()));
        assert_eq!(other.build(), builds[4], "the same files, the same build");
    }
}
