//! What is sent on one connection: encrypts the packets of its streams, and repeats those that were lost.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use foldhash::fast::RandomState;

use super::encryption::Encryption;
use crate::sfu::datagrams::Datagrams;
use crate::sfu::packet::{Extensions, Outgoing};
use crate::turn::Budget;

/// Packets of each stream that are kept for repeating: about three seconds of video.
const KEPT: u16 = 512;

/// A packet is repeated no sooner than this after the last time: no client has missed a repeat yet by then.
const AGAIN: Duration = Duration::from_millis(10);

/// The bytes that a connection's packets may be repeated with: so many per second, and at once what has not been used of them.
const REPEATED: f64 = 512.0 * 1024.0;

/// How packets of a stream are repeated: in a stream of their own (RFC 4588) or as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeating {
    Beside { ssrc: u32, payload_type: u8 },
    Again,
}

/// The streams of a connection.
pub(super) struct Streams {
    encryption: Option<Encryption>,
    /// Streams stay here after their tracks: no number may be used twice with the same key.
    streams: HashMap<u32, Stream, RandomState>,
    /// The bytes that may be repeated.
    budget: Budget,
}

#[derive(Default)]
struct Stream {
    counter: Counter,
    kept: Vec<Option<Kept>>,
    repeating: Option<Repeating>,
    /// The next number in the stream for repeating, and that stream's counter.
    next: u16,
    beside: Counter,
}

/// A packet that can be repeated.
#[derive(Clone)]
struct Kept {
    packet: Outgoing,
    /// When it was last sent again; `None` if it was sent only once.
    repeated: Option<Instant>,
}

impl Streams {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            encryption: None,
            streams: HashMap::default(),
            budget: Budget::full(REPEATED, now),
        }
    }

    /// Sets the keys that were agreed on.
    pub(super) fn encrypt_with(&mut self, encryption: Encryption) {
        self.encryption = Some(encryption);
    }

    /// Returns whether there are keys.
    pub(super) fn have_keys(&self) -> bool {
        self.encryption.is_some()
    }

    /// Has a stream's packets kept for repeating, or forgets them.
    pub(super) fn repeat_with(&mut self, ssrc: u32, repeating: Option<Repeating>) {
        let stream = self.streams.entry(ssrc).or_default();
        stream.repeating = repeating;
        let kept = if repeating.is_some() { KEPT } else { 0 };
        stream.kept.resize(kept.into(), None);
        stream.kept.shrink_to_fit();
    }

    /// Encrypts a packet. Nothing is sent before there are keys.
    pub(super) fn send(&mut self, packet: Outgoing, to: SocketAddr, datagrams: &mut Datagrams) {
        let Some(encryption) = &mut self.encryption else {
            return;
        };
        let stream = self.streams.entry(packet.ssrc).or_default();
        stream.counter.write(&packet, encryption, to, datagrams);
        if let Some(place) = stream.kept.get_mut(place(packet.sequence)) {
            *place = Some(Kept {
                packet,
                repeated: None,
            });
        }
    }

    /// Sends a packet again, if it is still there and neither it nor too much else was repeated just now.
    pub(super) fn repeat(
        &mut self,
        ssrc: u32,
        sequence: u16,
        to: SocketAddr,
        datagrams: &mut Datagrams,
        now: Instant,
    ) {
        let stream = self.streams.get_mut(&ssrc);
        let (Some(encryption), Some(stream)) = (&mut self.encryption, stream) else {
            return;
        };
        let kept = stream.kept.get_mut(place(sequence));
        let kept = kept.and_then(Option::as_mut);
        let Some(Kept { packet, repeated }) = kept.filter(|kept| kept.packet.sequence == sequence)
        else {
            return;
        };
        if repeated.is_some_and(|at| now.saturating_duration_since(at) < AGAIN) {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "the size of a datagram")]
        let bytes = packet.payload.len() as f64;
        if !self.budget.take(bytes, REPEATED, REPEATED, now) {
            return;
        }
        *repeated = Some(now);
        match stream.repeating {
            Some(Repeating::Beside { ssrc, payload_type }) => {
                let repeated = Outgoing {
                    ssrc,
                    payload_type,
                    sequence: stream.next,
                    extensions: Extensions::default(),
                    payload: with_number(packet),
                    ..packet.clone()
                };
                stream.next = stream.next.wrapping_add(1);
                stream.beside.write(&repeated, encryption, to, datagrams);
            }
            Some(Repeating::Again) => stream.counter.write(packet, encryption, to, datagrams),
            None => {}
        }
    }
}

fn place(sequence: u16) -> usize {
    usize::from(sequence % KEPT)
}

fn with_number(packet: &Outgoing) -> Bytes {
    let mut payload = BytesMut::with_capacity(2 + packet.payload.len());
    payload.extend_from_slice(&packet.sequence.to_be_bytes());
    payload.extend_from_slice(&packet.payload);
    payload.freeze()
}

/// Counts a stream's packets beyond the 16 bits of their sequence numbers, as the receiver does (RFC 3711, section 3.3.1).
#[derive(Debug, Default)]
struct Counter {
    highest: Option<u64>,
}

impl Counter {
    /// Returns the place of a packet in its stream, or `None` for one from before its beginning.
    fn index(&mut self, sequence: u16) -> Option<u64> {
        let highest = self.highest.unwrap_or_else(|| u64::from(sequence));
        let [.., high, low] = highest.to_be_bytes();
        let ahead = sequence.wrapping_sub(u16::from_be_bytes([high, low]));
        let index = highest.checked_add_signed(ahead.cast_signed().into())?;
        self.highest = Some(highest.max(index));
        Some(index)
    }

