//! Uploads that arrive in several requests: their bytes so far, and a description beside them.
//!
//! The description says how many bytes have arrived; those are synced, and whatever follows them after a crash is cut
//! off. One request at a time appends to an upload: a newer one stops the older, whose connection may be dead.

mod append;

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write as _},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{OwnedMutexGuard, watch},
    task::spawn_blocking,
    time::timeout,
};

pub use append::{Algorithm, Appending, Checksum};

use crate::{
    Error, Spooled, background,
    spool::{first, hashed, hex},
};

/// How long a request waits for the one that it stops.
const PATIENCE: Duration = Duration::from_secs(5);

/// The description of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// The username of the uploader, the only one who may continue it.
    pub user: String,
    /// The name of the file once it is complete.
    pub name: String,
    /// How many bytes it will have.
    pub size: u64,
    /// How many bytes have arrived.
    pub received: u64,
    /// When it is given up, in milliseconds since 1970.
    pub expires_at: i64,
}

/// The requests that append to one upload.
#[derive(Debug)]
struct Slot {
    lock: Arc<tokio::sync::Mutex<()>>,
    /// The number of requests so far: an older one stops when it changes.
    turn: watch::Sender<u64>,
    /// How many bytes were hashed as they arrived, and their hash.
    hashed: Mutex<Option<(u64, Sha256)>>,
}

/// The uploads that are not complete. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Partials {
    folder: PathBuf,
    incoming: PathBuf,
    slots: Arc<Mutex<HashMap<String, Arc<Slot>>>>,
}

impl Partials {
    /// Uploads in `folder`; complete ones are linked into `incoming`.
    pub(crate) fn new(folder: PathBuf, incoming: PathBuf) -> Self {
        Self {
            folder,
            incoming,
            slots: Arc::default(),
        }
    }

