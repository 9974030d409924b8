//! The store: objects by key, in a folder or in a bucket.
//!
//! An object is there whole or not at all: in a folder it is renamed into its place after it was synced. Objects never
//! change. Files are received in a folder of this machine, whatever keeps them afterwards.

mod connector;
mod location;
mod objects;

use std::{
    fs::Permissions, ops::Range, os::unix::fs::PermissionsExt as _, path::PathBuf, pin::Pin,
    sync::Arc, time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _, stream};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use tokio::{task::spawn_blocking, time::timeout};

pub use location::{Location, NoLocation};

use crate::{Error, Spool, Spooled, partial::Partials};

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
    location: Arc<Location>,
    objects: Arc<dyn ObjectStore>,
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
        Ok(Self {
            objects: objects::open(&location)?,
            location: Arc::new(location),
            partials: Partials::new(work.join(PARTIAL), work.join(INCOMING)),
            work,
        })
    }

    /// Where the objects are.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Checks that the store answers.
    ///
    /// # Errors
    /// [`Error::Failed`] with what is wrong.
    pub async fn check(&self) -> Result<(), Error> {
        objects::check(&*self.objects).await
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
        if matches!(*self.location, Location::Bucket { .. }) {
            let objects = Arc::clone(&self.objects);
            // A task, so that a caller who goes away leaves no half of an object.
            let sent =
                tokio::spawn(async move { objects::upload(&*objects, spooled.path(), &to).await });
            return sent.await.unwrap_or_else(|_| Err(interrupted()));
        }
        let name = spooled.path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Error::Failed("a temporary file has no name".into()))?;
        let from = Path::from_iter([INCOMING, name]);
        self.objects.rename(&from, &to).await?;
        // It is not there any more.
        drop(spooled.path.keep());
        Ok(())
    }

    /// Reads a part of an object. Nothing is read before the stream is polled.
    #[must_use]
    pub fn read(&self, key: &str, range: Range<u64>) -> Chunks {
        let (objects, path) = (Arc::clone(&self.objects), Path::from(key));
        let window = match *self.location {
            Location::Folder(_) => WINDOW,
            Location::Bucket { .. } => FAR_WINDOW,
        };
        Box::pin(stream::try_unfold(range, move |left| {
            let (objects, path) = (Arc::clone(&objects), path.clone());
            // A task, because the stream of a body must be `Sync` and the store's futures are not.
            let reading = tokio::spawn(async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let end = left.end.min(left.start + window);
                let bytes = timeout(PATIENCE, objects.get_range(&path, left.start..end)).await;
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
        Ok(self.objects.head(&Path::from(key)).await?.size)
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// When the store is unreachable or refuses to remove the object.
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        match self
            .objects
            .delete(&Path::from(key))
            .await
            .map_err(Error::from)
        {
            Err(Error::Missing(_)) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Returns the keys of all objects, without files that are being received.
    ///
    /// # Errors
    /// Any error of the store while its objects are listed.
    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        let found = self.objects.list(None).map_ok(|object| object.location);
        let found: Vec<Path> = found.try_collect().await?;
        let keys = found.into_iter().map(String::from);
        let folders = [format!("{INCOMING}/"), format!("{PARTIAL}/")];
        Ok(keys
            .filter(|key| !folders.iter().any(|folder| key.starts_with(folder)))
            .collect())
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

fn interrupted() -> Error {
    Error::Failed("a read was interrupted".into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
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
