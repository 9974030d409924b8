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

/// What a client says about media beside the media.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Report {
    /// It needs a keyframe of this stream.
    Keyframe { ssrc: u32 },
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
