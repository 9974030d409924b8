//! Where actors find each other without asking: who is connected, who listens to which channel,
//! which actors are alive, and who may do what.
//!
//! It outlives every actor, so that none of them takes others' state with it when it dies. Nothing
//! here decides or waits.

mod audience;
mod people;
mod writing;

use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use dashmap::{DashMap, Entry};
use entity::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::Presence,
    permission::Account,
};
use ractor::ActorRef;

pub use audience::Audience;
pub use people::Connection;
pub(crate) use writing::{Outcome, Writing};

use crate::{
    channel::ChannelMsg, channels::ChannelsMsg, messages::PresenceMsg, session::SessionMsg,
    store::StoreMsg,
};

pub use crate::session_id::SessionId;

/// By user. Hashed by foldhash: each login asks these once for everyone who is there, and the names
/// that others choose still cannot be made to collide.
type ByUser<V> = DashMap<UserId, V, foldhash::quality::RandomState>;

/// The shared directory.
#[derive(Debug, Default)]
pub struct Directory {
    connections: ByUser<people::Connections>,
    audiences: DashMap<ChannelId, Arc<Audience>>,
    /// Who has lost their last socket and still counts as there, by channel.
    lingering: DashMap<ChannelId, HashSet<UserId>>,
    live: DashMap<ChannelId, LiveChannel>,
    /// How many messages are on their way to a channel by way of its supervisor.
    detours: DashMap<ChannelId, usize>,
    /// Everyone the database knows, as of the last look.
    pub(crate) accounts: ByUser<Arc<Account>>,
    /// Hashes of tokens that hold no more, and when each would have expired anyway.
    pub(crate) revoked: DashMap<Arc<str>, Millis>,
    /// Everyone's presence, as others may know it.
    pub(crate) presence: ByUser<Presence>,
    /// Changes handed to the store and not yet settled.
    pub(crate) unwritten: AtomicUsize,
    /// Whether the database takes what is written.
    pub(crate) writing: Writing,
    next_session: AtomicI64,
    posts: Posts,
}

/// The engine's standing actors, replaced when one is restarted.
#[derive(Debug, Default)]
struct Posts {
    store: Post<StoreMsg>,
    channels: Post<ChannelsMsg>,
    presence: Post<PresenceMsg>,
    sessions: RwLock<Option<ractor::ActorCell>>,
}

#[derive(Debug)]
struct Post<M>(RwLock<Option<ActorRef<M>>>);

impl<M> Default for Post<M> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<M: ractor::Message> Post<M> {
    fn take_office(&self, actor: ActorRef<M>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(actor);
    }

    fn cast(&self, message: M) {
        let holder = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = &*holder {
            // A dead actor's successor rebuilds its state from the database; what it would have
            // answered is answered by the drop of the message.
            drop(actor.cast(message));
        }
    }
}

/// A channel's actor while there is one.
#[derive(Clone, Debug)]
pub struct LiveChannel {
    /// The actor.
    pub actor: ActorRef<ChannelMsg>,
    /// When it last had something to do.
    pub last_used: Arc<AtomicI64>,
}

impl Directory {
    pub(crate) fn seat_store(&self, actor: ActorRef<StoreMsg>) {
        self.posts.store.take_office(actor);
    }

    pub(crate) fn seat_channels(&self, actor: ActorRef<ChannelsMsg>) {
        self.posts.channels.take_office(actor);
    }

    pub(crate) fn seat_presence(&self, actor: ActorRef<PresenceMsg>) {
        self.posts.presence.take_office(actor);
    }

    pub(crate) fn seat_sessions(&self, cell: ractor::ActorCell) {
        *self
            .posts
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(cell);
    }

    pub(crate) fn sessions_supervisor(&self) -> Option<ractor::ActorCell> {
        self.posts
            .sessions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn to_store(&self, message: StoreMsg) {
        self.posts.store.cast(message);
    }

    pub(crate) fn to_channels(&self, message: ChannelsMsg) {
        self.posts.channels.cast(message);
    }

    pub(crate) fn to_presence(&self, message: PresenceMsg) {
        self.posts.presence.cast(message);
    }

    /// Hands a message to a channel's actor; the supervisor starts one if there is none.
    ///
    /// As long as others are on their way through the supervisor it goes that way too: whoever sends
    /// one after the other finds them taken up in that order.
    pub(crate) fn to_channel(&self, id: ChannelId, message: ChannelMsg, now: Millis) {
        let message = if self.detours.contains_key(&id) {
            message
        } else {
            match self.to_live_channel(id, message, now) {
                Ok(()) => return,
                Err(message) => message,
            }
        };
        // Counted before it is sent, so that it cannot arrive uncounted.
        *self.detours.entry(id).or_default() += 1;
        self.to_channels(ChannelsMsg::Route { id, message });
    }

    /// Gives the message back when there is no actor to take it.
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

    /// A message that came by way of the supervisor has been handed to the channel.
    pub(crate) fn detour_ended(&self, id: ChannelId) {
        if let Entry::Occupied(mut detours) = self.detours.entry(id) {
            *detours.get_mut() -= 1;
            if *detours.get() == 0 {
                detours.remove();
            }
        }
    }

    /// Whatever was on its way has been lost with the supervisor.
    pub(crate) fn forget_detours(&self) {
        self.detours.clear();
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

    /// The account as of the last look, half a second old at most.
    pub(crate) fn known_account(&self, user: &UserId) -> Option<Arc<Account>> {
        self.accounts.get(user).map(|account| Arc::clone(&account))
    }

    /// Announces a channel's events, already encoded, to all who listen.
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

    /// The audience of a channel whose actor is starting: it must exist for as long as that lives.
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

    pub(crate) fn tell_session(&self, user: &UserId, message: impl Fn() -> SessionMsg) {
        self.each_connection(user, |connection| {
            if let Some(actor) = &connection.actor {
                drop(actor.cast(message()));
            }
        });
    }
}
