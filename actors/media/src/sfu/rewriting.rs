//! Makes the packets of changing layers look like one stream.

use std::time::Instant;

use bytes::Bytes;

use super::codecs::{Coding, PictureIds, picture_ids, with_picture_ids};
use super::packet::{Clock, Packet};

/// A jump this large is no loss: the source has started anew.
const JUMP: u16 = 1_000;

/// The numbers of one outgoing stream.
///
/// Each packet's numbers are the source's plus an offset that is chosen anew at each switch, so that sequence numbers and
/// picture ids go on by one, and timestamps by the time that has passed.
#[derive(Debug, Default)]
pub(crate) struct Rewriting {
    source: Option<Source>,
    sequence: u16,
    timestamp: u32,
    ids: PictureIds,
    sent: Option<Last>,
}

#[derive(Clone, Copy, Debug)]
struct Source {
    ssrc: u32,
    first: u16,
    highest: u16,
    clock: Option<Clock>,
}

/// The numbers of the last packet that was sent, and when that was.
#[derive(Clone, Copy, Debug)]
struct Last {
    sequence: u16,
    timestamp: u32,
    ids: PictureIds,
    at: Instant,
}

/// The numbers and the payload with which a packet is sent on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rewritten {
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) payload: Bytes,
}

impl Rewriting {
    /// Has the next packet begin a new run of numbers, as nothing was sent for a while.
    pub(crate) fn pause(&mut self) {
        self.source = None;
    }

    /// Notes the source's clock, and returns what the outgoing stream's timestamp is at that moment.
    pub(crate) fn clock(&mut self, clock: Clock) -> Option<u32> {
        let source = self
            .source
            .as_mut()
            .filter(|source| source.ssrc == clock.ssrc)?;
        source.clock = Some(clock);
        Some(clock.timestamp.wrapping_add(self.timestamp))
    }

    /// Returns the packet's numbers, or `None` for one that was sent before the switch to its stream. `rate` is the clock
    /// rate, `clock` that of the packet's stream.
    pub(crate) fn rewrite(
        &mut self,
        packet: &Packet,
        coding: Coding,
        rate: u32,
        clock: Option<Clock>,
        now: Instant,
    ) -> Option<Rewritten> {
        let continues = self.source.is_some_and(|source| {
            let ahead = packet.sequence.wrapping_sub(source.highest);
            let behind = source.highest.wrapping_sub(packet.sequence);
            source.ssrc == packet.ssrc && ahead.min(behind) < JUMP
        });
        let ids = (coding == Coding::Vp8)
            .then(|| picture_ids(&packet.payload))
            .flatten();
        if !continues {
            self.switch(packet, ids, rate, clock, now);
        }
        let source = self.source.as_mut()?;
        if packet.sequence.wrapping_sub(source.first) >= 0x8000 {
            let past = source.highest.wrapping_sub(source.first) < 0x4000;
            if past {
                return None;
            }
        }
        if packet.sequence.wrapping_sub(source.highest) < 0x8000 {
            source.highest = packet.sequence;
        }
        source.clock = clock.or(source.clock);
        let sequence = packet.sequence.wrapping_add(self.sequence);
        let timestamp = packet.timestamp.wrapping_add(self.timestamp);
        let (payload, ids) = self.payload(packet, ids);
        let newest = self
            .sent
            .is_none_or(|last| sequence.wrapping_sub(last.sequence) < 0x8000);
        if newest {
            self.sent = Some(Last {
                sequence,
                timestamp,
                ids,
                at: now,
            });
        }
        Some(Rewritten {
            sequence,
            timestamp,
            payload,
        })
    }

    fn payload(&self, packet: &Packet, ids: Option<PictureIds>) -> (Bytes, PictureIds) {
        let Some(ids) = ids else {
            return (
                packet.payload.clone(),
                self.sent.map(|last| last.ids).unwrap_or_default(),
            );
        };
        let changed = PictureIds {
            picture: ids.picture.wrapping_add(self.ids.picture) & 0x7fff,
            tl0: ids.tl0.wrapping_add(self.ids.tl0),
        };
        let same = changed == ids;
        let payload = if same {
            packet.payload.clone()
        } else {
            with_picture_ids(&packet.payload, changed)
        };
        (payload, changed)
    }

