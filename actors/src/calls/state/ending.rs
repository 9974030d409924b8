//! Declining and leaving a call, and its end.

use entity::{
    ids::{Millis, UserId},
    model::CallStatus,
    queries::calls::PersonState,
};

use super::{Answered, Binding, CallState, Decided, DeviceState, conflict, device_of};
use crate::{
    calls::{
        ask::Origin,
        effect::{Effect, Forward},
    },
    protocol::{
        ErrorCode, Failure,
        calls::{DeclineReason, EndReason, LeaveReason},
    },
};

impl CallState {
    pub(super) fn decline(
        &mut self,
        user: &UserId,
        reason: DeclineReason,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let person = self.people.get(user).ok_or_else(Failure::not_found)?;
        match person.state {
            PersonState::In => return Err(conflict("You have already answered this call.")),
            PersonState::Ringing => {}
            _ => return Err(conflict("This call is no longer ringing.")),
        }
        // Only the server knows who is busy: another word silences only the device that says it.
        if reason == DeclineReason::Declined {
            self.does_not_join(user, reason, effects);
            self.settle(EndReason::Declined, now, effects);
        }
        Ok(Answered::Done)
    }

    pub(super) fn leave(
        &mut self,
        from: &Origin,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let person = self.people.get(&from.user);
        let person = person.ok_or_else(Failure::not_found)?;
        if person.device(&from.device).is_none() {
            return Err(not_in_it());
        }
        self.take_out(&from.user, &from.device, LeaveReason::Left, now, effects);
        self.settle(EndReason::Completed, now, effects);
        Ok(Answered::Done)
    }

    pub(super) fn end(
        &mut self,
        user: &UserId,
        manages: bool,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let is_in = self
            .people
            .get(user)
            .filter(|person| !person.removed)
            .map(|person| person.state == PersonState::In);
        let is_one_of_two = is_in == Some(true) && self.people_in() <= 2;
        if is_in.is_none() && !manages {
            return Err(Failure::not_found());
        }
        if *user != self.caller && !is_one_of_two && !manages {
            return Err(Failure::new(
                ErrorCode::Forbidden,
                "Only the person who called can end the call for all. Leave it instead.",
            ));
        }
        self.finish(EndReason::Completed, now, effects);
        Ok(Answered::Done)
    }

    /// Records that a person does not join, and why.
    pub(super) fn does_not_join(
        &mut self,
        user: &UserId,
        reason: DeclineReason,
        effects: &mut Vec<Effect>,
    ) {
        let person = self.asked(user);
        person.ring_until = None;
        person.state = match reason {
            DeclineReason::Declined => PersonState::Declined,
            _ => PersonState::Missed,
        };
        if reason != DeclineReason::Declined {
            self.missed.push(user.clone());
        }
        let frame = self.declined(user, reason);
        effects.push(Effect::ToUser(user.clone(), frame.clone()));
        self.to_others(user, &frame, effects);
    }

    /// Takes a device out of the call.
    pub(super) fn take_out(
        &mut self,
        user: &UserId,
        device: &str,
        reason: LeaveReason,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let person = self.asked(user);
        let is_forwarded = person.device(device).is_some_and(DeviceState::is_forwarded);
        person.devices.retain(|held| held.id != device);
        if person.devices.is_empty() {
            person.state = PersonState::Left;
            person.left_at = Some(now);
        }
        if is_forwarded {
            effects.push(Effect::Forward(device_of(user, device), Forward::Leave));
        }
        if reason == LeaveReason::Removed {
            effects.push(Effect::CutRelay(user.clone()));
        }
        let frame = self.left(user, device, reason);
        // Whoever was removed from the conversation does not hear it there.
        if reason == LeaveReason::Removed {
            effects.push(Effect::ToUser(user.clone(), frame.clone()));
        }
        effects.push(Effect::ToConversation(frame));
        self.settle_path(now, effects);
    }

    /// Records which devices have lost their sockets.
    pub(super) fn note_lost(
        &mut self,
        now: Millis,
        is_alive: impl Fn(&UserId, Binding) -> bool,
        effects: &mut Vec<Effect>,
    ) {
        let mut lost = Vec::new();
        for (user, person) in &mut self.people {
            for device in &mut person.devices {
                if !device.is_lost() && !is_alive(user, device.binding) {
                    device.binding = Binding::Lost(now);
                    lost.push((user.clone(), device.id.clone()));
                }
            }
        }
        for (user, device) in lost {
            self.tell_updated(&user, &device, effects);
        }
    }

    /// Ends the call if nobody is left to talk to; `why` is the reason unless the call took place.
    pub(super) fn settle(&mut self, why: EndReason, now: Millis, effects: &mut Vec<Effect>) {
        if !self.status.is_live() {
            return;
        }
        let rings = self
            .people
            .values()
            .any(|person| person.state == PersonState::Ringing);
        let caller_waits = self.people[&self.caller].state == PersonState::In;
        let is_over = match (self.status, self.people_in()) {
            (_, 0) => true,
            (CallStatus::Ringing, _) if !caller_waits => true,
            (CallStatus::Ringing, _) => !rings && self.people.len() > 1,
            (_, people) => people < 2 && !rings,
        };
        if is_over {
            self.finish(why, now, effects);
        }
    }

    /// Ends the call.
    pub(super) fn finish(&mut self, why: EndReason, now: Millis, effects: &mut Vec<Effect>) {
        let declined = |person: &super::Person| person.state == PersonState::Declined;
        let has_declined = self.people.values().any(declined);
        self.status = match (self.answered_at, why) {
            (Some(_), _) | (None, EndReason::Completed) => CallStatus::Ended,
            (None, EndReason::Declined) if has_declined => CallStatus::Ended,
            (None, _) => CallStatus::Missed,
        };
        let why = match (self.answered_at, why) {
            // Whoever was asked later and did not come changes nothing of a call that took place.
            (Some(_), EndReason::Declined | EndReason::Timeout) => EndReason::Completed,
            (_, why) => why,
        };
        self.ended_at = Some(now);
        self.end_reason = Some(why);
        for (user, person) in &mut self.people {
            person.devices.clear();
            person.ring_until = None;
            match person.state {
                PersonState::Ringing => {
                    person.state = PersonState::Missed;
                    self.missed.push(user.clone());
                }
                PersonState::In => {
                    person.state = PersonState::Left;
                    person.left_at = Some(now);
                }
                _ => {}
            }
        }
        effects.push(Effect::ToConversation(self.ended(why)));
    }
}

pub(in crate::calls) fn not_in_it() -> Failure {
    conflict("This device is not in the call. Join it first.")
}
