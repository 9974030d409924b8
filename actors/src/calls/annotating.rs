//! Who may annotate which shared screen, and how the marks reach the devices in the call.

use bytes::Bytes;
use entity::ids::UserId;

use super::{
    actor::Running,
    ask::Origin,
    state::{Binding, CallState, not_in_it, over},
};
use crate::protocol::{
    ErrorCode, Event, Failure, Reply,
    calls::{Annotation, AnnotationChange, CallAnnotated, CallAnnotations, SharedScreen},
    frame,
    reply::Done,
};

impl CallState {
    /// Checks whether a device may do something on a shared screen.
    ///
    /// # Errors
    /// The refusal.
    pub(super) fn may_annotate(
        &self,
        from: &Origin,
        share: &SharedScreen,
        annotation: &Annotation,
    ) -> Result<(), Failure> {
        if !self.is_live() {
            return Err(over());
        }
        let person = self.person(&from.user);
        person
            .and_then(|person| person.device(&from.device))
            .ok_or_else(not_in_it)?;
        let presenter = self.person(&share.user);
        let device = presenter.and_then(|person| person.device(&share.device_id));
        let Some(device) = device.filter(|device| device.screen) else {
            return Err(Failure::new(
                ErrorCode::Conflict,
                "This screen is no longer shared.",
            ));
        };
        let adds = matches!(annotation, Annotation::Draw(_) | Annotation::Point(_));
        match adds && !device.annotate && share.user != from.user {
            true => Err(Failure::new(
                ErrorCode::Forbidden,
                "The presenter has turned annotations off.",
            )),
            false => Ok(()),
        }
    }

    /// The screens that are shared now.
    pub(super) fn shares(&self) -> Vec<SharedScreen> {
        let people = self.everyone().filter_map(|user| {
            let person = self.person(user)?;
            Some((user, person))
        });
        let devices = people.flat_map(|(user, person)| {
            let devices = person.devices.iter().filter(|device| device.screen);
            devices.map(move |device| SharedScreen {
                user: user.clone(),
                device_id: device.id.clone(),
            })
        });
        devices.collect()
    }
}

impl Running {
    /// Does what a device asks for on a shared screen, and informs the others.
    pub(super) fn annotate(
        &mut self,
        from: &Origin,
        share: &SharedScreen,
        annotation: Annotation,
    ) -> Result<Reply, Failure> {
        self.call.may_annotate(from, share, &annotation)?;
        let changes = self.annotations.apply(share, &from.user, annotation)?;
        for change in changes {
            self.announce(from, share, &change);
        }
        Ok(Reply::new(Done {}))
    }

    fn announce(&mut self, from: &Origin, share: &SharedScreen, change: &AnnotationChange) {
        let frame = frame::event(&Event::CallAnnotated(CallAnnotated {
            session_id: self.call.id(),
            channel_id: self.call.channel_id(),
            share,
            participant: &from.user,
            device_id: &from.device,
            change,
        }));
        let is_pointer = matches!(change, AnnotationChange::Pointed(_));
        let is_known_there = is_pointer || matches!(change, AnnotationChange::Drawn(_));
        let mut missed = Vec::new();
        for (user, device, binding) in self.call.devices() {
            let is_own = *user == from.user && device == from.device;
            if is_own && is_known_there {
                continue;
            }
            let is_behind = !is_pointer && self.is_behind(user, device);
            if !is_behind && !self.push(user, binding, &frame) && !is_pointer {
                missed.push((user.clone(), device.to_owned()));
            }
        }
        self.behind.extend(missed);
    }

    fn is_behind(&self, user: &UserId, device: &str) -> bool {
        let mut behind = self.behind.iter();
        behind.any(|(of, known)| of == user && known == device)
    }

    /// Forgets the marks on screens that are no longer shared.
    pub(super) fn forget_annotations(&mut self) {
        if !self.annotations.is_empty() {
            let shares = self.call.shares();
            self.annotations.retain(|share| shares.contains(share));
        }
    }

    /// Sends the marks on all shared screens to a device, which replace those that it knows. If it reads too slowly for them,
    /// it gets them later.
    pub(super) fn show_annotations(&mut self, user: &UserId, device: &str) {
        let Some(binding) = self.call.binding(user, device) else {
            return;
        };
        let shares = self.call.shares();
        let mut frames = shares.iter().flat_map(|share| self.shown(share));
        let has_all = frames.all(|frame| self.push(user, binding, &frame));
        if !has_all && !self.is_behind(user, device) {
            self.behind.push((user.clone(), device.to_owned()));
        }
    }

    /// Sends the marks on all shared screens to all devices.
    pub(super) fn show_annotations_to_all(&mut self) {
        let devices = self.call.devices();
        self.behind = devices
            .map(|(user, device, _)| (user.clone(), device.to_owned()))
            .collect();
        self.show_what_was_missed();
    }

    /// Sends the marks on all shared screens to the devices that have missed some.
    pub(super) fn show_what_was_missed(&mut self) {
        for (user, device) in std::mem::take(&mut self.behind) {
            self.show_annotations(&user, &device);
        }
    }

    fn shown(&self, share: &SharedScreen) -> Vec<Bytes> {
        let parts = self.annotations.parts(share).into_iter().enumerate();
        let frames = parts.map(|(index, marks)| {
            frame::event(&Event::CallAnnotations(CallAnnotations {
                session_id: self.call.id(),
                channel_id: self.call.channel_id(),
                share,
                marks,
                more: index > 0,
            }))
        });
        frames.collect()
    }

    /// Sends a frame to a device. Returns false if it was dropped because the device reads too slowly.
    fn push(&self, user: &UserId, binding: Binding, frame: &Bytes) -> bool {
        let mut has_all = true;
        self.args.directory.each_connection(user, |held| {
            let is_reached = match binding {
                Binding::Socket(session) => held.id == session,
                Binding::Rest => true,
                Binding::Lost(_) => false,
            };
            if is_reached {
                has_all &= held.outbox.push_ephemeral(frame.clone());
            }
        });
        has_all
    }
}
