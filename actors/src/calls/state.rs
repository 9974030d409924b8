//! The state of one call: who is asked, who is in it and on which devices, and when it ends. It takes the
//! time as an argument, never waits, and returns effects.

mod device;
mod ending;
mod entering;
mod forwarding;
mod person;
mod views;

use std::collections::BTreeMap;

use entity::{
    ids::{CallId, Millis, UserId},
    model::{CallStatus, CallType, ChannelLabel},
    queries::calls::{PersonState, StoredCall},
};

pub use device::Binding;
pub(super) use device::DeviceState;
pub(super) use ending::not_in_it;
#[cfg(test)]
pub(super) use forwarding::{FEW_FOR, KEPT_FOR};
pub(super) use forwarding::{Forwarded, Path, device_of};
use person::Person;

use super::{
    ask::{Ask, Joining, Origin, Targets},
    effect::Effect,
};
use crate::protocol::{
    ErrorCode, Failure, Reply,
    calls::{CallReply, DeclineReason, DeviceReply, EndReason, LeaveReason},
    reply::Done,
};

/// How long a call rings at a person, in milliseconds.
pub(super) const RING_FOR: Millis = 45_000;
/// How long a caller may wait in a call that rings nobody, in milliseconds.
pub(super) const OPEN_FOR: Millis = 600_000;
/// How long a device keeps its place after its socket was closed, in milliseconds.
pub(super) const GRACE: Millis = 20_000;
/// The maximum number of devices in a call.
pub(super) const MOST_DEVICES: usize = 50;

/// A live call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallState {
    id: CallId,
    channel: ChannelLabel,
    caller: UserId,
    call_type: CallType,
    status: CallStatus,
    path: Path,
    started_at: Millis,
    answered_at: Option<Millis>,
    ended_at: Option<Millis>,
    end_reason: Option<EndReason>,
    people: BTreeMap<UserId, Person>,
    /// People who missed the call since it was last stored.
    missed: Vec<UserId>,
}

/// The reply to a request.
#[derive(Clone, Debug)]
pub enum Answered {
    /// The call, for one who is in it now.
    Call(Box<CallReply>),
    /// The device that was changed.
    Device(DeviceReply),
    /// An empty reply.
    Done,
}

impl Answered {
    /// The reply to the command.
    #[must_use]
    pub fn into_reply(self) -> Reply {
        match self {
            Self::Call(reply) => Reply::new(*reply),
            Self::Device(reply) => Reply::new(reply),
            Self::Done => Reply::new(Done {}),
        }
    }
}

/// The answer, or a refusal that changes nothing.
pub(super) type Decided = Result<Answered, Failure>;

pub(super) fn conflict(message: &str) -> Failure {
    Failure::new(ErrorCode::Conflict, message)
}

/// The refusal of every request to a call that has ended.
pub(crate) fn over() -> Failure {
    conflict("The call has ended.")
}

impl CallState {
    /// Returns a new call that was not announced yet; [`Self::named`] sets its id.
    #[must_use]
    pub fn new(
        channel: ChannelLabel,
        call_type: CallType,
        (from, joining): (&Origin, Joining),
        asked: impl IntoIterator<Item = UserId>,
        now: Millis,
    ) -> Self {
        let mut people: BTreeMap<UserId, Person> = asked
            .into_iter()
            .map(|user| (user, Person::of(PersonState::Ringing)))
            .collect();
        let mut caller = Person::of(PersonState::In);
        caller.joined_at = Some(now);
        caller.devices.push(DeviceState::new(from, joining, now));
        people.insert(from.user.clone(), caller);
        Self {
            id: CallId(0),
            channel,
            caller: from.user.clone(),
            call_type,
            status: CallStatus::Ringing,
            path: Path::direct(false),
            started_at: now,
            answered_at: None,
            ended_at: None,
            end_reason: None,
            people,
            missed: Vec::new(),
        }
    }

