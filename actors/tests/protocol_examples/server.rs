//! Encodes an example of a server's frame with the server's own code.

use std::{collections::BTreeMap, sync::Arc};

use actors::protocol::{
    Event, Failure, Hello, Limits, PresenceByUser, Snapshot,
    calls::{CallReply, DeviceReply},
    durable,
    event::{
        AccountUpdated, EventOmitted, PresenceChanged, PresenceUpdated, Resumed, ThreadUpdated,
        TicketUpdated, UserTyping,
    },
    frame,
    parts::{self, PresenceEntry},
    reply::{
        ChannelReply, ClaimReply, DeletedReply, Done, LeftReply, MessageReply, NotificationsReply,
        PreferencesReply, ReactionReply, ReadReply, ReminderReply, ReplyData, SavedReply,
        ThreadReply,
    },
    snapshot::SnapshotPart,
};
use bytes::Bytes;
use entity::{
    event::{ChannelEvent, Fact, Fields, Payload, Stream, UserEvent},
    ids::UserId,
    ledgers::EVENTS,
    model::{Channel, ChannelKind, History, Pinning, Presence, Thread},
    permission::Permission,
    preferences::Preferences,
};
use serde_json::Value as Json;

use super::{calls, document::Example, value::Value};

/// Returns the bytes that the server sends for the example.
pub(crate) fn encode(example: &Example) -> Bytes {
    let frame = example.frame.array();
    match (example.kind.as_str(), frame) {
        ("event", [Value::Integer(0), Value::Text(name), data]) => {
            assert_eq!(*name, example.name, "line {}", example.line);
            event(name, data)
        }
        ("reply", [Value::Integer(2), reference, data]) if example.name == "authenticate" => {
            let presence: BTreeMap<UserId, Presence> = data.get("presence");
            let presence: Vec<_> = presence
                .into_iter()
                .map(|(user, of)| Arc::new(PresenceEntry::new(user, of)))
                .collect();
            let mut frames = parts::snapshot(reference.read(), snapshot(data), &presence);
            assert_eq!(frames.len(), 1, "line {}", example.line);
            frames.remove(0)
        }
        ("reply", [Value::Integer(2), reference, data]) => {
            reply(&example.name, data).encode(reference.read())
        }
        ("error", [Value::Integer(3), reference, data]) => {
            assert_eq!(
                data.get::<String>("code"),
                example.name,
                "line {}",
                example.line
            );
            frame::failure(reference.read(), &data.read::<Failure>())
        }
        ("ping", [Value::Integer(4), n]) => frame::ping(n.read()),
        ("pong", [Value::Integer(5), n]) => frame::pong(n.read()),
        _ => panic!("line {}: not a frame of a server's", example.line),
    }
}

/// The limits in `hello`.
pub(crate) fn limits_of_hello(example: &Example) -> Limits {
    example.frame.array()[2].get("limits")
}

fn event(name: &str, data: &Value) -> Bytes {
    if let Some((known, stream)) = EVENTS.iter().find(|(known, _)| *known == name) {
        assert_eq!(
            data.get::<String>("stream"),
            format!("{stream:?}").to_lowercase()
        );
        return match stream {
            Stream::Channel => channel_event(known, data),
            Stream::User => user_event(known, data),
        };
    }
    match name {
        "hello" => frame::event(&Event::Hello(data.read::<Hello>())),
        "resumed" => frame::event(&Event::Resumed(Resumed {})),
        "snapshot_part" => frame::event(&Event::SnapshotPart(SnapshotPart {
            channels: data.get("channels"),
            presence: data.get("presence"),
        })),
        "event_omitted" => frame::event(&Event::EventOmitted(EventOmitted {
            event: &data.get::<String>("event"),
            stream: Some(data.get("stream")),
            channel_id: Some(data.get("channelId")),
            seq: Some(data.get("seq")),
        })),
        "event_hidden" => durable::hidden(data.get("channelId"), data.get("seq")),
        "user_typing" => typing_event(data),
        "thread_updated" => thread_event(data),
        "ticket_updated" => frame::event(&Event::TicketUpdated(TicketUpdated {
            number: &data.get::<String>("number"),
            updated_at: data.get("updatedAt"),
        })),
        "account_updated" => account_event(data),
        "presence_updated" | "presence_changed" => presence_event(name, data),
        name if name.starts_with("webrtc_") => calls::signal(name, data),
        name if name.contains("call") => calls::event(name, data),
        other => panic!("no event is called {other}"),
    }
}

