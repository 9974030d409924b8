//! Somebody who was asked to a call, or joined it.

use entity::{
    ids::Millis,
    model::CallQuality,
    queries::calls::{PersonState, StoredPerson},
};

use super::{Binding, DeviceState, Forwarded, RING_FOR};

/// Somebody who was asked to a call, or joined it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::calls) struct Person {
    pub(in crate::calls) state: PersonState,
    pub(in crate::calls) joined_at: Option<Millis>,
    pub(in crate::calls) left_at: Option<Millis>,
    pub(in crate::calls) quality: Option<CallQuality>,
    /// When the person's devices stop ringing; `None` while they do not ring.
    pub(in crate::calls) ring_until: Option<Millis>,
    pub(in crate::calls) devices: Vec<DeviceState>,
    /// True if they may send video.
    pub(in crate::calls) video: bool,
    /// True if they were removed, and get no more events of the call.
    pub(in crate::calls) removed: bool,
}

impl Person {
    pub(super) fn of(state: PersonState) -> Self {
        Self {
            state,
            joined_at: None,
            left_at: None,
            quality: None,
            ring_until: None,
            devices: Vec::new(),
            video: true,
            removed: false,
        }
    }

    pub(super) fn resumed(
        stored: StoredPerson,
        now: Millis,
        known: impl Fn(&str) -> (Binding, Forwarded),
    ) -> Self {
        let state = stored.state.unwrap_or(PersonState::Left);
        let devices = stored.devices.into_iter().map(|device| {
            let known = known(&device.device_id);
            DeviceState::resumed(device, now, known)
        });
        Self {
            state,
            joined_at: stored.joined_at,
            left_at: stored.left_at,
            quality: stored.quality,
            ring_until: (state == PersonState::Ringing).then_some(now + RING_FOR),
            devices: devices.collect(),
            video: true,
            // Whoever left may have been removed.
            removed: state == PersonState::Left,
        }
    }

    pub(in crate::calls) fn device(&self, id: &str) -> Option<&DeviceState> {
        self.devices.iter().find(|device| device.id == id)
    }

    pub(in crate::calls) fn device_mut(&mut self, id: &str) -> Option<&mut DeviceState> {
        self.devices.iter_mut().find(|device| device.id == id)
    }

    pub(super) fn ids(&self) -> Vec<String> {
        let devices = self.devices.iter();
        devices.map(|device| device.id.clone()).collect()
    }
}
