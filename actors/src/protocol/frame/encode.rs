//! Encodes the engine's frames.

use bytes::Bytes;
use entity::ids::{ChannelId, Seq};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{ERROR, EVENT, MAX_FRAME, PING, PONG, REPLY};
use crate::protocol::{ErrorCode, Event, Failure, event::EventOmitted};

/// The maximum length of an error's message, in bytes; longer ones are truncated.
const MAX_MESSAGE: usize = 1_000;

/// The capacity of a frame's buffer, in bytes, unless its length is known better: that of most frames.
const SHORT: usize = 256;

/// Encodes an ephemeral event, once for all of its recipients.
#[must_use]
pub fn event(event: &Event<'_>) -> Bytes {
    match event {
        Event::Hello(data) => named(event.name(), data),
        Event::SnapshotPart(data) => named(event.name(), data),
        Event::Resumed(data) => named(event.name(), data),
        Event::UserTyping(data) => named(event.name(), data),
        Event::PresenceUpdated(data) => named(event.name(), data),
        Event::PresenceChanged(data) => named(event.name(), data),
        Event::ThreadUpdated(data) => named(event.name(), data),
        Event::TicketUpdated(data) => named(event.name(), data),
        Event::AccountUpdated(data) => named(event.name(), data),
        Event::EventOmitted(data) => named(event.name(), data),
        Event::EventHidden(data) => named(event.name(), data),
        Event::IncomingCall(data) => named(event.name(), data),
        Event::CallAccepted(data) => named(event.name(), data),
        Event::CallDeclined(data) => named(event.name(), data),
        Event::CallEnded(data) => named(event.name(), data),
        Event::CallParticipantJoined(data) => named(event.name(), data),
        Event::CallParticipantLeft(data) => named(event.name(), data),
        Event::CallParticipantUpdated(data) => named(event.name(), data),
        Event::CallQuality(data) => named(event.name(), data),
        Event::CallMoved(data) => named(event.name(), data),
        Event::CallAnnotated(data) => named(event.name(), data),
        Event::CallAnnotations(data) => named(event.name(), data),
        Event::WebrtcOfferReceived(data) => named(event.name(), data),
        Event::WebrtcAnswerReceived(data) => named(event.name(), data),
        Event::WebrtcIceCandidateReceived(data) => named(event.name(), data),
    }
}

/// Encodes the event `name`, once for all of its recipients.
pub(in crate::protocol) fn named(name: &str, data: &impl Serialize) -> Bytes {
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

/// The stream and position of an event.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Position {
    stream: Option<String>,
    channel_id: Option<ChannelId>,
    seq: Option<Seq>,
}

/// Decodes the position of an encoded event.
fn position(event: &[u8]) -> Option<Position> {
    let (_, _, position): (IgnoredAny, IgnoredAny, Position) = rmp_serde::from_slice(event).ok()?;
    Some(position)
}

/// Encodes the reply to a command.
#[must_use]
pub fn reply(reference: u32, data: &impl Serialize) -> Bytes {
    let frame = reply_with(reference, data);
    if frame.len() <= MAX_FRAME {
        return frame.into();
    }
    tracing::error!(length = frame.len(), "protocol: reply exceeds a frame");
    failure(
        Some(reference),
        &Failure::new(
            ErrorCode::TooLarge,
            "the reply does not fit into a frame; use REST instead",
        ),
    )
}

/// Encodes a reply of any length.
pub(in crate::protocol) fn reply_with(reference: u32, data: &impl Serialize) -> Vec<u8> {
    reply_of_about(SHORT, reference, data)
}

/// Encodes a reply of any length into a buffer that has `capacity` bytes at first.
pub(in crate::protocol) fn reply_of_about(
    capacity: usize,
    reference: u32,
    data: &impl Serialize,
) -> Vec<u8> {
    encode(capacity, &(REPLY, reference, data))
}

/// Encodes a refusal, without a reference if no command caused it.
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

/// Encodes the reply to a ping.
#[must_use]
pub fn pong(n: u64) -> Bytes {
    encoded(&(PONG, n))
}

/// Encodes a value as MessagePack, with structs as maps.
pub(in crate::protocol) fn encoded(value: &impl Serialize) -> Bytes {
    encode(SHORT, value).into()
}

fn encode(capacity: usize, value: &impl Serialize) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(capacity);
    let mut serializer = rmp_serde::Serializer::new(&mut buffer).with_struct_map();
    value
        .serialize(&mut serializer)
        .expect("our own types serialize, and writing to memory does not fail");
    buffer
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use entity::{
        event::{ChannelEvent, Payload},
        ids::MessageId,
        model::{Channel, ChannelKind, History, Message, MessageKind, Pinning, Reaction},
    };

    use super::*;
    use crate::protocol::{durable, event::UserTyping, reply::MessageReply};

    #[test]
    fn a_long_error_is_truncated_to_fit_a_frame() {
        let long = Failure::invalid("ä".repeat(MAX_FRAME));
        let frame = failure(Some(9), &long);
        assert!(frame.len() <= MAX_MESSAGE + 100, "{}", frame.len());
        assert_eq!(unpack(&frame)[2]["code"], "invalid");
    }

    /// A message with so many reactions that it exceeds a frame.
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
            thread_id: None,
            also_to_channel: false,
            thread: None,
            forwarded_from: None,
            ticket_reference: None,
            file: None,
            files: Vec::new(),
            previews: Vec::new(),
            edited_at: None,
            deleted_at: None,
            created_at: 0,
            reactions: vec![reactions],
            pinned_by: None,
            pinned_at: None,
            saved_at: None,
            system: None,
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
            history: History::All,
            hidden_until: 0,
            follows_team: false,
            ticket_events: Vec::new(),
            ticket: None,
            member_count: 1,
            members: Vec::new(),
            group: false,
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
    fn an_event_that_exceeds_a_frame_is_replaced_by_its_position() {
        let updated = ChannelEvent {
            channel_id: ChannelId(3),
            seq: 41,
            at: 0,
            name: "message_updated".into(),
            about: None,
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
                mentions_outside: Vec::new(),
            },
        );
        let told = unpack(&told);
        assert_eq!((&told[0], &told[1]), (&3.into(), &5.into()));
        assert_eq!(told[2]["code"], "too_large");
    }

    #[test]
    fn a_pong_repeats_the_number_of_its_ping() {
        assert_eq!(&pong(5)[..], &[0x92, 5, 5]);
    }
}
