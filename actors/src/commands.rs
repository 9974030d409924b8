//! Commands: what a user can ask for, over the socket or, as REST routes, over HTTP.
//!
//! One module for each, which says all that the engine knows about it: its name and data, its rate
//! class, where it is carried out, the rule it is permitted by, the change it makes, and its reply.
//! Everything else (decoding, the documents, the page's types, the tables that tests check) is
//! derived from the list at the end. A module that is not in the list is not compiled.

mod dispatch;
mod in_channel;
mod registry;
mod route;

use std::fmt;

use entity::permission::Account;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use ts_rs::TS;

pub(crate) use dispatch::dispatch_once;
pub use dispatch::{AnyCommand, Services, dispatch};
pub use in_channel::{Asked, ChannelCommand, Decided, Located, Target};
pub use registry::CommandInfo;
pub use route::{Lookup, Route};

use crate::protocol::{Failure, reply::ReplyData};

/// A frame of a client of this engine.
pub type ClientFrame = crate::protocol::ClientFrame<AnyCommand>;

/// Something a user can ask the engine to do.
pub trait Command: fmt::Debug + Send + Sync + 'static {
    /// Its name, on the wire and in documents.
    const NAME: &'static str;
    /// The class of rate limit that it is charged to.
    const RATE: Rate;
    /// The data of its reply.
    type Reply: ReplyData;

    /// Finds out which actor carries it out.
    ///
    /// # Errors
    /// The refusal, where no actor is needed to refuse it.
    fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> impl Future<Output = Result<Route<Self::Reply>, Failure>> + Send;
}

/// A command that a socket may send.
pub trait SocketCommand: Command + Serialize + DeserializeOwned + TS {}

impl<C: Command + Serialize + DeserializeOwned + TS> SocketCommand for C {}

/// A kind of command with a budget of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rate {
    /// Opening a connection.
    Connect,
    /// Writing a message.
    Message,
    /// Changing something else.
    Write,
    /// Moving a read position, typing, presence: small and frequent.
    Signal,
    /// Creating channels and memberships, administration.
    Manage,
    /// Opening direct conversations, which others are drawn into without being asked.
    Direct,
}

/// Reads one of a few words, and never its number, which MessagePack would take for one.
fn word<'de, T: Deserialize<'de>, D: Deserializer<'de>>(data: D) -> Result<Option<T>, D::Error> {
    use serde::de::IntoDeserializer;
    let word = Option::<String>::deserialize(data)?;
    word.map(|word| T::deserialize(word.into_deserializer()))
        .transpose()
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
        mark_read: MarkRead;
        typing: TypingStart, TypingStop;
        update_presence: UpdatePresence;
    }
    rest {
        create_channel: CreateChannel;
        open_direct: OpenDirect;
        update_channel: UpdateChannel;
        set_member: SetMember;
        remove_member: RemoveMember;
    }
}
