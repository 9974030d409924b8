//! Appending to an upload.

use std::{
    fs::{File, OpenOptions},
    io::{Seek as _, SeekFrom, Write as _},
};

use bytes::{Bytes, BytesMut};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedMutexGuard, watch};

use super::{Partial, Partials, blocking};
use crate::Error;

/// How many bytes are gathered for one write.
const BUFFER: usize = 128 * 1024;
/// How many bytes are at most lost when the server is killed.
const KEPT: u64 = 4 * 1024 * 1024;

/// How a part is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// The checksum that a part is to have.
#[derive(Clone, Debug)]
pub struct Checksum {
    hash: Hash,
    expected: Vec<u8>,
}

#[derive(Clone, Debug)]
enum Hash {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// The checksum `expected` by this algorithm.
    #[must_use]
    pub fn new(algorithm: Algorithm, expected: Vec<u8>) -> Self {
        let hash = match algorithm {
            Algorithm::Sha1 => Hash::Sha1(Sha1::new()),
            Algorithm::Sha256 => Hash::Sha256(Sha256::new()),
        };
        Self { hash, expected }
    }

    fn update(&mut self, bytes: &[u8]) {
        match &mut self.hash {
            Hash::Sha1(hash) => hash.update(bytes),
            Hash::Sha256(hash) => hash.update(bytes),
        }
    }

    fn agrees(self) -> bool {
        match self.hash {
            Hash::Sha1(hash) => *hash.finalize() == *self.expected,
            Hash::Sha256(hash) => *hash.finalize() == *self.expected,
        }
    }
}

/// A request that appends to an upload.
#[derive(Debug)]
pub struct Appending {
    partials: Partials,
    id: String,
    /// The upload as the disk has it, without what this request appends.
    partial: Partial,
    disk: Option<Disk>,
    waiting: BytesMut,
    position: u64,
    checksum: Option<Checksum>,
    stopped: watch::Receiver<u64>,
}

/// The file, and the right to write it: a write that is still running keeps it.
#[derive(Debug)]
struct Disk {
    file: File,
    _guard: OwnedMutexGuard<()>,
}

impl Appending {
    pub(super) async fn open(
        partials: Partials,
        id: &str,
        partial: Partial,
        (guard, stopped): (OwnedMutexGuard<()>, watch::Receiver<u64>),
        checksum: Option<Checksum>,
    ) -> Result<Self, Error> {
        let (path, start) = (partials.bytes_of(id), partial.received);
        let file = blocking(move || {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.set_len(start)?;
            file.seek(SeekFrom::Start(start))?;
            Ok(file)
        })
        .await?;
        Ok(Self {
            partials,
            id: id.to_owned(),
            position: partial.received,
            partial,
            disk: Some(Disk {
                file,
                _guard: guard,
            }),
            waiting: BytesMut::new(),
            checksum,
            stopped,
        })
    }

    /// The upload as it was when the request began, or at the last time its bytes were kept.
    #[must_use]
    pub fn partial(&self) -> &Partial {
        &self.partial
    }

    /// How many bytes of the upload there would be.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Waits until another request appends to the upload; this one must then end.
    pub async fn stopped(&mut self) {
        // An error means that the upload was removed.
        let _ = self.stopped.changed().await;
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn write(&mut self, chunk: &Bytes) -> Result<(), Error> {
        if let Some(checksum) = &mut self.checksum {
            checksum.update(chunk);
        }
        self.position += chunk.len() as u64;
        self.waiting.extend_from_slice(chunk);
        if self.waiting.len() >= BUFFER {
            self.flush().await?;
        }
        if self.checksum.is_none() && self.position - self.partial.received >= KEPT {
            self.keep().await?;
        }
        Ok(())
    }

    /// Keeps what has arrived, if its checksum is right.
    ///
    /// # Errors
    /// [`Error::Checksum`], or when the disk is full or cannot be written.
    pub async fn finish(mut self) -> Result<Partial, Error> {
        if let Some(checksum) = self.checksum.take()
            && !checksum.agrees()
        {
            return Err(Error::Checksum);
        }
        self.keep().await?;
        Ok(self.partial)
    }

    /// Keeps what has arrived of a part that does not end, unless it has a checksum.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn interrupt(mut self) -> Result<(), Error> {
        match self.checksum {
            Some(_) => Ok(()),
            None => self.keep().await,
        }
    }

    async fn keep(&mut self) -> Result<(), Error> {
        self.flush().await?;
        let disk = self.disk.take().ok_or_else(broken)?;
        let mut partial = self.partial.clone();
        partial.received = self.position;
        let (partials, id) = (self.partials.clone(), self.id.clone());
        let (disk, partial) = blocking(move || {
            disk.file.sync_data()?;
            partials.describe(&id, &partial)?;
            Ok((disk, partial))
        })
        .await?;
        (self.disk, self.partial) = (Some(disk), partial);
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        let mut disk = self.disk.take().ok_or_else(broken)?;
        let mut bytes = std::mem::take(&mut self.waiting);
        let (disk, bytes) = blocking(move || {
            disk.file.write_all(&bytes)?;
            bytes.clear();
            Ok((disk, bytes))
        })
        .await?;
        (self.disk, self.waiting) = (Some(disk), bytes);
        Ok(())
    }
}

fn broken() -> Error {
    Error::Failed("an earlier write failed".into())
}
