//! Offers and answers, and which tracks are in them.

use std::collections::BTreeMap;
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};

use super::codecs::Coding;
use super::connection::{Connection, Sending};
use super::output::{Accepted, Output};
use super::peer::{Peer, Publish, Subscribe, Waiting};
use super::sdp::Summary;
use super::{PeerId, Sfu, Target};
use crate::Error;
use crate::event::{Happened, Leg, Offered};
use crate::names::{Candidate, Description, DescriptionKind, Kind, Participant, RoomId, View};

/// The longest description and candidate, in bytes.
const MAX_DESCRIPTION: usize = 256 * 1_024;
const MAX_CANDIDATE: usize = 4 * 1_024;

/// A connection that does not come about so long after the answer is given up.
const UNCONNECTED: Duration = Duration::from_secs(15);

/// Changes within this time become one offer.
const TOGETHER: Duration = Duration::from_millis(20);

/// Tiles are assumed to be large until their size is told.
const UNTOLD: View = View::Upto { height: 1_080 };

impl Sfu {
    /// Takes the offer of a client that sends, and returns the answer.
    pub(crate) fn publish(
        &mut self,
        room: RoomId,
        participant: &Participant,
        offer: &Description,
        named: &BTreeMap<String, Kind>,
    ) -> Result<Description, Error> {
        let id = self.id(room, participant)?;
        let summary = checked(offer, DescriptionKind::Offer)?;
        let (settings, now) = (&self.settings, self.now);
        let peer = self.peers.get_mut(&id).ok_or(Error::NotJoined)?;
        let known = peer.publish.take();
        let is_new = known.is_none();
        let mut publish = match known {
            Some(publish) => publish,
            None => {
                let connection = Connection::publishing(&summary, &settings.addresses, now)?;
                Publish::new(connection, settings, now)
            }
        };
        let answered = publish.connection.answer(&offer.sdp, now);
        // A connection whose first offer is refused is none.
        if answered.is_ok() || !is_new {
            peer.publish = Some(publish);
        }
        let sdp = answered?;
        let publish = peer.publish.as_mut().ok_or(Error::NotJoined)?;
        let answer = Summary::parse(&sdp).ok_or_else(unreadable)?;
        let ended = publish.negotiated(&summary, &answer, named);
        let target = Target {
            peer: id,
            leg: Leg::Publish,
        };
        self.demux.enter(target, &answer.ufrag, &answer.password);
        for kind in ended {
            self.end_track(room, id, kind);
            self.tell(id, Happened::Unpublished(kind));
        }
        self.touch(id, Leg::Publish);
        Ok(Description {
            kind: DescriptionKind::Answer,
            sdp,
        })
    }

    /// Takes a client's answer to the last offer. One that names another offer is refused, and one that came already is
    /// ignored.
    pub(crate) fn answer(
        &mut self,
        room: RoomId,
        participant: &Participant,
        answer: &Description,
        to: Option<&str>,
    ) -> Result<(), Error> {
        let id = self.id(room, participant)?;
        let summary = checked(answer, DescriptionKind::Answer)?;
        let now = self.now;
        let peer = self.peers.get_mut(&id).ok_or(Error::NotJoined)?;
        let subscribe = peer.subscribe.as_mut();
        if to.is_some()
            && subscribe
                .as_ref()
                .and_then(|known| known.answered.as_deref())
                == to
        {
            return Ok(());
        }
        let none = || Error::Description("no offer waits for an answer".into());
        let (subscribe, waiting) = subscribe
            .and_then(|subscribe| {
                let waiting = subscribe.offered.as_ref()?.id.clone();
                Some((subscribe, waiting))
            })
            .ok_or_else(|| to.map_or_else(none, |_| Error::Superseded))?;
        if to.is_some_and(|to| to != waiting) {
            return Err(Error::Superseded);
        }
        subscribe.connection.accept(&answer.sdp, now)?;
        subscribe.offered = None;
        subscribe.answered = Some(waiting);
        if !subscribe.connected {
            subscribe.unconnected.get_or_insert(now);
        }
        for output in subscribe.outputs.values_mut() {
            let mid = subscribe.mids.get(&output.track);
            let section = summary
                .sections
                .iter()
                .find(|section| Some(&section.mid) == mid);
            if let Some(section) = section.filter(|section| !section.codecs.is_empty()) {
                output.accepted = Some(Accepted::new(section));
            }
        }
        self.touch(id, Leg::Subscribe);
        Ok(())
    }

    /// Takes a client's candidate. None is needed: clients reach the port for media, and are answered where they come from.
    pub(crate) fn candidate(
        &self,
        room: RoomId,
        participant: &Participant,
        candidate: &Candidate,
    ) -> Result<(), Error> {
        self.id(room, participant)?;
        let fits = candidate.candidate.len() <= MAX_CANDIDATE;
        fits.then_some(())
            .ok_or_else(|| Error::Description("the candidate is too long".into()))
    }

