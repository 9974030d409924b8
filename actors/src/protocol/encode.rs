//! From facts, as the database knows them, to the frames that tell them.

use bytes::Bytes;
use entity::{
    event::{ChannelEvent, ChannelFact, UserEvent, UserFact},
    model::{Channel, ChannelView},
};

use super::{
    Event,
    event::{
        ChannelJoined, ChannelLeft, ChannelUpdated, MessageDeleted, MessageReceived,
        MessageUpdated, Notification, ReactionChanged, ReadUpdated, UserJoined, UserLeft,
    },
    frame,
};

/// The frame of something that happened in `channel`.
#[must_use]
pub fn channel_event(event: &ChannelEvent, channel: &Channel) -> Bytes {
    let ChannelEvent {
        channel_id,
        seq,
        at,
        ref fact,
    } = *event;
    frame::event(&match fact {
        ChannelFact::MessageReceived(message) => Event::MessageReceived(MessageReceived {
            channel_id,
            seq,
            message,
            channel: channel.into(),
        }),
        ChannelFact::MessageUpdated(message) => Event::MessageUpdated(MessageUpdated {
            channel_id,
            seq,
            message,
        }),
        ChannelFact::MessageDeleted { message_id, by } => Event::MessageDeleted(MessageDeleted {
            channel_id,
            seq,
            message_id: *message_id,
            user: by,
            deleted_at: at,
        }),
        ChannelFact::ReactionAdded {
            message_id,
            user,
            emoji,
        } => {
            let message_id = *message_id;
            Event::ReactionAdded(ReactionChanged {
                channel_id,
                seq,
                message_id,
                user,
                emoji,
            })
        }
        ChannelFact::ReactionRemoved {
            message_id,
            user,
            emoji,
        } => {
            let message_id = *message_id;
            Event::ReactionRemoved(ReactionChanged {
                channel_id,
                seq,
                message_id,
                user,
                emoji,
            })
        }
        ChannelFact::UserJoined {
            user,
            role,
            by,
            member_count,
        } => Event::UserJoined(UserJoined {
            channel_id,
            seq,
            user,
            role: *role,
            by,
            member_count: *member_count,
            channel: channel.into(),
        }),
        ChannelFact::UserLeft {
            user,
            by,
            member_count,
        } => Event::UserLeft(UserLeft {
            channel_id,
            seq,
            user,
            by,
            member_count: *member_count,
            channel: channel.into(),
        }),
        ChannelFact::ChannelUpdated(channel) => Event::ChannelUpdated(ChannelUpdated {
            channel_id,
            seq,
            channel,
        }),
    })
}

/// The frame of something that concerns one user; `view` is the channel of a `channel_joined`, which
/// cannot be told without it.
#[must_use]
pub fn user_event(event: &UserEvent, view: Option<&ChannelView>) -> Option<Bytes> {
    let seq = event.seq;
    Some(frame::event(&match &event.fact {
        UserFact::ChannelJoined { channel_id } => Event::ChannelJoined(ChannelJoined {
            seq,
            channel_id: *channel_id,
            channel: view?,
        }),
        UserFact::ChannelLeft { channel_id } => Event::ChannelLeft(ChannelLeft {
            seq,
            channel_id: *channel_id,
        }),
        UserFact::ReadUpdated {
            channel_id,
            last_read_seq,
            unread_count,
            mention_count,
            counted_seq,
        } => Event::ReadUpdated(ReadUpdated {
            seq,
            channel_id: *channel_id,
            last_read_seq: *last_read_seq,
            unread_count: *unread_count,
            mention_count: *mention_count,
            counted_seq: *counted_seq,
        }),
        UserFact::Mentioned {
            channel_id,
            message_id,
            message_seq,
            from,
        } => Event::Notification(Notification {
            seq,
            kind: "mention",
            channel_id: *channel_id,
            message_id: *message_id,
            message_seq: *message_seq,
            from,
        }),
    }))
}