    /// The call with its id.
    #[must_use]
    pub fn named(self, id: CallId) -> Self {
        Self { id, ..self }
    }

    /// The call with the path of its audio and video.
    #[must_use]
    pub(super) fn by(self, path: Path) -> Self {
        Self { path, ..self }
    }

    /// A call that went on when the server stopped, or its actor crashed. `binding` says with which socket a
    /// device is connected, and what the media plane knows of it, if that is known; others have their time to come
    /// back.
    #[must_use]
    pub(super) fn resumed(
        stored: StoredCall,
        channel: ChannelLabel,
        now: Millis,
        known: impl Fn(&UserId, &str) -> Option<(Binding, Forwarded)>,
    ) -> Self {
        let people = stored.people.into_iter().map(|person| {
            let user = person.user.clone();
            let resumed = Person::resumed(person, now, |device| {
                known(&user, device).unwrap_or_else(|| (Binding::Lost(now), Forwarded::default()))
            });
            (user, resumed)
        });
        Self {
            id: stored.id,
            channel,
            caller: stored.caller,
            call_type: stored.call_type,
            status: stored.status,
            path: Path::direct(false),
            started_at: stored.started_at,
            answered_at: stored.answered_at,
            ended_at: None,
            end_reason: None,
            people: people.collect(),
            missed: Vec::new(),
        }
    }

    /// Announces the call: it rings.
    pub fn begin(&mut self, targets: &Targets, now: Millis, effects: &mut Vec<Effect>) {
        if let Some(device) = self.people[&self.caller].devices.first() {
            let joined = self.joined(&self.caller, device);
            effects.push(Effect::ToConversation(joined));
        }
        self.ring(targets, now, effects);
        self.settle(EndReason::Declined, now, effects);
    }

    /// Rings again after a restart, at those who may have missed the first ring.
    pub fn ring_again(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        for (user, person) in &self.people {
            if person.state == PersonState::Ringing {
                effects.push(Effect::ToUser(user.clone(), self.incoming(person)));
            }
        }
        self.settle_path(now, effects);
        self.settle(EndReason::Error, now, effects);
    }

    /// Rings at one socket that has just logged in.
    pub fn greet(&self, user: &UserId, binding: Binding, effects: &mut Vec<Effect>) {
        let person = self.people.get(user);
        if let Some(person) = person.filter(|person| person.state == PersonState::Ringing) {
            let frame = self.incoming(person);
            effects.push(Effect::ToDevice(user.clone(), binding, frame));
        }
    }

    /// Rings at `targets`, and says who cannot be reached.
    fn ring(&mut self, targets: &Targets, now: Millis, effects: &mut Vec<Effect>) {
        for user in &targets.ring {
            let person = self.asked(user);
            if person.state == PersonState::In {
                continue;
            }
            person.state = PersonState::Ringing;
            person.ring_until = Some(now + RING_FOR);
            let frame = self.incoming(&self.people[user]);
            effects.push(Effect::ToUser(user.clone(), frame));
        }
        for (user, reason) in &targets.unreachable {
            if self.asked(user).state != PersonState::In {
                self.does_not_join(user, *reason, effects);
            }
        }
    }

    fn asked(&mut self, user: &UserId) -> &mut Person {
        let people = self.people.entry(user.clone());
        people.or_insert_with(|| Person::of(PersonState::Ringing))
    }