    /// Has the next offer restart ICE, and makes one even if none is answered yet.
    pub(crate) fn restart(&mut self, room: RoomId, participant: &Participant) -> Result<(), Error> {
        let id = self.id(room, participant)?;
        let peer = self.peers.get_mut(&id).ok_or(Error::NotJoined)?;
        if let Some(subscribe) = &mut peer.subscribe {
            (subscribe.restart, subscribe.offered) = (true, None);
            subscribe.changed = Some(self.now);
        }
        Ok(())
    }

    /// Offers a new participant the tracks of all others.
    pub(super) fn show_all(&mut self, room: RoomId, viewer: PeerId) {
        for other in self.members(room) {
            let Some(peer) = self.peers.get(&other).filter(|_| other != viewer) else {
                continue;
            };
            let tracks = peer.publish.iter().flat_map(|publish| &publish.tracks);
            let allowed = tracks.filter(|(kind, _)| peer.allowed.contains(**kind));
            let tracks: Vec<_> = allowed.map(|(kind, track)| (*kind, track.coding)).collect();
            for (kind, coding) in tracks {
                self.show(other, viewer, kind, coding);
            }
        }
    }

    /// Offers a track to all others.
    pub(super) fn begin_track(&mut self, room: RoomId, id: PeerId, kind: Kind, coding: Coding) {
        for viewer in self.members(room) {
            if viewer != id {
                self.show(id, viewer, kind, coding);
            }
        }
        self.tell(id, Happened::Published(kind));
    }

    /// Offers a track again that is allowed again.
    pub(super) fn resume_track(&mut self, room: RoomId, id: PeerId, kind: Kind) {
        let tracks = super::peer_tracks(self.peers.get(&id));
        if let Some(coding) = tracks.and_then(|tracks| Some(tracks.get(&kind)?.coding)) {
            self.begin_track(room, id, kind, coding);
        }
    }

    /// Removes a track from all others.
    pub(super) fn end_track(&mut self, room: RoomId, id: PeerId, kind: Kind) {
        let now = self.now;
        for viewer in self.members(room) {
            let subscribe = self
                .peers
                .get_mut(&viewer)
                .and_then(|peer| peer.subscribe.as_mut());
            let Some(subscribe) = subscribe else { continue };
            let Some(output) = subscribe.outputs.remove(&(id, kind)) else {
                continue;
            };
            if let Err(error) = subscribe.connection.remove(output.sender) {
                tracing::warn!("media: a track cannot be removed: {error}");
            }
            subscribe.changed.get_or_insert(now);
        }
    }

    /// Does something with a track's outputs.
    pub(super) fn outputs(
        &mut self,
        room: RoomId,
        id: PeerId,
        kind: Kind,
        act: impl Fn(&mut Output),
    ) {
        for viewer in self.members(room) {
            let subscribe = self
                .peers
                .get_mut(&viewer)
                .and_then(|peer| peer.subscribe.as_mut());
            if let Some(output) = subscribe.and_then(|found| found.outputs.get_mut(&(id, kind))) {
                act(output);
            }
        }
    }

