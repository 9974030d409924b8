//! How long a file lives, and for whom, in a folder and in a bucket.

use std::{path::Path, time::Duration};

use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::{Value, json};

use crate::{
    files::{channel, fetch, path, send, uploaded},
    support::{Bucket, Daemon, Rest, patiently},
    uploads::{cancel, created, patch},
};

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(RgbImage::new(900, 60))
        .write_to(&mut std::io::Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

/// The paths of a file and its thumbnail, and links to both.
async fn ways(who: &Rest, id: &str) -> [String; 4] {
    let links = who.get(&(path(id) + "/link")).await.ok();
    let link = |name: &str| links[name].as_str().unwrap().to_owned();
    [
        path(id),
        path(id) + "/thumbnail",
        link("url"),
        link("thumbnailUrl"),
    ]
}

async fn all_are(who: &Rest, ways: &[String], status: u16) {
    for way in ways {
        assert_eq!(fetch(who, way, &[]).await.status, status, "{way}");
    }
}

async fn delete(who: &Rest, message: &Value) {
    let path = format!("/api/chat/messages/{}", message["id"]);
    who.delete(&path).await.ok();
}

#[tokio::test]
async fn a_picture_in_a_folder_lives_as_long_as_its_messages() {
    let daemon = Daemon::on_sqlite().with_people(&["ann", "bob", "eve"]);
    let mut daemon = daemon.await;
    daemon.start().await;
    let folder = daemon.folder.path().join("data/files");
    lives_as_long_as_its_messages(&daemon, &folder, None).await;
}

#[tokio::test]
async fn a_picture_in_a_bucket_is_removed_once_the_bucket_can_be_reached() {
    let mut bucket = Bucket::start().await;
    let mut variables = bucket.variables();
    variables.push(("ORVALE_CHAT_FILES".into(), Bucket::FILES.into()));
    let daemon = Daemon::on_sqlite().with_variables(variables);
    let mut daemon = daemon.with_people(&["ann", "bob", "eve"]).await;
    daemon.start().await;
    let folder = bucket.folder();
    lives_as_long_as_its_messages(&daemon, &folder, Some(&mut bucket)).await;
}

/// The objects are files in `folder`. A bucket cannot be reached when the last message is deleted.
async fn lives_as_long_as_its_messages(
    daemon: &Daemon,
    folder: &Path,
    bucket: Option<&mut Bucket>,
) {
    let [ann, bob, eve] = ["ann", "bob", "eve"].map(|name| daemon.rest(name));
    let room = channel(&ann, "private", &["bob"]).await;
    let other = json!({"name": "another-room", "type": "private"});
    let other = &ann.post("/api/chat/channels", other).await.ok()["id"];
    let other = format!("/api/chat/channels/{other}");
    let member = json!({"userId": "eve"});
    ann.post(&format!("{other}/members"), member).await.ok();
    let id = uploaded(&ann, "a.png", &picture()).await;
    let first = send(&ann, room, "look", &[&id]).await.ok();
    let forward = json!({"message": "", "forwardedFrom": first["id"]});
    let second = ann.post(&format!("{other}/messages"), forward).await.ok();
    let (of_bob, of_eve) = (ways(&bob, &id).await, ways(&eve, &id).await);
    all_are(&bob, &of_bob, 200).await;
    all_are(&eve, &of_eve, 200).await;

    delete(&ann, &first).await;
    all_are(&bob, &of_bob, 404).await;
    all_are(&eve, &of_eve, 200).await;
    // An archived channel can be read by its members, and its files with it.
    ann.delete(&other).await.ok();
    all_are(&eve, &of_eve, 200).await;
    all_are(&bob, &of_bob, 404).await;
    ann.put(&other, json!({"active": true})).await.ok();
    match bucket {
        None => delete(&ann, &second).await,
        Some(bucket) => {
            bucket.stop().await;
            delete(&ann, &second).await;
            all_are(&eve, &of_eve, 404).await;
            bucket.restart().await;
        }
    }
    all_are(&eve, &of_eve, 404).await;
    until_empty(folder).await;
    what_is_gone_is_not_sent(&ann, room).await;
    until_empty(folder).await;
    let check = daemon.run(&["files", "check"]).await;
    assert!(check.status.success(), "{check:?}");
}

async fn until_empty(folder: &Path) {
    patiently("the bytes to be removed", async {
        while !Bucket::keys_in(folder).is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

/// A file that was discarded or has expired, while the message for it is being written.
async fn what_is_gone_is_not_sent(ann: &Rest, room: i64) {
    let kept = uploaded(ann, "kept.txt", b"words").await;
    let gone = uploaded(ann, "gone.txt", b"words").await;
    ann.delete(&path(&gone)).await.ok();
    let unfinished = created(ann, "half.txt", 5).await;
    patch(ann, &unfinished, 0, b"wo").await;
    let unfinished = unfinished.rsplit('/').next().unwrap();
    let messages = format!("/api/chat/channels/{room}/messages");
    let before = ann.get(&messages).await.ok();
    for missing in [&*gone, unfinished] {
        let refused = send(ann, room, "with both", &[&kept, missing]).await;
        assert_eq!(refused.problem(404), "not_found");
        let at = actors::clock::now() + 60_000;
        let later =
            json!({"channelId": room, "message": "x", "at": at, "fileIds": [kept, missing]});
        let refused = ann.post("/api/chat/scheduled", later).await;
        assert_eq!(refused.problem(404), "not_found");
    }
    assert_eq!(ann.get(&messages).await.ok()["items"], before["items"]);
    // The other is still there for the next attempt.
    let sent = send(ann, room, "with one", &[&kept]).await.ok();
    delete(ann, &sent).await;
    cancel(ann, &format!("/api/chat/uploads/{unfinished}"))
        .await
        .ok();
}