    /// Handles a request.
    ///
    /// # Errors
    /// The refusal.
    pub fn ask(
        &mut self,
        from: &Origin,
        ask: Ask,
        targets: &Targets,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        if !self.status.is_live() {
            return Err(over());
        }
        self.touch(from, effects);
        match ask {
            Ask::Initiate { joining, .. } | Ask::Join(_, joining) => {
                self.enter(from, joining, now, effects)
            }
            Ask::JoinAndRing(_, joining, _) => {
                let answered = self.enter(from, joining, now, effects)?;
                self.ring(targets, now, effects);
                Ok(answered)
            }
            Ask::Accept(_, joining) => self.accept(from, joining, now, effects),
            Ask::Decline(_, reason) => self.decline(&from.user, reason, now, effects),
            Ask::Leave(_) => self.leave(from, now, effects),
            Ask::Cancel { .. } => self.end(&from.user, false, now, effects),
            Ask::End { manages, .. } => self.end(&from.user, manages, now, effects),
            Ask::Update(_, device) => self.update(from, device, now, effects),
            Ask::View(_, views) => self.view(from, views, effects),
            Ask::Annotate(_, share, annotation) => {
                self.may_annotate(from, &share, &annotation)?;
                Ok(Answered::Done)
            }
            Ask::Signal {
                user,
                device,
                signal,
                ..
            } => self.signal(
                from,
                (user.as_ref(), device.as_deref()),
                &signal,
                now,
                effects,
            ),
        }
    }

    /// Checks deadlines and sockets.
    pub fn look(
        &mut self,
        now: Millis,
        is_alive: impl Fn(&UserId, Binding) -> bool,
        effects: &mut Vec<Effect>,
    ) {
        self.note_lost(now, is_alive, effects);
        self.settle_path(now, effects);
        let dropped: Vec<_> = self.devices_where(|device| device.is_dropped(now));
        for (user, device) in &dropped {
            self.take_out(user, device, LeaveReason::Dropped, now, effects);
        }
        let why = match dropped.is_empty() {
            true => EndReason::Timeout,
            false => EndReason::Error,
        };
        let late = |person: &Person| {
            person.state == PersonState::Ringing && person.ring_until.is_some_and(|at| at <= now)
        };
        let people = self.people.iter().filter(|(_, person)| late(person));
        let late: Vec<UserId> = people.map(|(user, _)| user.clone()).collect();
        for user in late {
            self.does_not_join(&user, DeclineReason::Timeout, effects);
        }
        let open_too_long = self.status == CallStatus::Ringing
            && self.people.len() == 1
            && now - self.started_at >= OPEN_FOR;
        if open_too_long {
            self.finish(EndReason::Timeout, now, effects);
        }
        self.settle(why, now, effects);
    }

    /// Removes a user who may no longer take part.
    pub fn remove(&mut self, user: &UserId, now: Millis, effects: &mut Vec<Effect>) {
        let Some(person) = self.people.get(user) else {
            return;
        };
        match person.state {
            PersonState::In => {
                let devices: Vec<String> = person.ids();
                for device in devices {
                    self.take_out(user, &device, LeaveReason::Removed, now, effects);
                }
                self.settle(EndReason::Completed, now, effects);
            }
            PersonState::Ringing => {
                self.does_not_join(user, DeclineReason::Unavailable, effects);
                self.missed.retain(|missed| missed != user);
                self.settle(EndReason::Declined, now, effects);
            }
            _ => {}
        }
        self.asked(user).removed = true;
    }

    /// Turns off the cameras and screens of a user who may no longer show any.
    fn only_sound(&mut self, user: &UserId, effects: &mut Vec<Effect>) {
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        let mut changed = Vec::new();
        for device in &mut person.devices {
            if device.camera || device.screen {
                (device.camera, device.screen) = (false, false);
                changed.push(device.id.clone());
            }
        }
        for device in changed {
            self.tell_updated(user, &device, effects);
        }
    }

    /// Takes the people who missed the call since it was last stored.
    pub fn take_missed(&mut self) -> Vec<UserId> {
        std::mem::take(&mut self.missed)
    }

    fn devices_where(&self, holds: impl Fn(&DeviceState) -> bool) -> Vec<(UserId, String)> {
        let devices = self.people.iter().flat_map(|(user, person)| {
            let devices = person.devices.iter();
            devices.map(move |device| (user, device))
        });
        devices
            .filter(|(_, device)| holds(device))
            .map(|(user, device)| (user.clone(), device.id.clone()))
            .collect()
    }
}