    fn switch(
        &mut self,
        packet: &Packet,
        ids: Option<PictureIds>,
        rate: u32,
        clock: Option<Clock>,
        now: Instant,
    ) {
        if let Some(last) = self.sent {
            self.sequence = last.sequence.wrapping_add(1).wrapping_sub(packet.sequence);
            let next = self.timestamp_after(last, packet, rate, clock, now);
            self.timestamp = next.wrapping_sub(packet.timestamp);
            if let Some(ids) = ids {
                let picture = last.ids.picture.wrapping_add(1).wrapping_sub(ids.picture);
                let tl0 = last.ids.tl0.wrapping_add(1).wrapping_sub(ids.tl0);
                self.ids = PictureIds {
                    picture: picture & 0x7fff,
                    tl0,
                };
            }
        }
        let (ssrc, first) = (packet.ssrc, packet.sequence);
        self.source = Some(Source {
            ssrc,
            first,
            highest: first,
            clock,
        });
    }

    /// Returns the timestamp that the first packet after a switch gets: by the sender's clock if it is known for both
    /// streams, else by the time of arrival, and never one that was used already.
    fn timestamp_after(
        &self,
        last: Last,
        packet: &Packet,
        rate: u32,
        clock: Option<Clock>,
        now: Instant,
    ) -> u32 {
        let before = self.source.and_then(|source| source.clock);
        let by_clock = before
            .zip(clock)
            .filter(|(before, _)| before.ssrc != packet.ssrc)
            .map(|(before, clock)| {
                let moved = ticks(clock.ntp.wrapping_sub(before.ntp), rate);
                let sampled = packet.timestamp.wrapping_sub(clock.timestamp);
                let there = before.timestamp.wrapping_add(moved).wrapping_add(sampled);
                there.wrapping_add(self.timestamp)
            });
        let passed = now.saturating_duration_since(last.at).as_micros();
        let passed = u32::try_from(passed * u128::from(rate) / 1_000_000).unwrap_or(u32::MAX);
        let by_arrival = last.timestamp.wrapping_add(passed);
        // Clocks that do not agree with the time of arrival by two seconds are wrong.
        let usable = by_clock.filter(|there| {
            let apart = there.wrapping_sub(by_arrival).cast_signed();
            apart.unsigned_abs() < 2 * rate
        });
        let next = usable.unwrap_or(by_arrival);
        let ahead = next.wrapping_sub(last.timestamp).cast_signed();
        if ahead > 0 {
            next
        } else {
            last.timestamp.wrapping_add(1)
        }
    }
}