fn channel_event(name: &'static str, data: &Value) -> Bytes {
    let payload = match name {
        "message_received" | "message_updated" => Payload::Message(data.get("message")),
        "channel_updated" => Payload::Channel(data.get("channel")),
        _ => Payload::Fact(fact(name, data)),
    };
    let event = ChannelEvent {
        channel_id: data.get("channelId"),
        seq: data.get("seq"),
        at: 0,
        name: name.into(),
        payload,
        about: None,
    };
    durable::channel_event(&event, &channel_of(name, data))
}

/// The channel that a new message's event names.
fn channel_of(name: &str, data: &Value) -> Channel {
    let mut channel = Channel {
        id: data.get("channelId"),
        name: String::new(),
        description: String::new(),
        kind: ChannelKind::Public,
        created_by: "nobody".into(),
        team_id: None,
        active: true,
        read_only: false,
        pinning: Pinning::Members,
        history: History::All,
        hidden_until: 0,
        follows_team: false,
        ticket_events: Vec::new(),
        ticket: None,
        member_count: 0,
        members: Vec::new(),
        group: false,
        seq: 0,
        last_message_at: None,
        created_at: 0,
        updated_at: 0,
    };
    if name == "message_received" {
        let label = data.field("channel");
        channel.name = label.get("name");
        channel.kind = label.get("type");
    }
    channel
}

fn user_event(name: &'static str, data: &Value) -> Bytes {
    let payload = match name {
        "channel_joined" => Payload::Joined(data.get("channel")),
        _ => Payload::Fact(fact(name, data)),
    };
    let event = UserEvent {
        user: "nobody".into(),
        seq: data.get("seq"),
        at: 0,
        name: name.into(),
        payload,
    };
    durable::user_event(&event).expect("it can be told")
}

/// Decodes the example's data into a fact and encodes it again.
fn fact(name: &str, data: &Value) -> Fields {
    fn again<F: Fact>(data: &Value) -> Json {
        serde_json::to_value(data.read::<F>()).expect("a fact is a map")
    }
    macro_rules! read {
        ($stream:ident, $name:literal, $fact:path) => {
            if name == $name {
                let Json::Object(fields) = again::<$fact>(data) else {
                    panic!("{name} is no map")
                };
                return fields;
            }
        };
    }
    entity::each_fact!(read);
    panic!("no event is called {name}")
}

fn thread_event(data: &Value) -> Bytes {
    let thread: Thread = data.get("thread");
    frame::event(&Event::ThreadUpdated(ThreadUpdated {
        channel_id: data.get("channelId"),
        thread_id: data.get("threadId"),
        thread: &thread,
    }))
}

fn typing_event(data: &Value) -> Bytes {
    let user: UserId = data.get("user");
    frame::event(&Event::UserTyping(UserTyping {
        channel_id: data.get("channelId"),
        user: &user,
        typing: data.get("typing"),
        channel: data.get("channel"),
    }))
}

fn presence_event(name: &str, data: &Value) -> Bytes {
    if name == "presence_changed" {
        let presence: BTreeMap<UserId, Presence> = data.get("presence");
        let presence = presence.iter().collect();
        return frame::event(&Event::PresenceChanged(PresenceChanged { presence }));
    }
    let (user, status_message): (UserId, String) = (data.get("user"), data.get("statusMessage"));
    frame::event(&Event::PresenceUpdated(PresenceUpdated {
        user: &user,
        status: data.get("status"),
        status_message: &status_message,
        status_message_until: data.find("statusMessageUntil"),
        last_active: data.get("lastActive"),
    }))
}

fn account_event(data: &Value) -> Bytes {
    let permissions = permissions(data);
    frame::event(&Event::AccountUpdated(AccountUpdated {
        user: &data.get("user"),
        permissions: &permissions,
    }))
}

