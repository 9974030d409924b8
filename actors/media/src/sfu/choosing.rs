//! Which layer each viewer gets, and who speaks.

use std::collections::HashMap;
use std::time::Duration;

use super::estimate::Demand;
use super::{PeerId, Sfu};
use crate::event::{Happened, Leg};
use crate::names::{Kind, View};

/// How often layers are chosen, and how often the loudest participant.
const CHOOSE: Duration = Duration::from_millis(50);
const LISTEN: Duration = Duration::from_millis(300);

/// Bits a second that are assumed of layers that were not measured yet, by size.
const USUAL: [u64; 3] = [150_000, 500_000, 1_500_000];

/// Sound below this level is no speech, from 0 (loudest) to 127; and how much louder another one must be to be shown.
const QUIET: u8 = 50;
const LOUDER: u8 = 6;

/// A layer: its stream, height and bits a second.
type Available = (u32, u16, u64);

impl Sfu {
    /// Chooses layers if it is time, and asks for the keyframes that are needed.
    pub(super) fn choose(&mut self) {
        let now = self.now;
        if now.saturating_duration_since(self.chosen) >= CHOOSE {
            self.chosen = now;
            let available = self.available();
            let viewers: Vec<PeerId> = self.peers.keys().copied().collect();
            for viewer in viewers {
                for (of, kind, ssrc) in self.choose_for(viewer, &available) {
                    self.want_keyframe(of, kind, ssrc);
                }
            }
        }
        self.ask_for_keyframes();
    }

    fn available(&self) -> HashMap<(PeerId, Kind), Vec<Available>> {
        let mut available = HashMap::new();
        for (id, peer) in &self.peers {
            let tracks = peer.publish.iter().flat_map(|publish| &publish.tracks);
            for (kind, track) in tracks.filter(|(kind, _)| kind.is_video() && peer.gives(**kind)) {
                let layers = track.sending(self.now).into_iter();
                let layers = layers.map(|layer| (layer.ssrc, layer.height, layer.rate.bits()));
                available.insert((*id, *kind), layers.collect());
            }
        }
        available
    }

    /// Chooses a viewer's layers, and returns those that need a keyframe.
    fn choose_for(
        &mut self,
        viewer: PeerId,
        available: &HashMap<(PeerId, Kind), Vec<Available>>,
    ) -> Vec<(PeerId, Kind, u32)> {
        let peer = self.peers.get_mut(&viewer);
        let Some(subscribe) = peer.and_then(|peer| peer.subscribe.as_mut()) else {
            return vec![];
        };
        if !subscribe.connected {
            return vec![];
        }
        let mut wishes = Vec::new();
        for (key, output) in &mut subscribe.outputs {
            let layers = available.get(key).filter(|_| output.view != View::Paused);
            let Some(layers) = layers.filter(|_| output.accepted.is_some()) else {
                continue;
            };
            let current = output
                .current
                .and_then(|current| layers.iter().position(|(ssrc, ..)| *ssrc == current));
            let demand = Demand {
                layers: bits(layers),
                max: largest(layers, output.view),
                current,
                held: output.held,
            };
            wishes.push((*key, demand, layers, output));
        }
        // What is shared matters more than faces.
        wishes.sort_by_key(|((of, kind), ..)| (*kind != Kind::Screen, *of));
        let demands: Vec<Demand> = wishes
            .iter()
            .map(|(_, demand, ..)| demand.clone())
            .collect();
        let chosen = subscribe.estimate.choose(&demands, self.now);
        let mut needed = Vec::new();
        for (((of, kind), _, layers, output), chosen) in wishes.into_iter().zip(chosen) {
            let wanted = chosen
                .and_then(|chosen| layers.get(chosen))
                .map(|(ssrc, ..)| *ssrc);
            let held = wanted.is_none() && !layers.is_empty();
            if held && !output.held {
                output.pause();
            }
            (output.held, output.wanted) = (held, wanted);
            if let Some(wanted) = wanted.filter(|wanted| output.current != Some(*wanted)) {
                needed.push((of, kind, wanted));
            }
        }
        needed
    }

