//! Frames: MessagePack arrays, one to a WebSocket message, in both directions.

use std::{borrow::Cow, fmt, marker::PhantomData};

use bytes::Bytes;
use entity::ids::{ChannelId, Seq};
use rmp_serde::{Deserializer, decode::ReadRefReader};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeSeed, IgnoredAny, SeqAccess, Visitor},
};

use super::{ErrorCode, Event, Failure, event::EventOmitted, limits::LIMITS};

const EVENT: u8 = 0;
const COMMAND: u8 = 1;
const REPLY: u8 = 2;
const ERROR: u8 = 3;
const PING: u8 = 4;
const PONG: u8 = 5;

/// The longest frame in either direction, in bytes.
pub const MAX_FRAME: usize = LIMITS.frame_bytes as usize;

/// The longest message of an error, in bytes; what exceeds it is cut off.
const MAX_MESSAGE: usize = 1_000;

/// How deeply arrays and maps may nest in a frame.
const MAX_DEPTH: usize = 16;

/// The commands that a client's frame can hold.
pub trait CommandSet: Sized {
    /// Reads the data of the command with this name. The failure says what is wrong with a command
    /// that is none of them.
    ///
    /// # Errors
    /// When the data is not what the command takes.
    fn decode<'de, D: serde::Deserializer<'de>>(
        name: &str,
        data: D,
    ) -> Result<Result<Self, Failure>, D::Error>;
}

/// What a client can send.
#[derive(Debug)]
pub enum ClientFrame<C> {
    /// A command; `Err` when it is a command, but not one that can be carried out.
    Command {
        /// The client's name for it.
        reference: u32,
        /// The command, or what is wrong with it.
        command: Result<C, Failure>,
    },
    /// A ping, to be answered with the same number.
    Ping(u64),
    /// The answer to the server's ping.
    Pong(u64),
}

/// What was sent is no frame of this wire; the connection is closed with code 4001.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a frame: {0}")]
pub struct FrameError(String);

impl<C: CommandSet> ClientFrame<C> {
    /// Reads one WebSocket message.
    ///
    /// # Errors
    /// When it is not exactly one MessagePack array of a client frame's shape.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        check_well_formed(bytes)?;
        let mut header = Header::default();
        let parsed = serde::Deserializer::deserialize_any(
            &mut deserializer(bytes),
            FrameVisitor {
                header: &mut header,
                commands: PhantomData,
            },
        );
        match (parsed, header.reference) {
            (Ok(frame), _) => Ok(frame),
            (Err(error), Some(reference)) => {
                let message = match header.name {
                    Some(name) => format!("{name}: {error}"),
                    None => format!("the command's name: {error}"),
                };
                Ok(Self::Command {
                    reference,
                    command: Err(Failure::invalid(message)),
                })
            }
            (Err(error), None) => Err(FrameError(error.to_string())),
        }
    }
}

fn deserializer(bytes: &[u8]) -> Deserializer<ReadRefReader<'_, [u8]>> {
    let mut deserializer = Deserializer::from_read_ref(bytes);
    deserializer.set_max_depth(MAX_DEPTH);
    deserializer
}

/// One value, no deeper than allowed, and nothing after it: what a typed decoder would not notice.
fn check_well_formed(bytes: &[u8]) -> Result<(), FrameError> {
    let mut rest = bytes;
    let mut deserializer = Deserializer::new(&mut rest);
    deserializer.set_max_depth(MAX_DEPTH);
    IgnoredAny::deserialize(&mut deserializer).map_err(|error| FrameError(error.to_string()))?;
    match rest.len() {
        0 => Ok(()),
        more => Err(FrameError(format!("{more} bytes follow the array"))),
    }
}

/// What is known of a command before its data turns out to be wrong.
#[derive(Default)]
struct Header {
    reference: Option<u32>,
    name: Option<String>,
}

struct FrameVisitor<'h, C> {
    header: &'h mut Header,
    commands: PhantomData<C>,
}

/// Reads the data of the command with this name.
struct ByName<'n, C>(&'n str, PhantomData<C>);

