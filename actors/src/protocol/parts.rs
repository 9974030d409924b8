//! Splits snapshots and the presence of many people into frames that do not exceed the limit.
//!
//! Everything else fits because its texts are limited; [`frame`] replaces anything that exceeds a frame.

use std::{collections::BTreeMap, sync::Arc};

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

/// Bytes reserved in each frame for the array, the event's name and the headers of maps.
const SURROUNDINGS: usize = 256;

/// The maximum number of bytes of a [`Presence`] with its map entry, without its two texts.
const PRESENCE_FIELDS: usize = 100;

/// One person's presence, encoded once for every snapshot that names them.
#[derive(Debug)]
pub struct PresenceEntry {
    /// The user.
    pub user: UserId,
    /// The user's presence.
    pub presence: Presence,
    /// The encoded key and value of the map's entry.
    encoded: Bytes,
}

impl PresenceEntry {
    /// Encodes the presence of `user`.
    #[must_use]
    pub fn new(user: UserId, presence: Presence) -> Self {
        let encoded = [frame::encoded(&user), frame::encoded(&presence)].concat();
        Self {
            user,
            presence,
            encoded: encoded.into(),
        }
    }
}

/// Encodes the reply to `authenticate`, followed by as many `snapshot_part` events as needed. `presence`,
/// with one entry per person, takes the place of the snapshot's own.
#[must_use]
pub fn snapshot(
    reference: u32,
    mut snapshot: Snapshot,
    presence: &[Arc<PresenceEntry>],
) -> Vec<Bytes> {
    if let Some(whole) = in_one_frame(reference, &snapshot, presence) {
        return vec![whole];
    }
    let channels = std::mem::take(&mut snapshot.channels);
    let mut packing = Packing::new(frame::reply_with(reference, &snapshot).len());
    for channel in channels {
        packing.add_channel(channel);
    }
    for entry in presence {
        packing.add_presence(entry.user.clone(), entry.presence.clone());
    }
    let mut parts = packing.parts.into_iter();
    if let Some(first) = parts.next() {
        snapshot.channels = first.channels;
        snapshot.presence = first.presence;
    }
    snapshot.parts = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    std::iter::once(frame::reply_with(reference, &snapshot).into())
        .chain(parts.map(|part| frame::event(&Event::SnapshotPart(part))))
        .collect()
}

/// The whole snapshot in one frame, if it fits. Presence is its last field, so that the entries, which are
/// already encoded, can be appended.
fn in_one_frame(
    reference: u32,
    snapshot: &Snapshot,
    presence: &[Arc<PresenceEntry>],
) -> Option<Bytes> {
    debug_assert!(
        snapshot.presence.is_empty(),
        "presence is passed separately"
    );
    let length = presence
        .iter()
        .map(|entry| entry.encoded.len())
        .sum::<usize>();
    let expected = USUAL + snapshot.channels.len() * USUAL_CHANNEL + length;
    let mut bytes = frame::reply_of_about(expected.min(MAX_FRAME), reference, snapshot);
    if bytes.len() + length + LONGEST_MAP_HEADER > MAX_FRAME {
        return None;
    }
    let empty_map = bytes.pop();
    debug_assert_eq!(
        empty_map,
        Some(EMPTY_MAP),
        "presence must be the last field"
    );
    bytes.reserve(length + LONGEST_MAP_HEADER);
    push_map_header(&mut bytes, presence.len());
    for entry in presence {
        bytes.extend_from_slice(&entry.encoded);
    }
    Some(bytes.into())
}

/// The bytes of most snapshots without their channels and presence.
const USUAL: usize = 1_024;

/// The bytes of most channels in a snapshot.
const USUAL_CHANNEL: usize = 640;

/// An empty map in MessagePack.
const EMPTY_MAP: u8 = 0x80;

/// The longest header of a map, in bytes.
const LONGEST_MAP_HEADER: usize = 5;

/// Appends the shortest MessagePack header of a map with `entries` entries.
fn push_map_header(bytes: &mut Vec<u8>, entries: usize) {
    if let Ok(few @ 0..=15) = u8::try_from(entries) {
        bytes.push(EMPTY_MAP | few);
    } else if let Ok(some) = u16::try_from(entries) {
        bytes.push(0xde);
        bytes.extend_from_slice(&some.to_be_bytes());
    } else {
        bytes.push(0xdf);
        let many = u32::try_from(entries).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&many.to_be_bytes());
    }
}

/// Encodes the presence of several people as `presence_changed`, in as many events as needed.
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

/// The number of free bytes in a frame.
struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(MAX_FRAME - SURROUNDINGS)
    }
}

impl Room {
    /// Takes `bytes` from it; false if they do not fit.
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

/// The parts of a snapshot that is being split.
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

    /// The last part, or a new one if `bytes` do not fit there; `None` if they exceed a whole frame.
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
    use crate::protocol::PresenceByUser;

    fn people(count: usize) -> BTreeMap<UserId, Presence> {
        let of = Presence {
            status: PresenceStatus::Offline,
            status_message: "\u{1f3d6}".repeat(100),
            status_message_until: Some(i64::MAX),
            last_active: i64::MAX,
        };
        (0..count)
            .map(|n| (UserId::from(format!("somebody-{n}")), of.clone()))
            .collect()
    }

    fn snapshot_of(presence: BTreeMap<UserId, Presence>) -> (Snapshot, Vec<Arc<PresenceEntry>>) {
        let entries = presence
            .into_iter()
            .map(|(user, of)| Arc::new(PresenceEntry::new(user, of)));
        let snapshot = Snapshot {
            user: entity::model::Person {
                username: "ann".into(),
                display_name: "Ann Lee".into(),
                role: "it_user".into(),
                team_id: None,
                active: true,
                presence_unknown: false,
            },
            permissions: Vec::new(),
            user_seq: 3,
            server_time: 4,
            channels: Vec::new(),
            parts: 0,
            resumed: false,
            features: crate::protocol::snapshot::Features::default(),
            presence: PresenceByUser::default(),
        };
        (snapshot, entries.collect())
    }

    #[test]
    fn appended_presence_equals_serialized_presence() {
        for count in [0, 1, 15, 16, 300] {
            let (mut whole, entries) = snapshot_of(people(count));
            let frames = snapshot(9, whole.clone(), &entries);
            whole.presence = people(count).into_iter().collect();
            let expected: serde_json::Value =
                rmp_serde::from_slice(&frame::reply_with(9, &whole)).expect("a frame");
            let encoded: serde_json::Value = rmp_serde::from_slice(&frames[0]).expect("a frame");
            assert_eq!((frames.len(), encoded), (1, expected), "{count} people");
            assert_eq!(frames[0].len(), frame::reply_with(9, &whole).len());
        }
    }

    #[test]
    fn the_presence_of_thousands_is_split_into_parts() {
        let (whole, entries) = snapshot_of(people(1_500));
        let frames = snapshot(9, whole, &entries);
        assert!(frames.iter().all(|frame| frame.len() <= MAX_FRAME));
        let mut named = BTreeSet::new();
        for frame in &frames {
            let frame: serde_json::Value = rmp_serde::from_slice(frame).expect("a frame");
            let presence = frame[2]["presence"].as_object().expect("a map");
            named.extend(presence.keys().map(|user| UserId::from(user.as_str())));
        }
        assert!(named.iter().eq(people(1_500).keys()));
    }

    #[test]
    fn changed_presence_of_many_is_split_into_frames_within_the_limit() {
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
