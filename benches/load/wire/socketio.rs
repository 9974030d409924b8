//! Socket.IO 4 as the baseline server speaks it: Engine.IO 4 text packets over one WebSocket.

use anyhow::{Context, Result, bail};
use memchr::memmem;

use super::{Heard, Snapshot, Stamp};

pub(super) fn decode(payload: &[u8]) -> Result<Heard<'_>> {
    Ok(match payload {
        [b'0', ..] => Heard::Hello,
        [b'2', ..] => Heard::Alive(b"3".to_vec()),
        [b'4', b'0', ..] | [b'3' | b'6', ..] => Heard::Other,
        [b'4', b'2', event @ ..] => return self::event(event),
        [b'4', b'3', acknowledgement @ ..] => return acknowledged(acknowledgement),
        [b'4', b'4', reason @ ..] => Heard::Refused {
            reference: None,
            reason,
        },
        other => bail!("unexpected packet {:?}", String::from_utf8_lossy(other)),
    })
}

fn event(event: &[u8]) -> Result<Heard<'_>> {
    if event.starts_with(b"[\"message_received\",") {
        let (channel_id, position) = place(event)?;
        let stamp = Stamp::find(event);
        return Ok(Heard::Message {
            channel_id,
            position,
            stamp,
        });
    }
    if let Some(data) = event.strip_prefix(b"[\"authenticated\",") {
        return snapshot(data).map(Heard::Ready);
    }
    Ok(Heard::Other)
}

fn acknowledged(acknowledgement: &[u8]) -> Result<Heard<'_>> {
    let (reference, body) = digits(acknowledgement)?;
    let reference = u32::try_from(reference)?;
    if body.starts_with(b"[{\"message\":") {
        let (channel_id, position) = place(body)?;
        return Ok(Heard::Kept {
            reference,
            channel_id,
            position,
            message: position,
        });
    }
    Ok(Heard::Refused {
        reference: Some(reference),
        reason: body,
    })
}

/// The message's id serves as its position, since it increases with every insert.
fn place(packet: &[u8]) -> Result<(i64, i64)> {
    let (id, rest) = number(packet, b"\"id\":")?;
    let (channel_id, _) = number(rest, b"\"channelId\":")?;
    Ok((channel_id, id))
}

fn number<'a>(packet: &'a [u8], key: &[u8]) -> Result<(i64, &'a [u8])> {
    let start = memmem::find(packet, key).context("a field is absent")? + key.len();
    digits(&packet[start..])
}

fn digits(input: &[u8]) -> Result<(i64, &[u8])> {
    let end = input
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(input.len());
    let value = std::str::from_utf8(&input[..end])?
        .parse()
        .context("not a number")?;
    Ok((value, &input[end..]))
}

fn snapshot(data: &[u8]) -> Result<Snapshot> {
    let data = data.strip_suffix(b"]").context("cut short")?;
    let data: serde_json::Value = serde_json::from_slice(data).context("not a snapshot")?;
    let channels = data["channels"].as_array().context("no channels")?;
    let ids = channels.iter().filter_map(|channel| channel["id"].as_i64());
    Ok(Snapshot {
        channels: ids.map(|id| (id, 0)).collect(),
        ..Snapshot::default()
    })
}

pub(super) fn login(token: &str) -> Vec<u8> {
    format!("40{{\"token\":\"{token}\"}}").into_bytes()
}

pub(super) fn post(reference: u32, channel_id: i64, client_id: &str, body: &str) -> Vec<u8> {
    // The harness makes the bodies, so nothing in them needs escaping.
    format!(
        "42{reference}[\"send_message\",{{\"channelId\":{channel_id},\"clientId\":\"{client_id}\",\"message\":\"{body}\"}}]"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_and_its_acknowledgement_have_the_same_position() {
        let stamp = Stamp { due: 5, author: 6 };
        let message = format!(
            "{{\"id\":12,\"channelId\":3,\"text\":\"{}\"}}",
            stamp.body(100)
        );
        let event =
            format!("42[\"message_received\",{{\"message\":{message},\"channel\":{{\"id\":3}}}}]");
        let heard = Heard::Message {
            channel_id: 3,
            position: 12,
            stamp: Some(stamp),
        };
        assert_eq!(decode(event.as_bytes()).unwrap(), heard);
        let acknowledgement = format!("4377[{{\"message\":{message}}}]");
        let kept = Heard::Kept {
            reference: 77,
            channel_id: 3,
            position: 12,
            message: 12,
        };
        assert_eq!(decode(acknowledgement.as_bytes()).unwrap(), kept);
        let refused = decode(b"4378[{\"error\":\"not_found\"}]").unwrap();
        assert!(matches!(
            refused,
            Heard::Refused {
                reference: Some(78),
                ..
            }
        ));
    }

    #[test]
    fn the_handshake_is_decoded() {
        assert_eq!(decode(b"0{\"sid\":\"x\"}").unwrap(), Heard::Hello);
        assert_eq!(decode(b"40{\"sid\":\"x\"}").unwrap(), Heard::Other);
        assert_eq!(decode(b"2").unwrap(), Heard::Alive(b"3".to_vec()));
        let ready =
            decode(b"42[\"authenticated\",{\"channels\":[{\"id\":3},{\"id\":9}]}]").unwrap();
        let channels = vec![(3, 0), (9, 0)];
        assert_eq!(
            ready,
            Heard::Ready(Snapshot {
                channels,
                ..Snapshot::default()
            })
        );
        assert!(decode(b"?").is_err());
    }
}
