//! The registry of live calls: their actors, conversations and devices. It outlives the actors, and no method waits.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use entity::{
    ids::{CallId, ChannelId, UserId},
    model::{ActiveCall, CallMode, ChannelView},
};
use media::{Happened, Participant};
use ractor::ActorRef;

use super::{
    actor::{CallMsg, Observed},
    ask::{Asked, Described},
    state::{Binding, CallState, Forwarded, Path, over},
    supervisor::CallsMsg,
};
use crate::{
    delivery::address::Address,
    protocol::{Failure, calls::SessionDescription},
};

/// The registry of live calls.
#[derive(Debug, Default)]
pub struct Board {
    calls: Mutex<Calls>,
    /// The supervisor of calls.
    pub(crate) supervisor: Address<CallsMsg>,
}

#[derive(Debug, Default)]
struct Calls {
    live: BTreeMap<CallId, Line>,
    by_channel: HashMap<ChannelId, CallId>,
}

/// The entry of a live call.
#[derive(Debug)]
struct Line {
    actor: Option<ActorRef<CallMsg>>,
    channel: ChannelId,
    shown: ActiveCall,
    devices: Vec<(UserId, String, (Binding, Forwarded))>,
    path: Path,
    /// The offers of the media plane that devices have not answered.
    offers: HashMap<Participant, Described>,
}

impl Board {
    /// Returns the call of a conversation.
    #[must_use]
    pub fn in_channel(&self, channel: ChannelId) -> Option<CallId> {
        self.lock().by_channel.get(&channel).copied()
    }

    /// Returns the conversation of a call.
    #[must_use]
    pub fn channel_of(&self, call: CallId) -> Option<ChannelId> {
        self.lock().live.get(&call).map(|line| line.channel)
    }

    /// Returns the path of a call's audio and video.
    #[must_use]
    pub fn mode_of(&self, call: CallId) -> CallMode {
        let calls = self.lock();
        calls
            .live
            .get(&call)
            .map_or(CallMode::Peer, |line| line.shown.mode)
    }

