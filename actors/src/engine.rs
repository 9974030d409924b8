//! The engine: starts the standing actors, restarts those that crash, and is the interface for the edge.

mod args;
mod settings;
mod supervisor;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use entity::{
    Database,
    change::Answer,
    ids::{ChannelId, Millis, UserId},
    ledgers::Change,
    model::{Call, ChannelView, Presence, PresenceStatus, TeamHere},
    permission::{Account, Permission, may},
    queries::{self, calls::StoredCall},
};
use ractor::{Actor, ActorRef};
use tokio::sync::mpsc;

use args::EngineArgs;
pub use settings::EngineSettings;
use supervisor::{EngineActor, EngineMsg};

use crate::{
    Error, accounts,
    commands::{Command, Services, dispatch, dispatch_once},
    delivery::reply::{Once, ReplyTo},
    protocol::{CloseCode, Failure},
    sessions::{self, OpenSession, Opening},
    store::Kept,
};

/// The running engine. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    pub(crate) services: Arc<Services>,
    root: ActorRef<EngineMsg>,
}

impl Engine {
    /// Makes the schedule crash.
    #[cfg(test)]
    pub(crate) fn panic_schedule(&self) {
        use crate::schedule::ScheduleMsg;
        let actors = self.root.get_children().into_iter();
        let is_schedule =
            |actor: &ractor::ActorCell| actor.is_message_type_of::<ScheduleMsg>() == Some(true);
        for schedule in actors.filter(is_schedule) {
            let schedule: ActorRef<ScheduleMsg> = schedule.into();
            drop(schedule.cast(ScheduleMsg::Panic));
        }
    }

    /// Starts the engine on a migrated database.
    ///
    /// # Errors
    /// When the database cannot be read or an actor does not start.
    pub async fn start(database: Database, settings: EngineSettings) -> Result<Self, Error> {
        let services = Arc::new(Services {
            database,
            locations: Arc::default(),
            features: Arc::default(),
            channels: Arc::default(),
            directory: Arc::default(),
            calls: Arc::default(),
            store: Arc::default(),
            rules: settings.rules,
            folders: Arc::clone(&settings.folders),
            tickets_changed: Arc::default(),
        });
        let args = EngineArgs {
            services: Arc::clone(&services),
            settings,
        };
        let (root, _) = Actor::spawn(None, EngineActor, args).await?;
        Ok(Self { services, root })
    }

    /// Writes all queued changes and stops. Close the sockets first.
    ///
    /// # Errors
    /// When that takes longer than `within`.
    pub async fn stop(&self, within: Duration) -> Result<(), Error> {
        let drained = self.root.call(EngineMsg::Drain, Some(within)).await;
        self.root.stop(None);
        match drained {
            Ok(ractor::rpc::CallResult::Success(())) => Ok(()),
            _ => Err(Error::NotDrained),
        }
    }

    /// Returns the actors that it supervises, to test their restart.
    #[cfg(test)]
    pub(crate) fn standing(&self) -> Vec<ractor::ActorCell> {
        self.root.get_children()
    }

    /// Looks at the tickets again: what concerns them was changed, and the chat's own writes are not noticed otherwise.
    pub fn look_at_tickets(&self) {
        let changed = &self.services.tickets_changed;
        changed.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    /// Returns the database, for reads.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.services.database
    }

    /// Returns an account as it was in the database at most half a second ago.
    ///
    /// # Errors
    /// When it is not in memory yet and the database cannot be read.
    pub async fn account(&self, user: &UserId) -> Result<Option<Arc<Account>>, Failure> {
        if let Some(account) = self.services.directory.known_account(user) {
            return Ok(Some(account));
        }
        let account = queries::accounts::load(&self.services.database, user).await?;
        Ok(account.map(|account| accounts::note_if_unknown(&self.services.directory, account)))
    }

    /// Returns why a user has no access to the chat, as far as their account says so.
    #[must_use]
    pub fn refusal(&self, user: &UserId) -> Option<Failure> {
        let account = self.services.directory.known_account(user)?;
        may(&account, Permission::AccessChannels)
            .err()
            .map(Failure::from)
    }

    /// Waits until the read positions of `user` are written, before their channels are read.
    pub async fn write_positions_of(&self, user: &UserId) {
        self.services.store.write_positions_of(user).await;
    }

    /// Executes a command, exactly as if it came from a socket, and waits for the reply.
    ///
    /// # Errors
    /// The reason, when the command is refused.
    pub async fn execute<C: Command>(
        &self,
        account: &Arc<Account>,
        command: C,
    ) -> Result<C::Reply, Failure> {
        let (reply, answer) = ReplyTo::caller();
        dispatch(&self.services, account, command, reply).await;
        let answer = answer.await.unwrap_or_else(|_| Err(Failure::busy()));
        answer?.read()
    }

    /// As [`Self::execute`], for a request that is carried out once, however often it is sent: its
    /// answer is committed with its change, and repeated from then on.
    ///
    /// # Errors
    /// As [`Self::execute`]; conflict when the request's key was used for another request.
    pub async fn execute_once<C: Command>(
        &self,
        account: &Arc<Account>,
        command: C,
        once: Once,
    ) -> Result<Answer, Failure> {
        let (reply, answer) = ReplyTo::caller();
        dispatch_once(&self.services, account, command, once, reply).await;
        let answer = answer.await.unwrap_or_else(|_| Err(Failure::busy()));
        answer?.read()
    }

