//! A participant's two connections.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::codecs::Coding;
use super::connection::{Connection, LEVEL, MID, ORIENTATION, RID};
use super::estimate::Estimate;
use super::layers::{Rate, Track};
use super::output::Output;
use super::packet::Packet;
use super::quality::Ladder;
use super::sdp::{Codec, Section, Summary};
use super::{PeerId, Settings};
use crate::event::{Happened, Offered};
use crate::names::{Description, Kind, Kinds, Participant, RoomId, View};
use crate::turn::Budget;

/// Somebody in a call.
pub(crate) struct Peer {
    pub(crate) room: RoomId,
    pub(crate) participant: Participant,
    pub(crate) allowed: Kinds,
    pub(crate) muted: Kinds,
    pub(crate) publish: Option<Publish>,
    pub(crate) subscribe: Option<Subscribe>,
    pub(crate) views: HashMap<(PeerId, Kind), View>,
    pub(crate) ladder: Ladder,
}

impl Peer {
    pub(crate) fn new(room: RoomId, participant: Participant, allowed: Kinds) -> Self {
        Self {
            room,
            participant,
            allowed,
            muted: Kinds::NONE,
            publish: None,
            subscribe: None,
            views: HashMap::new(),
            ladder: Ladder::default(),
        }
    }

    /// True if others may get this kind from the participant now.
    pub(crate) fn gives(&self, kind: Kind) -> bool {
        self.allowed.contains(kind) && !self.muted.contains(kind)
    }
}

/// The connection on which the client sends.
pub(crate) struct Publish {
    pub(crate) connection: Connection,
    pub(crate) sections: Vec<Sent>,
    pub(crate) tracks: BTreeMap<Kind, Track>,
    pub(crate) rate: Rate,
    budget: Budget,
    /// The kind of track that each incoming RTP stream belongs to, by its SSRC.
    streams: HashMap<u32, Kind>,
}

/// A section in which the client sends.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) mid: String,
    pub(crate) kind: Kind,
    /// The payload types of our answer.
    codecs: Vec<Codec>,
    ssrcs: Vec<u32>,
    rids: Vec<String>,
    mid_id: Option<u8>,
    rid_id: Option<u8>,
    pub(crate) level_id: Option<u8>,
    pub(crate) orientation_id: Option<u8>,
}

/// Streams of one client that are told apart. More are refused.
const MAX_STREAMS: usize = 32;

impl Publish {
    pub(crate) fn new(connection: Connection, settings: &Settings, now: Instant) -> Self {
        Self {
            connection,
            sections: Vec::new(),
            tracks: BTreeMap::new(),
            rate: Rate::new(now),
            budget: Budget::full(settings.bytes_per_second(), now),
            streams: HashMap::new(),
        }
    }

    /// True if the client may send so much more. It is asked before anything is decrypted.
    pub(crate) fn admits(&mut self, bytes: usize, settings: &Settings, now: Instant) -> bool {
        self.rate.add(bytes, now);
        let rate = settings.bytes_per_second();
        #[expect(clippy::cast_precision_loss, reason = "the size of a datagram")]
        let bytes = bytes as f64;
        self.budget.take(bytes, rate, rate, now)
    }

    /// Notes what an offer and its answer say, and returns the kinds that the client sends no longer.
    pub(crate) fn negotiated(
        &mut self,
        offer: &Summary,
        answer: &Summary,
        named: &BTreeMap<String, Kind>,
    ) -> Vec<Kind> {
        let mut sections: Vec<Sent> = Vec::new();
        let media = |section: &&Section| section.sends && (section.is_audio || section.is_video);
        for offered in offer.sections.iter().filter(media) {
            let known = self
                .sections
                .iter()
                .find(|section| section.mid == offered.mid);
            let free = |kind: &Kind| !sections.iter().any(|section| section.kind == *kind);
            let usual = Kind::ALL
                .into_iter()
                .filter(|kind| kind.is_video() == offered.is_video);
            let kind = named
                .get(&offered.mid)
                .copied()
                .or(known.map(|known| known.kind));
            let fits = |kind: &Kind| kind.is_video() == offered.is_video && free(kind);
            let kind = kind.filter(fits).or_else(|| usual.clone().find(free));
            let answered = answer
                .sections
                .iter()
                .find(|section| section.mid == offered.mid);
            let (Some(kind), Some(answered)) = (kind, answered) else {
                continue;
            };
            sections.push(Sent {
                mid: offered.mid.clone(),
                kind,
                codecs: answered.codecs.clone(),
                ssrcs: offered.ssrcs.clone(),
                rids: offered.rids.clone(),
                mid_id: answered.extension(MID),
                rid_id: answered.extension(RID),
                level_id: answered.extension(LEVEL),
                orientation_id: answered.extension(ORIENTATION),
            });
        }
        let sends = |kind: &Kind| sections.iter().any(|section| section.kind == *kind);
        let ended: Vec<Kind> = self
            .tracks
            .keys()
            .copied()
            .filter(|kind| !sends(kind))
            .collect();
        self.tracks.retain(|kind, _| sends(kind));
        self.streams.retain(|_, kind| sends(kind));
        self.sections = sections;
        ended
    }