    fn write(
        &mut self,
        packet: &Outgoing,
        encryption: &mut Encryption,
        to: SocketAddr,
        datagrams: &mut Datagrams,
    ) {
        let Some(index) = self.index(packet.sequence) else {
            return;
        };
        datagrams.add(to, |bytes| {
            let start = bytes.len();
            packet.write_header(bytes);
            let header = bytes.len() - start;
            bytes.extend_from_slice(&packet.payload);
            encryption.encrypt(bytes, start, header, packet.ssrc, index)
        });
    }
}

#[cfg(test)]
mod tests {
    use rtc::crypto::RTCCryptoProvider as _;
    use rtc::srtp::context::Context;
    use rtc::srtp::protection_profile::ProtectionProfile;

    use super::super::keys::Keys;
    use super::*;

    const STREAM: u32 = 7;
    const BESIDE: u32 = 8;
    const TO: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

    /// Streams with keys, and what reads their packets.
    fn streams(
        profile: ProtectionProfile,
        repeating: Repeating,
        now: Instant,
    ) -> (Streams, Context) {
        let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
        let keys = Keys::new().expect("a provider");
        let crypto = keys.crypto();
        let context = |key: &[u8]| Context::new(key, &salt, profile, None, None, crypto);
        let reading = context(&key).expect("a context");
        context(&vec![8; profile.key_len()]).expect("a context");
        let mut streams = Streams::new(now);
        assert!(!streams.have_keys());
        streams.encrypt_with(keys.agreed().expect("keys"));
        streams.repeat_with(STREAM, Some(repeating));
        (streams, reading)
    }

    fn packet(sequence: u16, payload: &[u8]) -> Outgoing {
        Outgoing {
            payload_type: 96,
            marker: false,
            sequence,
            timestamp: 1,
            ssrc: STREAM,
            extensions: Extensions::default(),
            payload: Bytes::copy_from_slice(payload),
        }
    }

    /// Takes the only datagram.
    fn taken(datagrams: &mut Datagrams) -> Vec<u8> {
        let all: Vec<Vec<u8>> = datagrams.iter().map(|(one, _)| one.to_vec()).collect();
        datagrams.clear();
        let [one] = <[_; 1]>::try_from(all).expect("one datagram");
        one
    }

    #[test]
    fn a_client_can_read_everything_across_rollovers() {
        let beside = Repeating::Beside {
            ssrc: BESIDE,
            payload_type: 97,
        };
        for (profile, repeating) in [
            (ProtectionProfile::AeadAes128Gcm, beside),
            (ProtectionProfile::Aes128CmHmacSha1_80, Repeating::Again),
        ] {
            let mut now = Instant::now();
            let (mut streams, mut reading) = streams(profile, repeating, now);
            let mut datagrams = Datagrams::default();
            let mut before = Vec::new();
            for index in 65_000..135_000_u32 {
                let [.., high, low] = index.to_be_bytes();
                let sequence = u16::from_be_bytes([high, low]);
                let payload = index.to_be_bytes();
                streams.send(packet(sequence, &payload), TO, &mut datagrams);
                let sent = taken(&mut datagrams);
                let read = reading.decrypt_rtp(&sent).expect("a packet");
                assert_eq!(read[12..], payload, "{index}");
                if sequence == 65_530 {
                    before = sent;
                }
                if sequence != 5 {
                    continue;
                }
                // One from before the rollover is repeated after it.
                now += AGAIN;
                streams.repeat(STREAM, 65_530, TO, &mut datagrams, now);
                let repeated = taken(&mut datagrams);
                if repeating == Repeating::Again {
                    assert_eq!(repeated, before);
                    continue;
                }
                let read = reading.decrypt_rtp(&repeated).expect("a repeated packet");
                let [number, payload] =
                    [&65_530_u16.to_be_bytes()[..], &(index - 11).to_be_bytes()];
                assert_eq!(read[12..], [number, payload].concat());
            }
        }
    }

    #[test]
    fn a_packet_is_repeated_once_at_a_time_and_only_so_many_are() {
        let now = Instant::now();
        let profile = ProtectionProfile::AeadAes128Gcm;
        let (mut streams, _) = streams(profile, Repeating::Again, now);
        let mut datagrams = Datagrams::default();
        for sequence in 0..KEPT {
            streams.send(packet(sequence, &[0; 2_048]), TO, &mut datagrams);
        }
        let mut repeats = |sequences: std::ops::Range<u16>, after: u64| {
            datagrams.clear();
            for sequence in sequences.clone().chain(sequences) {
                let at = now + Duration::from_millis(after);
                streams.repeat(STREAM, sequence, TO, &mut datagrams, at);
            }
            datagrams.len()
        };
        assert_eq!(repeats(0..10, 0), 10);
        assert_eq!(repeats(0..10, 9), 0);
        assert_eq!(repeats(0..10, 10), 10);
        // There is enough for 256 packets, and for as many a second later.
        assert_eq!(repeats(0..KEPT, 20), 241);
        assert_eq!(repeats(0..KEPT, 40), 5);
        assert_eq!(repeats(0..KEPT, 10_000), 256);
    }

    #[test]
    fn rollovers_are_counted_also_for_those_that_come_late() {
        let mut counter = Counter::default();
        let counted = [65_530, 65_535, 2, 65_534, 3, 40_000, 2].map(|one| counter.index(one));
        let next = 1 << 16;
        let expected = [65_530, 65_535, next + 2, 65_534, next + 3];
        assert_eq!(counted[..5], expected.map(Some));
        assert_eq!(counted[5], Some(40_000), "it is nearer behind than ahead");
        assert_eq!(counted[6], Some(next + 2));
        let mut counter = Counter::default();
        assert_eq!(counter.index(1), Some(1));
        assert_eq!(counter.index(65_535), None, "from before the beginning");
    }
}
