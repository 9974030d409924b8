//! From an example of a server's frame to the bytes that the server sends when it means that.

use std::{collections::BTreeMap, sync::Arc};

use actors::protocol::{
    Event, Failure, Hello, Limits, PresenceByUser, Reply, Snapshot,
    event::{
        AccountUpdated, ChannelJoined, ChannelLeft, ChannelName, ChannelUpdated, EventOmitted,
        MessageDeleted, MessageReceived, MessageUpdated, Notification, PresenceChanged,
        PresenceUpdated, ReactionChanged, ReadUpdated, Resumed, UserJoined, UserLeft, UserTyping,
    },
    frame,
    parts::{self, PresenceEntry},
    reply::{ChannelReply, DeletedReply, Done, LeftReply, MessageReply, ReactionReply, ReadReply},
    snapshot::SnapshotPart,
};
use bytes::Bytes;
use entity::{
    ids::UserId,
    model::{Channel, ChannelView, Message, Presence},
    permission::Permission,
};

use super::{document::Example, value::Value};

/// The bytes the server sends for what the example says.
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
            frame::reply(reference.read(), &reply(&example.name, data))
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

/// What `hello` tells of the limits.
pub(crate) fn limits_of_hello(example: &Example) -> Limits {
    example.frame.array()[2].get("limits")
}

fn event(name: &str, data: &Value) -> Bytes {
    match name {
        "hello" => frame::event(&Event::Hello(data.read::<Hello>())),
        "resumed" => frame::event(&Event::Resumed(Resumed {})),
        "snapshot_part" => frame::event(&Event::SnapshotPart(SnapshotPart {
            channels: data.get("channels"),
            presence: data.get("presence"),
        })),
        "event_omitted" => frame::event(&Event::EventOmitted(EventOmitted {
            event: &data.get::<String>("event"),
            channel_id: Some(data.get("channelId")),
            seq: Some(data.get("seq")),
        })),
        "message_received" | "message_updated" | "message_deleted" => message_event(name, data),
        "reaction_added" | "reaction_removed" => reaction_event(name, data),
        "user_joined" | "user_left" | "user_typing" => member_event(name, data),
        "account_updated" => account_event(data),
        "presence_updated" | "presence_changed" => presence_event(name, data),
        "channel_updated" => {
            let channel: Channel = data.get("channel");
            let (channel_id, seq) = (data.get("channelId"), data.get("seq"));
            let channel = &channel;
            frame::event(&Event::ChannelUpdated(ChannelUpdated {
                channel_id,
                seq,
                channel,
            }))
        }
        _ => user_stream_event(name, data),
    }
}

fn message_event(name: &str, data: &Value) -> Bytes {
    let (channel_id, seq) = (data.get("channelId"), data.get("seq"));
    if name == "message_deleted" {
        let user: UserId = data.get("user");
        return frame::event(&Event::MessageDeleted(MessageDeleted {
            channel_id,
            seq,
            message_id: data.get("messageId"),
            user: &user,
            deleted_at: data.get("deletedAt"),
        }));
    }
    let message: Message = data.get("message");
    let message = &message;
    if name == "message_updated" {
        return frame::event(&Event::MessageUpdated(MessageUpdated {
            channel_id,
            seq,
            message,
        }));
    }
    let channel_name: String = data.field("channel").get("name");
    let channel = named_channel(data, &channel_name);
    frame::event(&Event::MessageReceived(MessageReceived {
        channel_id,
        seq,
        message,
        channel,
    }))
}

fn named_channel<'a>(data: &Value, name: &'a str) -> ChannelName<'a> {
    let channel = data.field("channel");
    ChannelName {
        id: channel.get("id"),
        name,
        kind: channel.get("type"),
    }
}

fn reaction_event(name: &str, data: &Value) -> Bytes {
    let (user, emoji): (UserId, String) = (data.get("user"), data.get("emoji"));
    let changed = ReactionChanged {
        channel_id: data.get("channelId"),
        seq: data.get("seq"),
        message_id: data.get("messageId"),
        user: &user,
        emoji: &emoji,
    };
    frame::event(&match name {
        "reaction_added" => Event::ReactionAdded(changed),
        _ => Event::ReactionRemoved(changed),
    })
}

fn member_event(name: &str, data: &Value) -> Bytes {
    let user: UserId = data.get("user");
    let user = &user;
    let channel_name: String = data.field("channel").get("name");
    let channel = named_channel(data, &channel_name);
    let channel_id = data.get("channelId");
    if name == "user_typing" {
        let typing = data.get("typing");
        return frame::event(&Event::UserTyping(UserTyping {
            channel_id,
            user,
            typing,
            channel,
        }));
    }
    let (seq, by) = (data.get("seq"), data.get::<UserId>("by"));
    let (by, member_count) = (&by, data.get("memberCount"));
    frame::event(&match name {
        "user_left" => Event::UserLeft(UserLeft {
            channel_id,
            seq,
            user,
            by,
            member_count,
            channel,
        }),
        _ => {
            let role = data.get("role");
            Event::UserJoined(UserJoined {
                channel_id,
                seq,
                user,
                role,
                by,
                member_count,
                channel,
            })
        }
    })
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

fn user_stream_event(name: &str, data: &Value) -> Bytes {
    let (seq, channel_id) = (data.get("seq"), data.get("channelId"));
    match name {
        "channel_joined" => {
            let channel: ChannelView = data.get("channel");
            let channel = &channel;
            frame::event(&Event::ChannelJoined(ChannelJoined {
                seq,
                channel_id,
                channel,
            }))
        }
        "channel_left" => frame::event(&Event::ChannelLeft(ChannelLeft { seq, channel_id })),
        "read_updated" => frame::event(&Event::ReadUpdated(ReadUpdated {
            seq,
            channel_id,
            last_read_seq: data.get("lastReadSeq"),
            unread_count: data.get("unreadCount"),
            mention_count: data.get("mentionCount"),
            counted_seq: data.get("countedSeq"),
        })),
        "notification" => {
            assert_eq!(data.get::<String>("kind"), "mention");
            let from: UserId = data.get("from");
            frame::event(&Event::Notification(Notification {
                seq,
                kind: "mention",
                channel_id,
                message_id: data.get("messageId"),
                message_seq: data.get("messageSeq"),
                from: &from,
            }))
        }
        other => panic!("no event is called {other}"),
    }
}

fn reply(command: &str, data: &Value) -> Reply {
    match command {
        "join_channel" => Reply::Channel(ChannelReply {
            channel: data.get("channel"),
            existed: true,
        }),
        "leave_channel" => Reply::Left(LeftReply {
            channel_id: data.get("channelId"),
        }),
        "send_message" | "edit_message" => Reply::Message(MessageReply {
            message: data.get("message"),
        }),
        "delete_message" => Reply::Deleted(DeletedReply {
            message_id: data.get("messageId"),
            channel_id: data.get("channelId"),
        }),
        "add_reaction" | "remove_reaction" => Reply::Reaction(ReactionReply {
            message_id: data.get("messageId"),
            emoji: data.get("emoji"),
        }),
        "mark_read" => Reply::Read(ReadReply {
            channel_id: data.get("channelId"),
            last_read_seq: data.get("lastReadSeq"),
            unread_count: data.get("unreadCount"),
            mention_count: data.get("mentionCount"),
            counted_seq: data.get("countedSeq"),
        }),
        "typing_start" | "typing_stop" => Reply::Done(Done {}),
        "update_presence" => Reply::Presence(data.read()),
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
        presence: PresenceByUser::default(),
    }
}