    /// Creates an upload that has no bytes yet.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn create(&self, id: &str, partial: Partial) -> Result<(), Error> {
        let (this, id) = (self.clone(), id.to_owned());
        syncing(move || {
            File::create_new(this.bytes_of(&id))?;
            this.describe(&id, &partial)
        })
        .await
    }

    /// Returns an upload, if there is one of this id.
    ///
    /// # Errors
    /// [`Error`] if the folder or a description in it cannot be read.
    pub async fn get(&self, id: &str) -> Result<Option<Partial>, Error> {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        let (this, id) = (self.clone(), id.to_owned());
        blocking(move || this.read(&id)).await
    }

    /// Returns all uploads with their ids.
    ///
    /// # Errors
    /// [`Error`] if the folder or a description in it cannot be read.
    pub async fn all(&self) -> Result<Vec<(String, Partial)>, Error> {
        let this = self.clone();
        blocking(move || {
            let mut found = Vec::new();
            for entry in fs::read_dir(&this.folder)? {
                let path = entry?.path();
                let id = path.file_stem().and_then(|stem| stem.to_str());
                if let Some(id) = id.filter(|_| path.extension().is_some_and(|it| it == "json"))
                    && let Some(partial) = this.read(id)?
                {
                    found.push((id.to_owned(), partial));
                }
            }
            Ok(found)
        })
        .await
    }

    /// Begins to append to an upload. Another request that does so stops.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none; [`Error::Failed`] if the other request does not stop.
    pub async fn append(&self, id: &str, checksum: Option<Checksum>) -> Result<Appending, Error> {
        let slot = self.slot(id);
        slot.turn.send_modify(|turn| *turn += 1);
        let stopped = slot.turn.subscribe();
        let guard = self.lock(id).await?;
        let found = self.get(id).await?;
        let partial = found.ok_or_else(|| Error::Missing(id.to_owned()))?;
        Appending::open(self.clone(), id, partial, (guard, stopped), checksum).await
    }

    /// Waits until no other request writes the upload or stores its bytes; none does as long as the guard lives.
    ///
    /// # Errors
    /// [`Error::Failed`] if the other request takes long.
    pub async fn lock(&self, id: &str) -> Result<OwnedMutexGuard<()>, Error> {
        let lock = Arc::clone(&self.slot(id).lock).lock_owned();
        let guard = timeout(PATIENCE, lock).await;
        guard.map_err(|_| Error::Failed("another request does not stop".into()))
    }

    /// Returns the complete bytes of an upload, to be stored. The upload stays until it is removed.
    ///
    /// # Errors
    /// [`Error`] if the folder or a description in it cannot be read.
    pub async fn spooled(&self, id: &str) -> Result<Spooled, Error> {
        let (this, id) = (self.clone(), id.to_owned());
        blocking(move || {
            let bytes = this.bytes_of(&id);
            let linked = tempfile::Builder::new()
                .make_in(&this.incoming, |path| fs::hard_link(&bytes, path))?;
            let path = linked.into_temp_path();
            let mut file = File::open(&path)?;
            let size = file.metadata()?.len();
            let (size, sha256, head) = match this.hash(&id, size) {
                Some(hash) => (size, hex(&hash.finalize()), first(&file)?),
                // It began to arrive before the server was restarted.
                None => hashed(&mut file)?,
            };
            Ok(Spooled {
                path,
                size,
                sha256,
                head,
            })
        })
        .await
    }

    /// Removes an upload; one that is not there is no error. A request that appends to it stops.
    ///
    /// # Errors
    /// Any error of the system while the upload's files are deleted.
    pub async fn remove(&self, id: &str) -> Result<(), Error> {
        self.slot(id).turn.send_modify(|turn| *turn += 1);
        let guard = self.lock(id).await?;
        self.forget(id, guard).await
    }

    /// Removes an upload that is locked.
    ///
    /// # Errors
    /// Any error of the system while the upload's files are deleted.
    pub async fn forget(&self, id: &str, guard: OwnedMutexGuard<()>) -> Result<(), Error> {
        let (this, removed) = (self.clone(), id.to_owned());
        blocking(move || {
            gone(fs::remove_file(this.description_of(&removed)))?;
            gone(fs::remove_file(this.bytes_of(&removed)))
        })
        .await?;
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.remove(id);
        drop(guard);
        Ok(())
    }

    /// Removes the bytes of uploads whose description a crash left behind unwritten or removed.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub(crate) fn clean(&self) -> Result<(), Error> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let is_described = path.extension().is_some_and(|it| it != "next")
                && path.with_extension("json").exists();
            if !is_described {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn slot(&self, id: &str) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry(id.to_owned()).or_insert_with(|| {
            Arc::new(Slot {
                lock: Arc::default(),
                turn: watch::Sender::new(0),
                hashed: Mutex::default(),
            })
        });
        Arc::clone(slot)
    }

    /// The hash of the first `bytes` bytes, if they were hashed as they arrived.
    fn hash(&self, id: &str, bytes: u64) -> Option<Sha256> {
        let slot = self.slot(id);
        let hashed = slot.hashed.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, hash) = hashed.as_ref().filter(|(count, _)| *count == bytes)?;
        Some(hash.clone())
    }

    fn remember_hash(&self, id: &str, bytes: u64, hash: Option<Sha256>) {
        let slot = self.slot(id);
        let mut hashed = slot.hashed.lock().unwrap_or_else(PoisonError::into_inner);
        *hashed = hash.map(|hash| (bytes, hash));
    }

    fn bytes_of(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.part"))
    }

    fn description_of(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn read(&self, id: &str) -> Result<Option<Partial>, Error> {
        match fs::read(self.description_of(id)) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces the description as a whole.
    fn describe(&self, id: &str, partial: &Partial) -> Result<(), Error> {
        let text = serde_json::to_vec(partial).map_err(|error| Error::Failed(error.to_string()))?;
        let next = self.folder.join(format!("{id}.next"));
        let mut file = File::create(&next)?;
        file.write_all(&text)?;
        file.sync_data()?;
        Ok(fs::rename(&next, self.description_of(id))?)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Error::Failed(error.to_string())))
}

