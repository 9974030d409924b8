//! From a datagram to what all viewers get.

use std::net::SocketAddr;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::output::Passing;
use super::packet::{Clock, Incoming, Packet, Report};
use super::{PeerId, Sfu, Target};
use crate::event::{Happened, Leg, State};
use crate::names::{Kind, RoomId};

impl Sfu {
    /// Takes a datagram. A stranger's, and what is over a client's limit, is dropped before it is decrypted.
    pub(crate) fn receive(&mut self, from: SocketAddr, datagram: &[u8], now: Instant) {
        self.now = now;
        let Some(target) = self.demux.target(from, datagram) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&target.peer) else {
            return;
        };
        match target.leg {
            Leg::Publish => {
                let Some(publish) = &mut peer.publish else {
                    return;
                };
                if !publish.admits(datagram.len(), &self.settings, now) {
                    return;
                }
                publish.connection.receive(datagram, from, now);
            }
            Leg::Subscribe => {
                let Some(subscribe) = &mut peer.subscribe else {
                    return;
                };
                subscribe.connection.receive(datagram, from, now);
            }
        }
        // Media changes no state; the handshake and the checks for ICE do.
        let is_media = datagram
            .first()
            .is_some_and(|first| (128..192).contains(first));
        self.work_off(target, !is_media);
    }

    /// Handles what has come out of a connection.
    pub(super) fn work_off(&mut self, target: Target, look: bool) {
        if look && let Some(state) = self.changed(target) {
            self.tell(
                target.peer,
                Happened::Connection {
                    leg: target.leg,
                    state,
                },
            );
        }
        while let Some(incoming) = self.arrived(target) {
            match (target.leg, incoming) {
                (Leg::Publish, Incoming::Packet(packet, at)) => {
                    self.forward(target.peer, &packet, at);
                }
                (Leg::Publish, Incoming::Report(Report::Sent(clock))) => {
                    self.pass_clock(target.peer, clock);
                }
                (Leg::Subscribe, Incoming::Report(report)) => {
                    self.take_report(target.peer, &report);
                }
                _ => {}
            }
        }
        self.touched.push(target);
    }

    fn arrived(&mut self, target: Target) -> Option<Incoming> {
        let peer = self.peers.get_mut(&target.peer)?;
        let connection = match target.leg {
            Leg::Publish => &mut peer.publish.as_mut()?.connection,
            Leg::Subscribe => &mut peer.subscribe.as_mut()?.connection,
        };
        connection.next(&mut self.datagrams, self.now)
    }

    fn changed(&mut self, target: Target) -> Option<State> {
        let peer = self.peers.get_mut(&target.peer)?;
        match target.leg {
            Leg::Publish => peer.publish.as_mut()?.connection.changed(),
            Leg::Subscribe => {
                let subscribe = peer.subscribe.as_mut()?;
                let state = subscribe.connection.changed()?;
                subscribe.connected = matches!(state, State::Connected | State::Disconnected);
                if subscribe.connected {
                    subscribe.unconnected = None;
                }
                Some(state)
            }
        }
    }

    /// Forwards a publisher's packet.
    fn forward(&mut self, id: PeerId, packet: &Packet, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let (room, Some(publish)) = (peer.room, &mut peer.publish) else {
            return;
        };
        let Some((kind, changed)) = publish.identify(packet, now) else {
            return;
        };
        let section = publish.sections.iter().find(|section| section.kind == kind);
        let (level, orientation) = section.map_or((None, None), |section| {
            let value = |id| packet.extension(id).cloned();
            (value(section.level_id), value(section.orientation_id))
        });
        let Some(track) = publish.tracks.get_mut(&kind) else {
            return;
        };
        let (picture, clock) = track.count(packet, now);
        if let Some(level) = level.as_ref().and_then(|level| level.first()) {
            track.hear(level & 0x7f);
        }
        let (coding, rate) = (track.coding, track.rate());
        let (allowed, gives) = (peer.allowed.contains(kind), peer.gives(kind));
        if changed && allowed {
            self.end_track(room, id, kind);
            self.begin_track(room, id, kind, coding);
        }
        if gives {
            let send_time = send_time(SystemTime::now());
            let passing = Passing {
                packet,
                coding,
                rate,
                picture,
                clock,
                level,
                orientation,
                send_time,
            };
            self.fan_out(room, id, kind, &passing, now);
        }
    }

    fn fan_out(
        &mut self,
        room: RoomId,
        id: PeerId,
        kind: Kind,
        passing: &Passing<'_>,
        now: Instant,
    ) {
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        for viewer in members.values() {
            let peer = self.peers.get_mut(viewer);
            let Some(subscribe) = peer.and_then(|peer| peer.subscribe.as_mut()) else {
                continue;
            };
            if !subscribe.connected {
                continue;
            }
            let Some(output) = subscribe.outputs.get_mut(&(id, kind)) else {
                continue;
            };
            if let Some(packet) = output.forward(passing, now) {
                subscribe.rate.add(packet.payload.len(), now);
                subscribe.connection.send(packet, &mut self.datagrams);
            }
        }
    }

    /// Passes a publisher's clock on, so that sound and picture stay together whatever they took to arrive here.
    fn pass_clock(&mut self, id: PeerId, clock: Clock) {
        let now = self.now;
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let (room, Some(publish)) = (peer.room, &mut peer.publish) else {
            return;
        };
        let mut tracks = publish.tracks.iter_mut();
        let found = tracks.find_map(|(kind, track)| Some((*kind, track.layer(clock.ssrc)?)));
        let Some((kind, layer)) = found else { return };
        layer.clock = Some(clock);
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        for viewer in members.values() {
            let peer = self.peers.get_mut(viewer);
            let Some(subscribe) = peer.and_then(|peer| peer.subscribe.as_mut()) else {
                continue;
            };
            let output = subscribe.outputs.get_mut(&(id, kind));
            let report = output.and_then(|output| output.report(clock, now));
            if let Some((clock, packets, octets)) = report.filter(|_| subscribe.connected) {
                subscribe.connection.report(clock, packets, octets, now);
                self.touched.push(Target {
                    peer: *viewer,
                    leg: Leg::Subscribe,
                });
            }
        }
    }

    /// Takes what a viewer reports.
    fn take_report(&mut self, viewer: PeerId, report: &Report) {
        let now = self.now;
        let peer = self.peers.get_mut(&viewer);
        let Some(subscribe) = peer.and_then(|peer| peer.subscribe.as_mut()) else {
            return;
        };
        match report {
            Report::Capacity { bits } => subscribe.estimate.capacity(*bits, now),
            Report::Received(reception) => {
                let mut outputs = subscribe.outputs.iter_mut();
                let found = outputs.find(|(_, output)| output.ssrc == reception.ssrc);
                if let Some(((_, kind), output)) = found {
                    let rate = if kind.is_video() { 90_000 } else { 48_000 };
                    output.reception(*reception, rate, now);
                    if kind.is_video() {
                        let loss = output.received.loss;
                        subscribe.estimate.loss(loss);
                    }
                }
            }
            Report::Keyframe { ssrc } => {
                let mut outputs = subscribe.outputs.iter();
                let found = outputs.find(|(_, output)| output.ssrc == *ssrc);
                let wanted = found.and_then(|((of, kind), output)| {
                    Some((*of, *kind, output.current.or(output.wanted)?))
                });
                if let Some((of, kind, layer)) = wanted {
                    self.want_keyframe(of, kind, layer);
                }
            }
            Report::Sent(_) | Report::Missing { .. } => {}
        }
    }

    /// Notes that a viewer needs a keyframe of a layer.
    pub(super) fn want_keyframe(&mut self, of: PeerId, kind: Kind, ssrc: u32) {
        let publish = self
            .peers
            .get_mut(&of)
            .and_then(|peer| peer.publish.as_mut());
        let track = publish.and_then(|publish| publish.tracks.get_mut(&kind));
        if let Some(layer) = track.and_then(|track| track.layer(ssrc)) {
            layer.keyframes.want();
        }
    }
}

/// Returns the time of sending as a header extension: seconds and their fractions, 6 and 18 bits.
fn send_time(now: SystemTime) -> [u8; 3] {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let fraction = (u64::from(since.subsec_nanos()) << 18) / 1_000_000_000;
    let [.., high, middle, low] = ((since.as_secs() << 18) | fraction).to_be_bytes();
    [high, middle, low]
}
