//! Checks `docs/protocol.md`: every example is encoded and decoded with the server's own code, and all commands,
//! events and errors have an example.
//!
//! `PROTOCOL_EXAMPLES=rewrite` writes the bytes of each example into the document instead of comparing them; other
//! errors still fail.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "protocol_examples/calls.rs"]
mod calls;
#[path = "protocol_examples/document.rs"]
mod document;
#[path = "protocol_examples/server.rs"]
mod server;
#[path = "protocol_examples/value.rs"]
mod value;

use std::collections::BTreeSet;

use actors::{
    commands::{AnyCommand, COMMANDS, ClientFrame},
    protocol::{CloseCode, Event, frame, limits::LIMITS},
};
use entity::ledgers::EVENTS;
use utoipa::PartialSchema;

use document::{Example, Sender};
use value::Value;

#[test]
fn every_example_matches_the_code() {
    let examples = document::examples();
    for example in &examples {
        check(example).unwrap_or_else(|why| {
            panic!(
                "docs/protocol.md, line {}: {}: {why}",
                example.line,
                example.heading()
            );
        });
    }
    if document::rewrites() {
        document::rewrite(&examples.iter().map(|e| (e, encoded(e))).collect::<Vec<_>>());
    }
}

fn check(example: &Example) -> Result<(), String> {
    match example.sender {
        Sender::Client => check_client(example)?,
        Sender::Server => {
            let told = Value::from_messagepack(&encoded(example))?;
            // MessagePack maps have no order.
            same(&example.frame.sorted(), &told.sorted())?;
        }
    }
    if document::rewrites() || example.bytes == encoded(example) {
        return Ok(());
    }
    Err(format!(
        "the bytes should read\n{}",
        document::hexadecimal(&encoded(example))
    ))
}

/// The bytes of an example; frames of the server are encoded by the server's own code.
fn encoded(example: &Example) -> Vec<u8> {
    match example.sender {
        Sender::Client => example.frame.to_messagepack(),
        Sender::Server => server::encode(example).to_vec(),
    }
}

fn same(shown: &Value, told: &Value) -> Result<(), String> {
    if shown == told {
        return Ok(());
    }
    Err(format!(
        "the document shows\n  {shown:?}\nthe server says\n  {told:?}"
    ))
}

/// Checks that a client's frame is decoded and contains no field that the server ignores.
fn check_client(example: &Example) -> Result<(), String> {
    let bytes = encoded(example);
    match (
        example.kind.as_str(),
        ClientFrame::decode(&bytes).map_err(|e| e.to_string())?,
    ) {
        ("ping", ClientFrame::Ping(_)) | ("pong", ClientFrame::Pong(_)) => Ok(()),
        (
            "command",
            ClientFrame::Command {
                command: Ok(command),
                ..
            },
        ) => {
            let (name, data) = understood(&command);
            let array = example.frame.array();
            if array[2] != Value::Text(name.into()) || example.name != name {
                return Err(format!("it was understood as {name}"));
            }
            same(&array[3].sorted(), &data.without_nil().sorted())
        }
        (_, other) => Err(format!("it was understood as {other:?}")),
    }
}

/// The name of a command, and all of its fields that the server knows.
fn understood(command: &AnyCommand) -> (&'static str, Value) {
    let data = Value::from_messagepack(&command.data()).unwrap();
    (command.name(), data)
}

#[test]
fn every_command_has_an_example_with_each_of_its_fields_and_of_its_reply() {
    let examples = document::examples();
    for command in COMMANDS.iter().filter(|command| command.over_socket) {
        let name = command.name;
        let mut known = BTreeSet::new();
        let mut shown = BTreeSet::new();
        for example in named(&examples, Sender::Client, "command", name) {
            let ClientFrame::Command {
                command: Ok(command),
                ..
            } = ClientFrame::decode(&encoded(example)).unwrap()
            else {
                panic!("{name}: not a command")
            };
            known.extend(understood(&command).1.keys());
            shown.extend(example.frame.array()[3].keys());
        }
        let commands = named(&examples, Sender::Client, "command", name).count();
        assert!(commands > 0, "no example of the command {name}");
        assert_eq!(
            shown, known,
            "the examples of {name} do not show every field"
        );
        let replies = named(&examples, Sender::Server, "reply", name).count();
        assert_eq!(replies, 1, "examples of the reply to {name}");
    }
}

