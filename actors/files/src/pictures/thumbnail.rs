//! Thumbnails, and the limits of what is decoded for them.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder, metadata::Orientation,
};

use super::{Refused, Thumbnail};

/// The longest side of a thumbnail in pixels.
const SIDE: u32 = 720;
/// The most pixels that are decoded.
const DECODED: u64 = 40_000_000;
/// The most pixels that a file may claim at all: more than that is an attack on those who view it.
const CLAIMED: u64 = 250_000_000;
/// The longest side that a file may claim.
const LONGEST: u32 = 40_000;
/// How many bytes a picture may take in memory while it is handled.
const BUDGET: u64 = 256 * 1024 * 1024;
/// The quality of thumbnails, from 1 to 100.
const QUALITY: u8 = 80;

/// The format of pictures of this type, if they are decoded.
pub(super) fn format(mime_type: &str) -> Option<ImageFormat> {
    match mime_type {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        "image/bmp" => Some(ImageFormat::Bmp),
        _ => None,
    }
}

/// Returns the width and height as the picture is shown, from its header alone; `None` if that is damaged.
pub(super) fn dimensions(bytes: &[u8], format: ImageFormat) -> Result<Option<(u32, u32)>, Refused> {
    let Some(mut decoder) = decoder(bytes, format) else {
        return Ok(None);
    };
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST || pixels((width, height)) > CLAIMED {
        return Err(Refused::TooManyPixels { width, height });
    }
    Ok(match is_turned(orientation(&mut decoder)) {
        true => Some((height, width)),
        false => Some((width, height)),
    })
}

/// Returns whether a picture of this size is kept but not decoded.
pub(super) fn is_too_large(size: Option<(u32, u32)>) -> bool {
    size.is_some_and(|size| pixels(size) > DECODED)
}

/// Returns whether decoding a picture takes more memory than there is for one, by its header.
pub(super) fn is_too_costly(bytes: &[u8], format: ImageFormat) -> bool {
    let cost = decoder(bytes, format).map(|decoder| cost(&decoder, bytes, format));
    cost.is_some_and(|cost| cost > BUDGET)
}

/// How many bytes of memory decoding takes, with the file and what is kept of it without metadata.
fn cost(decoder: &impl ImageDecoder, bytes: &[u8], format: ImageFormat) -> u64 {
    let pixels = decoder.total_bytes();
    let besides = match format {
        // The coefficients of the whole picture, of two bytes each, are kept until its last scan.
        ImageFormat::Jpeg if is_progressive(bytes) => pixels.saturating_mul(2),
        // The frame is decoded beside the picture that it is drawn into.
        ImageFormat::WebP | ImageFormat::Gif => pixels,
        _ => 0,
    };
    let file = (bytes.len() as u64).saturating_mul(2);
    pixels.saturating_add(besides).saturating_add(file)
}

/// Returns whether a JPEG is stored in several scans of the whole picture.
fn is_progressive(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, tail @ ..] = rest {
        match (*marker, tail) {
            (0xff, _) => rest = &rest[1..],
            // Progressive ones, and those that are coded arithmetically or in a hierarchy.
            (0xc2 | 0xc6 | 0xca | 0xce, _) => return true,
            (0xda, _) => return false,
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = tail.get(length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
    false
}

/// Returns a thumbnail; `None` if the picture is damaged or too large.
pub(super) fn of(bytes: &[u8], format: ImageFormat) -> Option<Thumbnail> {
    let mut decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    if is_too_large(Some((width, height))) || width == 0 || height == 0 {
        return None;
    }
    if cost(&decoder, bytes, format) > BUDGET {
        return None;
    }
    let orientation = orientation(&mut decoder);
    let whole = DynamicImage::from_decoder(decoder).ok()?;
    let mut small = smaller(whole);
    small.apply_orientation(orientation);
    encoded(&small)
}

/// Shrinks a picture that is wider or higher than a thumbnail.
fn smaller(whole: DynamicImage) -> DynamicImage {
    let longest = whole.width().max(whole.height());
    let shortest = whole.width().min(whole.height());
    let factor = longest / SIDE;
    let fewer = match whole {
        // Photographs. Shrinking those by a whole number first takes a third of the time.
        DynamicImage::ImageRgb8(whole) if factor > 1 && shortest >= factor => {
            averaged(&whole, factor).into()
        }
        other => other,
    };
    match longest > SIDE {
        true => fewer.thumbnail(SIDE, SIDE),
        false => fewer,
    }
}

/// Shrinks a picture to the averages of squares with `side` pixels.
fn averaged(whole: &RgbImage, side: u32) -> RgbImage {
    let mut small = RgbImage::new(
        (whole.width() / side).max(1),
        (whole.height() / side).max(1),
    );
    let (width, side) = (whole.width() as usize, side as usize);
    let mut sums = vec![[0_u32; 3]; small.width() as usize];
    let count = u32::try_from(side * side).unwrap_or(u32::MAX);
    let bands = whole.as_raw().chunks(width * 3 * side);
    for (band, pixels) in bands.zip(small.rows_mut()) {
        sums.fill([0; 3]);
        for row in band.chunks_exact(width * 3) {
            for (square, sum) in row.chunks_exact(side * 3).zip(&mut sums) {
                for pixel in square.chunks_exact(3) {
                    sum[0] += u32::from(pixel[0]);
                    sum[1] += u32::from(pixel[1]);
                    sum[2] += u32::from(pixel[2]);
                }
            }
        }
        for (pixel, sum) in pixels.zip(&sums) {
            pixel.0 = sum.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX));
        }
    }
    small
}

