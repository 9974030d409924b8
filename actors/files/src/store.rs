//! The store: objects by key, in a folder or in a bucket.
//!
//! An object is there whole or not at all: in a folder it is renamed into its place after it was synced. Objects never
//! change. Files are received in a folder of this machine, whatever keeps them afterwards.

mod connector;
mod location;
mod mover;
mod objects;
mod places;

use std::{
    collections::BTreeSet,
    fs::Permissions,
    ops::Range,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use tokio::{task::spawn_blocking, time::timeout};

pub use location::{Location, NoLocation};
pub use mover::Mover;
use places::{Kept, Places, part};

use crate::{Error, Spool, Spooled, background, partial::Partials};

/// The folder of files that are being received, in the folder of work: renaming moves no bytes.
const INCOMING: &str = "incoming";
/// The folder of files that arrive in several requests.
const PARTIAL: &str = "uploads";
/// How many bytes are read at once from a disk.
const WINDOW: u64 = 256 * 1024;
/// How many bytes are read at once from a bucket: each time is a request.
const FAR_WINDOW: u64 = 2 * 1024 * 1024;

/// How long reading that much may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The bytes of an object, as they are read.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send + Sync>>;

/// A store of objects. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    places: Arc<RwLock<Arc<Places>>>,
    /// Where files are received: the store's folder, if it is one.
    work: PathBuf,
    partials: Partials,
}

impl Store {
    /// Opens the store at `location`, and removes what was left of files that were being received. A folder is created
    /// if it is missing; a bucket is not asked for anything yet, and files for it are received in `work`.
    ///
    /// # Errors
    /// When a folder cannot be created or read, or the environment names no credentials for the bucket.
    pub fn open(location: Location, work: PathBuf) -> Result<Self, Error> {
        let work = working_folder(&location, work);
        let incoming = work.join(INCOMING);
        create_private(&incoming)?;
        create_private(&work.join(PARTIAL))?;
        // Whatever is in it, only this user can reach it.
        std::fs::set_permissions(&work, Permissions::from_mode(0o700))?;
        for left in std::fs::read_dir(&incoming)? {
            std::fs::remove_file(left?.path())?;
        }
        let store = Self::beside(location, work)?;
        store.partials.clean()?;
        Ok(store)
    }

    /// Opens an existing store, which a server may be using.
    ///
    /// # Errors
    /// When a folder does not exist or cannot be read, or the environment names no credentials for the bucket.
    pub fn beside(location: Location, work: PathBuf) -> Result<Self, Error> {
        let work = working_folder(&location, work);
        let places = Places::new(None, Kept::open(location)?);
        Ok(Self {
            places: Arc::new(RwLock::new(Arc::new(places))),
            partials: Partials::new(work.join(PARTIAL), work.join(INCOMING)),
            work,
        })
    }

    /// Returns the folder or bucket to which new objects are written.
    #[must_use]
    pub fn location(&self) -> Location {
        self.places().current.location.clone()
    }

    /// Checks that the store answers.
    ///
    /// # Errors
    /// [`Error::Failed`] with what is wrong.
    pub async fn check(&self) -> Result<(), Error> {
        objects::check(&*self.places().current.objects).await
    }

    /// Has objects looked for at the source as well as at the target, and new ones go to the target.
    ///
    /// # Errors
    /// When one of them cannot be opened.
    pub fn look_in(&self, source: Location, target: Location) -> Result<(), Error> {
        drop(self.replace(source, target)?);
        Ok(())
    }

    /// As [`Store::look_in`], and returns when nothing is written to the source any more.
    ///
    /// # Errors
    /// When one of them cannot be opened, or the target does not answer. Nothing has changed then.
    pub async fn begin_move(&self, source: Location, target: Location) -> Result<(), Error> {
        objects::check(&*Kept::open(target.clone())?.objects).await?;
        let before = self.replace(source, target)?;
        while Arc::strong_count(&before.writing) > 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    fn replace(&self, source: Location, target: Location) -> Result<Arc<Places>, Error> {
        let next = Places::new(Some(Kept::open(source)?), Kept::open(target)?);
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::replace(&mut *places, Arc::new(next)))
    }

