//! Decodes a client's frames into commands.

use std::{borrow::Cow, fmt, iter, marker::PhantomData};

use rmp_serde::{
    Deserializer,
    decode::{self, ReadRefReader},
};
use serde::{
    Deserialize,
    de::{
        DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, MapDeserializer},
    },
};

use super::{COMMAND, PING, PONG};
use crate::protocol::{Failure, wrong};

/// The maximum nesting depth of arrays and maps in a frame.
const MAX_DEPTH: usize = 16;

/// The length, in bytes, of the longest frame whose error names the field: reading the frame again takes
/// many times its length in memory.
const EXPLAINED_BYTES: usize = 16 * 1024;

const EXPECTED: &str = "a frame must be an array [1, ref, name, data], [4, n] or [5, n]";

const NOT_PLAIN: &str = "the data must be a map of text, whole numbers, true, false, nil, lists and \
                         maps, with names of fields as keys";

/// The commands that a client's frame can hold.
pub trait CommandSet: Sized {
    /// Decodes the data of the command with this name. The failure is that of an unknown name.
    ///
    /// # Errors
    /// The deserializer's error if the data does not fit the command.
    fn decode<'de, D: serde::Deserializer<'de>>(
        name: &str,
        data: D,
    ) -> Result<Result<Self, Failure>, D::Error>;
}

/// A frame from a client.
#[derive(Debug)]
pub enum ClientFrame<C> {
    /// A command, valid or not.
    Command {
        /// The client's reference, repeated in the reply.
        reference: u32,
        /// The command, or the reason why it is invalid.
        command: Result<C, Failure>,
    },
    /// A ping, to be answered by a pong with the same number.
    Ping(u64),
    /// The reply to the server's ping.
    Pong(u64),
}

/// The client sent something other than a frame; the connection is closed with code 4001.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a frame: {0}")]
pub struct FrameError(&'static str);

impl<C: CommandSet> ClientFrame<C> {
    /// Decodes one WebSocket message.
    ///
    /// # Errors
    /// [`FrameError`] unless it is exactly one MessagePack array of one of a client's frame types.
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
        if let Ok(frame) = parsed {
            return Ok(frame);
        }
        let reference = header.reference.ok_or(FrameError(EXPECTED))?;
        let failure = match header.name {
            Some(name) => refusal::<C>(&name, bytes),
            None => Failure::invalid("the third element must be the name of a command"),
        };
        Ok(Self::Command {
            reference,
            command: Err(failure),
        })
    }
}

/// The refusal of a command that could not be decoded, because of its name or its data.
fn refusal<C: CommandSet>(name: &str, bytes: &[u8]) -> Failure {
    let no_data = MapDeserializer::<_, serde::de::value::Error>::new(iter::empty::<((), ())>());
    if let Ok(Err(unknown)) = C::decode(name, no_data) {
        return unknown;
    }
    let why = why::<C>(name, bytes);
    let name: String = name.chars().take(40).collect();
    Failure::invalid(format!("{name}: {why}"))
}

/// Describes what is wrong with a command's data. The decoder for commands reports MessagePack's markers
/// and no field, so the data is decoded once more, in a form whose errors say what was expected.
fn why<C: CommandSet>(name: &str, bytes: &[u8]) -> String {
    let elements = rmp_serde::from_slice(bytes).map_or(0, |all: Vec<IgnoredAny>| all.len());
    let explained = match elements {
        ..4 => Some("the data is missing".into()),
        4 if bytes.len() <= EXPLAINED_BYTES => explain::<C>(name, bytes),
        4 => None,
        5.. => Some("the array must have four elements".into()),
    };
    explained.unwrap_or_else(|| NOT_PLAIN.into())
}

/// The error as reported for JSON; `None` for data that JSON cannot represent.
fn explain<C: CommandSet>(name: &str, bytes: &[u8]) -> Option<String> {
    let (_, _, _, data): (IgnoredAny, IgnoredAny, IgnoredAny, serde_json::Value) =
        rmp_serde::from_slice(bytes).ok()?;
    wrong::read(data, |data| {
        ByName::<C>(name, PhantomData).deserialize(data)
    })
    .err()
}

fn deserializer(bytes: &[u8]) -> Deserializer<ReadRefReader<'_, [u8]>> {
    let mut deserializer = Deserializer::from_read_ref(bytes);
    deserializer.set_max_depth(MAX_DEPTH);
    deserializer
}