    /// Returns the track that a packet belongs to, and whether its codec is another than before.
    pub(crate) fn identify(&mut self, packet: &Packet, now: Instant) -> Option<(Kind, bool)> {
        let known = self.streams.get(&packet.ssrc).copied();
        let section = match known {
            Some(kind) => self.sections.iter().find(|section| section.kind == kind)?,
            None => self.sections.iter().find(|section| section.has(packet))?,
        };
        let kind = section.kind;
        let coding = section.coding(packet.payload_type)?;
        let rid = section.rid(packet)?;
        let changed = self
            .tracks
            .get(&kind)
            .is_none_or(|track| !same(track.coding, coding));
        if changed {
            self.tracks.insert(kind, Track::new(coding));
        }
        let track = self.tracks.get_mut(&kind)?;
        track.coding = coding;
        if track.layer(packet.ssrc).is_none() {
            // Only the first packets of a stream name its layer.
            let rid = rid.or_else(|| section.rids.is_empty().then(String::new))?;
            if known.is_none() && self.streams.len() >= MAX_STREAMS {
                return None;
            }
            track.enter(packet.ssrc, &rid, now);
            self.streams.insert(packet.ssrc, kind);
        }
        Some((kind, changed))
    }
}

/// True if both codecs are sent to viewers as one.
fn same(one: Coding, other: Coding) -> bool {
    let audio = |coding| matches!(coding, Coding::Opus | Coding::Red);
    one == other || (audio(one) && audio(other))
}

impl Sent {
    fn has(&self, packet: &Packet) -> bool {
        let named = packet
            .extension(self.mid_id)
            .map(|mid| mid[..] == *self.mid.as_bytes());
        named.unwrap_or_else(|| self.ssrcs.contains(&packet.ssrc))
    }

    pub(crate) fn coding(&self, payload_type: u8) -> Option<Coding> {
        let codec = self
            .codecs
            .iter()
            .find(|codec| codec.payload_type == payload_type)?;
        Coding::named(&codec.name)
    }

    /// Returns the layer that a packet names, `Some(None)` if it names none, and `None` for one that was not offered.
    fn rid(&self, packet: &Packet) -> Option<Option<String>> {
        let Some(named) = packet.extension(self.rid_id) else {
            return Some(None);
        };
        let named = std::str::from_utf8(named).ok()?;
        self.rids
            .iter()
            .any(|rid| rid == named)
            .then(|| Some(named.to_owned()))
    }
}

/// An offer that the client has not answered.
pub(crate) struct Waiting {
    pub(crate) id: String,
    description: Description,
    tracks: Vec<Offered>,
    /// When the client is told of it again, and how long it waits after that.
    again: Instant,
    pause: Duration,
}

/// How long an offer waits for its answer before the client is told of it again, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Waiting {
    pub(crate) fn new(
        id: String,
        description: Description,
        tracks: Vec<Offered>,
        now: Instant,
    ) -> Self {
        Self {
            id,
            description,
            tracks,
            again: now + FIRST_PAUSE,
            pause: FIRST_PAUSE,
        }
    }

    /// Returns the event that gives the client this offer.
    pub(crate) fn told(&self) -> Happened {
        Happened::Offered {
            description: self.description.clone(),
            id: self.id.clone(),
            tracks: self.tracks.clone(),
        }
    }

    /// Returns what the client is told again, if that is due.
    pub(crate) fn due(&mut self, now: Instant) -> Option<Happened> {
        if now < self.again {
            return None;
        }
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        self.again = now + self.pause;
        Some(self.told())
    }
}

/// The connection on which the client receives.
pub(crate) struct Subscribe {
    pub(crate) connection: Connection,
    pub(crate) connected: bool,
    pub(crate) outputs: BTreeMap<(PeerId, Kind), Output>,
    pub(crate) estimate: Estimate,
    pub(crate) rate: Rate,
    /// The offer that waits for its answer.
    pub(crate) offered: Option<Waiting>,
    /// The name of the last offer that was answered.
    pub(crate) answered: Option<String>,
    /// Since when the client has answered and the connection has not come about.
    pub(crate) unconnected: Option<Instant>,
    /// When the tracks changed that the next offer is to say.
    pub(crate) changed: Option<Instant>,
    /// True if the next offer is to restart ICE.
    pub(crate) restart: bool,
    /// The sections of the last offer, by track.
    pub(crate) mids: HashMap<String, String>,
}

impl Subscribe {
    pub(crate) fn new(connection: Connection, now: Instant) -> Self {
        Self {
            connection,
            connected: false,
            outputs: BTreeMap::new(),
            estimate: Estimate::new(now),
            rate: Rate::new(now),
            offered: None,
            answered: None,
            unconnected: None,
            changed: None,
            restart: false,
            mids: HashMap::new(),
        }
    }
}
