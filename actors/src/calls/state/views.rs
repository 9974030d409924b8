//! The call as others see it: its events, and what is stored of it.

use bytes::Bytes;
use entity::{
    ids::{CallId, ChannelId, Millis, UserId},
    model::{ActiveCall, Call, CallParticipant},
    queries::calls::{PersonState, StoredCall, StoredPerson},
};

use super::{Binding, CallState, DeviceState, Forwarded, Path, Person};
use crate::{
    calls::effect::Effect,
    protocol::{
        Event,
        calls::{
            CallAccepted, CallDeclined, CallEnded, CallParticipantJoined, CallParticipantLeft,
            CallParticipantUpdated, DeclineReason, EndReason, IncomingCall, LeaveReason,
        },
        frame,
    },
};

impl CallState {
    /// The call's id.
    #[must_use]
    pub fn id(&self) -> CallId {
        self.id
    }

    /// Its conversation.
    #[must_use]
    pub fn channel_id(&self) -> ChannelId {
        self.channel.id
    }

    /// The user who began the call.
    #[must_use]
    pub fn caller(&self) -> &UserId {
        &self.caller
    }

    /// Returns whether it goes on.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status.is_live()
    }

    /// Each device, with its user and what outlives a crash of the call's actor.
    pub(in crate::calls) fn bound(&self) -> Vec<(UserId, String, (Binding, Forwarded))> {
        let devices = self.people.iter().flat_map(|(user, person)| {
            let devices = person.devices.iter();
            devices.map(move |device| {
                let known = (device.binding, device.media.clone());
                (user.clone(), device.id.clone(), known)
            })
        });
        devices.collect()
    }

    /// The path of its audio and video.
    pub(in crate::calls) fn path(&self) -> Path {
        self.path
    }

    /// Each device, with its user and how frames reach it.
    pub fn devices(&self) -> impl Iterator<Item = (&UserId, &str, Binding)> {
        self.people.iter().flat_map(|(user, person)| {
            let devices = person.devices.iter();
            devices.map(move |device| (user, device.id.as_str(), device.binding))
        })
    }

    /// Everyone who was asked, or joined, and may hear of the call.
    pub fn everyone(&self) -> impl Iterator<Item = &UserId> {
        let people = self.people.iter().filter(|(_, person)| !person.removed);
        people.map(|(user, _)| user)
    }

    /// Those at whose devices it rings.
    #[must_use]
    pub fn ringing(&self) -> Vec<UserId> {
        self.who(PersonState::Ringing)
    }

    fn who(&self, state: PersonState) -> Vec<UserId> {
        let people = self
            .people
            .iter()
            .filter(|(_, person)| person.state == state);
        people.map(|(user, _)| user.clone()).collect()
    }

    pub(in crate::calls) fn person(&self, user: &UserId) -> Option<&Person> {
        self.people.get(user)
    }

    pub(in crate::calls) fn person_mut(&mut self, user: &UserId) -> Option<&mut Person> {
        self.people.get_mut(user)
    }

    pub(super) fn people_in(&self) -> usize {
        let people = self.people.values();
        people
            .filter(|person| person.state == PersonState::In)
            .count()
    }

    pub(super) fn count(&self) -> usize {
        self.people
            .values()
            .map(|person| person.devices.len())
            .sum()
    }

    /// The call as its conversation sees it.
    #[must_use]
    pub fn active(&self) -> ActiveCall {
        ActiveCall {
            session_id: self.id,
            call_type: self.call_type,
            status: self.status,
            mode: self.path.mode,
            caller: self.caller.clone(),
            participants: self.who(PersonState::In),
            ringing: self.ringing(),
            started_at: self.started_at,
            answered_at: self.answered_at,
        }
    }

    /// The call in full.
    #[must_use]
    pub fn call(&self) -> Call {
        let people = self
            .people
            .iter()
            .filter(|(_, person)| person.state == PersonState::In);
        let participants = people.map(|(user, person)| CallParticipant {
            user: user.clone(),
            devices: person.devices.iter().map(DeviceState::shown).collect(),
        });
        Call {
            session_id: self.id,
            channel_id: Some(self.channel.id),
            call_type: self.call_type,
            status: self.status,
            mode: self.path.mode,
            caller: self.caller.clone(),
            participants: participants.collect(),
            ringing: self.ringing(),
            started_at: self.started_at,
            answered_at: self.answered_at,
            ring_until: self
                .people
                .values()
                .filter_map(|person| person.ring_until)
                .max(),
            ended_at: self.ended_at,
            duration: self.stored().duration(),
            end_reason: None,
        }
    }

    /// The row that is stored of the call.
    #[must_use]
    pub fn stored(&self) -> StoredCall {
        let people = self.people.iter().map(|(user, person)| StoredPerson {
            user: user.clone(),
            state: Some(person.state),
            joined_at: person.joined_at,
            left_at: person.left_at,
            quality: person.quality,
            devices: person.devices.iter().map(DeviceState::shown).collect(),
        });
        StoredCall {
            id: self.id,
            channel_id: Some(self.channel.id),
            caller: self.caller.clone(),
            call_type: self.call_type,
            status: self.status,
            started_at: self.started_at,
            answered_at: self.answered_at,
            ended_at: self.ended_at,
            stored_duration: None,
            end_reason: self.end_reason.and_then(word),
            people: people.collect(),
        }
    }

    /// Sends a frame to the devices of everyone in the call but `user`.
    pub(super) fn to_others(&self, user: &UserId, frame: &Bytes, effects: &mut Vec<Effect>) {
        for (other, _, binding) in self.devices().filter(|(other, ..)| *other != user) {
            effects.push(Effect::ToDevice(other.clone(), binding, frame.clone()));
        }
    }

    /// Sends a frame to all devices in the call.
    pub(in crate::calls) fn to_all(&self, frame: &Bytes, effects: &mut Vec<Effect>) {
        for (user, _, binding) in self.devices() {
            effects.push(Effect::ToDevice(user.clone(), binding, frame.clone()));
        }
    }

    /// Tells everyone in the call how a device is now.
    pub(in crate::calls) fn tell_updated(
        &self,
        user: &UserId,
        device: &str,
        effects: &mut Vec<Effect>,
    ) {
        let person = self.people.get(user);
        if let Some(device) = person.and_then(|person| person.device(device)) {
            let updated = CallParticipantUpdated {
                session_id: self.id,
                channel_id: self.channel.id,
                participant: user,
                device_id: &device.id,
                device: &device.shown(),
            };
            let frame = frame::event(&Event::CallParticipantUpdated(updated));
            self.to_all(&frame, effects);
        }
    }

    pub(super) fn incoming(&self, person: &Person) -> Bytes {
        frame::event(&Event::IncomingCall(IncomingCall {
            session_id: self.id,
            channel_id: self.channel.id,
            channel: &self.channel,
            caller: &self.caller,
            call_type: self.call_type,
            participants: self.who(PersonState::In),
            mode: self.path.mode,
            started_at: self.started_at,
            ring_until: person.ring_until.unwrap_or(self.started_at),
        }))
    }

    pub(super) fn accepted(&self, user: &UserId, device: &str) -> Bytes {
        frame::event(&Event::CallAccepted(CallAccepted {
            session_id: self.id,
            channel_id: self.channel.id,
            participant: user,
            device_id: device,
        }))
    }

    pub(super) fn declined(&self, user: &UserId, reason: DeclineReason) -> Bytes {
        frame::event(&Event::CallDeclined(CallDeclined {
            session_id: self.id,
            channel_id: self.channel.id,
            participant: user,
            reason,
        }))
    }

    pub(super) fn joined(&self, user: &UserId, device: &DeviceState) -> Bytes {
        frame::event(&Event::CallParticipantJoined(CallParticipantJoined {
            session_id: self.id,
            channel_id: self.channel.id,
            participant: user,
            device_id: &device.id,
            device: &device.shown(),
            call: &self.active(),
        }))
    }

    pub(super) fn left(&self, user: &UserId, device: &str, reason: LeaveReason) -> Bytes {
        frame::event(&Event::CallParticipantLeft(CallParticipantLeft {
            session_id: self.id,
            channel_id: self.channel.id,
            participant: user,
            device_id: device,
            reason,
            call: &self.active(),
        }))
    }

    pub(super) fn ended(&self, why: EndReason) -> Bytes {
        frame::event(&Event::CallEnded(CallEnded {
            session_id: self.id,
            channel_id: self.channel.id,
            duration: self.duration(),
            end_reason: why,
            status: self.status,
        }))
    }

    fn duration(&self) -> Millis {
        self.stored().duration().unwrap_or_default()
    }
}

/// The word of an enum, as it is stored.
fn word(value: EndReason) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    value.as_str().map(str::to_owned)
}
