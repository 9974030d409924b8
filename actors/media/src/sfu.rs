//! Forwards the media of calls.
//!
//! Each participant has two connections: one on which the client sends and the server answers its offers, and one on which
//! it receives and the server offers. All of them share one UDP port and one thread. Nothing here waits: what a socket does
//! not take at once is dropped, so a slow viewer delays nobody, and clients ask for what they miss.

mod choosing;
#[cfg(any(test, feature = "client"))]
pub(crate) mod client;
mod codecs;
mod connection;
mod datagrams;
mod demux;
mod estimate;
mod forwarding;
mod keyframes;
mod layers;
mod negotiating;
mod outbox;
mod output;
mod packet;
mod peer;
mod quality;
mod rewriting;
mod sdp;
mod socket;
#[cfg(test)]
mod tests;
mod thread;
mod ticking;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use foldhash::fast::RandomState;
use tokio::sync::mpsc;

pub(crate) use thread::Thread;

use crate::Error;
use crate::event::{Event, Happened, Leg};
use crate::names::{Kind, Kinds, Participant, RoomId, View};
use datagrams::Datagrams;
use demux::Demux;
use outbox::Outbox;
use output::Output;
use peer::Peer;

/// Where media is received, and how much of it.
#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// The UDP port for all media.
    pub listen: SocketAddr,
    /// The addresses that clients see; none means the one that is listened on.
    pub addresses: Vec<IpAddr>,
    /// How much there is of everything.
    pub limits: Limits,
}

/// Limits of forwarding.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Participants of one call.
    pub participants: usize,
    /// Bits a second that one client may send. More is dropped before it is decrypted.
    pub bits_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            participants: 50,
            bits_per_second: 16_000_000,
        }
    }
}

/// The settings that all connections of the forwarding unit share.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) limits: Limits,
    /// The addresses of the media port that descriptions offer as candidates.
    pub(crate) addresses: Vec<SocketAddr>,
}

impl Settings {
    pub(crate) fn bytes_per_second(&self) -> f64 {
        f64::from(self.limits.bits_per_second) / 8.0
    }
}

/// A participant who has joined. Whoever joins again gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PeerId(pub(crate) u64);

/// One of a participant's connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Target {
    pub(crate) peer: PeerId,
    pub(crate) leg: Leg,
}

/// All calls.
pub(crate) struct Sfu {
    settings: Settings,
    rooms: HashMap<RoomId, HashMap<Participant, PeerId>>,
    peers: HashMap<PeerId, Peer, RandomState>,
    speakers: HashMap<RoomId, PeerId>,
    demux: Demux,
    events: Outbox,
    next: u64,
    /// The time of what is being done.
    now: Instant,
    /// Connections that may have something to send.
    touched: Vec<Target>,
    /// Datagrams that wait until the socket takes them; the buffer is used again.
    datagrams: Datagrams,
    chosen: Instant,
    measured: Instant,
    listened: Instant,
}

impl Sfu {
    pub(crate) fn new(settings: Settings, events: mpsc::Sender<Event>, now: Instant) -> Self {
        Self {
            settings,
            rooms: HashMap::new(),
            peers: HashMap::default(),
            speakers: HashMap::new(),
            demux: Demux::default(),
            events: Outbox::new(events),
            next: 0,
            now,
            touched: Vec::new(),
            datagrams: Datagrams::default(),
            chosen: now,
            measured: now,
            listened: now,
        }
    }

    /// Enters a participant. One who is there already starts anew.
    pub(crate) fn join(
        &mut self,
        room: RoomId,
        participant: Participant,
        allowed: Kinds,
    ) -> Result<(), Error> {
        self.leave(room, &participant);
        let members = self.rooms.entry(room).or_default();
        if members.len() >= self.settings.limits.participants {
            return Err(Error::RoomFull);
        }
        self.next += 1;
        let id = PeerId(self.next);
        members.insert(participant.clone(), id);
        self.peers.insert(id, Peer::new(room, participant, allowed));
        self.show_all(room, id);
        Ok(())
    }

    /// Ends a participant's connections, and their tracks for all others.
    pub(crate) fn leave(&mut self, room: RoomId, participant: &Participant) {
        let Some(members) = self.rooms.get_mut(&room) else {
            return;
        };
        let Some(id) = members.remove(participant) else {
            return;
        };
        if members.is_empty() {
            self.rooms.remove(&room);
        }
        if self.speakers.get(&room) == Some(&id) {
            self.speakers.remove(&room);
        }
        let Some(peer) = self.peers.remove(&id) else {
            return;
        };
        let connections = [
            (Leg::Publish, peer.publish.map(|publish| publish.connection)),
            (
                Leg::Subscribe,
                peer.subscribe.map(|subscribe| subscribe.connection),
            ),
        ];
        for (leg, connection) in connections {
            self.demux.leave(Target { peer: id, leg });
            if let Some(mut connection) = connection {
                connection.close();
                while let Some((datagram, to)) = connection.transmit() {
                    self.datagrams.push(&datagram, to);
                }
            }
        }
        for kind in Kind::ALL {
            self.end_track(room, id, kind);
        }
        for other in self.members(room) {
            if let Some(other) = self.peers.get_mut(&other) {
                other.views.retain(|(of, _), _| *of != id);
            }
        }
    }

