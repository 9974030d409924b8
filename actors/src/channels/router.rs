//! Routes messages to a channel's actor, or to the supervisor that starts one. Nothing here decides or
//! waits.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

use dashmap::{DashMap, Entry};
use entity::ids::{ChannelId, Millis};
use ractor::{ActorId, ActorRef};

use super::{ChannelMsg, ChannelsMsg, Request, mentions::Known};
use crate::delivery::address::Address;

/// The live channels, shared by all senders. It outlives the actors.
#[derive(Debug, Default)]
pub struct Router {
    live: DashMap<ChannelId, LiveChannel>,
    /// The number of messages in transit to each channel through the supervisor.
    rerouted: DashMap<ChannelId, usize>,
    /// The groups and people whom a message can name, as last read from the database.
    known: RwLock<Arc<Known>>,
    /// The supervisor of channels.
    pub(crate) supervisor: Address<ChannelsMsg>,
}

/// A channel's actor while there is one.
#[derive(Clone, Debug)]
pub struct LiveChannel {
    /// The actor.
    pub actor: ActorRef<ChannelMsg>,
    /// The time of the last request that was sent to it.
    pub last_used: Arc<AtomicI64>,
}

impl Router {
    /// The groups and people whom a message can name.
    pub(crate) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_known(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }

    /// Sends a request to a channel's actor; the supervisor starts one if there is none.
    ///
    /// While other requests are in transit through the supervisor, this one takes the same way, so that the
    /// requests of one sender arrive in order.
    pub(crate) fn request(&self, id: ChannelId, request: Request, now: Millis) {
        let mut message = ChannelMsg::Request(Box::new(request));
        if !self.rerouted.contains_key(&id) {
            match self.send(id, message, now) {
                Ok(()) => return,
                Err(returned) => message = returned,
            }
        }
        // Count it before sending, so that it cannot arrive uncounted.
        *self.rerouted.entry(id).or_default() += 1;
        self.supervisor.cast(ChannelsMsg::Route { id, message });
    }

    /// Returns the message if there is no actor for it.
    fn send(&self, id: ChannelId, message: ChannelMsg, now: Millis) -> Result<(), ChannelMsg> {
        let Some(live) = self.live.get(&id) else {
            return Err(message);
        };
        // While the entry is held: a channel that is about to stop finds that it must not.
        live.last_used.store(now, Ordering::Relaxed);
        match live.actor.cast(message) {
            Err(ractor::MessagingErr::SendErr(message)) => Err(message),
            _ => Ok(()),
        }
    }

    /// Records that a message through the supervisor has reached the channel, or is lost.
    pub(super) fn arrived(&self, id: ChannelId) {
        if let Entry::Occupied(mut rerouted) = self.rerouted.entry(id) {
            *rerouted.get_mut() -= 1;
            if *rerouted.get() == 0 {
                rerouted.remove();
            }
        }
    }

    /// Records that all messages in transit were lost with the supervisor.
    pub(super) fn forget_rerouted(&self) {
        self.rerouted.clear();
    }

    pub(super) fn started(&self, id: ChannelId, live: LiveChannel) {
        self.live.insert(id, live);
    }

    /// Removes a channel's actor; returns false if another one has replaced it.
    pub(super) fn stopped(&self, id: ChannelId, actor: ActorId) -> bool {
        let same = |_: &ChannelId, live: &LiveChannel| live.actor.get_id() == actor;
        self.live.remove_if(&id, same).is_some()
    }

    /// Removes a channel's actor if it was not used since `before`. After that nothing is sent to it.
    pub(super) fn retire(&self, id: ChannelId, actor: ActorId, before: Millis) -> bool {
        let unused = |_: &ChannelId, live: &LiveChannel| {
            live.actor.get_id() == actor && live.last_used.load(Ordering::Relaxed) < before
        };
        self.live.remove_if(&id, unused).is_some()
    }

    pub(crate) fn live_channel(&self, id: ChannelId) -> Option<LiveChannel> {
        self.live.get(&id).map(|live| live.clone())
    }

    pub(super) fn live_channels(&self) -> Vec<(ChannelId, LiveChannel)> {
        self.live
            .iter()
            .map(|entry| (*entry.key(), entry.value().clone()))
            .collect()
    }
}
