//! Receiving a file: its bytes go to a temporary file, are hashed on the way, and synced.
//!
//! What is dropped before it is stored leaves nothing behind.

use std::{fs::File, io::Read as _, path::Path};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempPath};

use crate::{
    Error,
    sink::{Keeper, Sink},
};

/// How many of the first bytes are kept to decide what the file is.
const HEAD: usize = 8 * 1024;

/// A file that is being received.
#[derive(Debug)]
pub struct Spool {
    sink: Sink<Temporary>,
    head: Vec<u8>,
    size: u64,
}

/// The file is deleted when this is dropped.
#[derive(Debug)]
struct Temporary(TempPath);

impl Keeper for Temporary {
    fn synced(&self, _: u64) -> Result<(), Error> {
        Ok(())
    }
}

/// A received file, on disk and synced, which is not in the store yet.
#[derive(Debug)]
pub struct Spooled {
    pub(crate) path: TempPath,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Its first bytes.
    pub head: Vec<u8>,
}

impl Spooled {
    /// The path of the temporary file that holds the bytes until they are stored.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Spool {
    /// Creates a temporary file in `folder`.
    pub(crate) fn create(folder: &Path) -> Result<Self, Error> {
        let (file, path) = NamedTempFile::new_in(folder)?.into_parts();
        Ok(Self {
            sink: Sink::new(file, Temporary(path), Some(Sha256::new())),
            head: Vec::new(),
            size: 0,
        })
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When the temporary file cannot be written, for example because the disk is full.
    pub async fn write(&mut self, chunk: &Bytes) -> Result<(), Error> {
        self.size += chunk.len() as u64;
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&chunk[..room.min(chunk.len())]);
        self.sink.write(chunk).await
    }

    /// Ends the file: its bytes are on disk afterwards, also if the power fails.
    ///
    /// # Errors
    /// When the temporary file cannot be written, for example because the disk is full.
    pub async fn finish(self) -> Result<Spooled, Error> {
        let (Temporary(path), hash) = self.sink.finish().await?;
        let hash = hash.ok_or_else(|| Error::Failed("the bytes were not hashed".into()))?;
        Ok(Spooled {
            path,
            size: self.size,
            sha256: hex(&hash.finalize()),
            head: self.head,
        })
    }
}

/// The length, SHA-256 and first bytes of a file.
pub(crate) fn hashed(file: &mut File) -> Result<(u64, String, Vec<u8>), Error> {
    let (mut size, mut hash, mut head) = (0, Sha256::new(), Vec::new());
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((size, hex(&hash.finalize()), head));
        }
        let bytes = &buffer[..count];
        head.extend_from_slice(&bytes[..HEAD.saturating_sub(head.len()).min(count)]);
        hash.update(bytes);
        size += count as u64;
    }
}

/// The first bytes of a file, by which it is decided what it is.
pub(crate) fn first(file: &File) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
