//! What a publisher sends: tracks and their layers.

use std::time::{Duration, Instant};

use super::codecs::{Coding, Picture};
use super::keyframes::Keyframes;
use super::packet::{Clock, Packet};

/// A layer that has sent nothing for this long is not chosen.
const SILENT: Duration = Duration::from_secs(2);

/// Layers of one track that are forwarded.
const MAX_LAYERS: usize = 4;

/// One stream of a track.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) ssrc: u32,
    pub(crate) rid: String,
    pub(crate) height: u16,
    pub(crate) clock: Option<Clock>,
    pub(crate) keyframes: Keyframes,
    pub(crate) rate: Rate,
    pub(crate) loss: Loss,
    pub(crate) last: Instant,
}

/// Bits a second, measured over about a second.
#[derive(Debug)]
pub(crate) struct Rate {
    bytes: u64,
    since: Instant,
    bits: u64,
}

impl Rate {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            bytes: 0,
            since: now,
            bits: 0,
        }
    }

    pub(crate) fn add(&mut self, bytes: usize, now: Instant) {
        self.bytes += bytes as u64;
        let passed = now.saturating_duration_since(self.since).as_millis();
        if passed >= 1_000 {
            self.bits = self.bytes * 8_000 / u64::try_from(passed).unwrap_or(u64::MAX);
            (self.bytes, self.since) = (0, now);
        }
    }

    pub(crate) fn bits(&self) -> u64 {
        self.bits
    }
}

/// Counts what was lost between two looks.
#[derive(Debug, Default)]
pub(crate) struct Loss {
    highest: Option<u16>,
    expected: u32,
    received: u32,
}

impl Loss {
    pub(crate) fn add(&mut self, sequence: u16) {
        let Some(highest) = self.highest else {
            self.highest = Some(sequence);
            return;
        };
        let ahead = sequence.wrapping_sub(highest);
        if ahead < 1_000 {
            self.expected += u32::from(ahead);
            self.highest = Some(sequence);
        } else if ahead < 0x8000 {
            self.highest = Some(sequence);
        }
        self.received += 1;
    }

    /// Returns how many were expected since the last look, and how many are missing; what arrived late is not missing.
    pub(crate) fn take(&mut self) -> (u32, u32) {
        let counted = (self.expected, self.expected.saturating_sub(self.received));
        (self.expected, self.received) = (0, 0);
        counted
    }

    /// Returns the share that is missing since the last look, from 0 to 1.
    pub(crate) fn take_share(&mut self) -> f32 {
        let (expected, lost) = self.take();
        share(expected, lost)
    }
}

/// Returns what part of the packets was lost, from 0 to 1.
pub(crate) fn share(expected: u32, lost: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a share needs no precision")]
    let share = lost as f32 / expected.max(1) as f32;
    share
}

/// The layers of a track.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) coding: Coding,
    pub(crate) layers: Vec<Layer>,
    /// The level of sound from 0 (loudest) to 127, smoothed.
    pub(crate) level: u8,
    /// How much the time that packets take varies (RFC 3550, section 6.4.1).
    pub(crate) jitter: Duration,
    transit: Option<(Instant, u32)>,
}

impl Track {
    pub(crate) fn new(coding: Coding) -> Self {
        Self {
            coding,
            layers: Vec::new(),
            level: 127,
            jitter: Duration::ZERO,
            transit: None,
        }
    }

    pub(crate) fn rate(&self) -> u32 {
        if matches!(self.coding, Coding::Opus | Coding::Red) {
            48_000
        } else {
            90_000
        }
    }

    /// Enters a stream. One with the same rid is replaced: its publisher has started anew.
    pub(crate) fn enter(&mut self, ssrc: u32, rid: &str, now: Instant) {
        let layer = Layer {
            ssrc,
            rid: rid.to_owned(),
            height: 0,
            clock: None,
            keyframes: Keyframes::default(),
            rate: Rate::new(now),
            loss: Loss::default(),
            last: now,
        };
        if let Some(known) = self.layers.iter_mut().find(|layer| layer.rid == rid) {
            *known = layer;
        } else if self.layers.len() < MAX_LAYERS {
            self.layers.push(layer);
        }
    }