    /// Has the store keep a change that no channel decides, and waits until it is kept. The caller has
    /// checked that it is permitted.
    ///
    /// # Errors
    /// The change's refusal, or [`entity::Error::Busy`].
    pub async fn keep(&self, change: impl Change) -> Kept {
        self.services.store.keep(change).await
    }

    /// Opens the session of an authenticated socket.
    ///
    /// # Errors
    /// If the account does not have access to the chat, or the database cannot be read.
    pub async fn open_session(&self, opening: Opening) -> Result<OpenSession, Failure> {
        sessions::open(&self.services, opening).await
    }

    /// Returns whether a token has been revoked, as of the last read of the database.
    #[must_use]
    pub fn is_revoked(&self, token_hash: &str) -> bool {
        self.services.directory.revoked.contains_key(token_hash)
    }

    /// Refuses a token that has been revoked, and closes the sockets that logged in with it.
    pub fn revoke_token(&self, user: &UserId, token_hash: &Arc<str>, expires_at: Millis) {
        let directory = &self.services.directory;
        directory.revoked.insert(Arc::clone(token_hash), expires_at);
        directory.close(user, CloseCode::AccessRevoked, |connection| {
            connection.token_hash == *token_hash
        });
    }

    /// Closes all sockets of a user.
    pub fn revoke_user(&self, user: &UserId) {
        self.services
            .directory
            .close(user, CloseCode::AccessRevoked, |_| true);
    }

    /// Reads users and roles again, after something changed them.
    pub async fn accounts_changed(&self) {
        drop(
            self.root
                .call(EngineMsg::LookAtAccounts, Some(Duration::from_secs(5)))
                .await,
        );
    }

    /// Returns a user's presence as others see it. For a user who never connected it is offline since 1970.
    ///
    /// # Errors
    /// When the user is offline and the database cannot be read.
    pub async fn presence_of(&self, user: &UserId) -> Result<Presence, Failure> {
        if let Some(presence) = self.services.directory.presence_of(user) {
            return Ok(presence);
        }
        let kept = queries::presence::load(&self.services.database, user).await?;
        // Whoever has a status message is published; a stored one has been cleared meanwhile.
        Ok(Presence {
            status: PresenceStatus::Offline,
            status_message: String::new(),
            status_message_until: None,
            last_active: kept.map_or(0, |kept| kept.last_active),
        })
    }

    /// Returns up to `limit` members of `channels` who are not offline, by username, starting after `after`;
    /// and whether there are more.
    #[must_use]
    pub fn presence_in(
        &self,
        channels: &[ChannelId],
        after: Option<&str>,
        limit: usize,
    ) -> (Vec<(UserId, Presence)>, bool) {
        let directory = &self.services.directory;
        let mut present = BTreeMap::new();
        for channel in channels {
            directory.each_present(*channel, |published| {
                if let Some(entry) = published.get()
                    && entry.presence.status != PresenceStatus::Offline
                    && after.is_none_or(|after| entry.user.as_str() > after)
                {
                    present.insert(entry.user.clone(), entry);
                }
            });
        }
        let mut present = present.into_iter();
        let page = present
            .by_ref()
            .take(limit)
            .map(|(user, entry)| (user, entry.presence.clone()))
            .collect();
        (page, present.next().is_some())
    }

    /// Returns the teams of the members of `channel` whose name or id contains `query`, and who of them is on duty.
    ///
    /// # Errors
    /// `invalid` for a cursor that this function did not return; busy when the database does not answer.
    pub async fn teams_in(
        &self,
        channel: ChannelId,
        page: (&str, Option<&str>, u64),
    ) -> Result<queries::Listing<TeamHere>, Failure> {
        let Services {
            database,
            directory,
            ..
        } = &*self.services;
        let is_present = |user: &UserId| directory.is_present(user);
        let now = crate::clock::now();
        Ok(queries::teams::here(database, channel, page, is_present, now).await?)
    }

    /// Shows in views of channels which call goes on there.
    pub fn show_calls<'a>(&self, views: impl IntoIterator<Item = &'a mut ChannelView>) {
        self.services.calls.show(views);
    }

    /// Passes the events of the media plane on to the calls, until it ends.
    pub async fn pass_on_media(self, mut events: mpsc::Receiver<media::Event>) {
        while let Some(event) = events.recv().await {
            self.services.calls.media(event);
        }
    }

    /// Returns a call as it is shown.
    #[must_use]
    pub fn call(&self, stored: StoredCall) -> Call {
        let mode = self.services.calls.mode_of(stored.id);
        stored.shown(mode)
    }

    /// Returns the number of logged-in sockets.
    #[must_use]
    pub fn connected(&self) -> usize {
        self.services.directory.connected()
    }

    /// Returns whether a write is likely to succeed soon. False after a failed commit, until one succeeds or
    /// ten seconds have passed, and while a commit is stuck.
    #[must_use]
    pub fn keeps_what_is_written(&self) -> bool {
        self.services.store.works()
    }
}
