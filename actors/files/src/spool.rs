//! Receiving a file: its bytes go to a temporary file, are hashed on the way, and synced at the end.
//!
//! At most [`BUFFER`] bytes wait in memory. What is dropped before it is stored leaves nothing behind.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    path::Path,
};

use bytes::{Bytes, BytesMut};
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

use crate::Error;

/// How many bytes are gathered for one write.
const BUFFER: usize = 128 * 1024;
/// How many of the first bytes are kept to decide what the file is.
const HEAD: usize = 8 * 1024;

/// A file that is being received.
#[derive(Debug)]
pub struct Spool {
    disk: Option<Disk>,
    waiting: BytesMut,
    head: Vec<u8>,
    size: u64,
}

#[derive(Debug)]
struct Disk {
    file: NamedTempFile,
    hash: Sha256,
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
        let file = NamedTempFile::new_in(folder)?;
        let hash = Sha256::new();
        Ok(Self {
            disk: Some(Disk { file, hash }),
            waiting: BytesMut::new(),
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
        self.waiting.extend_from_slice(chunk);
        if self.waiting.len() >= BUFFER {
            self.flush().await?;
        }
        Ok(())
    }

    /// Ends the file: its bytes are on disk afterwards, also if the power fails.
    ///
    /// # Errors
    /// When the temporary file cannot be written, for example because the disk is full.
    pub async fn finish(mut self) -> Result<Spooled, Error> {
        self.flush().await?;
        let disk = self.disk.take().ok_or_else(broken)?;
        let (path, sha256) = spawn_blocking(move || {
            disk.file.as_file().sync_all()?;
            Ok::<_, Error>((disk.file.into_temp_path(), hex(&disk.hash.finalize())))
        })
        .await
        .map_err(|_| broken())??;
        Ok(Spooled {
            path,
            size: self.size,
            sha256,
            head: self.head,
        })
    }

    async fn flush(&mut self) -> Result<(), Error> {
        let mut disk = self.disk.take().ok_or_else(broken)?;
        let mut bytes = std::mem::take(&mut self.waiting);
        let (disk, bytes) = spawn_blocking(move || {
            disk.hash.update(&bytes);
            File::write_all(disk.file.as_file_mut(), &bytes)?;
            bytes.clear();
            Ok::<_, Error>((disk, bytes))
        })
        .await
        .map_err(|_| broken())??;
        self.disk = Some(disk);
        self.waiting = bytes;
        Ok(())
    }
}

fn broken() -> Error {
    Error::Failed("an earlier write failed".into())
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

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
