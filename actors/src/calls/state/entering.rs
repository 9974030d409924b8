//! Joining a call, and coming back to it.

use entity::{ids::Millis, model::CallStatus, queries::calls::PersonState};

use super::{
    Answered, Binding, CallState, Decided, DeviceState, MOST_DEVICES, conflict,
    forwarding::offer_again,
};
use crate::{
    calls::{
        ask::{Joining, Origin, Second},
        effect::Effect,
    },
    protocol::{
        Failure,
        calls::{CallReply, DeviceReply, LeaveReason},
    },
};

impl CallState {
    pub(super) fn accept(
        &mut self,
        from: &Origin,
        joining: Joining,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let person = self.people.get(&from.user);
        let person = person.ok_or_else(Failure::not_found)?;
        let elsewhere = person.state == PersonState::In
            && person.device(&from.device).is_none()
            && person.devices.iter().any(|device| !device.is_lost());
        if elsewhere {
            return Err(conflict("You have answered this call on another device."));
        }
        self.enter(from, joining, now, effects)
    }

    pub(super) fn enter(
        &mut self,
        from: &Origin,
        joining: Joining,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let known = self.people.get(&from.user);
        if let Some(device) = known.and_then(|person| person.device(&from.device)) {
            if device.is_forwarded() && !joining.fresh {
                effects.push(offer_again(&from.user, device));
            } else if joining.fresh {
                self.start_anew(from, effects);
            }
            return Ok(self.entered(from, true));
        }
        let mut device = DeviceState::new(from, joining, now);
        let others = known.map_or(&[][..], |person| &person.devices[..]);
        let is_elsewhere = others.iter().any(|other| !other.is_lost());
        match (is_elsewhere, joining.second) {
            (true, None) => {
                return Err(conflict(
                    "You are in this call on another device. Move it here, or add this device.",
                ));
            }
            (true, Some(Second::Add)) => device.muted = true,
            (_, Some(Second::Move)) => {
                device.muted |= others.iter().any(|other| other.muted);
                device.hand = others.iter().any(|other| other.hand);
            }
            (false, _) => {}
        }
        if self.count() >= MOST_DEVICES {
            return Err(conflict("The call is full."));
        }
        let left = match joining.second {
            Some(Second::Move) => others.iter().map(|other| other.id.clone()).collect(),
            _ => Vec::new(),
        };
        let joined = self.status == CallStatus::Active
            || known.is_none_or(|person| person.state != PersonState::Ringing);
        self.add(from, device, now, effects);
        for other in left {
            self.take_out(&from.user, &other, LeaveReason::Moved, now, effects);
        }
        Ok(self.entered(from, joined))
    }

    fn add(&mut self, from: &Origin, device: DeviceState, now: Millis, effects: &mut Vec<Effect>) {
        let user = &from.user;
        let person = self.asked(user);
        let was_asked = person.state == PersonState::Ringing && person.ring_until.is_some();
        person.state = PersonState::In;
        person.ring_until = None;
        person.left_at = None;
        person.removed = false;
        person.joined_at.get_or_insert(now);
        person.devices.push(device.clone());
        if self.status == CallStatus::Ringing && self.people_in() > 1 {
            self.status = CallStatus::Active;
            self.answered_at = Some(now);
        }
        if was_asked {
            let frame = self.accepted(user, &device.id);
            effects.push(Effect::ToUser(user.clone(), frame.clone()));
            self.to_others(user, &frame, effects);
        }
        let frame = self.joined(user, &device);
        effects.push(Effect::ToConversation(frame));
        self.settle_path(now, effects);
    }

    /// Binds a device to the socket of its request; it may have been disconnected.
    pub(super) fn touch(&mut self, from: &Origin, effects: &mut Vec<Effect>) {
        let person = self.people.get_mut(&from.user);
        let Some(device) = person.and_then(|person| person.device_mut(&from.device)) else {
            return;
        };
        let binding = Binding::of(from);
        // A request over REST does not take a device off its socket.
        if binding == Binding::Rest && matches!(device.binding, Binding::Socket(_)) {
            return;
        }
        let was_lost = device.is_lost();
        device.binding = binding;
        if was_lost {
            self.tell_updated(&from.user, &from.device, effects);
        }
    }

    /// True if the media plane has the connections of a device.
    fn has_connections(&self, from: &Origin) -> bool {
        let person = self.people.get(&from.user);
        let device = person.and_then(|person| person.device(&from.device));
        device.is_some_and(|device| device.media.is_connected())
    }

    fn entered(&self, from: &Origin, joined: bool) -> Answered {
        Answered::Call(Box::new(CallReply {
            session_id: self.id,
            mode: self.path.mode,
            device_id: from.device.clone(),
            joined,
            forwarded: self.has_connections(from),
            call: self.call(),
        }))
    }

    /// Returns the reply to the caller of a new call.
    #[must_use]
    pub fn begun(&self, from: &Origin) -> Answered {
        self.entered(from, false)
    }

    /// Returns the reply to a change of a device.
    pub(in crate::calls) fn changed(&self, from: &Origin) -> Decided {
        let person = self.people.get(&from.user);
        let device = person.and_then(|person| person.device(&from.device));
        let device = device.ok_or_else(Failure::internal)?.shown();
        Ok(Answered::Device(DeviceReply { device }))
    }
}
