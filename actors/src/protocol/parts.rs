//! Splits what does not fit into one frame: snapshots, and the presence of many people.
//!
//! Everything else fits by the limits on its texts; [`frame`] replaces what exceeds them nevertheless.

use std::collections::BTreeMap;

use bytes::Bytes;
use entity::{
    ids::UserId,
    model::{ChannelView, Presence},
};

use super::{
    Event, Snapshot,
    event::PresenceChanged,
    frame::{self, MAX_FRAME},
    snapshot::SnapshotPart,
};

/// Room in each frame for what surrounds its items: the array, the event's name, the maps' headers.
const SURROUNDINGS: usize = 256;

/// What the fields of a [`Presence`] and of its map entry take besides its two texts, at most.
const PRESENCE_FIELDS: usize = 72;

/// Encodes the reply to `authenticate`, followed by as many `snapshot_part` events as it needs.
#[must_use]
pub fn snapshot(reference: u32, mut snapshot: Snapshot) -> Vec<Bytes> {
    let whole = frame::reply_with(reference, &snapshot);
    if whole.len() <= MAX_FRAME {
        return vec![whole];
    }
    let channels = std::mem::take(&mut snapshot.channels);
    let presence = std::mem::take(&mut snapshot.presence);
    let mut packing = Packing::new(frame::reply_with(reference, &snapshot).len());
    for channel in channels {
        packing.add_channel(channel);
    }
    for (user, presence) in presence {
        packing.add_presence(user, presence);
    }
    let mut parts = packing.parts.into_iter();
    if let Some(first) = parts.next() {
        snapshot.channels = first.channels;
        snapshot.presence = first.presence;
    }
    snapshot.parts = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    std::iter::once(frame::reply_with(reference, &snapshot))
        .chain(parts.map(|part| frame::event(&Event::SnapshotPart(part))))
        .collect()
}

/// Encodes the presence of several people as `presence_changed`, in as many events as they need.
#[must_use]
pub fn presence_changed<'a>(
    people: impl IntoIterator<Item = (&'a UserId, &'a Presence)>,
) -> Vec<Bytes> {
    let mut frames = Vec::new();
    let mut room = Room::default();
    let mut presence = BTreeMap::new();
    for (user, of) in people {
        if !room.take(presence_size(user, of)) {
            frames.push(changed(std::mem::take(&mut presence)));
            room = Room::default();
            room.take(presence_size(user, of));
        }
        presence.insert(user, of);
    }
    if !presence.is_empty() {
        frames.push(changed(presence));
    }
    frames
}

fn changed(presence: BTreeMap<&UserId, &Presence>) -> Bytes {
    frame::event(&Event::PresenceChanged(PresenceChanged { presence }))
}

fn presence_size(user: &UserId, presence: &Presence) -> usize {
    user.as_str().len() + presence.status_message.len() + PRESENCE_FIELDS
}

/// The bytes that are left in a frame.
struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(MAX_FRAME - SURROUNDINGS)
    }
}

impl Room {
    /// Takes `bytes` of what is left; false when they do not fit.
    fn take(&mut self, bytes: usize) -> bool {
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}

/// The parts of a snapshot while they are being filled.
struct Packing {
    parts: Vec<SnapshotPart>,
    room: Room,
}

impl Packing {
    /// Starts with the reply itself, which takes `surroundings` bytes without its lists.
    fn new(surroundings: usize) -> Self {
        let mut room = Room::default();
        room.take(surroundings);
        Self {
            parts: vec![SnapshotPart::default()],
            room,
        }
    }

    fn add_channel(&mut self, channel: ChannelView) {
        let size = frame::encoded(&channel).len();
        let id = channel.channel.id;
        match self.part_with_room_for(size) {
            Some(part) => part.channels.push(channel),
            None => tracing::error!(%id, size, "snapshot: channel omitted, it exceeds a frame"),
        }
    }

    fn add_presence(&mut self, user: UserId, presence: Presence) {
        let size = presence_size(&user, &presence);
        match self.part_with_room_for(size) {
            Some(part) => drop(part.presence.insert(user, presence)),
            None => tracing::error!(%user, size, "snapshot: presence omitted, it exceeds a frame"),
        }
    }

    /// The last part, or a new one when `bytes` do not fit there; `None` when they fit nowhere.
    fn part_with_room_for(&mut self, bytes: usize) -> Option<&mut SnapshotPart> {
        if !self.room.take(bytes) {
            let mut room = Room::default();
            if !room.take(bytes) {
                return None;
            }
            self.room = room;
            self.parts.push(SnapshotPart::default());
        }
        self.parts.last_mut()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use entity::model::PresenceStatus;

    use super::*;

    fn people(count: usize) -> BTreeMap<UserId, Presence> {
        let of = Presence {
            status: PresenceStatus::Offline,
            status_message: "\u{1f3d6}".repeat(100),
            last_active: i64::MAX,
        };
        (0..count)
            .map(|n| (UserId::from(format!("somebody-{n}")), of.clone()))
            .collect()
    }

    #[test]
    fn the_presence_of_many_is_split_into_frames_of_the_promised_length() {
        for count in [0, 1, 500, 550, 1_000, 5_000] {
            let people = people(count);
            let frames = presence_changed(&people);
            let mut named = BTreeSet::new();
            for frame in &frames {
                assert!(frame.len() <= MAX_FRAME, "{count}: {}", frame.len());
                let event: serde_json::Value = rmp_serde::from_slice(frame).expect("a frame");
                let presence = event[2]["presence"].as_object().expect("a map");
                named.extend(presence.keys().map(|user| UserId::from(user.as_str())));
            }
            assert!(named.iter().eq(people.keys()), "{count} people");
            let bytes: usize = frames.iter().map(Bytes::len).sum();
            assert!(
                frames.len() <= 1 + bytes.div_ceil(MAX_FRAME - SURROUNDINGS),
                "{count} people in {} frames",
                frames.len()
            );
        }
    }
}