    /// Sets the live call of each view whose user is a member of the channel.
    pub fn show<'a>(&self, views: impl IntoIterator<Item = &'a mut ChannelView>) {
        let calls = self.lock();
        if calls.live.is_empty() {
            return;
        }
        for view in views.into_iter().filter(|view| view.role.is_some()) {
            let call = calls.by_channel.get(&view.channel.id);
            let line = call.and_then(|call| calls.live.get(call));
            view.call = line.map(|line| Box::new(line.shown.clone()));
        }
    }

    /// Sends a request to the call's actor; one without a call goes to the supervisor.
    pub(crate) fn ask(&self, asked: Box<Asked>) {
        let Some(call) = asked.ask.call() else {
            self.supervisor.cast(CallsMsg::Asked(asked));
            return;
        };
        match self.actor(call) {
            Some(actor) => drop(actor.cast(CallMsg::Asked(asked))),
            // Its actor has crashed and is being started again.
            None if self.channel_of(call).is_some() => asked.reply.send(Err(Failure::busy())),
            None => asked.reply.send(Err(over())),
        }
    }

    /// The actor of a call.
    pub(crate) fn actor(&self, call: CallId) -> Option<ActorRef<CallMsg>> {
        let calls = self.lock();
        calls.live.get(&call).and_then(|line| line.actor.clone())
    }

    /// The actors of the calls that a user is in, or is asked to.
    pub(super) fn actors_of(&self, user: &UserId) -> Vec<ActorRef<CallMsg>> {
        let calls = self.lock();
        let lines = calls.live.values().filter(|line| {
            line.shown.participants.contains(user) || line.shown.ringing.contains(user)
        });
        lines.filter_map(|line| line.actor.clone()).collect()
    }

    /// Returns whether one of a user's devices is in a call.
    pub(super) fn is_busy(&self, user: &UserId) -> bool {
        let calls = self.lock();
        let mut devices = calls.live.values().flat_map(|line| &line.devices);
        devices
            .any(|(other, _, (binding, _))| other == user && !matches!(binding, Binding::Lost(_)))
    }

    /// Returns the call that a device of a user is in.
    pub(super) fn call_of(&self, user: &UserId, device: &str) -> Option<CallId> {
        let calls = self.lock();
        let mut lines = calls.live.iter();
        lines.find_map(|(call, line)| {
            let mut devices = line.devices.iter();
            let has = devices.any(|(other, name, _)| other == user && name == device);
            has.then_some(*call)
        })
    }

    /// Returns whether a user is in a call, or is asked to it.
    pub(super) fn has(&self, call: CallId, user: &UserId) -> bool {
        let calls = self.lock();
        calls.live.get(&call).is_some_and(|line| {
            line.shown.participants.contains(user) || line.shown.ringing.contains(user)
        })
    }

    /// Returns the call in which `caller` rings at `user` and nobody else takes part.
    pub(super) fn rings(&self, caller: &UserId, user: &UserId) -> Option<CallId> {
        let calls = self.lock();
        let mut lines = calls.live.iter();
        lines.find_map(|(call, line)| {
            let ActiveCall {
                participants,
                ringing,
                ..
            } = &line.shown;
            let alone = participants.iter().all(|other| other == caller);
            let rings = line.shown.caller == *caller && alone && ringing[..] == [user.clone()];
            rings.then_some(*call)
        })
    }

    /// How a device was last connected, and what the media plane knows of it.
    pub(super) fn known(
        &self,
        call: CallId,
        user: &UserId,
        device: &str,
    ) -> Option<(Binding, Forwarded)> {
        let calls = self.lock();
        let mut devices = calls.live.get(&call)?.devices.iter();
        let found = devices.find(|(other, name, _)| other == user && name == device);
        found.map(|(_, _, known)| known.clone())
    }

    /// The path of a call's audio and video, if it is known.
    pub(super) fn path(&self, call: CallId) -> Option<Path> {
        self.lock().live.get(&call).map(|line| line.path)
    }

    /// Takes an event of the media plane. An offer waits here until its device answers it, whatever becomes of the
    /// call's actor.
    pub fn media(&self, event: media::Event) {
        let call = CallId(event.room.0);
        let mut calls = self.lock();
        let Some(line) = calls.live.get_mut(&call) else {
            return;
        };
        let message = match event.happened {
            Happened::Offered {
                description, id, ..
            } => {
                let offer = Described {
                    description: SessionDescription {
                        kind: "offer".into(),
                        sdp: description.sdp,
                    },
                    offer_id: Some(id),
                };
                line.offers.insert(event.participant.clone(), offer);
                CallMsg::Offered(event.participant)
            }
            happened => match Observed::of(&happened) {
                Some(observed) => CallMsg::Observed(event.participant, observed),
                None => return,
            },
        };
        if let Some(actor) = &line.actor {
            drop(actor.cast(message));
        }
    }

    /// The offer that a device has not answered.
    pub(super) fn offer(&self, call: CallId, device: &Participant) -> Option<Described> {
        let calls = self.lock();
        calls.live.get(&call)?.offers.get(device).cloned()
    }

    /// Takes the offer that a device has not answered: the one that its answer names, or whichever it is.
    pub(super) fn take_offer(
        &self,
        call: CallId,
        device: &Participant,
        named: Option<&str>,
    ) -> Option<Described> {
        let mut calls = self.lock();
        let offers = &mut calls.live.get_mut(&call)?.offers;
        let waiting = offers.get(device)?.offer_id.as_deref();
        if named.is_some() && named != waiting {
            return None;
        }
        offers.remove(device)
    }

    /// Puts back an offer whose answer was refused, unless there is a newer one.
    pub(super) fn put_back(&self, call: CallId, device: &Participant, offer: Described) {
        if let Some(line) = self.lock().live.get_mut(&call) {
            line.offers.entry(device.clone()).or_insert(offer);
        }
    }

    /// Updates the entry of a call, keeping its actor.
    pub(super) fn note(&self, call: &CallState) {
        let mut calls = self.lock();
        if !call.is_live() {
            calls.remove(call.id());
            return;
        }
        calls.by_channel.insert(call.channel_id(), call.id());
        let line = calls.live.entry(call.id()).or_insert_with(|| Line {
            actor: None,
            channel: call.channel_id(),
            shown: call.active(),
            devices: Vec::new(),
            path: call.path(),
            offers: HashMap::new(),
        });
        line.devices = call.bound();
        line.path = call.path();
        let devices = &line.devices;
        line.offers.retain(|of, _| {
            let mut devices = devices.iter();
            devices.any(|(user, name, _)| *user.as_str() == *of.user && **name == *of.device)
        });
        line.shown = call.active();
    }

    /// Records a call's actor.
    pub(super) fn started(&self, call: CallId, actor: ActorRef<CallMsg>) {
        if let Some(line) = self.lock().live.get_mut(&call) {
            line.actor = Some(actor);
        }
    }

    /// Removes an actor that has stopped, and returns its call.
    pub(super) fn stopped(&self, actor: ractor::ActorId) -> Option<CallId> {
        let mut calls = self.lock();
        let mut lines = calls.live.iter_mut();
        let (call, line) = lines.find(|(_, line)| {
            let held = line.actor.as_ref();
            held.is_some_and(|held| held.get_id() == actor)
        })?;
        line.actor = None;
        Some(*call)
    }

    /// Removes a call.
    pub(super) fn forget(&self, call: CallId) {
        self.lock().remove(call);
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    fn remove(&mut self, call: CallId) {
        if let Some(line) = self.live.remove(&call) {
            self.by_channel.retain(|_, held| *held != call);
            drop(line);
        }
    }
}
