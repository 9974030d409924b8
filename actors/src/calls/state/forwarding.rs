//! How audio and video travel: from device to device, or through the media plane of the server.

use std::collections::BTreeMap;

use entity::{
    ids::{Millis, UserId},
    model::{CallMode, CallQuality},
    queries::calls::PersonState,
};
use media::{Kind, Kinds, Participant};

use super::{Answered, Binding, CallState, Decided, DeviceState, conflict};
use crate::{
    calls::{
        ask::{Described, Origin, Signal, Viewed},
        effect::{Effect, Forward},
    },
    protocol::{
        Event, Failure,
        calls::{CallMoved, CallQualityChanged},
        frame,
    },
};

/// The number of devices from which a call goes through the server.
const MANY: usize = 3;
/// How long a call of two stays on the server, in case a third joins again; in milliseconds.
pub(in crate::calls) const FEW_FOR: Millis = 3_000;
/// How long the server keeps the connections of a call that has moved back, in milliseconds.
pub(in crate::calls) const KEPT_FOR: Millis = 10_000;

/// The path of a call's audio and video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::calls) struct Path {
    pub(in crate::calls) mode: CallMode,
    /// True if the server can forward media.
    has_server: bool,
    /// True if two devices could not connect to each other, so that the call stays on the server.
    pinned: bool,
    /// When the call became small enough to leave the server.
    few_since: Option<Millis>,
    /// When the server closes the connections of a call that has left it.
    kept_until: Option<Millis>,
}

impl Path {
    /// From device to device.
    pub(in crate::calls) fn direct(has_server: bool) -> Self {
        Self {
            mode: CallMode::Peer,
            has_server,
            pinned: false,
            few_since: None,
            kept_until: None,
        }
    }
}

/// What the media plane knows of a device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::calls) struct Forwarded {
    /// The kinds that it may send, and those that are muted; none if it has not been entered.
    told: Option<(Kinds, Kinds)>,
    /// The certificate of the connection on which it sends.
    certificate: Option<String>,
    /// The certificate of the connection before: what is still offered on that came too late.
    former: Option<String>,
    /// True while nothing arrives on that connection.
    silent: bool,
}

impl Forwarded {
    /// True if the device has been entered.
    pub(super) fn is_entered(&self) -> bool {
        self.told.is_some()
    }

    /// Forgets the device's connections, except that what still comes of them is too late.
    fn reset(&mut self) {
        *self = Self {
            former: self.certificate.take().or(self.former.take()),
            ..Self::default()
        };
    }

    /// True if the device has connections to the media plane.
    pub(in crate::calls) fn is_connected(&self) -> bool {
        self.certificate.is_some()
    }
}

impl CallState {
    /// Moves the call to the server or back, depending on the number of devices.
    pub(super) fn settle_path(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let many = self.count() >= MANY || self.path.pinned;
        match (self.path.mode, many) {
            (CallMode::Peer, true) if self.path.has_server => {
                (self.path.mode, self.path.kept_until) = (CallMode::Sfu, None);
                for device in self.people.values_mut().flat_map(|who| &mut who.devices) {
                    device.media.reset();
                }
                self.tell_moved(effects);
            }
            (CallMode::Sfu, true) => self.path.few_since = None,
            (CallMode::Sfu, false) => {
                let since = *self.path.few_since.get_or_insert(now);
                if now - since >= FEW_FOR {
                    self.path.mode = CallMode::Peer;
                    (self.path.few_since, self.path.kept_until) = (None, Some(now + KEPT_FOR));
                    self.tell_moved(effects);
                }
            }
            (CallMode::Peer, _) => {}
        }
        if self.path.kept_until.is_some_and(|until| until <= now) {
            self.path.kept_until = None;
        }
    }

    /// True if audio and video go through the server.
    pub(in crate::calls) fn is_forwarded(&self) -> bool {
        self.path.mode == CallMode::Sfu
    }

    /// Keeps the call on the server, because a device cannot connect to another.
    pub(in crate::calls) fn pin(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.path.pinned = self.path.has_server;
        self.settle_path(now, effects);
    }

    fn tell_moved(&self, effects: &mut Vec<Effect>) {
        let frame = self.moved();
        self.to_all(&frame, effects);
    }

