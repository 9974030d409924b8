//! The objects of a store, in a folder or in a bucket.

use std::{sync::Arc, time::Duration};

use bytes::BytesMut;
use futures_util::TryStreamExt as _;
use object_store::{
    BackoffConfig, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig, WriteMultipart,
    aws::AmazonS3Builder, local::LocalFileSystem, path::Path, prefix::PrefixStore,
};
use tokio::{fs::File, io::AsyncReadExt as _};

use super::{Location, connector::Connector};
use crate::Error;

/// The length of the parts in which a long object is stored; S3 asks for 5 MiB at least.
pub(super) const PART: usize = 8 * 1024 * 1024;
/// How many parts are on their way at once.
pub(super) const PARTS: usize = 2;

/// How long a server that does not answer is asked again. People wait for the answer.
const RETRIES: RetryConfig = RetryConfig {
    backoff: BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(2),
        base: 2.0,
    },
    max_retries: 4,
    retry_timeout: Duration::from_secs(15),
};

/// Opens the objects at `location`. A bucket's credentials and endpoint come from the environment.
pub(super) fn open(location: &Location) -> Result<Arc<dyn ObjectStore>, Error> {
    let (bucket, prefix) = match location {
        Location::Folder(folder) => {
            let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
            return Ok(Arc::new(objects));
        }
        Location::Bucket { bucket, prefix } => (bucket, prefix),
    };
    let objects = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_http_connector(Connector)
        .with_retry(RETRIES)
        .build()?;
    if prefix.is_empty() {
        return Ok(Arc::new(objects));
    }
    Ok(Arc::new(PrefixStore::new(objects, prefix.as_str())))
}

/// Stores the bytes of a file. Long ones go in parts, of which nothing is seen before the last.
pub(super) async fn upload(
    objects: &dyn ObjectStore,
    from: &std::path::Path,
    to: &Path,
) -> Result<(), Error> {
    let mut file = File::open(from).await?;
    if file.metadata().await?.len() <= PART as u64 {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).await?;
        objects.put(to, PutPayload::from(bytes)).await?;
        return Ok(());
    }
    let parts = objects.put_multipart(to).await?;
    let mut parts = WriteMultipart::new_with_chunk_size(parts, PART);
    match send(&mut file, &mut parts).await {
        Ok(()) => {
            parts.finish().await?;
            Ok(())
        }
        Err(error) => {
            // What cannot be removed now, the bucket's rule for unfinished uploads removes.
            let _ = parts.abort().await;
            Err(error)
        }
    }
}

async fn send(file: &mut File, parts: &mut WriteMultipart) -> Result<(), Error> {
    loop {
        let mut part = BytesMut::with_capacity(PART);
        while part.len() < PART {
            if file.read_buf(&mut part).await? == 0 {
                break;
            }
        }
        if part.is_empty() {
            return Ok(());
        }
        parts.wait_for_capacity(PARTS).await?;
        parts.put(part.freeze());
    }
}

/// Asks for one object, to find out whether the store answers.
pub(super) async fn check(objects: &dyn ObjectStore) -> Result<(), Error> {
    objects.list(None).try_next().await?;
    Ok(())
}
