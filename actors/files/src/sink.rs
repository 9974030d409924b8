//! Writing a file while more of it arrives.
//!
//! Bytes are hashed and written in the background while the next ones are gathered, and synced piece by piece while
//! more are written. Nobody waits for the disk unless it is slower than the sender. Each error is reported, to whoever
//! comes next, and nothing succeeds after it.

use std::{fs::File, io::Write as _, mem, sync::Arc};

use bytes::{Bytes, BytesMut};
use sha2::{Digest as _, Sha256};
use tokio::task::{JoinError, JoinHandle};

use crate::{Error, background};

/// How many bytes are gathered for one write. As many are being written meanwhile.
const BUFFER: usize = 128 * 1024;
/// How many bytes are at least synced at once before the end.
const PIECE: u64 = 8 * 1024 * 1024;
/// How many written bytes wait to be synced before the sender waits, too.
const UNSYNCED: u64 = 32 * 1024 * 1024;

/// What belongs to a file and lives as long as it is written.
pub(crate) trait Keeper: Send + Sync + 'static {
    /// Called when that many bytes of what was added are on disk, before the end. Calls follow one another.
    fn synced(&self, bytes: u64) -> Result<(), Error>;
}

/// A file that is written while more of it arrives.
#[derive(Debug)]
pub(crate) struct Sink<K> {
    /// `None` after an error.
    disk: Option<Arc<Disk<K>>>,
    waiting: BytesMut,
    /// Room for the next bytes.
    spare: BytesMut,
    /// Of all bytes that are written, or are being written. `None` if nobody wants it.
    hash: Option<Sha256>,
    writing: Option<JoinHandle<Result<Written, Error>>>,
    syncing: Option<JoinHandle<Result<u64, Error>>>,
    /// How many bytes are in the file.
    written: u64,
    /// How many of them are on disk.
    synced: u64,
}

#[derive(Debug)]
struct Disk<K> {
    file: File,
    keeper: K,
}

#[derive(Debug)]
struct Written {
    bytes: BytesMut,
    hash: Option<Sha256>,
}

