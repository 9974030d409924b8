//! Encodes durable events, as recorded in the database, into frames.
//!
//! Each names its stream and its position there, so that a client can advance past an event that it
//! does not know. Its other fields are its fact, as recorded.

use bytes::Bytes;
use entity::{
    event::{ChannelEvent, Fields, Payload, UserEvent},
    ids::{ChannelId, Seq},
    ledgers::members::CHANNEL_JOINED,
    model::{Channel, ChannelLabel, ChannelView, Message},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Event, frame};

/// The fields that each event of a channel's stream starts with.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelPosition {
    /// The stream: `channel`.
    #[ts(type = "\"channel\"")]
    pub stream: &'static str,
    /// The channel's id.
    pub channel_id: ChannelId,
    /// The event's position in the channel's stream.
    #[ts(type = "number")]
    pub seq: Seq,
}

/// The fields that each event of a user's own stream starts with.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UserPosition {
    /// The stream: `user`.
    #[ts(type = "\"user\"")]
    pub stream: &'static str,
    /// The event's position in the user's stream.
    #[ts(type = "number")]
    pub seq: Seq,
}

/// Encodes an event of `channel`.
#[must_use]
pub fn channel_event(event: &ChannelEvent, channel: &Channel) -> Bytes {
    let position = ChannelPosition {
        stream: "channel",
        channel_id: event.channel_id,
        seq: event.seq,
    };
    match &event.payload {
        Payload::Message(message) if event.name == "message_received" => frame::named(
            &event.name,
            &WithMessage {
                position,
                message,
                channel: Some(channel.into()),
            },
        ),
        Payload::Message(message) => frame::named(
            &event.name,
            &WithMessage {
                position,
                message,
                channel: None,
            },
        ),
        Payload::Channel(channel) => frame::named(&event.name, &WithChannel { position, channel }),
        Payload::Fact(fields) => frame::named(&event.name, &WithFields { position, fields }),
        Payload::Joined(_) => unreachable!("joined channels are events of the user's own stream"),
    }
}

/// Encodes the placeholder of an event of a channel, for a member who may not see what it is about.
#[must_use]
pub fn hidden(channel_id: ChannelId, seq: Seq) -> Bytes {
    frame::event(&Event::EventHidden(ChannelPosition {
        stream: "channel",
        channel_id,
        seq,
    }))
}

/// Encodes an event of a user's own stream. `None` if a channel was joined that no longer exists.
#[must_use]
pub fn user_event(event: &UserEvent) -> Option<Bytes> {
    let position = UserPosition {
        stream: "user",
        seq: event.seq,
    };
    match &event.payload {
        Payload::Joined(view) => Some(frame::named(&event.name, &Joined { position, view })),
        Payload::Fact(_) if event.name == CHANNEL_JOINED => None,
        Payload::Fact(fields) => Some(frame::named(&event.name, &WithFields { position, fields })),
        Payload::Message(_) | Payload::Channel(_) => {
            unreachable!("messages and settings are events of a channel's stream")
        }
    }
}

/// A position's fields, to be written into the same map as the fact.
trait Position {
    const FIELDS: usize;
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

impl Position for ChannelPosition {
    const FIELDS: usize = 3;

    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("stream", self.stream)?;
        map.serialize_entry("channelId", &self.channel_id)?;
        map.serialize_entry("seq", &self.seq)
    }
}

impl Position for UserPosition {
    const FIELDS: usize = 2;

    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("stream", self.stream)?;
        map.serialize_entry("seq", &self.seq)
    }
}

struct WithFields<'a, P> {
    position: P,
    fields: &'a Fields,
}

impl<P: Position> Serialize for WithFields<'_, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(P::FIELDS + self.fields.len()))?;
        self.position.write(&mut map)?;
        for (name, value) in self.fields {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

struct WithMessage<'a> {
    position: ChannelPosition,
    message: &'a Message,
    channel: Option<ChannelLabel>,
}

impl Serialize for WithMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = ChannelPosition::FIELDS + 1 + usize::from(self.channel.is_some());
        let mut map = serializer.serialize_map(Some(length))?;
        self.position.write(&mut map)?;
        map.serialize_entry("message", self.message)?;
        if let Some(channel) = &self.channel {
            map.serialize_entry("channel", channel)?;
        }
        map.end()
    }
}

struct WithChannel<'a> {
    position: ChannelPosition,
    channel: &'a Channel,
}

impl Serialize for WithChannel<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(ChannelPosition::FIELDS + 1))?;
        self.position.write(&mut map)?;
        map.serialize_entry("channel", self.channel)?;
        map.end()
    }
}

struct Joined<'a> {
    position: UserPosition,
    view: &'a ChannelView,
}

impl Serialize for Joined<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(UserPosition::FIELDS + 2))?;
        self.position.write(&mut map)?;
        map.serialize_entry("channelId", &self.view.channel.id)?;
        map.serialize_entry("channel", self.view)?;
        map.end()
    }
}
