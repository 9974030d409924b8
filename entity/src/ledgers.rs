//! The ledgers: one module for each group of tables. They write everything that this program writes, except
//! for the schema and the claim to the database.
//!
//! A ledger loads the rows that its part of a batch needs, applies changes to them in memory, and writes
//! them. Each [`Change`] and each [`Fact`] is in the ledger of its tables. Nothing here checks permissions,
//! and only [`commit`](crate::commit()) runs these statements.

use std::fmt;

use sea_orm::DatabaseTransaction;

use crate::{
    change::{By, Committed},
    error::Error,
    event::{Fact, Stream},
    ids::Millis,
    model::Message,
};

pub mod account_reads;
pub mod accounts;
pub mod all_read;
pub mod calls;
pub mod channels;
pub mod edits;
pub mod file_moves;
pub mod files;
pub mod grants;
pub mod idempotency;
pub mod invites;
pub mod members;
pub mod memory;
pub mod mentions;
pub mod messages;
pub mod new_tickets;
mod notes;
pub mod notifications;
pub mod own_preferences;
pub mod pins;
pub mod posted;
pub mod preferences;
pub mod presence;
pub mod reactions;
pub mod reads;
mod recent;
pub mod reminders;
pub mod retention;
pub mod saved;
pub mod scheduled;
pub mod search;
pub mod streams;
pub mod team_members;
pub mod threads;
pub mod ticket_events;
pub mod ticket_notices;
mod ticket_rows;
pub mod ticket_targets;
pub mod ticket_words;
pub mod ticket_work;
pub mod tickets;
pub mod tokens;
mod write;

pub use memory::Memory;

/// One change to commit. It is permitted and validated before.
pub trait Change: fmt::Debug + Send + Sync + 'static {
    /// Who makes it.
    fn by(&self) -> By;

    /// Registers the rows that the ledgers must load before [`Self::apply`].
    fn needs(&self, ledgers: &mut Ledgers);

    /// Applies the change in memory: takes positions and ids, and records the resulting events.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Deleted`], [`Error::Conflict`] or [`Error::Invalid`]. It must then have changed nothing,
    /// because the rest of the batch is committed.
    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error>;
}

/// A change and the time of its request.
#[derive(Debug)]
pub struct Entry {
    /// The time of the request.
    pub at: Millis,
    /// The change.
    pub change: Box<dyn Change>,
}

impl Entry {
    /// An entry of the batch.
    #[must_use]
    pub fn new(at: Millis, change: impl Change) -> Self {
        Self {
            at,
            change: Box::new(change),
        }
    }
}

/// The part of a batch for one group of tables.
pub(crate) trait Ledger: Default {
    /// Reads the rows that the changes of the batch need.
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error>;

    /// Writes the changed rows in the order of their keys, so that two writers lock rows in the same order.
    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error>;

    /// Removes the data that belongs to a deleted message.
    fn message_deleted(&mut self, _: &Message) {}

    /// Completes the results with values that can only be read after all rows are written.
    async fn complete(
        &mut self,
        _: &DatabaseTransaction,
        _: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        Ok(())
    }

    /// Returns the state that the next batch need not read again. Called after the transaction.
    fn remember(self, _: &mut Memory) {}
}

macro_rules! ledgers {
    ($($name:ident: $ledger:ty),+ $(,)?) => {
        /// All rows that a batch needs, with the changes applied so far.
        #[derive(Default)]
        pub struct Ledgers {
            /// The index of the change that is being applied.
            pub(crate) change: usize,
            $(pub(crate) $name: $ledger,)+
        }

        impl Ledgers {
            pub(crate) async fn load(
                &mut self,
                db: &DatabaseTransaction,
                memory: &mut Memory,
            ) -> Result<(), Error> {
                $(self.$name.load(db, memory).await?;)+
                Ok(())
            }

            pub(crate) async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
                $(self.$name.write(db).await?;)+
                Ok(())
            }

            pub(crate) fn message_deleted(&mut self, message: &Message) {
                $(self.$name.message_deleted(message);)+
            }

            pub(crate) async fn complete(
                &mut self,
                db: &DatabaseTransaction,
                results: &mut [Result<Committed, Error>],
            ) -> Result<(), Error> {
                $(self.$name.complete(db, results).await?;)+
                Ok(())
            }

            pub(crate) fn remember(self, memory: &mut Memory) {
                $(self.$name.remember(memory);)+
            }
        }
    };
}