#[test]
fn every_event_and_every_error_has_an_example() {
    let examples = document::examples();
    let names = |kind: &str| -> BTreeSet<String> {
        examples
            .iter()
            .filter(|e| e.kind == kind)
            .map(|e| e.name.clone())
            .collect()
    };
    assert_eq!(names("event"), events_of_the_code());
    assert_eq!(names("error"), errors_of_the_code());
    for kind in ["ping", "pong"] {
        for sender in [Sender::Client, Sender::Server] {
            assert_eq!(
                named(&examples, sender, kind, "").count(),
                1,
                "{sender:?} {kind}"
            );
        }
    }
}

fn named<'a>(
    examples: &'a [Example],
    sender: Sender,
    kind: &'a str,
    name: &'a str,
) -> impl Iterator<Item = &'a Example> {
    examples
        .iter()
        .filter(move |e| e.sender == sender && e.kind == kind && e.name == name)
}

/// The names of all durable events, and of the ephemeral ones by the schema of their enum.
fn events_of_the_code() -> BTreeSet<String> {
    let durable = EVENTS.iter().map(|(name, _)| (*name).to_owned());
    let schema = serde_json::to_value(Event::schema()).unwrap();
    let variants = schema["oneOf"].as_array().expect("an enum with data");
    variants
        .iter()
        .map(|variant| {
            variant["properties"]["name"]["enum"][0]
                .as_str()
                .expect("a name")
                .to_owned()
        })
        .chain(durable)
        .collect()
}

fn errors_of_the_code() -> BTreeSet<String> {
    let schema = serde_json::to_value(actors::protocol::ErrorCode::schema()).unwrap();
    let codes = schema["enum"].as_array().expect("an enum of names");
    codes
        .iter()
        .map(|code| code.as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn every_close_code_is_in_the_table() {
    let rows = document::table("| code | bytes | reason |");
    let expected: Vec<_> = CloseCode::ALL
        .into_iter()
        .map(|close| {
            let bytes = document::hexadecimal(&close.code().to_be_bytes());
            [
                close.code().to_string(),
                format!("`{bytes}`"),
                close.reason().to_owned(),
            ]
        })
        .collect();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| [0, 1, 2].map(|n| row[n].clone()))
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn every_limit_is_in_the_table_and_in_hello() {
    let limits = serde_json::to_value(&LIMITS).unwrap();
    let limits = limits.as_object().unwrap();
    let shown: Vec<_> = document::table("| field | value | meaning |")
        .into_iter()
        .map(|row| (row[0].trim_matches('`').to_owned(), row[1].clone()))
        .collect();
    assert_eq!(shown.len(), limits.len());
    for (field, value) in shown {
        assert_eq!(limits[&field].to_string(), value, "{field}");
    }
    let examples = document::examples();
    let hello = named(&examples, Sender::Server, "event", "hello")
        .next()
        .expect("checked above");
    let told = server::limits_of_hello(hello);
    assert_eq!(told, LIMITS);
}

#[test]
fn every_error_code_is_in_the_table() {
    let shown: BTreeSet<_> = document::table("| code | status | meaning |")
        .into_iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect();
    assert_eq!(shown, errors_of_the_code());
}

#[test]
fn a_wrong_example_is_noticed() {
    let right = document::examples();
    let ping = named(&right, Sender::Server, "ping", "").next().unwrap();
    assert_eq!(encoded(ping), frame::ping(17));
    let mut wrong = named(&right, Sender::Server, "event", "read_updated")
        .next()
        .unwrap()
        .clone();
    wrong.bytes[3] ^= 1;
    assert!(check(&wrong).is_err(), "a byte");
    let mut surplus = wrong;
    surplus.frame = Value::from_json(
        r#"[0, "read_updated", {"stream": "user", "seq": 15, "channelId": 3, "lastReadSeq": 43, "unreadCount": 0,
            "mentionCount": 0, "countedSeq": 43, "surplus": 1}]"#,
    )
    .unwrap();
    assert!(
        check(&surplus).unwrap_err().contains("surplus"),
        "a field of no event"
    );
    let mut unknown = named(&right, Sender::Client, "command", "mark_read")
        .next()
        .unwrap()
        .clone();
    unknown.frame =
        Value::from_json(r#"[1, 9, "mark_read", {"channelId": 3, "seq": 40, "sequence": 1}]"#)
            .unwrap();
    assert!(
        check(&unknown).unwrap_err().contains("sequence"),
        "a field of no command"
    );
}
