//! Removes metadata from pictures: place, time, camera, owner, comments, and embedded pictures. The orientation
//! and the colour profile stay.

use bytes::Bytes;
use image::{ImageFormat, metadata::Orientation};
use img_parts::{
    ImageEXIF as _,
    jpeg::{Jpeg, JpegSegment, markers},
    png::Png,
    webp::{CHUNK_EXIF, CHUNK_XMP, WebP},
};

use super::{Refused, gif};

/// The length of a JPEG's first marker, which no segment holds.
const START: usize = 2;
/// Where WebP's extended header begins, if it has one, its name, and its flags for EXIF and XMP.
const WEBP_HEADER: usize = 12;
const WEBP_NAME: &[u8] = b"VP8X";
const WEBP_EXIF: u8 = 0x08;
const WEBP_XMP: u8 = 0x04;

/// Returns the picture without metadata; `None` if it has none.
///
/// # Errors
/// When it seems to have some and is too damaged to be taken apart.
pub(super) fn without(bytes: &Bytes, format: ImageFormat) -> Result<Option<Bytes>, Refused> {
    let cleaned = match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Png => png(bytes),
        ImageFormat::WebP => webp(bytes),
        ImageFormat::Gif => gif::without(bytes),
        _ => return Ok(None),
    };
    match cleaned {
        Some(cleaned) => Ok(Some(cleaned).filter(|cleaned| cleaned != bytes)),
        None if seems_to_have_some(bytes) => Err(Refused::Damaged),
        None => Ok(None),
    }
}

/// What begins metadata in the formats.
const MARKS: [&[u8]; 9] = [
    b"XMP DataXMP",
    b"Exif\0",
    b"eXIf",
    b"EXIF",
    b"http://ns.adobe.com/xap",
    b"8BIM",
    b"tEXt",
    b"zTXt",
    b"iTXt",
];

fn seems_to_have_some(bytes: &[u8]) -> bool {
    MARKS
        .iter()
        .any(|word| bytes.windows(word.len()).any(|part| part == *word))
}

fn jpeg(bytes: &Bytes) -> Option<Bytes> {
    let mut picture = Jpeg::from_bytes(bytes.clone()).ok()?;
    let turned = turned(picture.exif());
    picture
        .segments_mut()
        .retain(|segment| match segment.marker() {
            // Its extension holds a picture within the picture.
            markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
            markers::APP14 => true,
            markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
            markers::APP1..=markers::APP15 | markers::COM => false,
            _ => true,
        });
    if turned.is_some() {
        picture.set_exif(turned);
    }
    let headers: usize = picture.segments().iter().map(JpegSegment::len).sum();
    let mut cleaned = picture.encoder().bytes();
    let scans = START + headers;
    if let Some(end) = cleaned.get(scans..).and_then(end_of) {
        cleaned.truncate(scans + end);
    }
    Some(cleaned)
}

/// Returns the position in the data of a JPEG's scans at which it ends. Further pictures with metadata of their own
/// may follow, or a video.
fn end_of(scans: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += scans
            .get(at..)?
            .iter()
            .position(|byte| *byte == markers::P)?;
        match *scans.get(at + 1)? {
            markers::EOI => return Some(at + 2),
            markers::P => at += 1,
            markers::Z | markers::RST0..=markers::RST7 => at += 2,
            // Another table or scan, with its length.
            _ => {
                let length = [*scans.get(at + 2)?, *scans.get(at + 3)?];
                at += 2 + usize::from(u16::from_be_bytes(length));
            }
        }
    }
}

fn png(bytes: &Bytes) -> Option<Bytes> {
    let mut picture = Png::from_bytes(bytes.clone()).ok()?;
    let turned = turned(picture.exif());
    picture.chunks_mut().retain(|chunk| {
        !matches!(
            &chunk.kind(),
            b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME"
        )
    });
    if turned.is_some() {
        picture.set_exif(turned);
    }
    Some(picture.encoder().bytes())
}

