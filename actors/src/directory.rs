//! State that actors share: connections, the audience of each channel, live actors, accounts and
//! published presence.
//!
//! It outlives every actor, so that a crash loses only the crashed actor's own state. Nothing here
//! decides or waits.

mod audience;
mod people;
mod published;
mod writing;

use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use dashmap::{DashMap, Entry};
use entity::{
    ids::{ChannelId, Millis, Seq, UserId},
    permission::Account,
};
use ractor::ActorRef;

pub use audience::Audience;
pub use people::Connection;
pub(crate) use published::Published;
pub(crate) use writing::{Outcome, Writing};

use crate::{
    channel::ChannelMsg, channels::ChannelsMsg, messages::PresenceMsg, session::SessionMsg,
    store::StoreMsg,
};

pub use crate::session_id::SessionId;

/// A map by user. Hashed by foldhash: each login looks up everyone who is online, and usernames still
/// cannot be chosen to collide.
type ByUser<V> = DashMap<UserId, V, foldhash::quality::RandomState>;

/// The shared directory.
#[derive(Debug, Default)]
pub struct Directory {
    connections: ByUser<people::Connections>,
    audiences: DashMap<ChannelId, Arc<Audience>>,
    /// Users who have lost their last socket and still count as online, by channel.
    in_grace: DashMap<ChannelId, HashSet<UserId>>,
    live: DashMap<ChannelId, LiveChannel>,
    /// How many messages to a channel are queued at its supervisor.
    rerouted: DashMap<ChannelId, usize>,
    /// All accounts, as last read from the database.
    pub(crate) accounts: ByUser<Arc<Account>>,
    /// True when an account was added between two looks; the next one checks it.
    pub(crate) has_new_account: AtomicBool,
    /// Hashes of revoked tokens, and when each expires.
    pub(crate) revoked: DashMap<Arc<str>, Millis>,
    /// The published presence of those who are not offline, or have a status to come back with.
    presence: ByUser<Arc<Published>>,
    /// The number of changes handed to the store and not yet settled.
    pub(crate) unwritten: AtomicUsize,
    /// Whether commits succeed.
    pub(crate) writing: Writing,
    next_session: AtomicI64,
    standing: StandingActors,
}

/// The engine's standing actors, replaced when one is restarted.
#[derive(Debug, Default)]
struct StandingActors {
    store: Slot<StoreMsg>,
    channels: Slot<ChannelsMsg>,
    presence: Slot<PresenceMsg>,
    sessions: RwLock<Option<ractor::ActorCell>>,
}

/// The reference to a standing actor, if it has started.
#[derive(Debug)]
struct Slot<M>(RwLock<Option<ActorRef<M>>>);

impl<M> Default for Slot<M> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<M: ractor::Message> Slot<M> {
    fn set(&self, actor: ActorRef<M>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(actor);
    }

    fn cast(&self, message: M) {
        let actor = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = &*actor {
            // Fails when the actor has ended. Its successor rebuilds its state from the database, and
            // dropping the message answers whoever waits for a reply.
            drop(actor.cast(message));
        }
    }
}

/// A running channel actor.
#[derive(Clone, Debug)]
pub struct LiveChannel {
    /// The actor.
    pub actor: ActorRef<ChannelMsg>,
    /// When it last received a message.
    pub last_used: Arc<AtomicI64>,
}

impl Directory {
    pub(crate) fn set_store(&self, actor: ActorRef<StoreMsg>) {
        self.standing.store.set(actor);
    }

    pub(crate) fn set_channels(&self, actor: ActorRef<ChannelsMsg>) {
        self.standing.channels.set(actor);
    }

    pub(crate) fn set_presence(&self, actor: ActorRef<PresenceMsg>) {
        self.standing.presence.set(actor);
    }

    pub(crate) fn set_sessions(&self, cell: ractor::ActorCell) {
        *self
            .standing
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(cell);
    }

