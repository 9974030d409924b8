//! Orvale Chat's own protocol, version 1, as far as the harness needs it.

use anyhow::{Context, Result, bail};
use rmp::encode;
use serde::Deserialize;

use super::{Heard, Resume, Snapshot, Stamp, Toggle, messagepack};

/// The reference of the login; messages count up from 1.
const LOGIN: u32 = 0;

/// Events with a position in a channel, except for `message_received`.
const DURABLE: [&[u8]; 7] = [
    b"message_updated",
    b"message_deleted",
    b"reaction_added",
    b"reaction_removed",
    b"user_joined",
    b"user_left",
    b"channel_updated",
];

/// Events with a position in the user's own stream.
const OWN: [&[u8]; 4] = [
    b"channel_joined",
    b"channel_left",
    b"read_updated",
    b"notification",
];

pub(super) fn decode(payload: &[u8]) -> Result<Heard<'_>> {
    let mut input = payload;
    messagepack::array(&mut input)?;
    match messagepack::integer(&mut input)? {
        0 => event(payload, &mut input),
        2 => reply(&mut input),
        3 => refusal(&mut input),
        4 => Ok(Heard::Alive(pong(messagepack::integer(&mut input)?))),
        5 => Ok(Heard::Other),
        kind => bail!("frame of kind {kind}"),
    }
}

fn event<'a>(payload: &[u8], input: &mut &'a [u8]) -> Result<Heard<'a>> {
    let name = messagepack::string(input)?;
    if name == b"message_received" {
        let [channel_id, position] = messagepack::find(input, [b"channelId", b"seq"])?;
        let stamp = Stamp::find(payload);
        return Ok(Heard::Message {
            channel_id,
            position,
            stamp,
        });
    }
    if DURABLE.contains(&name) {
        let [channel_id, position] = messagepack::find(input, [b"channelId", b"seq"])?;
        return Ok(Heard::Durable {
            channel_id,
            position,
        });
    }
    if OWN.contains(&name) {
        messagepack::seek(input, b"seq")?;
        return Ok(Heard::Own {
            position: messagepack::integer(input)?,
        });
    }
    Ok(match name {
        b"hello" => Heard::Hello,
        b"resumed" => Heard::Resumed,
        _ => Heard::Other,
    })
}

fn reply<'a>(input: &mut &'a [u8]) -> Result<Heard<'a>> {
    let reference = u32::try_from(messagepack::integer(input)?)?;
    if reference == LOGIN {
        return snapshot(input).map(Heard::Ready);
    }
    if !messagepack::seek(input, b"message")? {
        return Ok(Heard::Done { reference });
    }
    let [channel_id, position, message] = messagepack::find(input, [b"channelId", b"seq", b"id"])?;
    Ok(Heard::Kept {
        reference,
        channel_id,
        position,
        message,
    })
}

fn refusal<'a>(input: &mut &'a [u8]) -> Result<Heard<'a>> {
    let reference = if input.first() == Some(&rmp::Marker::Null.to_u8()) {
        *input = &input[1..];
        None
    } else {
        Some(u32::try_from(messagepack::integer(input)?)?)
    };
    Ok(Heard::Refused {
        reference,
        reason: input,
    })
}

fn snapshot(input: &[u8]) -> Result<Snapshot> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Reply {
        user_seq: i64,
        channels: Vec<Place>,
        resumed: bool,
    }
    #[derive(Deserialize)]
    struct Place {
        id: i64,
        seq: i64,
    }
    let reply: Reply = rmp_serde::from_slice(input).context("not a snapshot")?;
    Ok(Snapshot {
        channels: reply
            .channels
            .into_iter()
            .map(|place| (place.id, place.seq))
            .collect(),
        own: reply.user_seq,
        resumed: reply.resumed,
    })
}

pub(super) fn login(token: &str, resume: Option<&Resume>) -> Vec<u8> {
    let mut out = command(LOGIN, "authenticate", if resume.is_some() { 2 } else { 1 });
    string(&mut out, "token");
    string(&mut out, token);
    if let Some(resume) = resume {
        string(&mut out, "resume");
        map(&mut out, 2);
        string(&mut out, "channels");
        map(&mut out, resume.channels.len());
        for (channel_id, position) in &resume.channels {
            string(&mut out, &channel_id.to_string());
            integer(&mut out, *position);
        }
        string(&mut out, "user");
        integer(&mut out, resume.own);
    }
    out
}

