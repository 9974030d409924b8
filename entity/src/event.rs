//! Events: what has durably happened, in the order of its stream.
//!
//! An event's fact is kept in the log as JSON and replayed from there. Three kinds carry the
//! *current* state of what they are about instead, so that the log holds no text of its own: a new
//! or edited message, a channel's settings, a channel that someone joined. Applying all events
//! therefore ends in the same state as having been there, and applying one twice changes nothing.
//!
//! How an event looks on the wire is said in the `actors` crate's `protocol`.

use std::{borrow::Cow, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::{Channel, ChannelView, Message},
};

/// The fields of a fact, by their names on the wire.
pub type Fields = Map<String, Value>;

/// What an event says, beside its stream and position.
pub trait Fact: Serialize + DeserializeOwned {
    /// The event's name, in the log and on the wire.
    const NAME: &'static str;
}

/// Which stream an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// A channel's, for everyone in it.
    Channel,
    /// One user's own, on all their devices.
    User,
}

/// What an event carries to its readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A message as it is now.
    Message(Arc<Message>),
    /// A channel as it is now.
    Channel(Box<Channel>),
    /// A channel as its new member sees it now.
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

/// Something that happened in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelEvent {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its position: the next one after the channel's previous event.
    pub seq: Seq,
    /// The time it was asked for.
    pub at: Millis,
    /// Its name. One that this version does not know is passed on all the same.
    pub name: Cow<'static, str>,
    /// What it says.
    pub payload: Payload,
}

/// Something that concerns one user alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEvent {
    /// Whose stream.
    pub user: UserId,
    /// Its position: higher than that of the stream's previous event.
    pub seq: Seq,
    /// The time it was asked for.
    pub at: Millis,
    /// Its name.
    pub name: Cow<'static, str>,
    /// What it says.
    pub payload: Payload,
}

impl ChannelEvent {
    /// The fact, if it is of that kind and kept as a fact.
    #[must_use]
    pub fn fact<F: Fact>(&self) -> Option<F> {
        read(&self.name, &self.payload)
    }

    /// The message that a `message_received` or `message_updated` carries.
    #[must_use]
    pub fn message(&self) -> Option<&Arc<Message>> {
        match &self.payload {
            Payload::Message(message) => Some(message),
            _ => None,
        }
    }
}

impl UserEvent {
    /// The fact, if it is of that kind and kept as a fact.
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