    fn show(&mut self, of: PeerId, viewer: PeerId, kind: Kind, coding: Coding) {
        let Some(owner) = self.peers.get(&of).map(|peer| peer.participant.clone()) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&viewer) else {
            return;
        };
        // Two devices of one person are in one room, mostly: they must not hear each other.
        if !kind.is_video() && peer.participant.user == owner.user {
            return;
        }
        let view = peer.views.get(&(of, kind)).copied().unwrap_or(UNTOLD);
        if peer.subscribe.is_none() {
            match Connection::subscribing(&self.settings.addresses, self.now) {
                Ok(connection) => peer.subscribe = Some(Subscribe::new(connection, self.now)),
                Err(error) => {
                    tracing::warn!("media: a connection cannot be made: {error}");
                    return;
                }
            }
        }
        let Some(subscribe) = &mut peer.subscribe else {
            return;
        };
        let (stream, track) = names(&owner, of, kind);
        let Some(ssrc) = random() else { return };
        let sending = Sending {
            stream: &stream,
            track: &track,
            coding,
            ssrc,
        };
        match subscribe.connection.add(&sending) {
            Ok(sender) => {
                let output = Output::new(sender, ssrc, track, view);
                subscribe.outputs.insert((of, kind), output);
                subscribe.changed.get_or_insert(self.now);
            }
            Err(error) => tracing::warn!("media: a track cannot be added: {error}"),
        }
    }

    /// Makes the offers that are due, and repeats those that were not answered.
    pub(super) fn make_offers(&mut self) {
        self.repeat_offers();
        let now = self.now;
        let due = |subscribe: &Subscribe| {
            let waited = |at| now.saturating_duration_since(at) >= TOGETHER;
            subscribe.offered.is_none() && subscribe.changed.is_some_and(waited)
        };
        let peers = self.peers.iter();
        let peers = peers.filter(|(_, peer)| peer.subscribe.as_ref().is_some_and(due));
        for id in peers.map(|(id, _)| *id).collect::<Vec<_>>() {
            if let Err(error) = self.make_offer(id) {
                tracing::warn!("media: an offer cannot be made: {error}");
                self.tell(id, Happened::Broken(Leg::Subscribe));
            }
        }
    }

    /// Gives up connections that have not come about: the client then begins anew.
    pub(super) fn give_up_unconnected(&mut self) {
        let now = self.now;
        let given_up = |(id, peer): (&PeerId, &mut Peer)| {
            let subscribe = peer.subscribe.as_mut()?;
            let since = subscribe.unconnected?;
            let late = now.saturating_duration_since(since) >= UNCONNECTED;
            late.then(|| {
                subscribe.unconnected = None;
                *id
            })
        };
        for id in self
            .peers
            .iter_mut()
            .filter_map(given_up)
            .collect::<Vec<_>>()
        {
            self.tell(id, Happened::Broken(Leg::Subscribe));
        }
    }

    fn repeat_offers(&mut self) {
        let now = self.now;
        let due = |(id, peer): (&PeerId, &mut Peer)| {
            let waiting = peer.subscribe.as_mut()?.offered.as_mut()?;
            Some((*id, waiting.due(now)?))
        };
        for (id, again) in self.peers.iter_mut().filter_map(due).collect::<Vec<_>>() {
            self.tell(id, again);
        }
    }

    fn make_offer(&mut self, id: PeerId) -> Result<(), Error> {
        let peer = self.peers.get_mut(&id).ok_or(Error::NotJoined)?;
        let subscribe = peer.subscribe.as_mut().ok_or(Error::NotJoined)?;
        subscribe.changed = None;
        let restart = std::mem::take(&mut subscribe.restart);
        // Nothing of a former server or connection is called the same.
        let offer = random().and_then(|one| Some(format!("{one:08x}{:08x}", random()?)));
        let offer = offer.ok_or(Error::Stopped)?;
        let sdp = subscribe.connection.offer(restart, self.now)?;
        let summary = Summary::parse(&sdp).ok_or_else(unreadable)?;
        let sections = summary.sections.iter().filter(|section| section.sends);
        subscribe.mids = sections
            .map(|section| (section.track.clone(), section.mid.clone()))
            .collect();
        let outputs = subscribe.outputs.iter();
        let offered: Vec<_> = outputs
            .filter_map(|((of, kind), output)| {
                Some((*of, *kind, subscribe.mids.get(&output.track)?.clone()))
            })
            .collect();
        let target = Target {
            peer: id,
            leg: Leg::Subscribe,
        };
        self.demux.enter(target, &summary.ufrag, &summary.password);
        let named = |(of, kind, mid): (PeerId, Kind, String)| {
            let of = self.peers.get(&of)?.participant.clone();
            Some(Offered { mid, of, kind })
        };
        let tracks = offered.into_iter().filter_map(named).collect();
        let description = Description {
            kind: DescriptionKind::Offer,
            sdp,
        };
        let waiting = Waiting::new(offer, description, tracks, self.now);
        let told = waiting.told();
        let peer = self.peers.get_mut(&id).ok_or(Error::NotJoined)?;
        let subscribe = peer.subscribe.as_mut().ok_or(Error::NotJoined)?;
        subscribe.offered = Some(waiting);
        self.tell(id, told);
        Ok(())
    }
}

fn checked(description: &Description, kind: DescriptionKind) -> Result<Summary, Error> {
    if description.kind != kind || description.sdp.len() > MAX_DESCRIPTION {
        return Err(Error::Description(
            "the description is too long or of the wrong kind".into(),
        ));
    }
    Summary::parse(&description.sdp).ok_or_else(unreadable)
}

fn unreadable() -> Error {
    Error::Description("the description cannot be read".into())
}

/// Returns the names of a track's stream, which tells clients whose it is and what it shows, and of the track.
fn names(owner: &Participant, id: PeerId, kind: Kind) -> (String, String) {
    let stream = format!(
        "{}|{}|{}",
        token(&owner.user),
        token(&owner.device),
        kind.name()
    );
    // The number keeps the tracks of one who has joined again apart from those before.
    let track = format!("{stream}|{}", id.0);
    (stream, track)
}

/// Returns a text with everything but letters, digits and a few signs as in a URL.
fn token(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).into()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn random() -> Option<u32> {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(u32::from_be_bytes(bytes))
}