fn webp(bytes: &Bytes) -> Option<Bytes> {
    let mut picture = WebP::from_bytes(bytes.clone()).ok()?;
    let turned = turned(picture.exif());
    picture.remove_chunks_by_id(CHUNK_EXIF);
    picture.remove_chunks_by_id(CHUNK_XMP);
    let is_turned = turned.is_some();
    if is_turned {
        picture.set_exif(turned);
    }
    let mut cleaned = picture.encoder().bytes().to_vec();
    let header = cleaned.get_mut(WEBP_HEADER..)?;
    if header.starts_with(WEBP_NAME)
        && let Some(flags) = header.get_mut(8)
    {
        *flags &= !(WEBP_EXIF | WEBP_XMP);
        *flags |= if is_turned { WEBP_EXIF } else { 0 };
    }
    Some(Bytes::from(cleaned))
}

/// Returns EXIF data with nothing but the orientation, if the picture is turned.
fn turned(exif: Option<Bytes>) -> Option<Bytes> {
    let orientation = Orientation::from_exif_chunk(&exif?)?;
    if orientation == Orientation::NoTransforms {
        return None;
    }
    let mut data = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    data.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
    Some(Bytes::from(data))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, RgbImage};

    use super::*;

    fn picture(format: ImageFormat) -> Bytes {
        let mut picture = RgbImage::new(40, 20);
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            pixel.0 = [(x * 6 % 251) as u8, (y * 12 % 251) as u8, 99];
        }
        let mut bytes = Vec::new();
        let picture = DynamicImage::from(picture);
        picture.write_to(Cursor::new(&mut bytes), format).unwrap();
        Bytes::from(bytes)
    }

    /// EXIF data: turned to the right, with a place.
    fn exif() -> Bytes {
        let mut data =
            b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        data.extend(b"GPS 52.5 N 13.4 E");
        Bytes::from(data)
    }

    fn has(bytes: &[u8], words: &str) -> bool {
        bytes
            .windows(words.len())
            .any(|part| part == words.as_bytes())
    }

    #[test]
    fn a_picture_without_metadata_stays_as_it_is() {
        for format in [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Gif,
        ] {
            assert_eq!(without(&picture(format), format), Ok(None), "{format:?}");
        }
    }

    #[test]
    fn a_place_is_removed_and_the_orientation_stays() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let plain = picture(format);
            let mut with = img_parts::DynImage::from_bytes(plain.clone())
                .unwrap()
                .unwrap();
            with.set_exif(Some(exif()));
            let with = with.encoder().bytes();
            assert!(has(&with, "GPS 52.5"), "{format:?}");
            let cleaned = without(&with, format).unwrap().unwrap();
            assert!(!has(&cleaned, "GPS 52.5"), "{format:?}");
            let size = crate::pictures::thumbnail::dimensions(&cleaned, format).unwrap();
            assert_eq!(size, Some((20, 40)), "{format:?} is turned");
            let pixels = |bytes: &[u8]| image::load_from_memory_with_format(bytes, format).unwrap();
            assert_eq!(pixels(&cleaned), pixels(&plain), "{format:?}");
            assert_eq!(without(&cleaned, format), Ok(None), "{format:?}");
        }
    }

    #[test]
    fn what_follows_a_jpeg_is_removed() {
        let plain = picture(ImageFormat::Jpeg);
        let mut with = plain.to_vec();
        with.extend(b"Exif\0\0 GPS 52.5 N");
        assert_eq!(
            without(&Bytes::from(with), ImageFormat::Jpeg),
            Ok(Some(plain))
        );
    }

    #[test]
    fn damaged_metadata_is_noticed() {
        let damaged = Bytes::from_static(b"\xff\xd8\xff\xe1\xff\xffExif\0\0GPS");
        assert_eq!(without(&damaged, ImageFormat::Jpeg), Err(Refused::Damaged));
        let cut_off = Bytes::from_static(b"\xff\xd8\xff\xe0");
        assert_eq!(without(&cut_off, ImageFormat::Jpeg), Ok(None));
    }
}
