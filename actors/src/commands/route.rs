//! Routes of commands, and the lookups that a command may make to determine its route.

use std::{
    collections::BTreeSet,
    fmt,
    marker::PhantomData,
    sync::{Arc, atomic::AtomicBool},
};

use entity::{
    Database,
    change::{Committed, MessageRef},
    duty::is_on_duty,
    ids::{ChannelId, ClientId, InviteId, MessageId, ScheduledId, Seq, UserId},
    ledgers::{self, files::FileFolders},
    model::{Invite, Presence, PresenceStatus, Scheduled},
    permission::{Account, Action, Permission, Permit, decide, may},
    queries::{self, messages::Located},
};

use super::{Locations, Rules};
use crate::{
    calls::{Ask, Board, Origin},
    channels::{Decide, Router},
    clock,
    delivery::directory::{Directory, SessionId},
    delivery::messages::ChosenMessage,
    protocol::{
        Failure, Reply,
        reply::{ChannelReply, ReplyData},
    },
};

/// The route of a command that replies with `R`.
#[derive(Debug)]
pub struct Route<R> {
    pub(super) destination: Destination,
    reply: PhantomData<fn() -> R>,
}

/// Makes the reply to a command from the result of its change.
pub(super) type Answer = Box<dyn Fn(Committed) -> Result<Reply, Failure> + Send + Sync>;

/// The actor that executes a command, and the action for it.
pub(super) enum Destination {
    /// A channel's actor decides the command.
    Channel(ChannelId, Box<dyn Decide>),
    /// The supervisor of channels commits the creation.
    Creation(ledgers::channels::CreateChannel),
    /// The store commits the change, which needs no decision, and the reply is made from its result.
    Store(Box<dyn ledgers::Change>, Answer),
    /// The presence actor stores the status and its message; `None` leaves either unchanged.
    Presence(Option<PresenceStatus>, Option<ChosenMessage>),
    /// A call, or the supervisor of calls.
    Call(Origin, Ask),
    /// Nobody: the reply is known.
    Reply(Reply),
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(id, command) => {
                f.debug_tuple("Channel").field(id).field(command).finish()
            }
            Self::Creation(change) => f.debug_tuple("Creation").field(change).finish(),
            Self::Store(change, _) => f.debug_tuple("Store").field(change).finish(),
            Self::Call(_, ask) => f.debug_tuple("Call").field(ask).finish(),
            Self::Presence(status, _) => f.debug_tuple("Presence").field(status).finish(),
            Self::Reply(reply) => f.debug_tuple("Reply").field(reply).finish(),
        }
    }
}

impl<R> Route<R> {
    fn to(destination: Destination) -> Self {
        Self {
            destination,
            reply: PhantomData,
        }
    }

    /// Routes a command to its channel.
    pub(super) fn channel(id: ChannelId, command: impl Decide + 'static) -> Self {
        Self::to(Destination::Channel(id, Box::new(command)))
    }
}

impl<R: ReplyData> Route<R> {
    /// Routes a command to its call, or to the supervisor of calls.
    pub(super) fn call(from: Origin, ask: Ask) -> Self {
        Self::to(Destination::Call(from, ask))
    }

    /// Replies at once.
    pub(super) fn reply(reply: R) -> Self {
        Self::to(Destination::Reply(Reply::new(reply)))
    }

    /// Routes a change of the caller's own data to the store; the reply is made from its result.
    #[must_use]
    pub fn store(
        change: impl ledgers::Change,
        answer: impl Fn(Committed) -> Result<R, Failure> + Send + Sync + 'static,
    ) -> Self {
        let answer: Answer = Box::new(move |committed| answer(committed).map(Reply::new));
        Self::to(Destination::Store(Box::new(change), answer))
    }
}

impl Route<ChannelReply> {
    /// Routes the creation of a channel, or the search for a direct conversation.
    #[must_use]
    pub fn creation(change: ledgers::channels::CreateChannel) -> Self {
        Self::to(Destination::Creation(change))
    }
}

impl Route<Presence> {
    /// Routes a chosen status and status message to the presence actor; `None` leaves either unchanged.
    #[must_use]
    pub fn presence(status: Option<PresenceStatus>, message: Option<ChosenMessage>) -> Self {
        Self::to(Destination::Presence(status, message))
    }
}

/// The lookups that a command may make before its route is known.
#[derive(Debug)]
pub struct Lookup<'a> {
    pub(super) database: &'a Database,
    pub(super) locations: &'a Locations,
    /// The administrator's rules.
    pub(super) rules: Rules,
    pub(super) directory: &'a Arc<Directory>,
    pub(super) channels: &'a Router,
    /// The calls that go on.
    pub(super) calls: &'a Board,
    /// The socket that sent the command; none over REST.
    pub(super) session: Option<SessionId>,
    /// The folders of files, as [`Services::folders`](super::Services::folders).
    pub(super) folders: &'a FileFolders,
    /// Set when the chat itself has changed a ticket.
    pub(super) tickets_changed: &'a Arc<AtomicBool>,
}