/// Returns a difference of NTP times, which may be negative, in ticks of a clock.
fn ticks(ntp: u64, rate: u32) -> u32 {
    let product = i128::from(ntp.cast_signed()) * i128::from(rate);
    #[expect(clippy::cast_possible_truncation, reason = "timestamps wrap")]
    let ticks = (product >> 32) as u32;
    ticks
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RATE: u32 = 90_000;

    fn packet(ssrc: u32, sequence: u16, timestamp: u32) -> Packet {
        Packet {
            ssrc,
            sequence,
            timestamp,
            ..Packet::default()
        }
    }

    /// The first packet of a picture with a long id.
    fn picture(ssrc: u32, sequence: u16, id: u16, tl0: u8) -> Packet {
        let [high, low] = (id | 0x8000).to_be_bytes();
        let payload = Bytes::copy_from_slice(&[0x90, 0xc0, high, low, tl0, 1]);
        Packet {
            payload,
            ..packet(ssrc, sequence, 0)
        }
    }

    struct Sent {
        rewriting: Rewriting,
        now: Instant,
    }

    impl Sent {
        fn new() -> Self {
            Self {
                rewriting: Rewriting::default(),
                now: Instant::now(),
            }
        }

        fn send(&mut self, packet: &Packet, clock: Option<Clock>) -> Option<(u16, u32)> {
            let done = self
                .rewriting
                .rewrite(packet, Coding::Vp8, RATE, clock, self.now)?;
            Some((done.sequence, done.timestamp))
        }
    }

    #[test]
    fn one_source_keeps_its_numbers_and_its_gaps() {
        let mut sent = Sent::new();
        for (sequence, timestamp) in [(65_534, 5), (65_535, 5), (1, 9), (0, 9)] {
            let done = sent.send(&packet(1, sequence, timestamp), None);
            assert_eq!(done, Some((sequence, timestamp)));
        }
    }

    #[test]
    fn a_switch_continues_by_the_time_of_arrival() {
        let mut sent = Sent::new();
        sent.send(&packet(1, 100, 1_000), None);
        sent.now += Duration::from_millis(100);
        assert_eq!(sent.send(&packet(2, 7, 5), None), Some((101, 10_000)));
        assert_eq!(sent.send(&packet(2, 8, 3_005), None), Some((102, 13_000)));
        assert_eq!(sent.send(&packet(2, 6, 5), None), None, "before the switch");
    }

    #[test]
    fn a_switch_continues_by_the_clocks_of_the_sender() {
        let mut sent = Sent::new();
        let clock = |ssrc, seconds: u64, timestamp| Clock {
            ssrc,
            ntp: seconds << 32,
            timestamp,
        };
        sent.send(&packet(1, 100, 90_000), Some(clock(1, 10, 90_000)));
        sent.now += Duration::from_millis(400);
        // Sampled half a second after the last one, although it arrived after 0.4 s.
        let second = packet(2, 7, 45_000);
        let done = sent.send(&second, Some(clock(2, 11, 90_000)));
        assert_eq!(done, Some((101, 135_000)));
        // A wrong clock is not believed.
        sent.now += Duration::from_millis(100);
        let third = sent.send(&packet(3, 7, 0), Some(clock(3, 900, 0)));
        assert_eq!(third, Some((102, 144_000)));
    }

    #[test]
    fn two_hundred_switches_only_grow() {
        let mut sent = Sent::new();
        let mut last: Option<(u16, u32)> = None;
        for number in 0..200_u32 {
            sent.now += Duration::from_millis(33);
            let ssrc = number % 3;
            let sequence = u16::try_from(number * 321 % 65_536).expect("a sequence number");
            let done = sent
                .send(&packet(ssrc, sequence, number * 77_777), None)
                .expect("a packet");
            if let Some(last) = last {
                assert_eq!(done.0, last.0.wrapping_add(1));
                let grown = done.1.wrapping_sub(last.1);
                assert!((1..20_000).contains(&grown), "{grown}");
            }
            last = Some(done);
        }
    }

    #[test]
    fn a_source_that_starts_anew_is_continued() {
        let mut sent = Sent::new();
        sent.send(&packet(1, 100, 0), None);
        assert_eq!(sent.send(&packet(1, 40_000, 0), None), Some((101, 1)));
        sent.rewriting.pause();
        sent.now += Duration::from_secs(1);
        assert_eq!(
            sent.send(&packet(1, 40_500, 90_000), None),
            Some((102, 90_001))
        );
    }

    #[test]
    fn picture_ids_continue_over_a_switch() {
        let mut rewriting = Rewriting::default();
        let now = Instant::now();
        let mut ids = Vec::new();
        for packet in [
            picture(1, 1, 0x7fff, 255),
            picture(2, 50, 3, 9),
            picture(2, 51, 4, 10),
        ] {
            let done = rewriting.rewrite(&packet, Coding::Vp8, RATE, None, now);
            ids.extend(picture_ids(&done.expect("a packet").payload));
        }
        let expected = [(0x7fff, 255), (0, 0), (1, 1)];
        assert_eq!(
            ids,
            expected.map(|(picture, tl0)| PictureIds { picture, tl0 })
        );
    }

    #[test]
    fn the_clock_is_told_in_the_numbers_of_the_outgoing_stream() {
        let mut sent = Sent::new();
        sent.send(&packet(1, 1, 1_000), None);
        sent.send(&packet(2, 1, 5_000), None);
        let clock = Clock {
            ssrc: 2,
            ntp: 1,
            timestamp: 5_500,
        };
        assert_eq!(sent.rewriting.clock(clock), Some(1_501));
        assert_eq!(sent.rewriting.clock(Clock { ssrc: 1, ..clock }), None);
    }
}
