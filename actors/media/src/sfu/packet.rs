//! Packets as they are forwarded, whatever library reads and writes them.

use std::time::Instant;

use bytes::Bytes;

/// One RTP packet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// Header extensions, by their id on this connection.
    pub(crate) extensions: Vec<(u8, Bytes)>,
    pub(crate) payload: Bytes,
}

impl Packet {
    pub(crate) fn extension(&self, id: Option<u8>) -> Option<&Bytes> {
        let id = id?;
        self.extensions
            .iter()
            .find(|(found, _)| *found == id)
            .map(|(_, value)| value)
    }
}

/// A packet as one viewer gets it.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) extensions: Extensions,
    pub(crate) payload: Bytes,
}

impl Outgoing {
    /// Appends the header of the packet (RFC 3550, section 5.1).
    pub(crate) fn write_header(&self, to: &mut Vec<u8>) {
        let extensions = self.extensions.bytes();
        let extended = u8::from(!extensions.is_empty());
        let mut header = [0; 12];
        header[0] = 0x80 | (extended << 4);
        header[1] = (u8::from(self.marker) << 7) | (self.payload_type & 0x7f);
        header[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        header[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        header[8..].copy_from_slice(&self.ssrc.to_be_bytes());
        to.extend_from_slice(&header);
        if extended == 1 {
            let words = u8::try_from(extensions.len() / 4).unwrap_or_default();
            to.extend_from_slice(&[0xbe, 0xde, 0, words]);
            to.extend_from_slice(extensions);
        }
    }
}

#[cfg(any(test, feature = "client"))]
impl From<Packet> for Outgoing {
    fn from(packet: Packet) -> Self {
        let mut extensions = Extensions::default();
        for (id, value) in &packet.extensions {
            extensions.add(*id, value);
        }
        Self {
            payload_type: packet.payload_type,
            marker: packet.marker,
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            ssrc: packet.ssrc,
            extensions,
            payload: packet.payload,
        }
    }
}

/// The header extensions of one packet, as they are sent (RFC 8285, section 4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    bytes: [u8; 32],
    length: usize,
}

impl Extensions {
    /// Adds an extension. One that does not fit is left out.
    pub(crate) fn add(&mut self, id: u8, value: &[u8]) {
        let end = self.length + 1 + value.len();
        let fits = (1..15).contains(&id) && (1..=16).contains(&value.len());
        let place = self.bytes.get_mut(self.length..end).filter(|_| fits);
        if let Some([first, rest @ ..]) = place {
            let [length, ..] = (value.len() - 1).to_le_bytes();
            *first = (id << 4) | length;
            rest.copy_from_slice(value);
            self.length = end;
        }
    }

    /// Returns all of them, with zeros up to a multiple of four bytes.
    fn bytes(&self) -> &[u8] {
        let padded = self.length.next_multiple_of(4);
        self.bytes.get(..padded).unwrap_or_default()
    }
}

/// What a client says about media beside the media.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Report {
    /// It needs a keyframe of this stream.
    Keyframe { ssrc: u32 },
    /// It misses a packet of a stream, and each of the 16 after it whose bit is set in `others`.
    Missing { ssrc: u32, first: u16, others: u16 },
    /// It can take so many bits a second.
    Capacity { bits: u64 },
    /// How a stream arrives.
    Received(Reception),
    /// The time at which a stream's timestamp was sampled.
    Sent(Clock),
}

/// How a stream arrives at the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reception {
    pub(crate) ssrc: u32,
    /// The share that was lost since the last report, of 256.
    pub(crate) lost: u8,
    pub(crate) jitter: u32,
    /// The middle of the NTP time in the last sender report, and how long ago it arrived, in 1/65,536 s.
    pub(crate) last_report: u32,
    pub(crate) since_report: u32,
}

/// A stream's timestamp, and the sender's wall clock at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) ssrc: u32,
    /// Seconds and their 2^32ths since 1900, by the sender's clock.
    pub(crate) ntp: u64,
    pub(crate) timestamp: u32,
}

/// A packet or report, with the moment it arrived.
#[derive(Debug)]
pub(crate) enum Incoming {
    Packet(Packet, Instant),
    Report(Report),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_written_and_those_that_do_not_fit_are_left_out() {
        let mut extensions = Extensions::default();
        assert_eq!(extensions.bytes(), []);
        extensions.add(3, &[7, 8, 9]);
        for (id, value) in [
            (0, &[1][..]),
            (15, &[1]),
            (4, &[]),
            (4, &[1; 17]),
            (4, &[1; 16]),
        ] {
            let before = extensions;
            extensions.add(id, value);
            assert_eq!(extensions == before, value.len() != 16, "{id}");
        }
        extensions.add(5, &[1; 16]);
        extensions.add(6, &[1]);
        let mut expected = vec![0x32, 7, 8, 9, 0x4f];
        expected.extend([1; 16]);
        expected.extend([0x60, 1, 0]);
        assert_eq!(extensions.bytes(), expected);
    }

    #[test]
    fn a_header_is_as_the_standard_says() {
        let mut packet = Outgoing {
            payload_type: 96,
            marker: true,
            sequence: 0x0102,
            timestamp: 0x0304_0506,
            ssrc: 0x0708_090a,
            extensions: Extensions::default(),
            payload: Bytes::new(),
        };
        let mut bytes = vec![];
        packet.write_header(&mut bytes);
        assert_eq!(bytes, [0x80, 0x80 | 96, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        packet.extensions.add(1, &[5]);
        bytes.clear();
        packet.write_header(&mut bytes);
        assert_eq!(bytes[0], 0x90);
        assert_eq!(bytes[12..], [0xbe, 0xde, 0, 1, 0x10, 5, 0, 0]);
    }
}