impl Lookup<'_> {
    /// Returns a message's location and author.
    ///
    /// # Errors
    /// `not_found` if the message does not exist.
    pub async fn message(&self, id: MessageId) -> Result<Located, Failure> {
        self.locations.of(self.database, id).await
    }

    /// Returns whether a message is deleted, or has never been.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn is_deleted(&self, id: MessageId) -> Result<bool, Failure> {
        let message = queries::messages::get(self.database, id).await?;
        Ok(message.is_none_or(|message| message.deleted_at.is_some()))
    }

    /// Returns the users whom a message mentions, by name or as one of a group.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn mentioned(&self, id: MessageId) -> Result<BTreeSet<UserId>, Failure> {
        Ok(queries::messages::mentioned(self.database, id).await?)
    }

    /// Returns whether a message with this id has been sent, by anybody.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn is_sent(&self, id: ClientId) -> Result<bool, Failure> {
        Ok(queries::messages::is_sent(self.database, id).await?)
    }

    /// Returns the members of `channel` in one of `teams` who are off duty and whom a mention would alert now.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn off_duty(
        &self,
        channel: ChannelId,
        teams: &[String],
    ) -> Result<BTreeSet<UserId>, Failure> {
        let now = clock::now();
        let members = queries::duty::team_members(self.database, channel, Some(teams)).await?;
        let off = members.into_iter().filter(|member| {
            let present = self.directory.is_present(&member.user);
            member.is_notified && !is_on_duty(member.mode.as_ref(), present, now)
        });
        let mut off: BTreeSet<UserId> = off.map(|member| member.user).collect();
        let silent = queries::duty::silent(self.database, &off, now).await?;
        off.retain(|user| !silent.contains(user));
        Ok(off)
    }

    /// Returns the position of the last event in a user's own stream.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn latest_of(&self, user: &UserId) -> Result<Seq, Failure> {
        Ok(queries::streams::latest_of_user(self.database, user).await?)
    }

    /// Returns a scheduled message of the caller.
    ///
    /// # Errors
    /// `not_found` if it does not exist or is somebody else's.
    pub async fn scheduled(&self, caller: &Account, id: ScheduledId) -> Result<Scheduled, Failure> {
        let found = queries::scheduled::get(self.database, id).await?;
        let own = found.filter(|found| found.user == caller.username);
        Ok(own.ok_or_else(Failure::not_found)?.scheduled)
    }

    /// Returns the message of a reminder that the caller has set and that is not due yet.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn reminder(
        &self,
        caller: &Account,
        id: MessageId,
    ) -> Result<Option<MessageRef>, Failure> {
        let found = queries::reminders::of_message(self.database, &caller.username, id).await?;
        Ok(found.map(|found| found.message))
    }

    /// Returns a ticket that the caller may see.
    ///
    /// # Errors
    /// `not_found` if there is none, or they may not see it.
    pub async fn ticket(
        &self,
        caller: &Account,
        number: &str,
    ) -> Result<queries::tickets::Stored, Failure> {
        may(caller, Permission::AccessChannels)?;
        let found = queries::tickets::find(self.database, number).await?;
        let found = found.ok_or_else(Failure::not_found)?;
        found.standing.permit(caller)?;
        Ok(found)
    }

    /// Returns an invite link.
    ///
    /// # Errors
    /// `not_found` if the link does not exist.
    pub async fn invite(&self, id: InviteId) -> Result<Invite, Failure> {
        let found = queries::invites::by_id(self.database, id).await?;
        Ok(found.ok_or_else(Failure::not_found)?.invite)
    }

    /// Returns an invite link by the secret part of it.
    ///
    /// # Errors
    /// `not_found` if the link does not exist.
    pub async fn invite_by_token(&self, token: &str) -> Result<Invite, Failure> {
        let found = queries::invites::by_token(self.database, token).await?;
        Ok(found.ok_or_else(Failure::not_found)?.invite)
    }

    /// Checks that `caller` may perform `action` in another channel than the one that decides.
    ///
    /// # Errors
    /// `not_found` if the channel must stay hidden from them, otherwise `forbidden`.
    pub async fn permit(
        &self,
        caller: &Account,
        channel: ChannelId,
        action: Action,
    ) -> Result<Permit, Failure> {
        let standing =
            queries::channels::standing(self.database, channel, &caller.username).await?;
        let standing = standing.ok_or_else(Failure::not_found)?;
        Ok(decide(caller, &standing, action)?)
    }
}
