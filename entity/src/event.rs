//! Durable events, ordered within their stream.
//!
//! The log stores an event's fact as JSON, and a replay reads it from there. Three kinds carry the
//! *current* state instead, so that the log contains no text: a new or edited message, a channel's
//! settings, a channel that someone joined. A client that applies all events therefore reaches the same
//! state as one that was always connected, and applying an event twice changes nothing.
//!
//! The `actors` crate's `protocol` encodes events.

use std::{borrow::Cow, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::{Channel, ChannelView, Message},
};

/// The fields of a fact, by their names on the wire.
pub type Fields = Map<String, Value>;

/// The content of an event, besides its stream and position.
pub trait Fact: Serialize + DeserializeOwned {
    /// The event's name, in the log and on the wire.
    const NAME: &'static str;
}

/// The stream that an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// A channel's, for everyone in it.
    Channel,
    /// One user's own, on all their devices.
    User,
}

/// The data of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// The current state of a message.
    Message(Arc<Message>),
    /// The current state of a channel.
    Channel(Box<Channel>),
    /// The current state of a channel, as its new member sees it.
    Joined(Box<ChannelView>),
    /// The fact itself.
    Fact(Fields),
}

impl Payload {
    /// The fact as fields.
    ///
    /// # Panics
    /// Never: facts are structs with named fields.
    pub(crate) fn of(fact: &impl Fact) -> Self {
        match serde_json::to_value(fact) {
            Ok(Value::Object(fields)) => Self::Fact(fields),
            _ => unreachable!("a fact is a struct with named fields"),
        }
    }
}

/// An event of a channel's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelEvent {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its position: the next one after the channel's previous event.
    pub seq: Seq,
    /// When it was requested.
    pub at: Millis,
    /// Its name. Names that this version does not know are passed on.
    pub name: Cow<'static, str>,
    /// Its content.
    pub payload: Payload,
    /// The position of the message that it is about. To those who may not see that message, the event says
    /// nothing.
    pub about: Option<Seq>,
}

/// An event of a user's own stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEvent {
    /// The stream's user.
    pub user: UserId,
    /// Its position: higher than that of the stream's previous event.
    pub seq: Seq,
    /// When it was requested.
    pub at: Millis,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its content.
    pub payload: Payload,
}

impl ChannelEvent {
    /// Returns whether a member who sees the channel after a position may see what the event says.
    #[must_use]
    pub fn is_seen_after(&self, position: Seq) -> bool {
        self.seq > position && self.about.is_none_or(|about| about > position)
    }

    /// Returns the fact, if it is of this type and was recorded.
    #[must_use]
    pub fn fact<F: Fact>(&self) -> Option<F> {
        read(&self.name, &self.payload)
    }

    /// Returns the message of a `message_received` or `message_updated`.
    #[must_use]
    pub fn message(&self) -> Option<&Arc<Message>> {
        match &self.payload {
            Payload::Message(message) => Some(message),
            _ => None,
        }
    }
}

impl UserEvent {
    /// Returns the fact, if it is of this type and was recorded.
    #[must_use]
    pub fn fact<F: Fact>(&self) -> Option<F> {
        read(&self.name, &self.payload)
    }
}

fn read<F: Fact>(name: &str, payload: &Payload) -> Option<F> {
    match payload {
        Payload::Fact(fields) if name == F::NAME => {
            serde_json::from_value(Value::Object(fields.clone())).ok()
        }
        _ => None,
    }
}
