//! One track as one viewer receives it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::codecs::{Coding, Picture, unwrap_red, with_red_blocks};
use super::connection::Sender;
use super::layers::Loss;
use super::packet::{Clock, Extensions, Outgoing, Packet, Reception};
use super::rewriting::Rewriting;
use super::sdp::Section;
use crate::names::View;

/// Sender reports whose time is remembered, to find out how long an answer takes.
const REPORTS: usize = 8;

/// A packet on its way from its publisher to all viewers.
pub(crate) struct Passing<'a> {
    pub(crate) packet: &'a Packet,
    pub(crate) coding: Coding,
    pub(crate) rate: u32,
    pub(crate) picture: Picture,
    pub(crate) clock: Option<Clock>,
    pub(crate) level: Option<Bytes>,
    pub(crate) orientation: Option<Bytes>,
    pub(crate) send_time: [u8; 3],
}

/// The ids of header extensions and the payload types, as the viewer has accepted them.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    pub(crate) opus: Option<u8>,
    pub(crate) red: Option<u8>,
    pub(crate) vp8: Option<u8>,
    pub(crate) h264: Option<u8>,
    pub(crate) send_time: Option<u8>,
    pub(crate) level: Option<u8>,
    pub(crate) orientation: Option<u8>,
}

impl Accepted {
    pub(crate) fn new(answer: &Section) -> Self {
        let payload_type = |name| answer.payload_type(name);
        Self {
            opus: payload_type("opus"),
            red: payload_type("red"),
            vp8: payload_type("vp8"),
            h264: payload_type("h264"),
            send_time: answer.extension(super::connection::SEND_TIME),
            level: answer.extension(super::connection::LEVEL),
            orientation: answer.extension(super::connection::ORIENTATION),
        }
    }
}

/// The state of one track for one viewer.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) sender: Sender,
    pub(crate) ssrc: u32,
    pub(crate) track: String,
    pub(crate) view: View,
    /// What the viewer has accepted; nothing is sent before.
    pub(crate) accepted: Option<Accepted>,
    /// The layer that is shown, and the one that is to be shown from its next keyframe on.
    pub(crate) current: Option<u32>,
    pub(crate) wanted: Option<u32>,
    /// True while the connection does not carry this track.
    pub(crate) held: bool,
    pub(crate) received: Received,
    rewriting: Rewriting,
    /// What was already lost between the publisher and us, since the viewer's last report.
    upstream: Loss,
    packets: u32,
    octets: u32,
    reports: VecDeque<(u32, Instant)>,
}

/// How the viewer receives the track.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Received {
    pub(crate) loss: f32,
    pub(crate) jitter: Duration,
    pub(crate) round_trip: Option<Duration>,
}

impl Output {
    pub(crate) fn new(sender: Sender, ssrc: u32, track: String, view: View) -> Self {
        Self {
            sender,
            ssrc,
            track,
            view,
            accepted: None,
            current: None,
            wanted: None,
            held: false,
            received: Received::default(),
            rewriting: Rewriting::default(),
            upstream: Loss::default(),
            packets: 0,
            octets: 0,
            reports: VecDeque::new(),
        }
    }

    /// True if the viewer wants the track and can get it.
    pub(crate) fn is_wanted(&self) -> bool {
        self.accepted.is_some() && !self.held && self.view != View::Paused
    }

    /// Has the track start anew with the next keyframe.
    pub(crate) fn pause(&mut self) {
        self.current = None;
        self.rewriting.pause();
    }

