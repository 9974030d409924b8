//! The calls that go on, shared by all who ask: their actors, their conversations, and who is in them. It
//! outlives the actors. Nothing here decides or waits.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use entity::{
    ids::{CallId, ChannelId, UserId},
    model::{ActiveCall, CallMode, ChannelView},
};
use ractor::ActorRef;

use super::{
    actor::CallMsg,
    ask::Asked,
    state::{Binding, CallState, over},
    supervisor::CallsMsg,
};
use crate::{delivery::address::Address, protocol::Failure};

/// The calls that go on.
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

/// A call that goes on.
#[derive(Debug)]
struct Line {
    actor: Option<ActorRef<CallMsg>>,
    channel: ChannelId,
    shown: ActiveCall,
    devices: Vec<(UserId, String, Binding)>,
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

    /// Returns the way that the sound and pictures of a call take.
    #[must_use]
    pub fn mode_of(&self, call: CallId) -> CallMode {
        let calls = self.lock();
        calls
            .live
            .get(&call)
            .map_or(CallMode::Peer, |line| line.shown.mode)
    }

    /// Shows in views of channels which call goes on there, to their members.
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

    /// Sends what is asked of a call to its actor; of a new call, to the supervisor.
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
        devices.any(|(other, _, binding)| other == user && !matches!(binding, Binding::Lost(_)))
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

    /// How a device was last connected.
    pub(super) fn binding(&self, call: CallId, user: &UserId, device: &str) -> Option<Binding> {
        let calls = self.lock();
        let mut devices = calls.live.get(&call)?.devices.iter();
        let found = devices.find(|(other, name, _)| other == user && name == device);
        found.map(|(_, _, binding)| *binding)
    }

    /// Records how a call is now. Its actor stays.
    pub(super) fn note(&self, call: &CallState) {
        let mut calls = self.lock();
        if !call.is_live() {
            calls.remove(call.id());
            return;
        }
        let devices = call.devices();
        let devices = devices
            .map(|(user, device, binding)| (user.clone(), device.to_owned(), binding))
            .collect();
        calls.by_channel.insert(call.channel_id(), call.id());
        let line = calls.live.entry(call.id()).or_insert_with(|| Line {
            actor: None,
            channel: call.channel_id(),
            shown: call.active(),
            devices: Vec::new(),
        });
        line.devices = devices;
        line.shown = call.active();
    }

    /// Records a call's actor.
    pub(super) fn started(&self, call: CallId, actor: ActorRef<CallMsg>) {
        if let Some(line) = self.lock().live.get_mut(&call) {
            line.actor = Some(actor);
        }
    }

    /// Records that a call's actor is gone.
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

    /// Forgets a call.
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