impl<'de, C: CommandSet> DeserializeSeed<'de> for ByName<'_, C> {
    type Value = Result<C, Failure>;

    fn deserialize<D: serde::Deserializer<'de>>(self, data: D) -> Result<Self::Value, D::Error> {
        C::decode(self.0, data)
    }
}

impl<'de, C: CommandSet> Visitor<'de> for FrameVisitor<'_, C> {
    type Value = ClientFrame<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array [1, ref, name, data], [4, n] or [5, n]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ClientFrame<C>, A::Error> {
        let frame = match required::<_, u8>(&mut seq, "a frame type")? {
            COMMAND => self.command(&mut seq)?,
            PING => ClientFrame::Ping(required(&mut seq, "a number")?),
            PONG => ClientFrame::Pong(required(&mut seq, "a number")?),
            other => {
                return Err(serde::de::Error::custom(format!(
                    "clients send no frame of type {other}"
                )));
            }
        };
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(frame),
            Some(_) => Err(serde::de::Error::custom("the array is too long")),
        }
    }
}

impl<C: CommandSet> FrameVisitor<'_, C> {
    fn command<'de, A: SeqAccess<'de>>(self, seq: &mut A) -> Result<ClientFrame<C>, A::Error> {
        let reference = required(seq, "a ref (u32)")?;
        self.header.reference = Some(reference);
        let name: Cow<'de, str> = required(seq, "a command name")?;
        self.header.name = Some(name.chars().take(40).collect());
        let command = match seq.next_element_seed(ByName(&name, PhantomData))? {
            Some(command) => command,
            None => return Err(serde::de::Error::custom("data is missing")),
        };
        Ok(ClientFrame::Command { reference, command })
    }
}

fn required<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(
    seq: &mut A,
    what: &str,
) -> Result<T, A::Error> {
    seq.next_element()?
        .ok_or_else(|| serde::de::Error::custom(format!("{what} is missing")))
}

/// Encodes an ephemeral event: once, whatever the number of its readers.
#[must_use]
pub fn event(event: &Event<'_>) -> Bytes {
    match event {
        Event::Hello(data) => named(event.name(), data),
        Event::SnapshotPart(data) => named(event.name(), data),
        Event::Resumed(data) => named(event.name(), data),
        Event::UserTyping(data) => named(event.name(), data),
        Event::PresenceUpdated(data) => named(event.name(), data),
        Event::PresenceChanged(data) => named(event.name(), data),
        Event::AccountUpdated(data) => named(event.name(), data),
        Event::EventOmitted(data) => named(event.name(), data),
    }
}

/// Encodes an event by its name: once, whatever the number of its readers.
pub(super) fn named(name: &str, data: &impl Serialize) -> Bytes {
    let frame = encoded(&(EVENT, name, data));
    if frame.len() <= MAX_FRAME {
        return frame;
    }
    tracing::error!(
        name,
        length = frame.len(),
        "protocol: event exceeds a frame"
    );
    let position = position(&frame).unwrap_or_default();
    event(&Event::EventOmitted(EventOmitted {
        event: name,
        stream: position.stream,
        channel_id: position.channel_id,
        seq: position.seq,
    }))
}

/// Where an event stands in its stream.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Position {
    stream: Option<String>,
    channel_id: Option<ChannelId>,
    seq: Option<Seq>,
}

/// Reads the position back from an encoded event, whatever else it holds.
fn position(event: &[u8]) -> Option<Position> {
    let (_, _, position): (IgnoredAny, IgnoredAny, Position) = rmp_serde::from_slice(event).ok()?;
    Some(position)
}

/// Encodes the reply to a command.
#[must_use]
pub fn reply(reference: u32, data: &impl Serialize) -> Bytes {
    let frame = reply_with(reference, data);
    if frame.len() <= MAX_FRAME {
        return frame;
    }
    tracing::error!(length = frame.len(), "protocol: reply exceeds a frame");
    failure(
        Some(reference),
        &Failure::new(
            ErrorCode::TooLarge,
            "the reply does not fit into a frame; ask over REST",
        ),
    )
}

/// Encodes a reply of any length.
pub(super) fn reply_with(reference: u32, data: &impl Serialize) -> Bytes {
    encoded(&(REPLY, reference, data))
}