/// Checks what a typed decoder does not: one value, within the maximum depth, with nothing after it.
fn check_well_formed(bytes: &[u8]) -> Result<(), FrameError> {
    let mut rest = bytes;
    let mut deserializer = Deserializer::new(&mut rest);
    deserializer.set_max_depth(MAX_DEPTH);
    IgnoredAny::deserialize(&mut deserializer).map_err(|error| match error {
        decode::Error::DepthLimitExceeded => FrameError("it nests too deeply"),
        _ => FrameError("it is not one complete MessagePack value"),
    })?;
    match rest.is_empty() {
        true => Ok(()),
        false => Err(FrameError("bytes follow the array")),
    }
}

/// A command's reference and name, for the refusal if its data is invalid.
#[derive(Default)]
struct Header {
    reference: Option<u32>,
    name: Option<String>,
}

struct FrameVisitor<'h, C> {
    header: &'h mut Header,
    commands: PhantomData<C>,
}

/// Decodes the data of the command with this name, from a map only: serde would also accept an array or
/// bytes with a struct's fields in order.
struct ByName<'n, C>(&'n str, PhantomData<C>);

impl<'de, C: CommandSet> DeserializeSeed<'de> for ByName<'_, C> {
    type Value = Result<C, Failure>;

    fn deserialize<D: serde::Deserializer<'de>>(self, data: D) -> Result<Self::Value, D::Error> {
        data.deserialize_any(self)
    }
}

impl<'de, C: CommandSet> Visitor<'de> for ByName<'_, C> {
    type Value = Result<C, Failure>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        C::decode(self.0, MapAccessDeserializer::new(map))
    }
}

impl<'de, C: CommandSet> Visitor<'de> for FrameVisitor<'_, C> {
    type Value = ClientFrame<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
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
        self.header.name = Some(name.clone().into_owned());
        let command = match seq.next_element_seed(ByName(&name, PhantomData))? {
            Some(command) => command,
            None => return Err(serde::de::Error::custom("the data is missing")),
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

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::json;

    use super::{super::encode, *};
    use crate::protocol::{ErrorCode, frame::MAX_FRAME};

    /// The only command in these tests.
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
    fn a_command_is_decoded_and_unknown_fields_are_ignored() {
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
    fn anything_but_a_frame_is_an_error() {
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

    fn refusal(bytes: &[u8]) -> String {
        match Frame::decode(bytes) {
            Ok(ClientFrame::Command {
                command: Err(failure),
                ..
            }) => failure.message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_error_names_the_invalid_field_and_what_it_must_be() {
        let with = |data: serde_json::Value| refusal(&pack(&(1, 9, "typing_start", data)));
        let id = "typing_start: `channelId` must be a whole number";
        for wrong in [json!("x"), json!(1.5), json!(null), json!([]), json!({})] {
            assert_eq!(with(json!({"channelId": wrong})), id, "{wrong}");
        }
        assert_eq!(with(json!({})), "typing_start: missing field `channelId`");
        for wrong in [json!(3), json!([7]), json!(null)] {
            assert_eq!(with(wrong), "typing_start: must be a map");
        }
        assert_eq!(
            refusal(&pack(&(1, 9, "typing_start"))),
            "typing_start: the data is missing"
        );
        assert_eq!(
            refusal(&pack(&(1, 9, 5, ()))),
            "the third element must be the name of a command"
        );
        // Bytes, which JSON cannot represent, and a frame too long to be read again.
        let mut binary = pack(&(1, 9, "typing_start"));
        binary[0] = 0x94;
        binary.extend([0xc4, 1, 0]);
        let long = "x".repeat(EXPLAINED_BYTES);
        let long = pack(&(1, 9, "typing_start", json!({"channelId": long})));
        for bytes in [binary, long] {
            assert_eq!(refusal(&bytes), format!("typing_start: {NOT_PLAIN}"));
        }
    }

    #[test]
    fn no_error_exceeds_the_frame_limit_whatever_the_command() {
        let long = "x".repeat(MAX_FRAME - 100);
        for bytes in [
            pack(&(1, 9, "typing_start", json!({"channelId": long}))),
            pack(&(1, 9, long.as_str(), 5)),
            pack(&(1, 9, long.as_str(), ())),
        ] {
            let Ok(ClientFrame::Command {
                command: Err(refused),
                ..
            }) = Frame::decode(&bytes)
            else {
                panic!("accepted")
            };
            assert!(encode::failure(Some(9), &refused).len() <= MAX_FRAME);
        }
    }

    #[test]
    fn pings_are_decoded_with_their_number() {
        assert!(matches!(
            Frame::decode(&encode::ping(300)),
            Ok(ClientFrame::Ping(300))
        ));
    }
}