fn decoder(bytes: &[u8], format: ImageFormat) -> Option<impl ImageDecoder> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(BUDGET);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.into_decoder().ok()
}

fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

fn pixels((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn encoded(small: &DynamicImage) -> Option<Thumbnail> {
    let mut bytes = Vec::new();
    if small.color().has_alpha() {
        let small = DynamicImage::from(small.to_rgba8());
        let written = small.write_to(Cursor::new(&mut bytes), ImageFormat::Png);
        return written.ok().map(|()| Thumbnail {
            bytes,
            mime_type: "image/png",
        });
    }
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    let written = small.to_rgb8().write_with_encoder(encoder);
    written.ok().map(|()| Thumbnail {
        bytes,
        mime_type: "image/jpeg",
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        let whole = DynamicImage::new_rgb8(width, height);
        whole.write_to(Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    #[test]
    fn a_thumbnail_keeps_the_proportions() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::WebP,
            ImageFormat::Gif,
            ImageFormat::Bmp,
        ] {
            let bytes = picture(1440, 360, format);
            let size = dimensions(&bytes, format).unwrap();
            assert_eq!(size, Some((1440, 360)), "{format:?}");
            let thumbnail = of(&bytes, format).unwrap();
            let small = image::load_from_memory(&thumbnail.bytes).unwrap();
            assert_eq!((small.width(), small.height()), (720, 180), "{format:?}");
        }
    }

    /// A PNG of a few bytes that claims to be large.
    fn claiming(side: u32) -> Vec<u8> {
        of_size(side, side)
    }

    /// One that claims to be a line.
    fn wide(width: u32) -> Vec<u8> {
        of_size(width, 1)
    }

    fn of_size(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0");
        bytes.extend(crc(&bytes[12..]).to_be_bytes());
        bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    /// The checksum of a PNG's chunk.
    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), step)
        })
    }

    #[test]
    fn a_header_is_enough_to_refuse_a_picture() {
        for side in [16_384, 50_000] {
            let refused = Refused::TooManyPixels {
                width: side,
                height: side,
            };
            let png = claiming(side);
            assert_eq!(dimensions(&png, ImageFormat::Png), Err(refused), "{side}");
        }
        let png = claiming(7_000);
        let size = dimensions(&png, ImageFormat::Png).unwrap();
        assert_eq!(size, Some((7_000, 7_000)));
        assert!(is_too_large(size) && of(&png, ImageFormat::Png).is_none());
        assert!(of(&claiming(100), ImageFormat::Png).is_none(), "no data");
        // One that could be decoded, within the memory that there is for it.
        for (width, is_decoded) in [(6_000, true), (6_900, false)] {
            let grey = image::GrayImage::new(width, 6_000);
            let mut png = Cursor::new(Vec::new());
            grey.write_to(&mut png, ImageFormat::Png).unwrap();
            let thumbnail = of(&png.into_inner(), ImageFormat::Png);
            assert_eq!(thumbnail.is_some(), is_decoded, "{width}");
        }
        assert_eq!(
            dimensions(&wide(40_001), ImageFormat::Png),
            Err(Refused::TooManyPixels {
                width: 40_001,
                height: 1
            })
        );
    }
}
