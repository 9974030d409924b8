//! Where actors find each other without asking: who is connected, who listens to which channel,
//! which actors are alive, and who may do what.
//!
//! It outlives every actor, so that none of them takes others' state with it when it dies. Nothing
//! here decides or waits.

mod audience;
mod people;

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock, atomic::AtomicI64},
};

use dashmap::DashMap;
use entity::{
    ids::{ChannelId, Millis, UserId},
    model::Presence,
    permission::Account,
};
use ractor::ActorRef;

pub use audience::Audience;
pub use people::{Connection, SessionId};

use crate::{address::Address, presence::PresenceMsg, session::SessionMsg};

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
    /// Everyone the database knows, as of the last look.
    pub(crate) accounts: ByUser<Arc<Account>>,
    /// Hashes of tokens that hold no more, and when each would have expired anyway.
    pub(crate) revoked: DashMap<Arc<str>, Millis>,
    /// Everyone's presence, as others may know it.
    pub(crate) presence: ByUser<Presence>,
    next_session: AtomicI64,
    presence_actor: Address<PresenceMsg>,
    sessions_supervisor: RwLock<Option<ractor::ActorCell>>,
}

impl Directory {
    pub(crate) fn seat_presence(&self, actor: ActorRef<PresenceMsg>) {
        self.presence_actor.set(actor);
    }

    pub(crate) fn seat_sessions(&self, cell: ractor::ActorCell) {
        *self
            .sessions_supervisor
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(cell);
    }

    pub(crate) fn sessions_supervisor(&self) -> Option<ractor::ActorCell> {
        self.sessions_supervisor
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn to_presence(&self, message: PresenceMsg) {
        self.presence_actor.cast(message);
    }

    /// The account as of the last look, half a second old at most.
    pub(crate) fn known_account(&self, user: &UserId) -> Option<Arc<Account>> {
        self.accounts.get(user).map(|account| Arc::clone(&account))
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

    /// Forgets an audience that nobody is part of and no channel's actor holds any more.
    pub(crate) fn close_audience(&self, id: ChannelId) {
        self.audiences.remove_if(&id, |_, audience| {
            audience.is_empty() && Arc::strong_count(audience) == 1
        });
    }

    pub(crate) fn tell_session(&self, user: &UserId, message: impl Fn() -> SessionMsg) {
        self.each_connection(user, |connection| {
            if let Some(actor) = &connection.actor {
                drop(actor.cast(message()));
            }
        });
    }
}