impl<K: Keeper> Sink<K> {
    /// Writes from where `file` stands; `hash` is that of the bytes before.
    pub(crate) fn new(file: File, keeper: K, hash: Option<Sha256>) -> Self {
        Self {
            disk: Some(Arc::new(Disk { file, keeper })),
            waiting: BytesMut::new(),
            spare: BytesMut::new(),
            hash,
            writing: None,
            syncing: None,
            written: 0,
            synced: 0,
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When bytes that were added before cannot be written or synced.
    pub(crate) async fn write(&mut self, chunk: &Bytes) -> Result<(), Error> {
        self.waiting.extend_from_slice(chunk);
        if self.waiting.len() >= BUFFER {
            self.flush().await?;
        }
        Ok(())
    }

    /// Ends the file: all of its bytes are on disk afterwards, also if the power fails.
    ///
    /// # Errors
    /// When bytes cannot be written or synced.
    pub(crate) async fn finish(mut self) -> Result<(K, Option<Sha256>), Error> {
        self.flush().await?;
        self.end_write().await?;
        self.end_sync().await?;
        let disk = self.disk.take().ok_or_else(broken)?;
        let synced = background::sync(move || {
            disk.file.sync_data()?;
            Ok(disk)
        });
        let disk = ended(synced.await)?;
        let Disk { keeper, .. } = Arc::into_inner(disk).ok_or_else(broken)?;
        Ok((keeper, self.hash))
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.end_write().await?;
        self.sync_behind().await?;
        let disk = self.disk()?;
        let bytes = mem::replace(&mut self.waiting, mem::take(&mut self.spare));
        let mut hash = self.hash.take();
        self.writing = Some(background::spawn(move || {
            if let Some(hash) = &mut hash {
                hash.update(&bytes);
            }
            (&disk.file).write_all(&bytes)?;
            Ok(Written { bytes, hash })
        }));
        Ok(())
    }

    /// Lets the disk work on what is in the file.
    async fn sync_behind(&mut self) -> Result<(), Error> {
        let is_finished = self.syncing.as_ref().is_some_and(JoinHandle::is_finished);
        if is_finished || self.written - self.synced >= UNSYNCED {
            self.end_sync().await?;
        }
        if self.syncing.is_none() && self.written - self.synced >= PIECE {
            let (disk, written) = (self.disk()?, self.written);
            let syncing = background::sync(move || {
                disk.file.sync_data()?;
                disk.keeper.synced(written)?;
                Ok(written)
            });
            self.syncing = Some(tokio::spawn(async { ended(syncing.await) }));
        }
        Ok(())
    }

    async fn end_write(&mut self) -> Result<(), Error> {
        let Some(writing) = &mut self.writing else {
            return Ok(());
        };
        let done = ended(writing.await);
        self.writing = None;
        let mut done = self.checked(done)?;
        self.written += done.bytes.len() as u64;
        done.bytes.clear();
        (self.spare, self.hash) = (done.bytes, done.hash);
        Ok(())
    }

    async fn end_sync(&mut self) -> Result<(), Error> {
        let Some(syncing) = &mut self.syncing else {
            return Ok(());
        };
        let done = ended(syncing.await);
        self.syncing = None;
        self.synced = self.checked(done)?;
        Ok(())
    }

    fn checked<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        if done.is_err() {
            // The system reports each error of a file once: a later sync would succeed.
            self.disk = None;
        }
        done
    }

    fn disk(&self) -> Result<Arc<Disk<K>>, Error> {
        self.disk.clone().ok_or_else(broken)
    }
}

fn ended<T>(done: Result<Result<T, Error>, JoinError>) -> Result<T, Error> {
    done.unwrap_or_else(|error| Err(Error::Failed(error.to_string())))
}

fn broken() -> Error {
    Error::Failed("an earlier write failed".into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{fs, path::PathBuf, sync::Mutex};

    use super::*;
    use crate::spool::hex;

    /// Notes what is synced, and checks that it is in the file.
    #[derive(Debug)]
    struct Notes {
        path: PathBuf,
        synced: Mutex<Vec<u64>>,
    }

    impl Keeper for Notes {
        fn synced(&self, bytes: u64) -> Result<(), Error> {
            assert!(fs::metadata(&self.path)?.len() >= bytes);
            self.synced.lock().unwrap().push(bytes);
            Ok(())
        }
    }

    fn sink(path: PathBuf, file: File) -> Sink<Notes> {
        let synced = Mutex::default();
        Sink::new(file, Notes { path, synced }, Some(Sha256::new()))
    }

    #[tokio::test]
    async fn long_files_are_synced_while_they_arrive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut sink = sink(path.clone(), File::create(&path).unwrap());
        let bytes: Vec<u8> = (0..50_000_000_u32).map(|n| (n % 251) as u8).collect();
        for chunk in bytes.chunks(100_003) {
            sink.write(&Bytes::copy_from_slice(chunk)).await.unwrap();
            assert!(sink.waiting.capacity() + sink.spare.capacity() < 1024 * 1024);
            assert!(sink.written - sink.synced <= UNSYNCED + PIECE);
        }
        let (notes, hash) = sink.finish().await.unwrap();
        let synced = notes.synced.into_inner().unwrap();
        assert!(!synced.is_empty() && synced.is_sorted(), "{synced:?}");
        assert!(fs::read(path).unwrap() == bytes);
        assert_eq!(hex(&hash.unwrap().finalize()), hex(&Sha256::digest(&bytes)));
    }

    #[tokio::test]
    async fn a_failed_write_is_reported_and_nothing_succeeds_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "").unwrap();
        let mut sink = sink(path.clone(), File::open(&path).unwrap());
        let chunk = Bytes::from(vec![0; BUFFER]);
        sink.write(&chunk).await.unwrap();
        sink.write(&chunk).await.unwrap_err();
        sink.write(&chunk).await.unwrap_err();
        sink.finish().await.unwrap_err();
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_failed_sync_is_reported_and_nothing_counts_as_synced() {
        // It takes writes, but cannot be synced.
        let path = PathBuf::from("/dev/null");
        let file = File::options().write(true).open(&path).unwrap();
        let mut sink = sink(path, file);
        let chunk = Bytes::from(vec![0; 1024 * 1024]);
        let mut count = 0;
        while sink.write(&chunk).await.is_ok() {
            count += 1;
            assert!(count < 100, "the error is lost");
        }
        assert_eq!(sink.synced, 0);
        sink.finish().await.unwrap_err();
    }
}