/// Encodes a refusal; without a reference when no command is to blame.
#[must_use]
pub fn failure(reference: Option<u32>, failure: &Failure) -> Bytes {
    if failure.message.len() <= MAX_MESSAGE {
        return encoded(&(ERROR, reference, failure));
    }
    // Some messages quote what the client sent.
    let end = failure.message.floor_char_boundary(MAX_MESSAGE);
    let shortened = Failure {
        message: format!("{}…", &failure.message[..end]),
        ..failure.clone()
    };
    encoded(&(ERROR, reference, shortened))
}

/// Encodes a ping.
#[must_use]
pub fn ping(n: u64) -> Bytes {
    encoded(&(PING, n))
}

/// Encodes the answer to a ping.
#[must_use]
pub fn pong(n: u64) -> Bytes {
    encoded(&(PONG, n))
}

/// The MessagePack of a value, with structs as maps.
pub(super) fn encoded(value: &impl Serialize) -> Bytes {
    let mut buffer = Vec::with_capacity(256);
    let mut serializer = rmp_serde::Serializer::new(&mut buffer).with_struct_map();
    value
        .serialize(&mut serializer)
        .expect("our own types serialize, and memory does not fail");
    buffer.into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use entity::{
        event::{ChannelEvent, Payload},
        ids::MessageId,
        model::{Channel, ChannelKind, Message, MessageKind, Pinning, Reaction},
    };

    use super::*;
    use crate::protocol::{durable, event::UserTyping, reply::MessageReply};

    /// The only command of these tests.
    #[derive(Debug, Deserialize)]
    struct Start {
        #[serde(rename = "channelId")]
        channel_id: i64,
    }

    impl CommandSet for Start {
        fn decode<'de, D: serde::Deserializer<'de>>(
            name: &str,
            data: D,
        ) -> Result<Result<Self, Failure>, D::Error> {
            if name == "typing_start" {
                return Self::deserialize(data).map(Ok);
            }
            IgnoredAny::deserialize(data)?;
            Ok(Err(Failure::new(ErrorCode::UnknownCommand, "unknown")))
        }
    }

    type Frame = ClientFrame<Start>;

    fn pack(value: &impl Serialize) -> Vec<u8> {
        rmp_serde::to_vec_named(value).expect("packs")
    }

    #[derive(Serialize)]
    struct Typing {
        #[serde(rename = "channelId")]
        channel_id: i64,
        extra: bool,
    }

    #[test]
    fn a_command_is_read_and_unknown_fields_are_ignored() {
        let bytes = pack(&(
            1,
            7,
            "typing_start",
            Typing {
                channel_id: 3,
                extra: true,
            },
        ));
        let ClientFrame::Command {
            reference: 7,
            command: Ok(data),
        } = Frame::decode(&bytes).expect("a frame")
        else {
            panic!("not the command")
        };
        assert_eq!(data.channel_id, 3);
    }

    #[test]
    fn what_is_no_frame_is_said_so() {
        let deep = {
            let mut bytes = vec![0x91; 40];
            bytes.push(0xc0);
            bytes
        };
        let mut trailing = pack(&(4, 1));
        trailing.push(0xc0);
        for bytes in [
            &b""[..],
            b"{\"json\":1}",
            &[0xc1],
            &pack(&"text"),
            &pack(&(9, 1)),
            &pack(&(0, "hello", ())),
            &pack(&(4,)),
            &pack(&(4, 1, 2)),
            &pack(&(1,)),
            &pack(&(1, "ref", "x", ())),
            &pack(&(1, -1, "x", ())),
            &deep,
            &trailing,
            &[0x92, 0x04],
        ] {
            assert!(Frame::decode(bytes).is_err(), "{bytes:02x?}");
        }
    }

    #[test]
    fn a_command_with_wrong_data_is_refused_by_its_reference() {
        for (bytes, code) in [
            (
                pack(&(1, 9, "typing_start", Typing2 { channel_id: "x" })),
                ErrorCode::Invalid,
            ),
            (pack(&(1, 9, "typing_start", ())), ErrorCode::Invalid),
            (pack(&(1, 9, "typing_start")), ErrorCode::Invalid),
            (pack(&(1, 9, 5, ())), ErrorCode::Invalid),
            (
                pack(&(
                    1,
                    9,
                    "fly",
                    Typing {
                        channel_id: 1,
                        extra: false,
                    },
                )),
                ErrorCode::UnknownCommand,
            ),
            (pack(&(1, 9, "fly", ())), ErrorCode::UnknownCommand),
        ] {
            match Frame::decode(&bytes) {
                Ok(ClientFrame::Command {
                    reference: 9,
                    command: Err(failure),
                }) => {
                    assert_eq!(failure.code, code, "{failure:?}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[derive(Serialize)]
    struct Typing2 {
        #[serde(rename = "channelId")]
        channel_id: &'static str,
    }

    #[test]
    fn no_command_makes_a_frame_longer_than_promised() {
        let long = "x".repeat(MAX_FRAME - 100);
        let data = std::collections::BTreeMap::from([("status", long.as_str())]);
        for bytes in [
            pack(&(1, 9, "update_presence", &data)),
            pack(&(1, 9, long.as_str(), ())),
        ] {
            let Ok(ClientFrame::Command {
                command: Err(refused),
                ..
            }) = Frame::decode(&bytes)
            else {
                panic!("accepted")
            };
            assert!(failure(Some(9), &refused).len() <= MAX_FRAME);
        }
    }

    /// A message that so many people have reacted to that it exceeds a frame.
    fn popular() -> Message {
        let reactions = Reaction {
            emoji: "\u{1f44d}".into(),
            users: (0..30_000).map(|n| format!("user-{n}").into()).collect(),
            count: 30_000,
        };
        Message {
            id: MessageId(7),
            channel_id: ChannelId(3),
            seq: 41,
            user_id: "ann".into(),
            text: "Cake!".into(),
            mentions: Vec::new(),
            kind: MessageKind::Text,
            client_id: None,
            reply_to_id: None,
            ticket_reference: None,
            file: None,
            edited_at: None,
            deleted_at: None,
            created_at: 0,
            reactions: vec![reactions],
            pinned_by: None,
            pinned_at: None,
        }
    }

    fn channel() -> Channel {
        Channel {
            id: ChannelId(3),
            name: "general".into(),
            description: String::new(),
            kind: ChannelKind::Public,
            created_by: "ann".into(),
            team_id: None,
            active: true,
            read_only: false,
            pinning: Pinning::Members,
            member_count: 1,
            members: Vec::new(),
            seq: 41,
            last_message_at: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    fn unpack(frame: &[u8]) -> serde_json::Value {
        rmp_serde::from_slice(frame).expect("a frame")
    }

    #[test]
    fn an_event_that_exceeds_a_frame_leaves_its_position_behind() {
        let updated = ChannelEvent {
            channel_id: ChannelId(3),
            seq: 41,
            at: 0,
            name: "message_updated".into(),
            payload: Payload::Message(Arc::new(popular())),
        };
        let updated = durable::channel_event(&updated, &channel());
        let omitted = serde_json::json!([0, "event_omitted",
            {"event": "message_updated", "stream": "channel", "channelId": 3, "seq": 41}]);
        assert_eq!(unpack(&updated), omitted);
        let long = "x".repeat(MAX_FRAME);
        let typing = event(&Event::UserTyping(UserTyping {
            channel_id: ChannelId(3),
            user: &long.into(),
            typing: true,
            channel: (&channel()).into(),
        }));
        let omitted =
            serde_json::json!([0, "event_omitted", {"event": "user_typing", "channelId": 3}]);
        assert_eq!(unpack(&typing), omitted);
    }

    #[test]
    fn a_reply_that_exceeds_a_frame_is_an_error() {
        let told = reply(
            5,
            &MessageReply {
                message: Arc::new(popular()),
                mentions_dropped: 0,
            },
        );
        let told = unpack(&told);
        assert_eq!((&told[0], &told[1]), (&3.into(), &5.into()));
        assert_eq!(told[2]["code"], "too_large");
    }

    #[test]
    fn pings_are_answered_with_their_number() {
        assert_eq!(&pong(5)[..], &[0x92, 5, 5]);
        assert!(matches!(
            Frame::decode(&ping(300)),
            Ok(ClientFrame::Ping(300))
        ));
    }
}