pub(super) fn post(reference: u32, channel_id: i64, client_id: &str, body: &str) -> Vec<u8> {
    let mut out = command(reference, "send_message", 3);
    string(&mut out, "channelId");
    integer(&mut out, channel_id);
    string(&mut out, "clientId");
    string(&mut out, client_id);
    string(&mut out, "message");
    string(&mut out, body);
    out
}

pub(super) fn mark_read(reference: u32, channel_id: i64, seq: i64) -> Vec<u8> {
    let mut out = command(reference, "mark_read", 2);
    string(&mut out, "channelId");
    integer(&mut out, channel_id);
    string(&mut out, "seq");
    integer(&mut out, seq);
    out
}

pub(super) fn react(reference: u32, message: i64, toggle: Toggle) -> Vec<u8> {
    let name = match toggle {
        Toggle::Add => "add_reaction",
        Toggle::Remove => "remove_reaction",
    };
    let mut out = command(reference, name, 2);
    string(&mut out, "messageId");
    integer(&mut out, message);
    string(&mut out, "emoji");
    string(&mut out, "\u{1f44d}");
    out
}

fn pong(n: i64) -> Vec<u8> {
    let mut out = vec![0x92, 5];
    integer(&mut out, n);
    out
}

fn command(reference: u32, name: &str, fields: usize) -> Vec<u8> {
    let mut out = vec![0x94, 1];
    integer(&mut out, i64::from(reference));
    string(&mut out, name);
    map(&mut out, fields);
    out
}

fn string(out: &mut Vec<u8>, text: &str) {
    encode::write_str(out, text).expect("a vector takes every write");
}

fn integer(out: &mut Vec<u8>, value: i64) {
    encode::write_sint(out, value).expect("a vector takes every write");
}

fn map(out: &mut Vec<u8>, fields: usize) {
    let fields = u32::try_from(fields).expect("a few fields");
    encode::write_map_len(out, fields).expect("a vector takes every write");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pack(value: &serde_json::Value) -> Vec<u8> {
        rmp_serde::to_vec_named(value).unwrap()
    }

    #[test]
    fn a_delivery_is_decoded_with_its_fields_in_any_order() {
        let stamp = Stamp { due: 77, author: 3 };
        let message = json!({"id": 9, "channelId": 4, "seq": 70_000, "text": stamp.body(100),
            "file": null, "reactions": [{"emoji": "x", "users": ["a", "b"]}], "createdAt": 1.5});
        let heard = Heard::Message {
            channel_id: 4,
            position: 70_000,
            stamp: Some(stamp),
        };
        for data in [
            json!({"channelId": 4, "seq": 70_000, "message": message}),
            json!({"message": message, "zero": -1, "seq": 70_000, "channelId": 4}),
        ] {
            assert_eq!(
                decode(&pack(&json!([0, "message_received", data]))).unwrap(),
                heard
            );
        }
    }

    #[test]
    fn replies_refusals_and_pings_are_distinguished() {
        let kept = pack(&json!([2, 5, {"message": {"id": 1, "channelId": 2, "seq": 3}}]));
        let expected = Heard::Kept {
            reference: 5,
            channel_id: 2,
            position: 3,
            message: 1,
        };
        assert_eq!(decode(&kept).unwrap(), expected);
        let refused = pack(&json!([3, null, {"code": "busy"}]));
        assert!(matches!(
            decode(&refused).unwrap(),
            Heard::Refused {
                reference: None,
                ..
            }
        ));
        let ping = pack(&json!([4, 12]));
        assert_eq!(decode(&ping).unwrap(), Heard::Alive(pack(&json!([5, 12]))));
        let ready =
            json!([2, 0, {"userSeq": 1, "channels": [{"id": 4, "seq": 2}], "resumed": false}]);
        let snapshot = Snapshot {
            channels: vec![(4, 2)],
            own: 1,
            resumed: false,
        };
        assert_eq!(decode(&pack(&ready)).unwrap(), Heard::Ready(snapshot));
    }

    #[test]
    fn a_truncated_frame_is_an_error() {
        let whole = pack(&json!([0, "message_received", {"channelId": 4, "seq": 7}]));
        for end in 0..whole.len() {
            assert!(decode(&whole[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn the_login_contains_the_received_positions() {
        let resume = Resume {
            channels: [(4, 70)].into(),
            own: 2,
        };
        let login: serde_json::Value = rmp_serde::from_slice(&login("t", Some(&resume))).unwrap();
        let expected = json!([1, 0, "authenticate",
            {"token": "t", "resume": {"channels": {"4": 70}, "user": 2}}]);
        assert_eq!(login, expected);
    }
}
