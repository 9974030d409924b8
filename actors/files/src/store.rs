//! The store: objects by key, in a folder.
//!
//! An object is there whole or not at all: it is renamed into its place after it was synced. Objects never change.

use std::{
    fs::Permissions, ops::Range, os::unix::fs::PermissionsExt as _, path::PathBuf, pin::Pin,
    sync::Arc,
};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _, stream};
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path::Path};
use tokio::task::spawn_blocking;

use crate::{Error, Spool, Spooled, partial::Partials};

/// The folder of files that are being received, in the store's own: renaming moves no bytes.
const INCOMING: &str = "incoming";
/// The folder of files that arrive in several requests.
const PARTIAL: &str = "uploads";
/// How many bytes are read at once.
const WINDOW: u64 = 256 * 1024;

/// The bytes of an object, as they are read.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send + Sync>>;

/// A store of objects. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    folder: PathBuf,
    partials: Partials,
}

impl Store {
    /// Opens the store in `folder`, which is created if it is missing, and removes what was left of files that
    /// were being received.
    ///
    /// # Errors
    /// When the folder cannot be created or read.
    pub fn in_folder(folder: PathBuf) -> Result<Self, Error> {
        let incoming = folder.join(INCOMING);
        create_private(&incoming)?;
        create_private(&folder.join(PARTIAL))?;
        // Whatever is in it, only this user can reach it.
        std::fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        for left in std::fs::read_dir(&incoming)? {
            std::fs::remove_file(left?.path())?;
        }
        let store = Self::beside(folder)?;
        store.partials.clean()?;
        Ok(store)
    }

    /// Opens the store in an existing `folder`, which a server may be using.
    ///
    /// # Errors
    /// When `folder` does not exist or cannot be read.
    pub fn beside(folder: PathBuf) -> Result<Self, Error> {
        let objects = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            partials: Partials::new(folder.join(PARTIAL), folder.join(INCOMING)),
            folder,
        })
    }

    /// Begins to receive a file.
    ///
    /// # Errors
    /// When no temporary file can be created in the store's folder.
    pub fn receive(&self) -> Result<Spool, Error> {
        Spool::create(&self.folder.join(INCOMING))
    }

    /// The files that arrive in several requests.
    #[must_use]
    pub fn partials(&self) -> &Partials {
        &self.partials
    }

    /// Stores a received file under `key`. It is there after a power failure, too.
    ///
    /// # Errors
    /// When the store fails; nothing is left of the file then.
    pub async fn keep(&self, spooled: Spooled, key: &str) -> Result<(), Error> {
        let name = spooled.path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Error::Failed("a temporary file has no name".into()))?;
        let from = Path::from_iter([INCOMING, name]);
        self.objects.rename(&from, &Path::from(key)).await?;
        // It is not there any more.
        drop(spooled.path.keep());
        Ok(())
    }

    /// Reads a part of an object. Nothing is read before the stream is polled.
    #[must_use]
    pub fn read(&self, key: &str, range: Range<u64>) -> Chunks {
        let (objects, path) = (Arc::clone(&self.objects), Path::from(key));
        Box::pin(stream::try_unfold(range, move |left| {
            let (objects, path) = (Arc::clone(&objects), path.clone());
            // A task, because the stream of a body must be `Sync` and the store's futures are not.
            let reading = tokio::spawn(async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let end = left.end.min(left.start + WINDOW);
                let bytes = objects.get_range(&path, left.start..end).await?;
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

    /// Returns how many bytes of the disk are free for this user.
    ///
    /// # Errors
    /// Any error of the system while it is asked about the disk that holds the folder.
    pub async fn free(&self) -> Result<u64, Error> {
        let folder = self.folder.clone();
        let found = spawn_blocking(move || rustix::fs::statvfs(&folder)).await;
        let found = found.map_err(|error| Error::Failed(error.to_string()))?;
        let found = found.map_err(|error| Error::Failed(error.to_string()))?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
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
        let store = Store::in_folder(folder.path().join("files")).unwrap();
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
        let store = Store::in_folder(folder.path().to_owned()).unwrap();
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
        Store::in_folder(folder.path().to_owned()).unwrap();
        assert_eq!(incoming(), 0);
    }
}
