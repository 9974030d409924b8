//! WebSocket frames of a client at minimal cost: no copies, one mask, no extensions.
//!
//! A general library would use as much CPU time as the server. This supports only what both servers under test
//! send. `wire` interprets the content of frames.

use anyhow::{Result, bail};

/// A text message.
pub const TEXT: u8 = 1;
/// A binary message.
pub const BINARY: u8 = 2;
/// A close frame.
pub const CLOSE: u8 = 8;
/// A ping of the WebSocket layer.
pub const PING: u8 = 9;
/// The reply to a ping.
pub const PONG: u8 = 10;

/// The mask of all frames: servers must unmask any, and a fixed one costs nothing here.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x17, 0x88];

/// One complete frame from the server.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The opcode.
    pub opcode: u8,
    /// The payload.
    pub payload: &'a [u8],
}

/// Returns the first frame of `input` and its length, or `None` until it is complete.
///
/// # Errors
/// A masked or fragmented frame, or an extension: neither server sends one.
pub fn decode(input: &[u8]) -> Result<Option<(Frame<'_>, usize)>> {
    let [first, second, rest @ ..] = input else {
        return Ok(None);
    };
    if first & 0xf0 != 0x80 || second & 0x80 != 0 {
        bail!("unexpected frame header {first:#04x} {second:#04x}");
    }
    let (length, header) = match (second & 0x7f, rest) {
        (126, [a, b, ..]) => (usize::from(u16::from_be_bytes([*a, *b])), 4),
        (127, [a, b, c, d, e, f, g, h, ..]) => {
            let length = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
            (usize::try_from(length)?, 10)
        }
        (126 | 127, _) => return Ok(None),
        (short, _) => (usize::from(short), 2),
    };
    let end = header + length;
    Ok(input.get(header..end).map(|payload| {
        let opcode = first & 0x0f;
        (Frame { opcode, payload }, end)
    }))
}

/// Appends one masked frame to `out`.
pub fn encode(opcode: u8, payload: &[u8], out: &mut Vec<u8>) {
    out.push(0x80 | opcode);
    match payload.len() {
        length @ 0..=125 => out.push(0x80 | u8::try_from(length).expect("at most 125")),
        length => match u16::try_from(length) {
            Ok(length) => {
                out.push(0x80 | 126);
                out.extend_from_slice(&length.to_be_bytes());
            }
            Err(_) => {
                out.push(0x80 | 127);
                out.extend_from_slice(&(length as u64).to_be_bytes());
            }
        },
    }
    out.extend_from_slice(&MASK);
    let start = out.len();
    out.extend_from_slice(payload);
    for (byte, mask) in out[start..].iter_mut().zip(MASK.iter().cycle()) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_decoded_once_it_is_complete() {
        for length in [0, 125, 126, 65_535, 65_536] {
            let payload = vec![7; length];
            let mut bytes = vec![0x80 | BINARY];
            match length {
                0..=125 => bytes.push(u8::try_from(length).unwrap()),
                126..=65_535 => {
                    bytes.push(126);
                    bytes.extend_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
                }
                _ => {
                    bytes.push(127);
                    bytes.extend_from_slice(&(length as u64).to_be_bytes());
                }
            }
            bytes.extend_from_slice(&payload);
            let whole = bytes.len();
            assert_eq!(decode(&bytes[..whole - 1]).unwrap(), None, "{length}");
            bytes.push(0x82);
            let (frame, used) = decode(&bytes).unwrap().unwrap();
            assert_eq!(
                (frame.opcode, frame.payload, used),
                (BINARY, &payload[..], whole)
            );
        }
    }

    #[test]
    fn sent_frames_are_masked() {
        let mut out = Vec::new();
        encode(TEXT, b"hello", &mut out);
        assert_eq!(out[..2], [0x81, 0x85]);
        let unmasked: Vec<u8> = out[6..]
            .iter()
            .zip(MASK.iter().cycle())
            .map(|(a, b)| a ^ b)
            .collect();
        assert_eq!(unmasked, b"hello");
        assert!(decode(&out).is_err(), "a server never masks");
    }

    #[test]
    fn a_fragment_is_an_error() {
        assert!(decode(&[0x02, 0x00]).is_err());
    }
}
