//! Pictures: thumbnails, dimensions, and the metadata that others must not get.

use std::{io::Cursor, time::Duration};

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, RgbImage};
use img_parts::{DynImage, ImageEXIF as _};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    files::{channel, fetch, path, send, stored, upload, uploaded},
    support::{TestServer, within},
};

const PLACE: &str = "GPS 52.5 N 13.4 E";

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut picture = RgbImage::new(width, height);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        pixel.0 = [(x % 251) as u8, (y % 241) as u8, 99];
    }
    let mut bytes = Vec::new();
    let picture = DynamicImage::from(picture);
    picture.write_to(Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// The same with EXIF data: turned to the right, and with a place.
fn with_place(bytes: Vec<u8>) -> Vec<u8> {
    let mut data = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    data.extend(PLACE.as_bytes());
    let mut picture = DynImage::from_bytes(Bytes::from(bytes)).unwrap().unwrap();
    picture.set_exif(Some(Bytes::from(data)));
    picture.encoder().bytes().to_vec()
}

fn has_place(bytes: &[u8]) -> bool {
    let mut parts = bytes.windows(PLACE.len());
    parts.any(|part| part == PLACE.as_bytes())
}

#[tokio::test]
async fn others_get_a_picture_without_its_place() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let room = channel(&ann, "private", &["bob"]).await;
    for (name, format) in [
        ("a.jpg", ImageFormat::Jpeg),
        ("a.png", ImageFormat::Png),
        ("a.webp", ImageFormat::WebP),
    ] {
        let bytes = with_place(picture(1600, 800, format));
        assert!(has_place(&bytes), "{name}");
        let file = upload(&ann, name, &bytes).await.ok();
        // It is shown upright.
        let size = (&file["width"], &file["height"], &file["hasThumbnail"]);
        assert_eq!(size, (&json!(800), &json!(1600), &json!(true)), "{name}");
        let id = file["id"].as_str().unwrap();
        let thumbnail = path(id) + "/thumbnail";
        assert_eq!(bob.get(&thumbnail).await.problem(404), "not_found");
        let sent = send(&ann, room, "", &[id]).await.ok();
        assert_eq!(sent["files"][0]["width"], 800, "{name}");

        let whole = fetch(&bob, &path(id), &[]).await;
        assert!(!has_place(&whole.bytes), "{name}");
        assert_eq!(file["size"], whole.bytes.len());
        let shown = image::load_from_memory(&whole.bytes).unwrap();
        let before = image::load_from_memory(&bytes).unwrap();
        assert_eq!(shown.as_bytes(), before.as_bytes(), "{name}");

        let small = fetch(&bob, &thumbnail, &[]).await;
        assert_eq!(small.header("content-type"), "image/jpeg");
        assert_eq!(small.header("x-content-type-options"), "nosniff");
        assert!(small.header("content-security-policy").contains("sandbox"));
        assert!(!has_place(&small.bytes));
        let shown = image::load_from_memory(&small.bytes).unwrap();
        assert_eq!((shown.width(), shown.height()), (360, 720), "{name}");
        let tag = small.header("etag").to_owned();
        assert_ne!(tag, whole.header("etag"));
        let known = fetch(&bob, &thumbnail, &[("if-none-match", &tag)]).await;
        assert_eq!(known.status, 304);
        let part = fetch(&bob, &thumbnail, &[("range", "bytes=0-9")]).await;
        assert_eq!((part.status.as_u16(), part.bytes.len()), (206, 10));

        assert_eq!(eve.get(&thumbnail).await.problem(404), "not_found");
        let message = format!("/api/chat/messages/{}", sent["id"]);
        ann.delete(&message).await.ok();
        assert_eq!(ann.get(&thumbnail).await.problem(404), "not_found");
    }
    within("the bytes to be removed", async {
        while stored(&server) > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn others_get_a_video_without_its_place() {
    let part = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap();
        [length.to_be_bytes().as_slice(), name, content].concat()
    };
    let place = part(b"\xa9xyz", PLACE.as_bytes());
    let film = [
        part(b"ftyp", b"qt  \0\0\0\0qt  "),
        part(b"mdat", b"pictures and sound"),
        part(b"moov", &part(b"udta", &place)),
    ]
    .concat();
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let file = uploaded(&ann, "a.mov", &film).await;
    let whole = fetch(&ann, &path(&file), &[]).await;
    assert_eq!(whole.header("content-type"), "video/quicktime");
    assert!(has_place(&film) && !has_place(&whole.bytes));
    assert_eq!(whole.bytes[..42], film[..42]);
    let info = ann.get(&(path(&file) + "/info")).await.ok();
    let hash = Sha256::digest(&whole.bytes);
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(info["sha256"], hash);
}

#[tokio::test]
async fn what_a_picture_claims_is_not_decoded() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let claiming = |side: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
        bytes.extend(b"\x08\x06\0\0\0");
        let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        let crc = !bytes[12..].iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), step)
        });
        bytes.extend(crc.to_be_bytes());
        bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    };
    for side in [16_384, 50_000] {
        let refused = upload(&ann, "a.png", &claiming(side)).await;
        assert!(refused.text.contains(&side.to_string()), "{}", refused.text);
        assert_eq!(refused.problem(400), "invalid");
    }
    // Large ones are sent as a card; of damaged ones nothing is known.
    let large = upload(&ann, "a.png", &claiming(7_000)).await.ok();
    assert_eq!(
        (&large["width"], &large["hasThumbnail"]),
        (&json!(7_000), &json!(false))
    );
    let damaged = upload(&ann, "a.png", &claiming(10)).await.ok();
    assert_eq!(
        (damaged.get("width"), &damaged["hasThumbnail"]),
        (None, &json!(false))
    );
    let thumbnail = path(damaged["id"].as_str().unwrap()) + "/thumbnail";
    assert_eq!(ann.get(&thumbnail).await.problem(404), "not_found");
    // What cannot be cleaned is refused.
    let cut_off = b"\xff\xd8\xff\xe1\xff\xffExif\0\0GPS";
    let refused = upload(&ann, "a.jpg", cut_off).await;
    assert_eq!(refused.problem(400), "invalid");
    assert_eq!(stored(&server), 2);
}

#[tokio::test]
async fn a_text_is_previewed() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let lines = "fn main() {}\n".repeat(100);
    for (name, bytes, preview) in [
        ("main.rs", lines.as_bytes(), Some(&lines[..13 * 40])),
        ("a.json", b"{}", Some("{}")),
        ("a.html", b"<html>", Some("<html>")),
        ("a.bin", b"\0\x01", None),
        ("a.png", crate::files::PNG, None),
    ] {
        let id = uploaded(&ann, name, bytes).await;
        let info = ann.get(&(path(&id) + "/info")).await.ok();
        assert_eq!(
            info.get("preview").and_then(|it| it.as_str()),
            preview,
            "{name}"
        );
    }
}
