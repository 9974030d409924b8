//! Appending to an upload.

use std::{
    fs::OpenOptions,
    io::{Seek as _, SeekFrom},
};

use bytes::Bytes;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedMutexGuard, watch};

use super::{Partial, Partials, blocking, syncing};
use crate::{
    Error,
    sink::{Keeper, Sink},
};

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
    sink: Sink<Description>,
    partial: Partial,
    position: u64,
    checksum: Option<Checksum>,
    stopped: watch::Receiver<u64>,
}

/// The description of the upload, and the right to write the upload: a write that is still running keeps it.
#[derive(Debug)]
struct Description {
    partials: Partials,
    id: String,
    /// The upload as it was when the request began.
    partial: Partial,
    /// False if the bytes count only when all have arrived.
    counts_pieces: bool,
    _guard: OwnedMutexGuard<()>,
}

impl Keeper for Description {
    fn synced(&self, bytes: u64) -> Result<(), Error> {
        if self.counts_pieces {
            self.write(self.partial.received + bytes)?;
        }
        Ok(())
    }
}

impl Description {
    /// Says that so many bytes have arrived.
    fn write(&self, received: u64) -> Result<Partial, Error> {
        let mut partial = self.partial.clone();
        partial.received = received;
        self.partials.describe(&self.id, &partial)?;
        Ok(partial)
    }
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
        let hash = match start {
            0 => Some(Sha256::new()),
            _ => partials.hash(id, start),
        };
        let description = Description {
            partials,
            id: id.to_owned(),
            partial: partial.clone(),
            counts_pieces: checksum.is_none(),
            _guard: guard,
        };
        Ok(Self {
            sink: Sink::new(file, description, hash),
            position: start,
            partial,
            checksum,
            stopped,
        })
    }

    /// The upload as it was when the request began.
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
        self.sink.write(chunk).await
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
        self.keep().await
    }

    /// Keeps what has arrived of a part that does not end, unless it has a checksum.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn interrupt(self) -> Result<(), Error> {
        match self.checksum {
            Some(_) => Ok(()),
            None => self.keep().await.map(drop),
        }
    }

    async fn keep(self) -> Result<Partial, Error> {
        let (description, hash) = self.sink.finish().await?;
        let position = self.position;
        syncing(move || {
            let partial = description.write(position)?;
            let Description { partials, id, .. } = &description;
            partials.remember_hash(id, position, hash);
            Ok(partial)
        })
        .await
    }
}