    /// Returns what the viewer gets for a packet, or `None` if it is of another layer or not to be seen.
    pub(crate) fn forward(&mut self, passing: &Passing<'_>, now: Instant) -> Option<Outgoing> {
        self.is_wanted().then_some(())?;
        let is_video = matches!(passing.coding, Coding::Vp8 | Coding::H264);
        if is_video && !self.shows(passing) {
            return None;
        }
        let (payload_type, coded) = self.coded(passing)?;
        let recoded = coded.map(|payload| Packet {
            payload,
            ..passing.packet.clone()
        });
        let source = recoded.as_ref().unwrap_or(passing.packet);
        let rewritten =
            self.rewriting
                .rewrite(source, passing.coding, passing.rate, passing.clock, now)?;
        self.upstream.add(rewritten.sequence);
        self.packets = self.packets.wrapping_add(1);
        let octets = u32::try_from(rewritten.payload.len()).unwrap_or(0);
        self.octets = self.octets.wrapping_add(octets);
        Some(Outgoing {
            payload_type,
            marker: passing.packet.marker,
            sequence: rewritten.sequence,
            timestamp: rewritten.timestamp,
            ssrc: self.ssrc,
            extensions: self.extensions(passing),
            payload: rewritten.payload,
        })
    }

    /// Switches to the packet's layer if it begins a keyframe of the one that is wanted, or of any while there is none.
    fn shows(&mut self, passing: &Passing<'_>) -> bool {
        let ssrc = passing.packet.ssrc;
        if self.current == Some(ssrc) {
            return true;
        }
        let switch = self.current.is_none() || self.wanted == Some(ssrc);
        if switch && passing.picture.starts_keyframe {
            self.current = Some(ssrc);
            return true;
        }
        false
    }

    /// Returns the payload type for this viewer, and the payload if it must be another one.
    fn coded(&self, passing: &Passing<'_>) -> Option<(u8, Option<Bytes>)> {
        let accepted = self.accepted.as_ref()?;
        let payload = &passing.packet.payload;
        match passing.coding {
            Coding::Vp8 => Some((accepted.vp8?, None)),
            Coding::H264 => Some((accepted.h264?, None)),
            Coding::Opus => Some((accepted.opus?, None)),
            Coding::Red => match accepted.red {
                Some(red) => Some((red, Some(with_red_blocks(payload, accepted.opus?)))),
                None => Some((accepted.opus?, Some(unwrap_red(payload)?))),
            },
        }
    }

    fn extensions(&self, passing: &Passing<'_>) -> Extensions {
        let mut extensions = Extensions::default();
        let Some(accepted) = &self.accepted else {
            return extensions;
        };
        for (id, value) in [
            (accepted.send_time, Some(&passing.send_time[..])),
            (accepted.level, passing.level.as_deref()),
            (accepted.orientation, passing.orientation.as_deref()),
        ] {
            if let (Some(id), Some(value)) = (id, value) {
                extensions.add(id, value);
            }
        }
        extensions
    }

    /// Returns the report that the viewer gets of the publisher's clock, and how much was sent.
    pub(crate) fn report(&mut self, clock: Clock, now: Instant) -> Option<(Clock, u32, u32)> {
        let timestamp = self.rewriting.clock(clock)?;
        #[expect(clippy::cast_possible_truncation, reason = "the middle 32 of 64 bits")]
        let middle = (clock.ntp >> 16) as u32;
        self.reports.push_back((middle, now));
        if self.reports.len() > REPORTS {
            self.reports.pop_front();
        }
        Some((
            Clock {
                ssrc: self.ssrc,
                timestamp,
                ntp: clock.ntp,
            },
            self.packets,
            self.octets,
        ))
    }

    /// Notes how the viewer receives the track.
    pub(crate) fn reception(&mut self, reception: Reception, rate: u32, now: Instant) {
        let lost = f32::from(reception.lost) / 256.0;
        self.received.loss = (lost - self.upstream.take_share()).max(0.0);
        self.received.jitter =
            Duration::from_secs_f64(f64::from(reception.jitter) / f64::from(rate.max(1)));
        let sent = self
            .reports
            .iter()
            .find(|(middle, _)| *middle == reception.last_report);
        if let Some((_, at)) = sent {
            let held = Duration::from_secs_f64(f64::from(reception.since_report) / 65_536.0);
            let round_trip = now.saturating_duration_since(*at).saturating_sub(held);
            self.received.round_trip = Some(round_trip);
        }
    }
}
