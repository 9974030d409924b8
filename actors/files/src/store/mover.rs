//! Moving objects from one place to another, while a server may be reading and removing them.

use bytes::BytesMut;
use futures_util::TryStreamExt as _;
use object_store::{ObjectStoreExt as _, WriteMultipart, path::Path};
use sha2::{Digest as _, Sha256};

use super::{
    Location, create_private,
    objects::{PART, PARTS, check},
    places::Kept,
};
use crate::{Error, spool::hex};

/// Moves objects.
#[derive(Debug)]
pub struct Mover {
    source: Kept,
    target: Kept,
}

impl Mover {
    /// Opens both places. A folder to which objects go is created.
    ///
    /// # Errors
    /// When one of them cannot be opened, or the target does not answer.
    pub async fn between(source: Location, target: Location) -> Result<Self, Error> {
        if let Location::Folder(folder) = &target {
            create_private(folder)?;
        }
        let target = Kept::open(target)?;
        check(&*target.objects).await?;
        Ok(Self {
            source: Kept::open(source)?,
            target,
        })
    }

    /// Returns the keys of the objects that are at the source.
    ///
    /// # Errors
    /// Any error of the store while its objects are listed.
    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        self.source.keys().await
    }

    /// Copies an object, unless the target has it; returns whether there was one. Its SHA-256 is checked if it is known.
    ///
    /// # Errors
    /// [`Error::Checksum`] when the source does not have what was stored there; any error of either store.
    pub async fn copy(&self, key: &str, sha256: Option<&str>) -> Result<bool, Error> {
        let path = Path::from(key);
        let found = match self.source.objects.get(&path).await.map_err(Error::from) {
            Err(Error::Missing(_)) => return Ok(false),
            found => found?,
        };
        let size = found.meta.size;
        // Objects are there whole or not at all, and never change.
        if let Ok(there) = self.target.objects.head(&path).await
            && there.size == size
        {
            return Ok(true);
        }
        let parts = self.target.objects.put_multipart(&path).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(parts, PART);
        match send(found, &mut parts).await {
            Ok(hash) if sha256.is_none_or(|known| known == hash) => {
                parts.finish().await?;
                Ok(true)
            }
            sent => {
                let _ = parts.abort().await;
                sent.and(Err(Error::Checksum))
            }
        }
    }

    /// Removes an object from the source.
    ///
    /// # Errors
    /// Any error of the store.
    pub async fn remove_source(&self, key: &str) -> Result<(), Error> {
        remove(&self.source, key).await
    }

    /// Removes an object from the target.
    ///
    /// # Errors
    /// Any error of the store.
    pub async fn remove_target(&self, key: &str) -> Result<(), Error> {
        remove(&self.target, key).await
    }
}

/// Removes an object; one that is not there is no error.
pub(super) async fn remove(from: &Kept, key: &str) -> Result<(), Error> {
    match from
        .objects
        .delete(&Path::from(key))
        .await
        .map_err(Error::from)
    {
        Err(Error::Missing(_)) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Sends an object in parts, and returns its SHA-256.
async fn send(from: object_store::GetResult, parts: &mut WriteMultipart) -> Result<String, Error> {
    let (mut from, mut hash) = (from.into_stream(), Sha256::new());
    let mut part = BytesMut::new();
    while let Some(bytes) = from.try_next().await? {
        hash.update(&bytes);
        part.extend_from_slice(&bytes);
        if part.len() >= PART {
            parts.wait_for_capacity(PARTS).await?;
            parts.put(part.split().freeze());
        }
    }
    if !part.is_empty() {
        parts.wait_for_capacity(PARTS).await?;
        parts.put(part.freeze());
    }
    Ok(hex(&hash.finalize()))
}