/// As [`blocking`], for work that makes the disk sync.
async fn syncing<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = background::sync(work).await;
    done.unwrap_or_else(|error| Err(Error::Failed(error.to_string())))
}

fn gone(removed: io::Result<()>) -> Result<(), Error> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn store(folder: &tempfile::TempDir) -> crate::Store {
        let location = crate::Location::Folder(folder.path().to_owned());
        crate::Store::open(location, PathBuf::new()).unwrap()
    }

    fn partials() -> (tempfile::TempDir, Partials) {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let partials = store.partials().clone();
        (folder, partials)
    }

    async fn create(partials: &Partials, size: u64) {
        let partial = Partial {
            user: "ann".into(),
            name: "a.txt".into(),
            size,
            received: 0,
            expires_at: 1,
        };
        partials.create("u1", partial).await.unwrap();
    }

    async fn received(partials: &Partials) -> u64 {
        partials.get("u1").await.unwrap().unwrap().received
    }

    #[tokio::test]
    async fn an_upload_arrives_in_parts() {
        let (_folder, partials) = partials();
        create(&partials, 11).await;
        for part in ["hello ", "world"] {
            let mut appending = partials.append("u1", None).await.unwrap();
            appending.write(&Bytes::from(part)).await.unwrap();
            appending.finish().await.unwrap();
        }
        assert_eq!(received(&partials).await, 11);
        let spooled = partials.spooled("u1").await.unwrap();
        assert_eq!(
            (spooled.size, spooled.head.as_slice()),
            (11, b"hello world".as_slice())
        );
        partials.remove("u1").await.unwrap();
        assert_eq!(partials.get("u1").await.unwrap(), None);
        assert_eq!(partials.all().await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_was_not_kept_is_cut_off() {
        let (_folder, partials) = partials();
        create(&partials, 9).await;
        let mut killed = partials.append("u1", None).await.unwrap();
        killed
            .write(&Bytes::from(vec![b'x'; 300_000]))
            .await
            .unwrap();
        drop(killed);
        assert_eq!(received(&partials).await, 0);
        let checksum = Checksum::new(Algorithm::Sha1, vec![0; 20]);
        let mut wrong = partials.append("u1", Some(checksum)).await.unwrap();
        wrong.write(&Bytes::from("wrong")).await.unwrap();
        assert!(matches!(wrong.finish().await, Err(Error::Checksum)));
        let mut appending = partials.append("u1", None).await.unwrap();
        appending.write(&Bytes::from("the bytes")).await.unwrap();
        appending.finish().await.unwrap();
        assert_eq!(partials.spooled("u1").await.unwrap().head, b"the bytes");
    }

    #[tokio::test]
    async fn bytes_that_nothing_describes_are_removed_at_the_start() {
        let (folder, partials) = partials();
        create(&partials, 9).await;
        let uploads = folder.path().join("uploads");
        for name in ["u1.next", "u2.part", "u2.next"] {
            fs::write(uploads.join(name), "x").unwrap();
        }
        let again = store(&folder);
        let mut left: Vec<_> = fs::read_dir(&uploads)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["u1.json", "u1.part"]);
        assert_eq!(received(again.partials()).await, 0);
    }

    #[tokio::test]
    async fn a_newer_request_stops_the_older() {
        let (_folder, partials) = partials();
        create(&partials, 9).await;
        let mut older = partials.append("u1", None).await.unwrap();
        older.write(&Bytes::from("half")).await.unwrap();
        let newer = partials.append("u1", None);
        let stopping = async {
            older.stopped().await;
            older.finish().await.unwrap();
        };
        let (newer, ()) = tokio::join!(newer, stopping);
        assert_eq!(newer.unwrap().partial().received, 4);
    }
}
