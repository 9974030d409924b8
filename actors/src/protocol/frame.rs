//! Frames: MessagePack arrays, one to a WebSocket message, in both directions.

use std::{borrow::Cow, fmt, marker::PhantomData};

use bytes::Bytes;
use rmp_serde::{Deserializer, decode::ReadRefReader};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeSeed, IgnoredAny, SeqAccess, Visitor},
};

use super::{Event, Failure};

const EVENT: u8 = 0;
const COMMAND: u8 = 1;
const REPLY: u8 = 2;
const ERROR: u8 = 3;
const PING: u8 = 4;
const PONG: u8 = 5;

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
        Event::Resumed(data) => named(event.name(), data),
        Event::UserTyping(data) => named(event.name(), data),
        Event::PresenceUpdated(data) => named(event.name(), data),
        Event::PresenceChanged(data) => named(event.name(), data),
        Event::AccountUpdated(data) => named(event.name(), data),
    }
}

/// Encodes an event by its name: once, whatever the number of its readers.
pub(super) fn named(name: &str, data: &impl Serialize) -> Bytes {
    encode(&(EVENT, name, data))
}

/// Encodes the reply to a command.
#[must_use]
pub fn reply(reference: u32, data: &impl Serialize) -> Bytes {
    encode(&(REPLY, reference, data))
}

/// Encodes a refusal; without a reference when no command is to blame.
#[must_use]
pub fn failure(reference: Option<u32>, failure: &Failure) -> Bytes {
    encode(&(ERROR, reference, failure))
}

/// Encodes a ping.
#[must_use]
pub fn ping(n: u64) -> Bytes {
    encode(&(PING, n))
}

/// Encodes the answer to a ping.
#[must_use]
pub fn pong(n: u64) -> Bytes {
    encode(&(PONG, n))
}

fn encode(frame: &impl Serialize) -> Bytes {
    let mut buffer = Vec::with_capacity(256);
    let mut serializer = rmp_serde::Serializer::new(&mut buffer).with_struct_map();
    frame
        .serialize(&mut serializer)
        .expect("our own types serialize, and memory does not fail");
    buffer.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ErrorCode;

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
    fn pings_are_answered_with_their_number() {
        assert_eq!(&pong(5)[..], &[0x92, 5, 5]);
        assert!(matches!(
            Frame::decode(&ping(300)),
            Ok(ClientFrame::Ping(300))
        ));
    }
}
