//! The periodic work of the forwarding unit: timers of the connections, quality reports, and handing out what is to be sent.

use std::time::{Duration, Instant};

use super::datagrams::Datagrams;
use super::layers::share;
use super::peer::{Publish, Subscribe};
use super::quality::judge;
use super::{PeerId, Sfu, Target};
use crate::event::{Figures, Happened, Leg, Quality};
use crate::names::Kind;

/// How often quality is reported.
const MEASURE: Duration = Duration::from_secs(2);

/// A track of which fewer packets were expected is not judged alone: someone who is silent sends a few a second.
const SAMPLE: u32 = 20;

impl Sfu {
    /// Sets the time of what is done next.
    pub(crate) fn at(&mut self, now: Instant) {
        self.now = now;
    }

    /// Returns whether nothing can be due: nobody is connected, and no event waits.
    pub(crate) fn is_idle(&self) -> bool {
        self.peers.is_empty() && self.events.is_empty()
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, now: Instant) {
        self.now = now;
        let mut targets = Vec::new();
        for (id, peer) in &mut self.peers {
            if let Some(publish) = &mut peer.publish
                && publish.connection.tick(now)
            {
                targets.push(Target {
                    peer: *id,
                    leg: Leg::Publish,
                });
            }
            if let Some(subscribe) = &mut peer.subscribe
                && subscribe.connection.tick(now)
            {
                targets.push(Target {
                    peer: *id,
                    leg: Leg::Subscribe,
                });
            }
        }
        for target in targets {
            self.work_off(target, true);
        }
        self.make_offers();
        self.give_up_unconnected();
        self.choose();
        self.listen();
        self.measure();
        self.events.flush();
    }

    /// Returns how much is certainly to be sent.
    pub(crate) fn waiting(&self) -> usize {
        self.datagrams.len()
    }

    /// Returns everything that is to be sent. Whoever sends it clears it.
    pub(crate) fn transmit(&mut self) -> &mut Datagrams {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable_by_key(|target| (target.peer, target.leg == Leg::Publish));
        touched.dedup();
        for target in touched.drain(..) {
            let Some(peer) = self.peers.get_mut(&target.peer) else {
                continue;
            };
            let connection = match target.leg {
                Leg::Publish => peer.publish.as_mut().map(|publish| &mut publish.connection),
                Leg::Subscribe => peer
                    .subscribe
                    .as_mut()
                    .map(|subscribe| &mut subscribe.connection),
            };
            let Some(connection) = connection else {
                continue;
            };
            while let Some((datagram, to)) = connection.transmit() {
                self.datagrams.push(&datagram, to);
            }
        }
        self.touched = touched;
        &mut self.datagrams
    }

    fn measure(&mut self) {
        if self.now.saturating_duration_since(self.measured) < MEASURE {
            return;
        }
        self.measured = self.now;
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            let Some(peer) = self.peers.get_mut(&id) else {
                continue;
            };
            let losses = peer.publish.as_mut().map(losses).unwrap_or_default();
            let up = peer
                .publish
                .as_ref()
                .map(|publish| up(publish, &losses))
                .unwrap_or_default();
            let down = peer.subscribe.as_ref().map(down).unwrap_or_default();
            let limited = peer
                .subscribe
                .as_ref()
                .is_some_and(|found| found.estimate.is_limited());
            let (level, reason) = peer.ladder.step(judge(&up, &down, limited));
            self.tell(
                id,
                Happened::Quality(Quality {
                    level,
                    reason,
                    up,
                    down,
                }),
            );
        }
    }
}

/// Returns for each track how many packets should have come, and how many have not.
fn losses(publish: &mut Publish) -> Vec<(Kind, (u32, u32))> {
    let tracks = publish.tracks.iter_mut();
    let sum = |track: &mut super::layers::Track| {
        let counted = track.layers.iter_mut().map(|layer| layer.loss.take());
        counted.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
    };
    tracks.map(|(kind, track)| (*kind, sum(track))).collect()
}

fn up(publish: &Publish, losses: &[(Kind, (u32, u32))]) -> Figures {
    let counted = losses.iter().map(|(_, counted)| *counted);
    let (expected, lost) = counted
        .clone()
        .fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    // Of pictures, almost all is repaired: among their packets the gaps in the sound would not be seen.
    let worst = counted
        .filter(|(expected, _)| *expected >= SAMPLE)
        .map(|(expected, lost)| share(expected, lost))
        .fold(share(expected, lost), f32::max);
    let jitter = publish
        .tracks
        .get(&Kind::Audio)
        .map(|track| track.jitter)
        .unwrap_or_default();
    Figures {
        loss: worst,
        round_trip: None,
        jitter,
        bits: publish.rate.bits(),
    }
}

fn down(subscribe: &Subscribe) -> Figures {
    let shown = || {
        subscribe
            .outputs
            .values()
            .filter(|output| output.is_wanted())
    };
    let loss = shown()
        .map(|output| output.received.loss)
        .fold(0.0, f32::max);
    let jitter = shown()
        .map(|output| output.received.jitter)
        .max()
        .unwrap_or_default();
    let round_trip = shown()
        .filter_map(|output| output.received.round_trip)
        .min();
    Figures {
        loss,
        round_trip,
        jitter,
        bits: subscribe.rate.bits(),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::names::{Kinds, Participant, RoomId};
    use crate::sfu::Settings;
    use crate::sfu::connection::Connection;

    #[test]
    fn gaps_in_the_sound_count_although_the_picture_has_more_packets() {
        let now = Instant::now();
        let settings = Settings {
            limits: crate::Limits::default(),
            addresses: Vec::new(),
        };
        let connection = Connection::subscribing(&[], now).expect("a connection");
        let publish = Publish::new(connection, &settings, now);
        let loss = |sound| up(&publish, &[(Kind::Audio, sound), (Kind::Camera, (500, 0))]).loss;
        assert!((loss((100, 10)) - 0.1).abs() < 0.001);
        assert!(loss((5, 1)) < 0.01, "of someone who is silent");
    }

    #[test]
    fn nothing_is_due_while_nobody_is_connected() {
        let settings = Settings {
            limits: crate::Limits::default(),
            addresses: Vec::new(),
        };
        let (events, _receiver) = mpsc::channel(1);
        let mut sfu = Sfu::new(settings, events, Instant::now());
        assert!(sfu.is_idle());
        let alice = Participant::new("alice", "one");
        sfu.join(RoomId(1), alice.clone(), Kinds::ALL).unwrap();
        assert!(!sfu.is_idle());
        sfu.leave(RoomId(1), &alice);
        assert!(sfu.is_idle());
    }
}
