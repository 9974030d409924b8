//! Pictures: their dimensions, a thumbnail of each, and the removal of metadata.
//!
//! A picture's header decides whether it is decoded at all: what it claims counts, however few bytes it has. Of an
//! animation only the first frame is decoded. At most [`AT_ONCE`] pictures are handled at a time, on as many threads of
//! their own: allocators keep memory for every thread that has used much.

mod gif;
mod metadata;
mod thumbnail;

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use tokio::{runtime::Runtime, sync::Semaphore};

use crate::{Error, background};

/// How many pictures are handled at once.
const AT_ONCE: usize = 2;
/// The length of the longest file that is handled, in bytes: it is in memory, and once more without metadata.
const LONGEST: u64 = 100 * 1024 * 1024;

/// The result of examining a picture.
#[derive(Debug, Default)]
pub struct Examined {
    /// Its width and height as it is shown; `None` if it cannot be decoded.
    pub size: Option<(u32, u32)>,
    /// Its thumbnail; `None` if it is damaged or has too many pixels.
    pub thumbnail: Option<Thumbnail>,
    /// Its bytes without metadata, if it had any.
    pub cleaned: Option<Bytes>,
}

/// A small picture.
#[derive(Debug)]
pub struct Thumbnail {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime_type: &'static str,
}

/// Why a picture is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It has metadata that cannot be removed.
    #[error("the picture is damaged, so the data in it about place and owner cannot be removed")]
    Damaged,
    /// The file is too long to be handled in memory.
    #[error("the file is too large; the limit is {} MiB", LONGEST / (1024 * 1024))]
    TooLong,
    /// Its header claims more pixels than a viewer could show.
    #[error("the picture is too large: {width} × {height} pixels; make it smaller")]
    TooManyPixels {
        /// The claimed width.
        width: u32,
        /// The claimed height.
        height: u32,
    },
}

/// Handles pictures, a few at once.
#[derive(Clone, Debug)]
pub struct Pictures {
    permits: Arc<Semaphore>,
    threads: Arc<Threads>,
}

/// The threads on which pictures are handled.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Default for Pictures {
    fn default() -> Self {
        let threads = background::threads("pictures", AT_ONCE);
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            threads: Arc::new(Threads(Some(threads))),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Waiting for the threads would block the one that drops this.
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}

impl Pictures {
    /// Returns whether files of this type are pictures that are examined.
    #[must_use]
    pub fn are_of(mime_type: &str) -> bool {
        thumbnail::format(mime_type).is_some()
    }

    /// Examines the picture in the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be read. The inner error says why the picture is refused.
    pub async fn examine(
        &self,
        path: PathBuf,
        mime_type: &str,
    ) -> Result<Result<Examined, Refused>, Error> {
        let Some(format) = thumbnail::format(mime_type) else {
            return Ok(Ok(Examined::default()));
        };
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|error| Error::Failed(error.to_string()))?;
        let Some(threads) = &self.threads.0 else {
            return Err(Error::Failed("the server is stopping".into()));
        };
        let examined = threads.spawn_blocking(move || {
            let _permit = permit;
            if std::fs::metadata(&path)?.len() > LONGEST {
                return Ok(Err(Refused::TooLong));
            }
            let bytes = Bytes::from(std::fs::read(&path)?);
            Ok::<_, Error>(examine(&bytes, format))
        });
        // A decoder that panics met a damaged picture, whose metadata may not have been removed.
        examined.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "files: a picture cannot be examined");
            Ok(Err(Refused::Damaged))
        })
    }
}

fn examine(bytes: &Bytes, format: image::ImageFormat) -> Result<Examined, Refused> {
    let size = thumbnail::dimensions(bytes, format)?;
    let cleaned = metadata::without(bytes, format)?;
    let thumbnail = thumbnail::of(bytes, format);
    Ok(Examined {
        // A picture whose header can be read, but not its data, is described by neither.
        size: size.filter(|_| {
            thumbnail.is_some()
                || thumbnail::is_too_large(size)
                || thumbnail::is_too_costly(bytes, format)
        }),
        thumbnail,
        cleaned,
    })
}
