//! Pictures that claim much, or are many: what they cost the server.

use std::io::Cursor;

use futures_util::future::join_all;
use image::{DynamicImage, Frame, ImageFormat, RgbaImage, codecs::gif::GifEncoder};
use serde_json::json;

use crate::{
    files::{channel, fetch, path, send, upload},
    support::{Daemon, TestServer},
};

const MEBIBYTE: u64 = 1024 * 1024;

/// A progressive JPEG in grey that decoders take for whole: its first scan has a bit for each block of each of three
/// components.
fn progressive(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xdb\0\x43\0".to_vec();
    bytes.extend([1; 64]);
    bytes.extend(b"\xff\xc2\0\x11\x08");
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x03\x01\x11\0\x02\x11\0\x03\x11\0");
    bytes.extend(b"\xff\xc4\0\x14\0\x01");
    bytes.extend([0; 16]);
    bytes.extend(b"\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\0\0");
    let blocks = |side: u16| usize::from(side).div_ceil(8);
    bytes.resize(bytes.len() + blocks(width) * blocks(height) * 3 / 8 + 1, 0);
    bytes.extend(b"\xff\xd9");
    bytes
}

/// The chunks of a WebP, or a part of one.
fn chunk(name: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let mut chunk = [name, &length.to_le_bytes(), content].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// A GIF that shows the same frame many times.
fn moving_gif(side: u32, frames: usize) -> Vec<u8> {
    let mut one = Vec::new();
    let black = RgbaImage::from_pixel(side, side, image::Rgba([0, 0, 0, 255]));
    // At the highest speed: finding the best colours takes long.
    let mut encoder = GifEncoder::new_with_speed(&mut one, 30);
    encoder.encode_frame(Frame::new(black)).unwrap();
    drop(encoder);
    let start = one.windows(3).position(|it| it == b"\x21\xf9\x04");
    let (head, frame) = one[..one.len() - 1].split_at(start.unwrap());
    [head, &frame.repeat(frames), b"\x3b"].concat()
}

/// A WebP that does.
fn moving_webp(side: u32, frames: usize) -> Vec<u8> {
    let mut one = Cursor::new(Vec::new());
    let black = DynamicImage::new_rgb8(side, side);
    black.write_to(&mut one, ImageFormat::WebP).unwrap();
    let one = one.into_inner();
    let size = (side - 1).to_le_bytes();
    let size = [&size[..3], &size[..3]].concat();
    let header = chunk(b"VP8X", &[b"\x02\0\0\0".as_slice(), &size].concat());
    let place = [b"\0\0\0\0\0\0".as_slice(), &size, b"\x64\0\0\0"].concat();
    let frame = chunk(b"ANMF", &[place, one[12..].to_vec()].concat());
    let content = [
        b"WEBP".to_vec(),
        header,
        chunk(b"ANIM", &[0; 6]),
        frame.repeat(frames),
    ];
    chunk(b"RIFF", &content.concat())
}

#[tokio::test]
async fn what_costs_too_much_is_sent_as_it_is() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let room = channel(&ann, "private", &["bob"]).await;
    for (width, height, has_thumbnail) in [
        // A progressive one costs three times what the same picture costs otherwise.
        (10_000, 6_000, false),
        (6_000, 5_900, false),
        (4_000, 3_000, true),
    ] {
        let bytes = progressive(width, height);
        let file = upload(&ann, "a.jpg", &bytes).await.ok();
        let found = (&file["width"], &file["height"], &file["hasThumbnail"]);
        assert_eq!(
            found,
            (&json!(width), &json!(height), &json!(has_thumbnail))
        );
        let id = file["id"].as_str().unwrap();
        send(&ann, room, "", &[id]).await.ok();
        assert_eq!(fetch(&bob, &path(id), &[]).await.bytes, bytes);
    }
}

#[tokio::test]
async fn an_animation_is_kept_and_its_first_frame_shown() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    for (name, bytes) in [
        ("a.gif", moving_gif(2_000, 1_000)),
        ("a.webp", moving_webp(2_000, 1_000)),
    ] {
        let file = upload(&ann, name, &bytes).await.ok();
        let found = (&file["width"], &file["hasThumbnail"]);
        assert_eq!(found, (&json!(2_000), &json!(true)), "{name}");
        let id = file["id"].as_str().unwrap();
        let whole = fetch(&ann, &path(id), &[]).await;
        assert!(whole.bytes == bytes, "{name}");
        assert!(whole.header("content-disposition").starts_with("inline"));
        let small = fetch(&ann, &(path(id) + "/thumbnail"), &[]).await;
        let small = image::load_from_memory(&small.bytes).unwrap();
        assert_eq!((small.width(), small.height()), (720, 720), "{name}");
    }
}

#[tokio::test]
async fn many_pictures_at_once_take_the_memory_of_two() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    upload(&ann, "a.jpg", &progressive(800, 600)).await.ok();
    let before = daemon.resident_bytes();
    let bytes = progressive(4_000, 3_000);
    let uploads = join_all((0..12).map(|_| upload(&ann, "a.jpg", &bytes)));
    for file in uploads.await {
        assert_eq!(file.ok()["hasThumbnail"], true);
    }
    let grown = daemon.most_resident_bytes().saturating_sub(before);
    // Decoding one takes about 108 MiB.
    let mebibytes = grown / MEBIBYTE;
    assert!(mebibytes < 2 * 256, "{mebibytes} MiB");
}

#[tokio::test]
async fn an_archive_is_never_unpacked() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let before = daemon.resident_bytes();
    for (name, bytes) in [
        ("a.zip", zip_bomb()),
        ("a.docx", zip_bomb()),
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03not deflated".to_vec()),
        (
            "a.svgz",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03not deflated".to_vec(),
        ),
    ] {
        let file = upload(&ann, name, &bytes).await.ok();
        assert_eq!(file["size"], bytes.len(), "{name}");
        let id = file["id"].as_str().unwrap();
        let info = ann.get(&(path(id) + "/info")).await.ok();
        assert_eq!(info.get("preview"), None, "{name}");
        let whole = fetch(&ann, &path(id), &[]).await;
        assert_eq!(whole.bytes, bytes, "{name}");
        let is_saved = whole
            .header("content-disposition")
            .starts_with("attachment");
        assert!(is_saved, "{name}");
    }
    let grown = daemon.most_resident_bytes().saturating_sub(before);
    assert!(grown < 64 * MEBIBYTE, "{grown} bytes");
}

/// A ZIP whose directory says that its one file of a few bytes has 4 GB.
fn zip_bomb() -> Vec<u8> {
    let common = [
        b"\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".as_slice(),
        &5_u32.to_le_bytes(),
        &u32::MAX.to_le_bytes(),
        b"\x01\0\0\0",
    ]
    .concat();
    let local = [b"PK\x03\x04".as_slice(), &common, b"a\x01\0\0\xff\xff"].concat();
    let central = [b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 14], b"a"].concat();
    let (size, at) = (
        u32::try_from(central.len()).unwrap(),
        u32::try_from(local.len()).unwrap(),
    );
    let end = [
        b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(),
        &size.to_le_bytes(),
        &at.to_le_bytes(),
        b"\0\0",
    ]
    .concat();
    [local, central, end].concat()
}
