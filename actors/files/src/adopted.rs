//! The files of an adopted chat, in the folder where the Node server left them. They are only read.

use std::{
    fs::File,
    ops::Range,
    os::unix::fs::FileExt as _,
    path::{Component, Path, PathBuf},
};

use bytes::Bytes;
use futures_util::stream;
use tokio::task::spawn_blocking;

use crate::{Chunks, Error};

/// How many bytes are read at once.
const WINDOW: u64 = 256 * 1024;

/// A folder with files, if there is one. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Adopted {
    root: Option<PathBuf>,
}

impl Adopted {
    /// Files below `root`.
    #[must_use]
    pub fn below(root: Option<PathBuf>) -> Self {
        Self { root }
    }

    /// Returns the length of a file.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none.
    pub async fn size(&self, path: &str) -> Result<u64, Error> {
        let (this, path) = (self.clone(), path.to_owned());
        let found = spawn_blocking(move || Ok(this.open(&path)?.metadata()?.len())).await;
        found.unwrap_or_else(|error| Err(Error::Failed(error.to_string())))
    }

    /// Reads a part of a file. Nothing is read before the stream is polled.
    #[must_use]
    pub fn read(&self, path: &str, range: Range<u64>) -> Chunks {
        let (this, path) = (self.clone(), path.to_owned());
        Box::pin(stream::try_unfold(range, move |left| {
            let (this, path) = (this.clone(), path.clone());
            let reading = spawn_blocking(move || {
                if left.is_empty() {
                    return Ok(None);
                }
                let end = left.end.min(left.start + WINDOW);
                let length = usize::try_from(end - left.start).unwrap_or_default();
                let mut bytes = vec![0; length];
                this.open(&path)?.read_exact_at(&mut bytes, left.start)?;
                Ok(Some((Bytes::from(bytes), end..left.end)))
            });
            async move {
                let read = reading.await;
                read.unwrap_or_else(|error| Err(Error::Failed(error.to_string())))
            }
        }))
    }

    /// Opens a file, if it is one and in the folder, whatever links lead to it.
    fn open(&self, path: &str) -> Result<File, Error> {
        let missing = || Error::Missing(path.to_owned());
        let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(path).components().all(inside) {
            return Err(missing());
        }
        let root = self.root.as_ref().ok_or_else(missing)?;
        let root = root.canonicalize().map_err(|_| missing())?;
        let real = root.join(path).canonicalize().map_err(|_| missing())?;
        if !real.starts_with(&root) || !real.is_file() {
            return Err(missing());
        }
        Ok(File::open(real)?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use futures_util::TryStreamExt as _;

    use super::*;

    #[tokio::test]
    async fn only_files_in_the_folder_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        std::fs::write(root.join("a/b [1]%.txt"), "0123456789").unwrap();
        std::os::unix::fs::symlink("../secret", root.join("link")).unwrap();
        let files = Adopted::below(Some(root));
        assert_eq!(files.size("a/b [1]%.txt").await.unwrap(), 10);
        let read: Vec<Bytes> = files
            .read("a/b [1]%.txt", 2..5)
            .try_collect()
            .await
            .unwrap();
        assert_eq!(read.concat(), b"234");
        for path in ["link", "../secret", "/etc/passwd", "a", "", "b"] {
            let found = files.size(path).await;
            assert!(matches!(found, Err(Error::Missing(_))), "{path}");
        }
        let nowhere = Adopted::default().size("a").await;
        assert!(matches!(nowhere, Err(Error::Missing(_))));
    }
}
