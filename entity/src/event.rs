//! Facts: what has durably happened, in the order of its stream.
//!
//! A fact is returned by the commit that kept it and again, rebuilt from the tables, by a replay.
//! A replayed fact carries the *current* state of what it is about, so that whoever applies all of
//! them ends with the state of one who never left. How a fact looks on the wire is not said here.

use crate::{
    change::ReadState,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{Channel, ChannelRole, Message},
};

/// Something that happened in a channel, for everyone in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelEvent {
    /// Where.
    pub channel_id: ChannelId,
    /// Its position; the next one after the channel's previous event.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// What.
    pub fact: ChannelFact,
}

/// What can happen in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelFact {
    /// A message was written.
    MessageReceived(Message),
    /// A message's text changed.
    MessageUpdated(Message),
    /// A message was deleted.
    MessageDeleted {
        /// Which.
        message_id: MessageId,
        /// By whom.
        by: UserId,
    },
    /// Someone reacted.
    ReactionAdded {
        /// To which message.
        message_id: MessageId,
        /// Who.
        user: UserId,
        /// With what.
        emoji: String,
    },
    /// Someone took a reaction back.
    ReactionRemoved {
        /// From which message.
        message_id: MessageId,
        /// Who.
        user: UserId,
        /// Which one.
        emoji: String,
    },
    /// Someone became a member, or their role or right to post changed.
    UserJoined {
        /// Who.
        user: UserId,
        /// As what.
        role: ChannelRole,
        /// By whom.
        by: UserId,
        /// How many members there are now.
        member_count: i64,
    },
    /// Someone is no longer a member.
    UserLeft {
        /// Who.
        user: UserId,
        /// By whom: themselves, or who removed them.
        by: UserId,
        /// How many members there are now.
        member_count: i64,
    },
    /// The settings changed, or it was archived or brought back.
    ChannelUpdated(Channel),
}

/// Something that concerns one user alone, on all their devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEvent {
    /// Whose stream.
    pub user: UserId,
    /// Its position in that stream.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// What.
    pub fact: UserFact,
}

/// What can happen to one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserFact {
    /// They became a member somewhere (or their role there changed).
    ChannelJoined {
        /// Where.
        channel_id: ChannelId,
    },
    /// They are no longer a member somewhere.
    ChannelLeft {
        /// Where.
        channel_id: ChannelId,
    },
    /// They read on, or marked something unread.
    ReadUpdated {
        /// Where.
        channel_id: ChannelId,
        /// Up to which position.
        last_read_seq: Seq,
        /// What is left unread, capped.
        unread_count: i64,
        /// How much of that mentions them, capped.
        mention_count: i64,
        /// The channel's position up to which is counted.
        counted_seq: Seq,
    },
    /// Someone mentioned them.
    Mentioned {
        /// Where.
        channel_id: ChannelId,
        /// In which message.
        message_id: MessageId,
        /// At which position of the channel.
        message_seq: Seq,
        /// Who did.
        from: UserId,
    },
}

impl UserFact {
    /// Fills in what is left unread, which is counted after the batch is written.
    pub(crate) fn set_counts(&mut self, read: &ReadState) {
        if let Self::ReadUpdated {
            channel_id,
            unread_count,
            mention_count,
            counted_seq,
            ..
        } = self
            && *channel_id == read.channel_id
        {
            *unread_count = read.unread_count;
            *mention_count = read.mention_count;
            *counted_seq = read.counted_seq;
        }
    }
}
