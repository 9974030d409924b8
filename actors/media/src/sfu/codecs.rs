//! What is to be known of payloads: keyframes, picture ids, and redundant audio.

use bytes::{Bytes, BytesMut};

/// What the payload of one RTP packet of video says about its picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    /// True in the first packet of a keyframe.
    pub(crate) starts_keyframe: bool,
    /// The height, where it is told.
    pub(crate) height: Option<u16>,
}

/// The codec of an RTP packet, by its payload type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Coding {
    Opus,
    Red,
    Vp8,
    H264,
}

impl Coding {
    /// Returns the codec of this name in lower case, if it is forwarded here.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "opus" => Some(Self::Opus),
            "red" => Some(Self::Red),
            "vp8" => Some(Self::Vp8),
            "h264" => Some(Self::H264),
            _ => None,
        }
    }

    /// Returns what a packet of video contains.
    pub(crate) fn picture(self, payload: &[u8]) -> Picture {
        match self {
            Self::Vp8 => vp8(payload),
            Self::H264 => Picture {
                starts_keyframe: h264_starts_keyframe(payload),
                height: None,
            },
            Self::Opus | Self::Red => Picture::default(),
        }
    }
}

/// Where the parts of VP8's payload descriptor are (RFC 7741, section 4.2).
struct Vp8Parts {
    /// The picture id's place, and whether it has 15 bits.
    picture_id: Option<(usize, bool)>,
    tl0: Option<usize>,
    frame: usize,
    starts: bool,
}

fn vp8_parts(payload: &[u8]) -> Option<Vp8Parts> {
    let first = *payload.first()?;
    let starts = first & 0x10 != 0 && first & 0x0f == 0;
    let mut parts = Vp8Parts {
        picture_id: None,
        tl0: None,
        frame: 1,
        starts,
    };
    if first & 0x80 == 0 {
        return Some(parts);
    }
    let flags = *payload.get(1)?;
    let mut at = 2;
    if flags & 0x80 != 0 {
        let long = *payload.get(at)? & 0x80 != 0;
        parts.picture_id = Some((at, long));
        at += if long { 2 } else { 1 };
    }
    if flags & 0x40 != 0 {
        parts.tl0 = Some(at);
        at += 1;
    }
    if flags & 0x30 != 0 {
        at += 1;
    }
    parts.frame = at;
    Some(parts)
}

fn vp8(payload: &[u8]) -> Picture {
    let Some(parts) = vp8_parts(payload) else {
        return Picture::default();
    };
    let frame = payload.get(parts.frame..).unwrap_or_default();
    let starts_keyframe = parts.starts && frame.first().is_some_and(|first| first & 1 == 0);
    let height = match frame {
        [_, _, _, 0x9d, 0x01, 0x2a, _, _, low, high, ..] if starts_keyframe => {
            Some(u16::from_le_bytes([*low, *high]) & 0x3fff)
        }
        _ => None,
    };
    Picture {
        starts_keyframe,
        height,
    }
}

/// True for a sequence parameter set or an instantaneous refresh, alone, in an aggregate, or as the start of a fragment.
fn h264_starts_keyframe(payload: &[u8]) -> bool {
    let kind = |byte: u8| byte & 0x1f;
    let starts = |byte: u8| matches!(kind(byte), 5 | 7);
    match payload {
        // STAP-A: lengths and units.
        [first, rest @ ..] if kind(*first) == 24 => {
            let mut rest = rest;
            while let [high, low, unit, ..] = rest {
                if starts(*unit) {
                    return true;
                }
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(2 + length..).unwrap_or_default();
            }
            false
        }
        // FU-A, its first fragment.
        [first, header, ..] if kind(*first) == 28 => header & 0x80 != 0 && starts(*header),
        [first, ..] => starts(*first),
        [] => false,
    }
}

/// The numbers that VP8 counts pictures with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PictureIds {
    pub(crate) picture: u16,
    pub(crate) tl0: u8,
}

/// Returns a packet's picture ids. Those of seven bits cannot be continued over a switch and are left alone.
pub(crate) fn picture_ids(payload: &[u8]) -> Option<PictureIds> {
    let parts = vp8_parts(payload)?;
    let (at, long) = parts.picture_id?;
    long.then_some(())?;
    let picture = u16::from_be_bytes([*payload.get(at)?, *payload.get(at + 1)?]) & 0x7fff;
    let tl0 = parts
        .tl0
        .and_then(|at| payload.get(at))
        .copied()
        .unwrap_or(0);
    Some(PictureIds { picture, tl0 })
}