    fn places(&self) -> Arc<Places> {
        Arc::clone(&self.places.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the place that has an object, wherever it is moved meanwhile.
    async fn find<T, F>(&self, ask: impl Fn(Arc<dyn ObjectStore>) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        loop {
            let places = self.places();
            match places.find(&ask).await {
                Err(Error::Missing(_)) if !Arc::ptr_eq(&places, &self.places()) => {}
                answer => return answer,
            }
        }
    }

    /// Begins to receive a file.
    ///
    /// # Errors
    /// When no temporary file can be created in the store's folder.
    pub fn receive(&self) -> Result<Spool, Error> {
        Spool::create(&self.work.join(INCOMING))
    }

    /// The files that arrive in several requests.
    #[must_use]
    pub fn partials(&self) -> &Partials {
        &self.partials
    }

    /// Stores a received file under `key`. It is there after a power failure, too.
    ///
    /// # Errors
    /// When the store fails; nothing is seen of the file then.
    pub async fn keep(&self, spooled: Spooled, key: &str) -> Result<(), Error> {
        let to = Path::from(key);
        let places = self.places();
        let writing = Arc::clone(&places.writing);
        let Kept { location, objects } = &places.current;
        if !matches!(location, Location::Folder(folder) if *folder == self.work) {
            let objects = Arc::clone(objects);
            // A task, so that a caller who goes away leaves no half of an object.
            let sent = tokio::spawn(async move {
                let sent = objects::upload(&*objects, spooled.path(), &to).await;
                drop(writing);
                sent
            });
            return sent.await.unwrap_or_else(|_| Err(interrupted()));
        }
        let name = spooled.path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Error::Failed("a temporary file has no name".into()))?;
        let from = Path::from_iter([INCOMING, name]);
        let turn = background::turn().await;
        objects.rename(&from, &to).await?;
        drop(turn);
        // It is not there any more.
        drop(spooled.path.keep());
        Ok(())
    }

    /// Reads a part of an object. Nothing is read before the stream is polled.
    #[must_use]
    pub fn read(&self, key: &str, range: Range<u64>) -> Chunks {
        let (store, path) = (self.clone(), Path::from(key));
        let window = match self.location() {
            Location::Folder(_) => WINDOW,
            Location::Bucket { .. } => FAR_WINDOW,
        };
        Box::pin(stream::try_unfold(range, move |left| {
            let (store, path) = (store.clone(), path.clone());
            // A task, because the stream of a body must be `Sync` and the store's futures are not.
            let reading = tokio::spawn(async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let end = left.end.min(left.start + window);
                let range = left.start..end;
                let part = store.find(|objects| part(objects, path.clone(), range.clone()));
                let bytes = timeout(PATIENCE, part).await;
                let bytes = bytes.map_err(|_| Error::Failed("a read takes too long".into()))??;
                Ok(Some((bytes, end..left.end)))
            });
            async move { reading.await.unwrap_or_else(|_| Err(interrupted())) }
        }))
    }

    /// Returns the length of an object.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none.
    pub async fn size(&self, key: &str) -> Result<u64, Error> {
        let path = Path::from(key);
        let ask = |objects| length(objects, path.clone());
        self.find(ask).await
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// When the store is unreachable or refuses to remove the object.
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        for place in self.places().all() {
            mover::remove(place, key).await?;
        }
        Ok(())
    }

