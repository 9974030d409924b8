//! Where one message ends and the next begins in a stream (RFC 8656, section 12.5).

use std::io;

use bytes::{Buf as _, BytesMut};

/// The largest message that is accepted: a datagram's payload with the header and attributes around it.
const MAX_MESSAGE: usize = 2_048;

/// Takes the first message out of the buffer. Returns `None` while it is incomplete, and an error for what is neither
/// STUN nor ChannelData: there is no way to find the next message then.
pub(crate) fn take(buffer: &mut BytesMut) -> io::Result<Option<BytesMut>> {
    let Some(&[first, _, high, low]) = buffer.first_chunk::<4>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let (message, padding) = match first & 0xc0 {
        0x00 if length % 4 == 0 => (20 + length, 0),
        0x40 => (4 + length, length.wrapping_neg() % 4),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    if message > MAX_MESSAGE {
        return Err(io::ErrorKind::InvalidData.into());
    }
    if buffer.len() < message + padding {
        return Ok(None);
    }
    let taken = buffer.split_to(message);
    buffer.advance(padding);
    Ok(Some(taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stun(length: u8) -> Vec<u8> {
        let mut message = vec![0, 1, 0, length];
        message.resize(20 + usize::from(length), 7);
        message
    }

    #[test]
    fn messages_are_taken_one_by_one_however_they_arrive() {
        let channel = [0x40, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0];
        let stream = [stun(8), channel.to_vec(), stun(0)].concat();
        let mut buffer = BytesMut::new();
        let mut found = Vec::new();
        for byte in stream {
            buffer.extend_from_slice(&[byte]);
            while let Some(message) = take(&mut buffer).expect("a message") {
                found.push(message.to_vec());
            }
        }
        assert_eq!(found, [stun(8), channel[..9].to_vec(), stun(0)]);
        assert!(buffer.is_empty());
    }

    #[test]
    fn what_is_no_message_ends_the_stream() {
        for wrong in [
            b"GET / HTTP/1.1".as_slice(),
            &[0, 1, 0, 3],
            &[0, 1, 0xff, 0xfc],
            &[0x80; 4],
        ] {
            assert!(take(&mut BytesMut::from(wrong)).is_err(), "{wrong:?}");
        }
    }
}