fn reply(command: &str, data: &Value) -> Box<dyn ReplyData> {
    match command {
        "join_channel" => Box::new(ChannelReply {
            channel: data.get("channel"),
            existed: true,
        }),
        "leave_channel" => Box::new(LeftReply {
            channel_id: data.get("channelId"),
        }),
        "send_message" | "edit_message" | "pin_message" | "unpin_message" | "remove_previews" => {
            Box::new(MessageReply {
                message: data.get("message"),
                mentions_dropped: data.find("mentionsDropped").unwrap_or(0),
                mentions_outside: data.find("mentionsOutside").unwrap_or_default(),
            })
        }
        "delete_message" => Box::new(DeletedReply {
            message_id: data.get("messageId"),
            channel_id: data.get("channelId"),
        }),
        "save_message" | "unsave_message" => Box::new(SavedReply {
            channel_id: data.get("channelId"),
            message_id: data.get("messageId"),
            saved_at: data.get("savedAt"),
        }),
        "set_reminder" | "cancel_reminder" => Box::new(ReminderReply {
            channel_id: data.get("channelId"),
            message_id: data.get("messageId"),
            at: data.get("at"),
        }),
        "add_reaction" | "remove_reaction" => Box::new(ReactionReply {
            message_id: data.get("messageId"),
            emoji: data.get("emoji"),
            message: None,
        }),
        "mark_read" => Box::new(ReadReply {
            channel_id: data.get("channelId"),
            last_read_seq: data.get("lastReadSeq"),
            unread_count: data.get("unreadCount"),
            mention_count: data.get("mentionCount"),
            counted_seq: data.get("countedSeq"),
        }),
        "set_channel_preferences" => Box::new(PreferencesReply {
            channel_id: data.get("channelId"),
            muted: data.get("muted"),
            muted_until: data.get("mutedUntil"),
            pinned: data.get("pinned"),
            hidden: data.get("hidden"),
            notify: data.get("notify"),
            channel_seq: data.get("channelSeq"),
        }),
        "read_notifications" => Box::new(NotificationsReply {
            unread_count: data.get("unreadCount"),
        }),
        "claim_notifications" => Box::new(ClaimReply {
            seqs: data.get("seqs"),
        }),
        "set_preferences" => Box::new(data.read::<Preferences>()),
        "follow_thread" | "unfollow_thread" | "mark_thread_read" => Box::new(ThreadReply {
            thread_id: data.get("threadId"),
            thread: data.get("thread"),
        }),
        "typing_start" | "typing_stop" | "mark_all_read" => Box::new(Done {}),
        "update_presence" => Box::new(data.read::<Presence>()),
        "call_initiate" | "call_accept" | "call_join" => Box::new(CallReply {
            session_id: data.get("sessionId"),
            mode: data.get("mode"),
            device_id: data.get("deviceId"),
            joined: data.get("joined"),
            forwarded: data.get("forwarded"),
            call: data.get("call"),
        }),
        "call_update" => Box::new(DeviceReply {
            device: data.get("device"),
        }),
        "call_decline"
        | "call_leave"
        | "call_end"
        | "call_view"
        | "call_annotate"
        | "webrtc_offer"
        | "webrtc_answer"
        | "webrtc_ice_candidate" => Box::new(Done {}),
        other => panic!("no command is called {other}"),
    }
}

fn permissions(data: &Value) -> Vec<&'static str> {
    let permissions: Vec<String> = data.get("permissions");
    let permission = |name: String| {
        let known = Permission::ALL.into_iter().map(Permission::name);
        known
            .into_iter()
            .find(|known| *known == name)
            .expect("a permission of the code")
    };
    permissions.into_iter().map(permission).collect()
}

fn snapshot(data: &Value) -> Snapshot {
    Snapshot {
        user: data.get("user"),
        permissions: permissions(data),
        user_seq: data.get("userSeq"),
        server_time: data.get("serverTime"),
        channels: data.get("channels"),
        parts: data.get("parts"),
        resumed: data.get("resumed"),
        features: data.get("features"),
        presence: PresenceByUser::default(),
    }
}