    /// Returns the keys of all objects, without files that are being received.
    ///
    /// # Errors
    /// Any error of the store while its objects are listed.
    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        let mut keys = BTreeSet::new();
        for place in self.places().all() {
            keys.extend(place.keys().await?);
        }
        Ok(keys.into_iter().collect())
    }

    /// Returns how many bytes are free for this user on the disk on which files are received.
    ///
    /// # Errors
    /// Any error of the system while it is asked about the disk that holds the folder.
    pub async fn free(&self) -> Result<u64, Error> {
        let folder = self.work.clone();
        let found = spawn_blocking(move || rustix::fs::statvfs(&folder)).await;
        let found = found.map_err(|error| Error::Failed(error.to_string()))?;
        let found = found.map_err(|error| Error::Failed(error.to_string()))?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }
}

/// A folder is its own: files are renamed within it.
fn working_folder(location: &Location, work: PathBuf) -> PathBuf {
    match location {
        Location::Folder(folder) => folder.clone(),
        Location::Bucket { .. } => work,
    }
}

/// Creates a folder that only this user can read.
fn create_private(folder: &std::path::Path) -> Result<(), Error> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = std::fs::DirBuilder::new();
    Ok(builder.recursive(true).mode(0o700).create(folder)?)
}

async fn length(objects: Arc<dyn ObjectStore>, path: Path) -> Result<u64, Error> {
    Ok(objects.head(&path).await?.size)
}

fn interrupted() -> Error {
    Error::Failed("a read was interrupted".into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use futures_util::TryStreamExt as _;

    use super::*;

    fn in_folder(folder: PathBuf) -> Result<Store, Error> {
        Store::open(Location::Folder(folder), PathBuf::new())
    }

    async fn kept(store: &Store, key: &str, bytes: &[u8]) -> String {
        let mut spool = store.receive().unwrap();
        for chunk in bytes.chunks(100_000) {
            spool.write(&Bytes::copy_from_slice(chunk)).await.unwrap();
        }
        let spooled = spool.finish().await.unwrap();
        let sha256 = spooled.sha256.clone();
        store.keep(spooled, key).await.unwrap();
        sha256
    }

    async fn read(store: &Store, key: &str, range: Range<u64>) -> Result<Vec<u8>, Error> {
        let chunks: Vec<Bytes> = store.read(key, range).try_collect().await?;
        Ok(chunks.concat())
    }

    #[tokio::test]
    async fn what_is_kept_is_read_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let store = in_folder(folder.path().join("files")).unwrap();
        let bytes: Vec<u8> = (0..1_300_000_u32).map(|n| (n % 251) as u8).collect();
        let hash = kept(&store, "ab/cd", &bytes).await;
        assert_eq!(
            hash,
            crate::spool::hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes))
        );
        assert_eq!(store.size("ab/cd").await.unwrap(), 1_300_000);
        assert_eq!(read(&store, "ab/cd", 0..1_300_000).await.unwrap(), bytes);
        assert_eq!(
            read(&store, "ab/cd", 7..300_007).await.unwrap(),
            bytes[7..300_007]
        );
        assert_eq!(store.keys().await.unwrap(), ["ab/cd"]);
        assert!(store.free().await.unwrap() > 0);
        store.remove("ab/cd").await.unwrap();
        store.remove("ab/cd").await.unwrap();
        assert!(matches!(
            read(&store, "ab/cd", 0..1).await,
            Err(Error::Missing(_))
        ));
        assert!(store.keys().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_was_not_received_whole_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = in_folder(folder.path().to_owned()).unwrap();
        let incoming = || {
            std::fs::read_dir(folder.path().join(INCOMING))
                .unwrap()
                .count()
        };
        let mut spool = store.receive().unwrap();
        spool.write(&Bytes::from_static(b"half")).await.unwrap();
        assert_eq!(incoming(), 1);
        drop(spool);
        assert_eq!(incoming(), 0);
        std::fs::write(folder.path().join(INCOMING).join("killed"), "x").unwrap();
        assert!(store.keys().await.unwrap().is_empty());
        in_folder(folder.path().to_owned()).unwrap();
        assert_eq!(incoming(), 0);
    }
}