    fn ask_for_keyframes(&mut self) {
        let now = self.now;
        let mut asked = Vec::new();
        for (id, peer) in &mut self.peers {
            let Some(publish) = &mut peer.publish else {
                continue;
            };
            for layer in publish
                .tracks
                .values_mut()
                .flat_map(|track| &mut track.layers)
            {
                if layer.keyframes.ask(now) {
                    publish.connection.ask_for_keyframe(layer.ssrc, now);
                    asked.push(*id);
                }
            }
        }
        for id in asked {
            self.touch(id, Leg::Publish);
        }
    }

    /// Reports who speaks, if it is time.
    pub(super) fn listen(&mut self) {
        let now = self.now;
        if now.saturating_duration_since(self.listened) < LISTEN {
            return;
        }
        self.listened = now;
        for room in self.rooms.keys().copied().collect::<Vec<_>>() {
            let before = self.speakers.get(&room).copied();
            let loudest = self
                .members(room)
                .into_iter()
                .map(|id| (self.level(id), id))
                .min();
            let loudest = loudest.filter(|(level, _)| *level < QUIET);
            let speaker = match (before, loudest) {
                (Some(before), Some((level, id))) if id != before => {
                    let louder = level + LOUDER <= self.level(before);
                    Some(if louder { id } else { before })
                }
                (_, loudest) => loudest.map(|(_, id)| id),
            };
            if speaker == before {
                continue;
            }
            if let Some(before) = before {
                self.speakers.remove(&room);
                self.tell(before, Happened::Speaking(false));
            }
            if let Some(speaker) = speaker {
                self.speakers.insert(room, speaker);
                self.tell(speaker, Happened::Speaking(true));
            }
        }
    }

    /// Returns how loud a participant is, from 0 (loudest) to 127.
    fn level(&self, id: PeerId) -> u8 {
        let Some(peer) = self.peers.get(&id).filter(|peer| peer.gives(Kind::Audio)) else {
            return 127;
        };
        let track = peer
            .publish
            .as_ref()
            .and_then(|publish| publish.tracks.get(&Kind::Audio));
        track
            .filter(|track| track.is_live(self.now))
            .map_or(127, |track| track.level)
    }
}

fn bits(layers: &[Available]) -> Vec<u64> {
    let usual = |index: usize| USUAL.get(index).or(USUAL.last()).copied().unwrap_or(0);
    let known = |(index, (_, _, bits)): (usize, &Available)| {
        if *bits == 0 { usual(index) } else { *bits }
    };
    layers.iter().enumerate().map(known).collect()
}

/// Returns the smallest layer that fills a tile, or the largest one there is.
fn largest(layers: &[Available], view: View) -> usize {
    let View::Upto { height } = view else {
        return 0;
    };
    let last = layers.len().saturating_sub(1);
    if layers.iter().all(|(_, height, _)| *height == 0) {
        let by_tile = match height {
            0..=240 => 0,
            241..=480 => 1,
            _ => 2,
        };
        return by_tile.min(last);
    }
    layers
        .iter()
        .position(|(_, layer, _)| *layer >= height)
        .unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_get_the_smallest_layer_that_fills_them() {
        let layers = [(1, 180, 0), (2, 360, 0), (3, 720, 0)];
        let chosen = |height| largest(&layers, View::Upto { height });
        assert_eq!(
            [100, 180, 200, 360, 700, 720, 1_080].map(chosen),
            [0, 0, 1, 1, 2, 2, 2]
        );
        let unknown = [(1, 0, 0), (2, 0, 0)];
        assert_eq!(largest(&unknown, View::Upto { height: 1_080 }), 1);
        assert_eq!(largest(&[], View::Upto { height: 1_080 }), 0);
    }
}