    pub(crate) fn sessions_supervisor(&self) -> Option<ractor::ActorCell> {
        self.standing
            .sessions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn to_store(&self, message: StoreMsg) {
        self.standing.store.cast(message);
    }

    pub(crate) fn to_channels(&self, message: ChannelsMsg) {
        self.standing.channels.cast(message);
    }

    pub(crate) fn to_presence(&self, message: PresenceMsg) {
        self.standing.presence.cast(message);
    }

    /// Sends a message to a channel's actor; the supervisor starts one if there is none.
    ///
    /// While earlier messages to the channel are queued at the supervisor, this one is routed there too:
    /// messages of one sender arrive in order.
    pub(crate) fn to_channel(&self, id: ChannelId, message: ChannelMsg, now: Millis) {
        let message = if self.rerouted.contains_key(&id) {
            message
        } else {
            match self.to_live_channel(id, message, now) {
                Ok(()) => return,
                Err(message) => message,
            }
        };
        // Counted before it is sent, so that it cannot arrive before it is counted.
        *self.rerouted.entry(id).or_default() += 1;
        self.to_channels(ChannelsMsg::Route { id, message });
    }

    /// Returns the message when no actor is running.
    fn to_live_channel(
        &self,
        id: ChannelId,
        message: ChannelMsg,
        now: Millis,
    ) -> Result<(), ChannelMsg> {
        let Some(live) = self.live.get(&id) else {
            return Err(message);
        };
        live.last_used.store(now, Ordering::Relaxed);
        match live.actor.cast(message) {
            Err(ractor::MessagingErr::SendErr(message)) => Err(message),
            _ => Ok(()),
        }
    }

    /// Notes that a message routed through the supervisor has reached the channel.
    pub(crate) fn rerouted_arrived(&self, id: ChannelId) {
        if let Entry::Occupied(mut rerouted) = self.rerouted.entry(id) {
            *rerouted.get_mut() -= 1;
            if *rerouted.get() == 0 {
                rerouted.remove();
            }
        }
    }

    /// Resets the counts of rerouted messages: they were lost with the supervisor.
    pub(crate) fn forget_rerouted(&self) {
        self.rerouted.clear();
    }

    pub(crate) fn channel_started(&self, id: ChannelId, live: LiveChannel) {
        self.live.insert(id, live);
    }

    pub(crate) fn channel_stopped(&self, id: ChannelId) -> Option<LiveChannel> {
        self.live.remove(&id).map(|(_, live)| live)
    }

    pub(crate) fn live_channel(&self, id: ChannelId) -> Option<LiveChannel> {
        self.live.get(&id).map(|live| live.clone())
    }

    pub(crate) fn live_channels(&self) -> Vec<(ChannelId, LiveChannel)> {
        self.live
            .iter()
            .map(|entry| (*entry.key(), entry.value().clone()))
            .collect()
    }

    /// The account as last read from the database, at most half a second ago.
    pub(crate) fn known_account(&self, user: &UserId) -> Option<Arc<Account>> {
        self.accounts.get(user).map(|account| Arc::clone(&account))
    }

    /// Sends encoded events of a channel to its audience.
    pub(crate) fn announce(&self, id: ChannelId, events: &[(Seq, Bytes)]) {
        if let Some(audience) = self.audience(id) {
            audience.announce(events);
        }
    }

    pub(crate) fn audience(&self, id: ChannelId) -> Option<Arc<Audience>> {
        self.audiences
            .get(&id)
            .map(|audience| Arc::clone(&audience))
    }

    /// The audience of a channel whose actor is starting. It must exist while the actor runs, to remember
    /// the position up to which events were announced.
    pub(crate) fn open_audience(&self, id: ChannelId) -> Arc<Audience> {
        Arc::clone(&self.audiences.entry(id).or_default())
    }

    /// Forgets the audience of a channel that has no actor and no listeners.
    pub(crate) fn close_audience(&self, id: ChannelId) {
        if !self.live.contains_key(&id) {
            self.audiences
                .remove_if(&id, |_, audience| audience.is_empty());
        }
    }

    pub(crate) fn notify_sessions(&self, user: &UserId, message: impl Fn() -> SessionMsg) {
        self.each_connection(user, |connection| {
            if let Some(actor) = &connection.actor {
                drop(actor.cast(message()));
            }
        });
    }
}