    fn moved(&self) -> bytes::Bytes {
        frame::event(&Event::CallMoved(CallMoved {
            session_id: self.id,
            channel_id: self.channel.id,
            to: self.path.mode,
        }))
    }

    /// Sets whether a user may send video, and turns off cameras and screens if not.
    pub fn allow_video(&mut self, user: &UserId, may: bool, effects: &mut Vec<Effect>) {
        if let Some(person) = self.people.get_mut(user) {
            person.video = may;
        }
        if !may {
            self.only_sound(user, effects);
        }
    }

    /// Brings the media plane in line with the state: who is entered, and what is allowed and muted.
    pub fn settle_media(&mut self, effects: &mut Vec<Effect>) {
        let enters = self.path.mode == CallMode::Sfu;
        let keeps = enters || self.path.kept_until.is_some();
        let mut closes = false;
        for (user, person) in &mut self.people {
            let video = person.video;
            for device in &mut person.devices {
                let wanted = (allowed(video), device.off());
                let mut forward =
                    |what| effects.push(Effect::Forward(device_of(user, &device.id), what));
                match device.media.told {
                    Some(_) if !keeps => {
                        closes = true;
                        device.media.reset();
                        continue;
                    }
                    None if enters => {
                        forward(Forward::Join(wanted.0));
                        forward(Forward::Mute(wanted.1));
                    }
                    Some((allowed, off)) => {
                        if allowed != wanted.0 {
                            forward(Forward::Allow(wanted.0));
                        }
                        if off != wanted.1 {
                            forward(Forward::Mute(wanted.1));
                        }
                    }
                    None => continue,
                }
                device.media.told = Some(wanted);
            }
        }
        if closes || !self.is_live() {
            effects.push(Effect::CloseRoom);
        }
    }

    /// Passes a signal of a device on to the media plane.
    pub(in crate::calls) fn signal_server(
        &mut self,
        from: &Origin,
        signal: &Signal,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let participant = device_of(&from.user, &from.device);
        let device = self.own_mut(from)?;
        if !device.is_forwarded() {
            return Err(conflict(
                "This call goes from device to device. Name the targetUser.",
            ));
        }
        match signal {
            Signal::Offer(offer, kinds) => {
                let to = device.binding;
                let kinds = kinds.clone();
                self.publish(from, (offer, kinds, to), effects)?;
            }
            Signal::Answer(answer) => {
                let answer = Forward::Answer(answer.clone());
                effects.push(Effect::Forward(participant, answer));
            }
            Signal::Candidate(Some(candidate)) => {
                let candidate = Forward::Candidate(candidate.clone());
                effects.push(Effect::Forward(participant, candidate));
            }
            Signal::Candidate(None) => {}
        }
        Ok(Answered::Done)
    }

