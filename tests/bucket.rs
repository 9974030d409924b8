//! Files in a bucket of a server that speaks S3.

use std::time::Duration;

use entity::{
    ids::FileId,
    queries::files::{FileState, get},
};
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::{
    files::{PNG, channel, fetch, path, send, upload, uploaded},
    support::{Bucket, Daemon, patiently},
    uploads::{created, head, header, patch},
};

async fn daemon(bucket: &Bucket) -> Daemon {
    let mut variables = bucket.variables();
    variables.push(("ORVALE_CHAT_FILES".into(), Bucket::FILES.into()));
    let daemon = Daemon::on_sqlite().with_variables(variables);
    daemon.with_people(&["ann", "bob"]).await
}

async fn until_empty(bucket: &Bucket) {
    patiently("the bytes to be removed", async {
        while !bucket.keys().is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

fn bytes(count: u32) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

#[tokio::test]
async fn files_are_kept_in_a_bucket() {
    let bucket = Bucket::start().await;
    let mut daemon = daemon(&bucket).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let mut picture = Vec::new();
    DynamicImage::ImageRgb8(RgbImage::new(900, 600))
        .write_to(&mut std::io::Cursor::new(&mut picture), ImageFormat::Png)
        .unwrap();
    let picture_id = uploaded(&ann, "a.png", &picture).await;
    // Longer than the parts in which it is sent.
    let long = bytes(19_000_000);
    let long_id = uploaded(&ann, "long.bin", &long).await;
    let resumed = bytes(300_000);
    let at = created(&ann, "resumed.bin", resumed.len()).await;
    patch(&ann, &at, 0, &resumed[..100_000]).await;
    daemon.kill().await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let last = patch(&ann, &at, 100_000, &resumed[100_000..]).await;
    let resumed_id = header(&last, "upload-file-id").to_owned();
    assert_eq!(bucket.keys().len(), 4);

    let room = channel(&ann, "private", &["bob"]).await;
    let ids = [&*picture_id, &*long_id, &*resumed_id];
    let sent = send(&ann, room, "", &ids).await.ok();
    assert_eq!(fetch(&bob, &path(&picture_id), &[]).await.bytes, picture);
    assert_eq!(fetch(&bob, &path(&long_id), &[]).await.bytes, long);
    assert_eq!(fetch(&bob, &path(&resumed_id), &[]).await.bytes, resumed);
    let part = [("range", "bytes=8388600-10485770")];
    let part = fetch(&bob, &path(&long_id), &part).await;
    assert_eq!(part.status, 206);
    assert_eq!(part.bytes, long[8_388_600..10_485_771]);
    let small = fetch(&bob, &(path(&picture_id) + "/thumbnail"), &[]).await;
    assert!(image::load_from_memory(&small.bytes).is_ok());
    let incoming = daemon.folder.path().join("data/files/incoming");
    assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0);

    let check = daemon.run(&["files", "check"]).await;
    assert!(check.status.success(), "{check:?}");
    bucket.put("zz/stray", b"x");
    let lost = format!("{}/{long_id}", &long_id[..2]);
    bucket.lose(&lost);
    let check = daemon.run(&["files", "check"]).await;
    let said = format!("{long_id}\n{}/zz/stray\n", Bucket::FILES);
    assert_eq!((check.status.code(), check.out), (Some(1), said));
    bucket.lose("zz/stray");
    assert_eq!(fetch(&bob, &path(&long_id), &[]).await.status, 404);

    let message = format!("/api/chat/messages/{}", sent["id"]);
    ann.delete(&message).await.ok();
    assert_eq!(fetch(&ann, &path(&picture_id), &[]).await.status, 404);
    until_empty(&bucket).await;
}

#[tokio::test]
async fn messages_work_while_the_bucket_cannot_be_reached() {
    let mut bucket = Bucket::start().await;
    let mut daemon = daemon(&bucket).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let id = uploaded(&ann, "a.png", PNG).await;
    let room = channel(&ann, "private", &[]).await;
    let sent = send(&ann, room, "look", &[&id]).await.ok();

    bucket.stop().await;
    let refused = upload(&ann, "b.png", PNG).await;
    assert!(refused.text.contains("does not answer"), "{}", refused.text);
    assert_eq!(refused.problem(503), "busy");
    let refused = ann.get(&path(&id)).await;
    assert_eq!(refused.problem(503), "busy");
    let check = daemon.run(&["files", "check"]).await;
    assert!(check.err.contains(Bucket::FILES), "{check:?}");
    assert_eq!((check.status.code(), &*check.out), (Some(1), ""));
    send(&ann, room, "still here", &[]).await.ok();
    // The server starts, too.
    daemon.kill().await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    send(&ann, room, "and again", &[]).await.ok();
    let message = format!("/api/chat/messages/{}", sent["id"]);
    ann.delete(&message).await.ok();
    assert_eq!(ann.get(&path(&id)).await.problem(404), "not_found");

    bucket.restart().await;
    uploaded(&ann, "b.png", PNG).await;
    patiently("the deleted file's bytes to be removed", async {
        while bucket.keys().iter().any(|key| key.contains(&id)) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_complete_upload_is_stored_once_the_bucket_can_be_reached() {
    let mut bucket = Bucket::start().await;
    let mut daemon = daemon(&bucket).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let at = created(&ann, "a.bin", 11).await;
    patch(&ann, &at, 0, b"hello ").await;
    bucket.stop().await;
    assert_eq!(patch(&ann, &at, 6, b"world").await.status(), 503);
    let id = at.rsplit('/').next().unwrap();
    // It is not deleted, so that nothing removes what the next attempt stores.
    let database = daemon.open_database().await;
    let row = get(&database, &FileId(id.into())).await.unwrap().unwrap();
    assert_eq!(row.state, FileState::Uploading);
    database.close().await.unwrap();
    assert_eq!(ann.get(&path(id)).await.problem(404), "not_found");
    bucket.restart().await;
    let done = head(&ann, &at).await;
    assert_eq!(header(&done, "upload-file-id"), id);
    assert_eq!(fetch(&ann, &path(id), &[]).await.bytes, b"hello world");
    assert_eq!(bucket.keys(), [format!("{}/{id}", &id[..2])]);
    let check = daemon.run(&["files", "check"]).await;
    assert!(check.status.success(), "{check:?}");
}

#[tokio::test]
async fn wrong_credentials_are_told() {
    let bucket = Bucket::start().await;
    let mut daemon = daemon(&bucket).await;
    daemon
        .variables
        .push(("AWS_SECRET_ACCESS_KEY".into(), "another".into()));
    let check = daemon.run(&["files", "check"]).await;
    assert!(check.err.contains(Bucket::FILES), "{check:?}");
    assert!(!check.status.success());
    let named = daemon.run(&["--files", "s3://No", "files", "check"]).await;
    assert!(named.err.contains("s3://BUCKET/PREFIX"), "{named:?}");
}
