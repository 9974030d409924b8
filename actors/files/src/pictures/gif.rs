//! Removes metadata from GIFs: comments, XMP and whatever else a program wrote for itself. Pictures, their times and
//! the number of repetitions stay.

use bytes::Bytes;

/// The length of the header, where its flags are, and which of them say that a table of colours follows.
const HEADER: usize = 13;
const HEADER_FLAGS: usize = 10;
const HAS_TABLE: u8 = 0x80;
/// The length of the description of one picture, and where its flags are.
const PICTURE: usize = 10;
const PICTURE_FLAGS: usize = 9;

/// What the parts of a GIF begin with.
const EXTENSION: u8 = 0x21;
const DESCRIPTION: u8 = 0x2c;
const TRAILER: u8 = 0x3b;

/// Extensions that stay: text that is shown, times and transparency, and those of some programs.
const TEXT: u8 = 0x01;
const CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// Repetitions, by two names, and the colour profile.
const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// Returns the picture without metadata; `None` if it is damaged.
pub(super) fn without(bytes: &Bytes) -> Option<Bytes> {
    let mut at = HEADER + table(*bytes.get(HEADER_FLAGS)?);
    let mut cleaned = bytes.get(..at)?.to_vec();
    loop {
        let end = match *bytes.get(at)? {
            EXTENSION => blocks(bytes, at + 2)?,
            DESCRIPTION => {
                let data = at + PICTURE + table(*bytes.get(at + PICTURE_FLAGS)?);
                blocks(bytes, data + 1)?
            }
            TRAILER => at + 1,
            _ => return None,
        };
        let part = bytes.get(at..end)?;
        if stays(part) {
            cleaned.extend_from_slice(part);
        }
        if part == [TRAILER] {
            return Some(Bytes::from(cleaned));
        }
        at = end;
    }
}

fn stays(part: &[u8]) -> bool {
    match part {
        [EXTENSION, APPLICATION, _, name @ ..] => KEPT.iter().any(|kept| name.starts_with(kept)),
        [EXTENSION, label, ..] => matches!(*label, TEXT | CONTROL),
        _ => true,
    }
}

/// The length of the table of colours that these flags announce.
fn table(flags: u8) -> usize {
    match flags & HAS_TABLE {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}

/// Returns the position after the blocks at `at`; the last one is empty.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A picture of one red pixel that is repeated, in parts.
    fn parts() -> [Vec<u8>; 5] {
        [
            b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0".to_vec(),
            b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0".to_vec(),
            b"\x21\xf9\x04\0\x0a\0\0\0".to_vec(),
            b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0".to_vec(),
            b"\x3b".to_vec(),
        ]
    }

    /// XMP is not in blocks: what follows it leads whoever takes it for some to its end.
    fn xmp() -> Vec<u8> {
        let mut extension = b"\x21\xff\x0bXMP DataXMP".to_vec();
        extension.extend(b"<x:xmpmeta><exif:GPSLatitude>52,30N</exif:GPSLatitude></x:xmpmeta>");
        extension.push(1);
        extension.extend((0..=255).rev());
        extension.push(0);
        extension
    }

    #[test]
    fn a_place_is_removed_and_the_animation_stays() {
        let plain = Bytes::from(parts().concat());
        assert_eq!(without(&plain), Some(plain.clone()));
        image::load_from_memory_with_format(&plain, image::ImageFormat::Gif).unwrap();
        let [header, repeated, control, picture, trailer] = parts();
        let comment = b"\x21\xfe\x05at me\0".to_vec();
        let other = b"\x21\xff\x0bPROGRAM 1.0\x04what\0".to_vec();
        let with = [
            header,
            xmp(),
            repeated,
            comment,
            control,
            picture,
            other,
            trailer,
            b"52.5 N 13.4 E".to_vec(),
        ];
        assert_eq!(without(&Bytes::from(with.concat())), Some(plain));
    }

    #[test]
    fn a_damaged_one_is_noticed() {
        let plain = Bytes::from(parts().concat());
        for length in 0..plain.len() {
            assert_eq!(without(&plain.slice(..length)), None, "{length}");
        }
    }
}