/// Returns the payload with other picture ids.
pub(crate) fn with_picture_ids(payload: &Bytes, ids: PictureIds) -> Bytes {
    let Some(parts) = vp8_parts(payload) else {
        return payload.clone();
    };
    let mut changed = BytesMut::from(&payload[..]);
    if let Some((at, true)) = parts.picture_id
        && let Some(place) = changed.get_mut(at..at + 2)
    {
        place.copy_from_slice(&(ids.picture | 0x8000).to_be_bytes());
    }
    if let Some(place) = parts.tl0.and_then(|at| changed.get_mut(at)) {
        *place = ids.tl0;
    }
    changed.freeze()
}

/// Returns the newest audio in a packet of redundant audio (RFC 2198), or `None` if it is broken.
pub(crate) fn unwrap_red(payload: &Bytes) -> Option<Bytes> {
    let (mut header, mut older) = (0, 0);
    while payload.get(header)? & 0x80 != 0 {
        let low = usize::from(*payload.get(header + 3)?);
        older += ((usize::from(*payload.get(header + 2)?) & 0x03) << 8) | low;
        header += 4;
    }
    let start = header + 1 + older;
    (start <= payload.len()).then(|| payload.slice(start..))
}

/// Returns redundant audio with another payload type for each block.
pub(crate) fn with_red_blocks(payload: &Bytes, payload_type: u8) -> Bytes {
    let mut changed = BytesMut::from(&payload[..]);
    let mut at = 0;
    while let Some(header) = changed.get_mut(at) {
        let more = *header & 0x80;
        *header = more | payload_type;
        if more == 0 {
            break;
        }
        at += 4;
    }
    changed.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keyframe's first packet, 640 × 480, with a long picture id and a temporal layer.
    const KEYFRAME: [u8; 16] = [
        0x90, 0xe0, 0x81, 0x02, 0x33, 0x00, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01,
    ];

    #[test]
    fn keyframes_of_vp8_are_found_with_their_height() {
        let found = Coding::Vp8.picture(&KEYFRAME);
        assert_eq!(
            found,
            Picture {
                starts_keyframe: true,
                height: Some(480)
            }
        );
        assert!(!Coding::Vp8.picture(&[0x10, 0x01]).starts_keyframe);
        assert!(
            !Coding::Vp8.picture(&[0x00, 0x00]).starts_keyframe,
            "a later packet of the frame"
        );
        for length in 0..KEYFRAME.len() {
            let _ = Coding::Vp8.picture(&KEYFRAME[..length]);
        }
    }

    #[test]
    fn keyframes_of_h264_are_found() {
        for starts in [
            &[0x67, 1][..],
            &[0x65],
            &[0x7c, 0x85],
            &[0x78, 0, 2, 0x67, 1, 0, 1, 0x68],
        ] {
            assert!(Coding::H264.picture(starts).starts_keyframe, "{starts:x?}");
        }
        for other in [
            &[0x61, 1][..],
            &[0x7c, 0x05],
            &[0x7c, 0x81],
            &[0x78, 0xff, 0xff, 0x61],
            &[],
        ] {
            assert!(!Coding::H264.picture(other).starts_keyframe, "{other:x?}");
        }
    }

    #[test]
    fn picture_ids_are_read_and_replaced() {
        let payload = Bytes::from_static(&KEYFRAME);
        assert_eq!(
            picture_ids(&payload),
            Some(PictureIds {
                picture: 0x102,
                tl0: 0x33
            })
        );
        let changed = with_picture_ids(
            &payload,
            PictureIds {
                picture: 0x7fff,
                tl0: 1,
            },
        );
        assert_eq!(
            picture_ids(&changed),
            Some(PictureIds {
                picture: 0x7fff,
                tl0: 1
            })
        );
        assert_eq!(changed[5..], payload[5..]);
        assert_eq!(picture_ids(&[0x90, 0x80, 0x12]), None);
    }

    #[test]
    fn redundant_audio_is_unwrapped_to_its_newest_block() {
        let red = Bytes::from_static(&[0x80 | 111, 0, 0, 2, 111, 1, 2, 7, 8, 9]);
        assert_eq!(unwrap_red(&red).expect("audio")[..], [7, 8, 9]);
        assert_eq!(
            unwrap_red(&Bytes::from_static(&[111, 5])).expect("audio")[..],
            [5]
        );
        for broken in [&[][..], &[0x80], &[0x80 | 111, 0, 3, 0xff, 111, 1]] {
            assert_eq!(unwrap_red(&Bytes::copy_from_slice(broken)), None);
        }
        let renamed = with_red_blocks(&red, 96);
        assert_eq!(renamed[..], [0x80 | 96, 0, 0, 2, 96, 1, 2, 7, 8, 9]);
    }
}
