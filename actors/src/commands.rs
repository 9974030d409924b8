//! Commands: the actions that a user can request over the socket or, as REST routes, over HTTP.
//!
//! Each has one module, which defines its name and data, its rate class, its route, its permission
//! rule, the change it makes, and its reply. Everything else (decoding, the documents, the page's
//! types, the tables that tests check) is derived from the list at the end. A module that is not in
//! the list is not compiled.

mod addressing;
mod dispatch;
mod features;
mod follow_team;
mod forwarding;
mod in_channel;
mod locations;
mod owners;
mod registry;
mod route;
mod rules;

use std::fmt;

use entity::permission::Account;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use ts_rs::TS;

pub(crate) use dispatch::dispatch_once;
pub use dispatch::{AnyCommand, Services, dispatch};
pub use features::KnownFeatures;
pub(crate) use follow_team::TeamMember;
pub use in_channel::{Asked, ChannelCommand, Decided, Target};
pub use locations::Locations;
pub(crate) use owners::Owners;
pub use registry::CommandInfo;
pub use route::{Lookup, Route};
pub use rules::Rules;

use crate::protocol::{Failure, reply::ReplyData};

/// A client's frame, with any of the engine's commands.
pub type ClientFrame = crate::protocol::ClientFrame<AnyCommand>;

/// An action that a user can request.
pub trait Command: fmt::Debug + Send + Sync + 'static {
    /// The command's name, on the wire and in documents.
    const NAME: &'static str;
    /// The rate class whose budget it uses.
    const RATE: Rate;
    /// The type of its reply.
    type Reply: ReplyData;

    /// Returns the actor that executes it.
    ///
    /// # Errors
    /// The refusal, if no actor is needed to refuse it.
    fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> impl Future<Output = Result<Route<Self::Reply>, Failure>> + Send;
}

/// A command that a socket may send.
pub trait SocketCommand: Command + Serialize + DeserializeOwned + TS {}

impl<C: Command + Serialize + DeserializeOwned + TS> SocketCommand for C {}

/// A class of commands with its own rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rate {
    /// Opening a connection.
    Connect,
    /// Writing a message.
    Message,
    /// Changing something else.
    Write,
    /// Moving a read position, typing, presence: small, frequent commands.
    Signal,
    /// Creating channels and memberships, administration.
    Manage,
    /// Opening direct conversations, which add others without their consent.
    Direct,
    /// Calling, joining calls and leaving them.
    Call,
    /// What devices in a call exchange and say of themselves.
    Signalling,
    /// Drawing on shared screens, and pointing at them.
    Annotation,
}

/// Deserializes an enum by name only: MessagePack would also accept a variant's index.
fn word<'de, T: Deserialize<'de>, D: Deserializer<'de>>(data: D) -> Result<Option<T>, D::Error> {
    use serde::de::IntoDeserializer;
    let word = Option::<String>::deserialize(data)?;
    word.map(|word| T::deserialize(word.into_deserializer()))
        .transpose()
}

/// As [`word`], for a field that must be there.
fn required_word<'de, T: Deserialize<'de>, D: Deserializer<'de>>(data: D) -> Result<T, D::Error> {
    use serde::de::Error as _;
    word(data)?.ok_or_else(|| D::Error::custom("must be a word"))
}

/// Deserializes a field that may be left out, but is never nil, unless `T` itself may be. Without it, nil would change
/// nothing, and be answered as if it had.
///
/// # Errors
/// The error with which `T` refuses the data.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    data: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(data).map(Some)
}

registry::commands! {
    socket {
        authenticate: Authenticate;
        join_channel: JoinChannel;
        leave_channel: LeaveChannel;
        send_message: SendMessage;
        edit_message: EditMessage;
        delete_message: DeleteMessage;
        reactions: AddReaction, RemoveReaction;
        pins: PinMessage, UnpinMessage;
        previews: RemovePreviews;
        saved: SaveMessage, UnsaveMessage;
        reminders: SetReminder, CancelReminder;
        threads: FollowThread, UnfollowThread, MarkThreadRead;
        mark_read: MarkRead;
        mark_all_read: MarkAllRead;
        set_channel_preferences: SetChannelPreferences;
        set_preferences: SetPreferences;
        read_notifications: ReadNotifications;
        claim_notifications: ClaimNotifications;
        typing: TypingStart, TypingStop;
        update_presence: UpdatePresence;
        calls: CallInitiate, CallAccept, CallJoin, CallDecline, CallLeave, CallEnd, CallUpdate, CallView, CallAnnotate;
        webrtc: WebrtcOffer, WebrtcAnswer, WebrtcIceCandidate;
    }
    rest {
        create_channel: CreateChannel;
        open_direct: OpenDirect;
        update_channel: UpdateChannel;
        set_member: SetMember;
        remove_member: RemoveMember;
        hand_over: HandOver;
        convert_group: ConvertGroup;
        scheduled: ScheduleMessage, UpdateScheduled, CancelScheduled;
        invites: CreateInvite, RevokeInvite, AcceptInvite;
        tickets: ChangeTicket, CommentTicket;
        ticket_from_message: CreateTicket;
        ticket_room: OpenTicketRoom;
    }
}
