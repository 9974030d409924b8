//! What a device changes of itself, and what it passes on to another.

use entity::{
    ids::{Millis, UserId},
    queries::calls::PersonState,
};

use super::{
    ask::{Device, Origin, Signal},
    effect::Effect,
    state::{Answered, CallState, Decided, DeviceState, not_in_it},
};
use crate::protocol::{
    ErrorCode, Event, Failure,
    calls::{WebrtcAnswerReceived, WebrtcIceCandidateReceived, WebrtcOfferReceived},
    frame,
};

impl CallState {
    pub(super) fn update(
        &mut self,
        from: &Origin,
        change: Device,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        // The server measures what goes through it.
        let measured = change.quality.filter(|_| !self.is_forwarded());
        let device = self.own_mut(from)?;
        let before = device.shown();
        device.muted = change.muted.unwrap_or(device.muted);
        device.camera = change.camera.unwrap_or(device.camera);
        device.screen = change.screen.unwrap_or(device.screen);
        device.hand = change.hand.unwrap_or(device.hand);
        device.annotate = change.annotate.unwrap_or(device.annotate);
        device.hears = change.hears.unwrap_or(device.hears);
        device.quality = measured.or(device.quality);
        let after = device.shown();
        if let Some(quality) = measured.filter(|_| before.quality != after.quality) {
            self.tell_quality((&from.user, &from.device), quality, effects);
        }
        let states = |device: entity::model::CallDevice| entity::model::CallDevice {
            quality: None,
            ..device
        };
        if states(before) != states(after) {
            self.tell_updated(&from.user, &from.device, effects);
        }
        if change.unreachable {
            self.pin(now, effects);
        }
        self.changed(from)
    }

    pub(super) fn signal(
        &mut self,
        from: &Origin,
        target: (Option<&UserId>, Option<&str>),
        signal: &Signal,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let device = self.own_mut(from)?;
        if matches!(signal, Signal::Candidate(_)) {
            device.count_candidate(now).map_err(too_many)?;
        }
        let (Some(user), device) = target else {
            return self.signal_server(from, signal, effects);
        };
        let target = self.target(from, user, device)?;
        let frame = self.passed_on(from, target, signal);
        effects.push(Effect::ToDevice(user.clone(), target.binding, frame));
        Ok(Answered::Done)
    }

    /// The device of a user that a signal is for.
    fn target(
        &self,
        from: &Origin,
        user: &UserId,
        device: Option<&str>,
    ) -> Result<&DeviceState, Failure> {
        let person = self.person(user);
        let person = person.filter(|person| person.state == PersonState::In);
        let person = person
            .ok_or_else(|| Failure::new(ErrorCode::NotFound, "targetUser is not in this call"))?;
        if let Some(device) = device {
            return person.device(device).ok_or_else(|| {
                Failure::new(ErrorCode::NotFound, "targetDevice is not in this call")
            });
        }
        let own = |other: &&DeviceState| *user != from.user || other.id != from.device;
        let mut devices = person.devices.iter().filter(own);
        match (devices.next(), devices.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(Failure::invalid("targetUser is the device itself")),
            _ => Err(Failure::invalid(
                "targetUser has several devices in this call: name the targetDevice",
            )),
        }
    }

    fn passed_on(&self, from: &Origin, target: &DeviceState, signal: &Signal) -> bytes::Bytes {
        let session_id = self.id();
        let (from_user, from_device) = (Some(&from.user), Some(from.device.as_str()));
        let device_id = target.id.as_str();
        frame::event(&match signal {
            Signal::Offer(offer, _) => Event::WebrtcOfferReceived(WebrtcOfferReceived {
                session_id,
                offer: &offer.description,
                offer_id: offer.offer_id.as_deref(),
                from_user,
                from_device,
                device_id,
            }),
            Signal::Answer(answer) => Event::WebrtcAnswerReceived(WebrtcAnswerReceived {
                session_id,
                answer: &answer.description,
                offer_id: answer.offer_id.as_deref(),
                from_user,
                from_device,
                device_id,
            }),
            Signal::Candidate(candidate) => {
                Event::WebrtcIceCandidateReceived(WebrtcIceCandidateReceived {
                    session_id,
                    candidate: candidate.as_ref(),
                    from_user,
                    from_device,
                    device_id,
                })
            }
        })
    }

    pub(super) fn own_mut(&mut self, from: &Origin) -> Result<&mut DeviceState, Failure> {
        let person = self.person_mut(&from.user);
        let device = person.and_then(|person| person.device_mut(&from.device));
        device.ok_or_else(not_in_it)
    }
}

fn too_many(wait: Millis) -> Failure {
    Failure {
        retry_after_ms: u64::try_from(wait).ok(),
        ..Failure::new(
            ErrorCode::RateLimited,
            "too many candidates; send the rest later",
        )
    }
}