// In the order of writing and completion: tables that refer to others come after them.
ledgers! {
    channels: channels::Channels,
    streams: streams::Streams,
    members: members::Members,
    invites: invites::Invites,
    messages: messages::Messages,
    notes: notes::Notes,
    edits: edits::Edits,
    saved: saved::Saved,
    scheduled: scheduled::ScheduledMessages,
    reminders: reminders::Reminders,
    files: files::Files,
    file_moves: file_moves::FileMoves,
    threads: threads::Threads,
    reactions: reactions::Reactions,
    pins: pins::Pins,
    mentions: mentions::Mentions,
    reads: reads::Reads,
    preferences: preferences::Preferences,
    own_preferences: own_preferences::OwnPreferences,
    // After the streams, whose positions they take.
    notifications: notifications::Notifications,
    all_read: all_read::AllRead,
    accounts: accounts::Accounts,
    account_reads: account_reads::AccountReads,
    grants: grants::Grants,
    tokens: tokens::Tokens,
    presence: presence::Presence,
    calls: calls::Calls,
    tickets: tickets::Tickets,
    ticket_work: ticket_work::TicketWork,
    ticket_events: ticket_events::TicketEvents,
    ticket_words: ticket_words::TicketWords,
    ticket_notices: ticket_notices::TicketNotices,
    ticket_targets: ticket_targets::TicketTargetsPart,
    new_tickets: new_tickets::NewTickets,
    retention: retention::Retention,
    search: search::Search,
    // Last, because responses are made from what the others have completed.
    answers: idempotency::Answers,
}

/// Lists every kind of durable event with its name and the type of its fact. A fact that is not
/// listed here does not compile where it is recorded.
macro_rules! facts {
    ($($stream:ident $name:literal => $ledger:ident::$fact:ident),+ $(,)?) => {
        $(impl Fact for $ledger::$fact {
            const NAME: &'static str = $name;
        })+

        /// The name and stream of every kind of durable event.
        pub const EVENTS: &[(&str, Stream)] = &[$(($name, Stream::$stream)),+];

        /// Calls `$with!` with the stream, name and type of every kind of durable event.
        #[macro_export]
        macro_rules! each_fact {
            ($with:ident) => {
                $($with!($stream, $name, $crate::ledgers::$ledger::$fact);)+
            };
        }
    };
}

facts! {
    Channel "message_received" => messages::MessageReceived,
    Channel "message_updated" => messages::MessageUpdated,
    Channel "message_deleted" => messages::MessageDeleted,
    Channel "reaction_added" => reactions::ReactionAdded,
    Channel "reaction_removed" => reactions::ReactionRemoved,
    Channel "message_pinned" => pins::MessagePinned,
    Channel "message_unpinned" => pins::MessageUnpinned,
    Channel "user_joined" => members::UserJoined,
    Channel "user_left" => members::UserLeft,
    Channel "invite_created" => invites::InviteCreated,
    Channel "invite_revoked" => invites::InviteRevoked,
    Channel "channel_updated" => channels::ChannelUpdated,
    User "channel_joined" => members::ChannelJoined,
    User "channel_left" => members::ChannelLeft,
    User "read_updated" => reads::ReadUpdated,
    User "scheduled_updated" => scheduled::ScheduledUpdated,
    User "reminder_updated" => reminders::ReminderUpdated,
    User "saved_updated" => saved::SavedUpdated,
    User "preferences_updated" => preferences::PreferencesUpdated,
    User "threads_read" => all_read::ThreadsRead,
    User "notification" => notifications::Notification,
    User "notifications_read" => notifications::NotificationsRead,
    User "notifications_removed" => notifications::NotificationsRemoved,
}