    pub(crate) fn layer(&mut self, ssrc: u32) -> Option<&mut Layer> {
        self.layers.iter_mut().find(|layer| layer.ssrc == ssrc)
    }

    /// Counts a packet, and returns what it contains and its stream's clock.
    pub(crate) fn count(&mut self, packet: &Packet, now: Instant) -> (Picture, Option<Clock>) {
        let picture = self.coding.picture(&packet.payload);
        if matches!(self.coding, Coding::Opus | Coding::Red) {
            self.time(packet.timestamp, now);
        }
        let Some(layer) = self.layer(packet.ssrc) else {
            return (picture, None);
        };
        layer.rate.add(packet.payload.len(), now);
        layer.loss.add(packet.sequence);
        layer.last = now;
        if picture.starts_keyframe {
            layer.keyframes.passed();
            layer.height = picture.height.unwrap_or(layer.height);
        }
        (picture, layer.clock)
    }

    /// Takes the level that a packet of sound tells.
    pub(crate) fn hear(&mut self, level: u8) {
        let smoothed = (u16::from(self.level) * 3 + u16::from(level.min(127))) / 4;
        self.level = u8::try_from(smoothed).unwrap_or(127);
    }

    fn time(&mut self, timestamp: u32, now: Instant) {
        let before = self.transit.replace((now, timestamp));
        let Some((at, sampled)) = before else { return };
        let passed = now.saturating_duration_since(at).as_secs_f64();
        let sampled = f64::from(timestamp.wrapping_sub(sampled).cast_signed());
        let apart = (passed - sampled / f64::from(self.rate())).abs();
        // A pause in speaking is none.
        if apart < 1.0 {
            let jitter = self.jitter.as_secs_f64();
            self.jitter = Duration::from_secs_f64(jitter + (apart - jitter) / 16.0);
        }
    }

    /// True if anything came lately.
    pub(crate) fn is_live(&self, now: Instant) -> bool {
        self.layers
            .iter()
            .any(|layer| now.saturating_duration_since(layer.last) < SILENT)
    }

    /// Returns the layers that send, smallest first. If none does, all may: a still picture is not sent until somebody asks.
    pub(crate) fn sending(&self, now: Instant) -> Vec<&Layer> {
        let live = self.is_live(now);
        let recent = |layer: &&Layer| !live || now.saturating_duration_since(layer.last) < SILENT;
        let mut layers: Vec<_> = self.layers.iter().filter(recent).collect();
        layers.sort_by_key(|layer| (layer.height, layer.rate.bits()));
        layers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_is_what_is_missing_in_the_end() {
        let mut loss = Loss::default();
        for sequence in [65_534, 65_535, 2, 3, 1, 5] {
            loss.add(sequence);
        }
        assert_eq!(loss.take(), (7, 2), "0 and 4");
        loss.add(40_000);
        assert_eq!(loss.take(), (0, 0), "a jump is no loss");
    }

    #[test]
    fn a_rate_is_bits_a_second() {
        let start = Instant::now();
        let mut rate = Rate::new(start);
        for step in 0..=100_u32 {
            rate.add(125, start + step * Duration::from_millis(10));
        }
        assert_eq!(rate.bits(), 101_000);
    }

    #[test]
    fn layers_are_ordered_by_size_and_forgotten_when_silent() {
        let start = Instant::now();
        let mut track = Track::new(Coding::Vp8);
        for (ssrc, rid, height) in [(1, "h", 720), (2, "l", 180), (3, "m", 360)] {
            track.enter(ssrc, rid, start);
            track.layer(ssrc).expect("a layer").height = height;
        }
        let order = |track: &Track, now| -> Vec<u32> {
            track.sending(now).iter().map(|layer| layer.ssrc).collect()
        };
        assert_eq!(order(&track, start), [2, 3, 1]);
        let later = start + SILENT;
        track.layer(3).expect("a layer").last = later;
        assert_eq!(order(&track, later), [3]);
        assert_eq!(order(&track, later + SILENT).len(), 3, "a still picture");
        track.enter(9, "l", later);
        assert_eq!(
            track.layers.len(),
            3,
            "a stream with the same rid replaces the one before"
        );
    }
}