    /// Ends a call for everybody.
    pub(crate) fn close_room(&mut self, room: RoomId) {
        let members = self
            .rooms
            .get(&room)
            .into_iter()
            .flat_map(HashMap::keys)
            .cloned();
        for participant in members.collect::<Vec<_>>() {
            self.leave(room, &participant);
        }
    }

    /// Says what a participant may send. What is taken away stops with the next packet.
    pub(crate) fn allow(
        &mut self,
        room: RoomId,
        participant: &Participant,
        allowed: Kinds,
    ) -> Result<(), Error> {
        let id = self.id(room, participant)?;
        let Some(peer) = self.peers.get_mut(&id) else {
            return Err(Error::NotJoined);
        };
        let before = std::mem::replace(&mut peer.allowed, allowed);
        for kind in Kind::ALL {
            let had = before.contains(kind);
            if had && !allowed.contains(kind) {
                let sent = peer_tracks(self.peers.get(&id))
                    .is_some_and(|tracks| tracks.contains_key(&kind));
                self.end_track(room, id, kind);
                if sent {
                    self.tell(id, Happened::Unpublished(kind));
                }
            } else if !had && allowed.contains(kind) {
                self.resume_track(room, id, kind);
            }
        }
        Ok(())
    }

    /// Says what a participant has muted. It is not forwarded, whatever the client sends.
    pub(crate) fn mute(
        &mut self,
        room: RoomId,
        participant: &Participant,
        muted: Kinds,
    ) -> Result<(), Error> {
        let id = self.id(room, participant)?;
        let Some(peer) = self.peers.get_mut(&id) else {
            return Err(Error::NotJoined);
        };
        let before = std::mem::replace(&mut peer.muted, muted);
        for kind in Kind::ALL.into_iter().filter(|kind| !before.contains(*kind)) {
            if muted.contains(kind) {
                self.outputs(room, id, kind, Output::pause);
            }
        }
        Ok(())
    }

    /// Says how much of a track a viewer wants to see.
    pub(crate) fn view(
        &mut self,
        room: RoomId,
        viewer: &Participant,
        of: &Participant,
        kind: Kind,
        view: View,
    ) -> Result<(), Error> {
        let (viewer, of) = (self.id(room, viewer)?, self.id(room, of)?);
        let Some(peer) = self.peers.get_mut(&viewer) else {
            return Err(Error::NotJoined);
        };
        peer.views.insert((of, kind), view);
        let outputs = peer
            .subscribe
            .as_mut()
            .map(|subscribe| &mut subscribe.outputs);
        if let Some(output) = outputs.and_then(|outputs| outputs.get_mut(&(of, kind))) {
            output.view = view;
            if view == View::Paused {
                output.pause();
            }
        }
        Ok(())
    }

    /// Returns how many connections there are.
    pub(crate) fn connections(&self) -> usize {
        let legs = |peer: &Peer| {
            usize::from(peer.publish.is_some()) + usize::from(peer.subscribe.is_some())
        };
        self.peers.values().map(legs).sum()
    }

    fn id(&self, room: RoomId, participant: &Participant) -> Result<PeerId, Error> {
        let members = self.rooms.get(&room).ok_or(Error::NotJoined)?;
        members.get(participant).copied().ok_or(Error::NotJoined)
    }

    fn members(&self, room: RoomId) -> Vec<PeerId> {
        self.rooms
            .get(&room)
            .into_iter()
            .flat_map(HashMap::values)
            .copied()
            .collect()
    }

    fn tell(&mut self, id: PeerId, happened: Happened) {
        if let Some(peer) = self.peers.get(&id) {
            let (room, participant) = (peer.room, peer.participant.clone());
            self.events.push(Event {
                room,
                participant,
                happened,
            });
        }
    }

    fn touch(&mut self, peer: PeerId, leg: Leg) {
        self.touched.push(Target { peer, leg });
    }
}

fn peer_tracks(peer: Option<&Peer>) -> Option<&std::collections::BTreeMap<Kind, layers::Track>> {
    Some(&peer?.publish.as_ref()?.tracks)
}
