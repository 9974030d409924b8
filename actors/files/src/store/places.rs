//! The places in which objects are. While all files are moved there are two.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use object_store::{ObjectStore, path::Path};

use super::{INCOMING, Location, PARTIAL, objects};
use crate::Error;

/// A place that keeps objects.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) location: Location,
    pub(super) objects: Arc<dyn ObjectStore>,
}

impl Kept {
    pub(super) fn open(location: Location) -> Result<Self, Error> {
        Ok(Self {
            objects: objects::open(&location)?,
            location,
        })
    }

    /// The keys of all objects, without files that are being received.
    pub(super) async fn keys(&self) -> Result<Vec<String>, Error> {
        let found = self.objects.list(None).map_ok(|object| object.location);
        let found: Vec<Path> = found.try_collect().await?;
        let keys = found.into_iter().map(String::from);
        let folders = [format!("{INCOMING}/"), format!("{PARTIAL}/")];
        Ok(keys
            .filter(|key| !folders.iter().any(|folder| key.starts_with(folder)))
            .collect())
    }
}

/// The places in which objects are.
#[derive(Debug)]
pub(super) struct Places {
    /// From where all objects are being moved. It is asked first: an object that has gone from here is in the other.
    pub(super) older: Option<Kept>,
    /// The store to which new objects are written.
    pub(super) current: Kept,
    /// Whoever writes an object has a copy.
    pub(super) writing: Arc<()>,
}

impl Places {
    pub(super) fn new(older: Option<Kept>, current: Kept) -> Self {
        Self {
            older,
            current,
            writing: Arc::default(),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Kept> {
        self.older.iter().chain([&self.current])
    }

    /// Asks the place that has an object. One that does not answer may not have it: the other is asked, too.
    pub(super) async fn find<T, F>(
        &self,
        ask: &impl Fn(Arc<dyn ObjectStore>) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut failed = None;
        if let Some(older) = &self.older {
            match ask(Arc::clone(&older.objects)).await {
                Err(Error::Missing(_)) => {}
                Err(error) => failed = Some(error),
                found => return found,
            }
        }
        match (ask(Arc::clone(&self.current.objects)).await, failed) {
            (Err(_), Some(earlier)) => Err(earlier),
            (answer, _) => answer,
        }
    }
}

/// A part of an object.
pub(super) async fn part(
    objects: Arc<dyn ObjectStore>,
    path: Path,
    range: std::ops::Range<u64>,
) -> Result<Bytes, Error> {
    use object_store::ObjectStoreExt as _;
    Ok(objects.get_range(&path, range).await?)
}