    fn publish(
        &mut self,
        from: &Origin,
        (offer, kinds, to): (&Described, BTreeMap<String, Kind>, Binding),
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failure> {
        let certificate = fingerprint(&offer.description.sdp);
        let media = &self.own_mut(from)?.media;
        if media.former.as_ref() == Some(&certificate) {
            return Err(conflict(
                "The connection of this offer is closed. Make a new one.",
            ));
        }
        let known = media.certificate.clone();
        if known.is_some_and(|known| known != certificate) {
            // The page was loaded anew: the connections that it had are gone.
            self.start_anew(from, effects);
        }
        if let Ok(device) = self.own_mut(from) {
            device.media.certificate = Some(certificate);
        }
        let offer = offer.clone();
        let publish = Forward::Publish { offer, kinds, to };
        effects.push(Effect::Forward(
            device_of(&from.user, &from.device),
            publish,
        ));
        Ok(())
    }

    /// Replaces the media plane's connections of a device by new ones.
    pub(super) fn start_anew(&mut self, from: &Origin, effects: &mut Vec<Effect>) {
        if let Ok(device) = self.own_mut(from) {
            device.media.reset();
        }
        self.settle_media(effects);
    }

    /// Sets how large a device shows others.
    pub(in crate::calls) fn view(
        &mut self,
        from: &Origin,
        views: Vec<Viewed>,
        effects: &mut Vec<Effect>,
    ) -> Decided {
        let is_forwarded = self.own_mut(from)?.media.told.is_some();
        let viewer = device_of(&from.user, &from.device);
        for view in views.into_iter().filter(|_| is_forwarded) {
            effects.push(Effect::Forward(viewer.clone(), Forward::View(view)));
        }
        Ok(Answered::Done)
    }

    /// Records the quality that the media plane measured.
    pub fn measured(
        &mut self,
        (user, device): (&UserId, &str),
        quality: CallQuality,
        effects: &mut Vec<Effect>,
    ) {
        let is_forwarded = self.is_forwarded();
        let Some(person) = self.people.get_mut(user).filter(|_| is_forwarded) else {
            return;
        };
        let Some(known) = person.device_mut(device) else {
            return;
        };
        // What is measured of a connection on which nothing arrives says nothing.
        if !known.media.silent && known.quality.replace(quality) != Some(quality) {
            self.tell_quality((user, device), quality, effects);
        }
    }

    /// Records that a device's media stopped arriving, or arrives again.
    pub fn silent(
        &mut self,
        (user, device): (&UserId, &str),
        silent: bool,
        effects: &mut Vec<Effect>,
    ) {
        if silent {
            self.measured((user, device), CallQuality::Disconnected, effects);
        }
        let person = self.people.get_mut(user);
        if let Some(known) = person.and_then(|person| person.device_mut(device)) {
            known.media.silent = silent;
        }
    }

    /// Records the quality of a device's connection, and tells everyone in the call.
    pub(in crate::calls) fn tell_quality(
        &mut self,
        (user, device): (&UserId, &str),
        quality: CallQuality,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(person) = self.people.get_mut(user) {
            person.quality = Some(quality);
        }
        let changed = CallQualityChanged {
            session_id: self.id,
            channel_id: self.channel.id,
            participant: user,
            device_id: device,
            quality,
        };
        let frame = frame::event(&Event::CallQuality(changed));
        self.to_all(&frame, effects);
    }

    /// Starts a device's connections anew after the media plane has given one of them up.
    pub fn broken(&mut self, (user, device): (&UserId, &str), effects: &mut Vec<Effect>) {
        let moved = self.moved();
        let is_forwarded = self.is_forwarded();
        let person = self.people.get_mut(user).filter(|_| is_forwarded);
        if let Some(known) = person.and_then(|person| person.device_mut(device)) {
            known.media.reset();
            effects.push(Effect::ToDevice(user.clone(), known.binding, moved));
        }
    }

    /// Sends each device the server's offer again if it has not been answered: the device may not have received it.
    pub fn offer_again(&self, effects: &mut Vec<Effect>) {
        for (user, person) in &self.people {
            for device in person.devices.iter().filter(|one| one.media.told.is_some()) {
                effects.push(offer_again(user, device));
            }
        }
    }

    /// How frames reach a device; none if it is not in the call.
    pub(in crate::calls) fn binding(&self, user: &UserId, device: &str) -> Option<Binding> {
        let person = self.people.get(user)?;
        let is_in = person.state == PersonState::In;
        person
            .device(device)
            .filter(|_| is_in)
            .map(|device| device.binding)
    }
}

/// Returns the kinds that a user may send.
fn allowed(video: bool) -> Kinds {
    match video {
        true => Kinds::ALL,
        false => Kinds::from(Kind::Audio),
    }
}

impl DeviceState {
    /// Returns the kinds that the device has turned off.
    fn off(&self) -> Kinds {
        let kinds = [
            (self.muted, Kind::Audio),
            (!self.camera, Kind::Camera),
            (!self.screen, Kind::Screen),
            (!self.screen, Kind::ScreenAudio),
        ];
        let off = kinds.into_iter().filter(|(is_off, _)| *is_off);
        off.map(|(_, kind)| kind).collect()
    }
}

/// Returns the media plane's name of a device.
pub(in crate::calls) fn device_of(user: &UserId, device: &str) -> Participant {
    Participant::new(user.as_str(), device)
}

pub(super) fn offer_again(user: &UserId, device: &DeviceState) -> Effect {
    let again = Forward::OfferAgain(device.binding);
    Effect::Forward(device_of(user, &device.id), again)
}

/// Returns the certificate's fingerprint in a description; each connection of a browser has its own.
fn fingerprint(sdp: &str) -> String {
    let line = sdp
        .lines()
        .find_map(|line| line.strip_prefix("a=fingerprint:"));
    line.unwrap_or_default().trim().to_owned()
}
