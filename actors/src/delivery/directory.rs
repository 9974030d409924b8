//! State that actors share: connections, the audience of each channel, live actors, accounts and
//! published presence.
//!
//! It outlives every actor, so that a crash loses only the crashed actor's own state. It knows actors
//! only by the messages that it delivers to them. Nothing here decides or waits.

mod audience;
mod claims;
mod people;
mod published;

use std::{
    collections::{BTreeSet, HashSet},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicI64},
    },
};

use dashmap::DashMap;
use entity::{
    ids::{ChannelId, Millis, UserId},
    permission::Account,
};
use ractor::{ActorRef, DerivedActorRef};

pub use audience::{Announced, Audience};
pub use people::Connection;
pub(crate) use people::MembershipChange;
pub(crate) use published::Published;

use crate::{
    delivery::address::Address,
    delivery::messages::{CallNotice, PresenceMsg, SessionNotice},
};

pub use crate::delivery::session_id::SessionId;

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
    /// All accounts, as last read from the database.
    pub(crate) accounts: ByUser<Arc<Account>>,
    /// True when an account was added between two looks; the next one checks it.
    pub(crate) has_new_account: AtomicBool,
    /// The users whose accounts have changed since the rooms of tickets were checked.
    changed_accounts: Mutex<BTreeSet<UserId>>,
    /// Hashes of revoked tokens, and when each expires.
    pub(crate) revoked: DashMap<Arc<str>, Millis>,
    /// The published presence of those who are not offline, or have a status to come back with.
    presence: ByUser<Arc<Published>>,
    /// The notifications that a device of each user has claimed.
    claims: ByUser<claims::Claims>,
    next_session: AtomicI64,
    presence_actor: Address<PresenceMsg>,
    calls: RwLock<Option<DerivedActorRef<CallNotice>>>,
    sessions_supervisor: RwLock<Option<ractor::ActorCell>>,
}

impl Directory {
    pub(crate) fn set_presence(&self, actor: ActorRef<PresenceMsg>) {
        self.presence_actor.set(actor);
    }

    pub(crate) fn set_calls(&self, calls: DerivedActorRef<CallNotice>) {
        *self.calls.write().unwrap_or_else(PoisonError::into_inner) = Some(calls);
    }

    /// Tells calls of something. To a dead supervisor it is lost: its successor looks for itself.
    pub(crate) fn to_calls(&self, notice: CallNotice) {
        let calls = self.calls.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(calls) = &*calls {
            drop(calls.send_message(notice));
        }
    }

    pub(crate) fn set_sessions(&self, cell: ractor::ActorCell) {
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

    /// Remembers that an account has changed.
    pub(crate) fn account_changed(&self, user: &UserId) {
        let changed = self.changed_accounts.lock();
        let mut changed = changed.unwrap_or_else(PoisonError::into_inner);
        changed.insert(user.clone());
    }

    /// Takes the users whose accounts have changed.
    pub(crate) fn take_changed_accounts(&self) -> BTreeSet<UserId> {
        let changed = self.changed_accounts.lock();
        let mut changed = changed.unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *changed)
    }

    /// The account as last read from the database, at most half a second ago.
    pub(crate) fn known_account(&self, user: &UserId) -> Option<Arc<Account>> {
        self.accounts.get(user).map(|account| Arc::clone(&account))
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

    /// Forgets an audience that nobody is part of and no channel's actor holds any more.
    pub(crate) fn close_audience(&self, id: ChannelId) {
        self.audiences.remove_if(&id, |_, audience| {
            audience.is_empty() && Arc::strong_count(audience) == 1
        });
    }

    /// Sends a notice to every open session of a user.
    pub(crate) fn notify_sessions(&self, user: &UserId, notice: SessionNotice) {
        self.each_connection(user, |connection| {
            if let Some(actor) = &connection.actor {
                drop(actor.send_message(notice));
            }
        });
    }
}
