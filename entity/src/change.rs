//! Changes: what an actor asks the store to keep.
//!
//! A change has been permitted and checked before it gets here. The commit gives it its place
//! (`seq`), its id, and the facts that follow from it.

use crate::{
    event::{ChannelEvent, UserEvent},
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{ChannelKind, ChannelRole, ChannelView, FileInfo, Message, MessageKind},
};

/// One thing to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it was asked for.
    pub at: Millis,
    /// What.
    pub what: What,
}

/// What can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Write a message.
    PostMessage(NewMessage),
    /// Replace a message's text.
    EditMessage {
        /// Which message, and where it stands.
        message: MessageRef,
        /// The new text.
        text: String,
        /// Whom the new text mentions.
        mentions: Vec<UserId>,
    },
    /// Turn a message into a tombstone.
    DeleteMessage {
        /// Which message.
        message: MessageRef,
        /// Who does.
        by: UserId,
    },
    /// React to a message; given twice it is kept once and takes no `seq`.
    AddReaction {
        /// To which message.
        message: MessageRef,
        /// Who.
        user: UserId,
        /// With what.
        emoji: String,
    },
    /// Take a reaction back; absent it changes nothing and takes no `seq`.
    RemoveReaction {
        /// From which message.
        message: MessageRef,
        /// Who.
        user: UserId,
        /// Which one.
        emoji: String,
    },
    /// Create a channel, or find the direct conversation of exactly these members.
    CreateChannel(NewChannel),
    /// Change a channel's settings.
    UpdateChannel(ChannelUpdate),
    /// Make someone a member, or change a member's role; what is so already takes no `seq`.
    SetMember {
        /// Where.
        channel_id: ChannelId,
        /// Whom.
        user: UserId,
        /// As what.
        role: ChannelRole,
        /// Who does.
        by: UserId,
    },
    /// End a membership.
    RemoveMember {
        /// Where.
        channel_id: ChannelId,
        /// Whose.
        user: UserId,
        /// Who does.
        by: UserId,
    },
    /// Move a read position.
    MarkRead {
        /// Where.
        channel_id: ChannelId,
        /// Whose.
        user: UserId,
        /// Up to which position.
        seq: Seq,
        /// Whether it may move back ("mark as unread").
        back: bool,
    },
}

/// A message and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageRef {
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
}

/// A message to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Where.
    pub channel_id: ChannelId,
    /// Who writes.
    pub user: UserId,
    /// The UUID its client gave it: unique per user, sent twice it is kept once.
    pub client_id: Option<String>,
    /// Its words.
    pub text: String,
    /// What it is.
    pub kind: MessageKind,
    /// What it answers.
    pub reply_to_id: Option<MessageId>,
    /// The ticket it refers to.
    pub ticket_reference: Option<String>,
    /// The file it carries.
    pub file: Option<FileInfo>,
    /// Members whom it mentions.
    pub mentions: Vec<UserId>,
}

/// A channel to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChannel {
    /// Its name; empty for a direct conversation.
    pub name: String,
    /// Its topic.
    pub description: String,
    /// Who can find and enter it.
    pub kind: ChannelKind,
    /// Who creates it.
    pub created_by: UserId,
    /// The team it belongs to.
    pub team_id: Option<String>,
    /// Its first members, the creator among them.
    pub members: Vec<(UserId, ChannelRole)>,
}

/// Settings to be changed; what is `None` stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelUpdate {
    /// Which channel.
    pub channel_id: ChannelId,
    /// Who does.
    pub by: UserId,
    /// A new name.
    pub name: Option<String>,
    /// A new topic.
    pub description: Option<String>,
    /// Whether only admins and owners post.
    pub read_only: Option<bool>,
    /// False archives it, true brings it back.
    pub active: Option<bool>,
}

/// What a kept change led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// For those in the channel; `None` when nothing changed for them.
    pub channel_event: Option<ChannelEvent>,
    /// For single users, in the order of their streams.
    pub user_events: Vec<UserEvent>,
    /// The message that was written, edited or deleted, or the first one of a repeat.
    pub message: Option<Message>,
    /// The channel that was created or found, as its creator sees it.
    pub channel: Option<ChannelView>,
    /// Where the reader stands now, when a read position was to be moved.
    pub read: Option<ReadState>,
    /// True when it had been kept before: nothing is to be announced.
    pub repeated: bool,
}

/// How far one member has read one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadState {
    /// Where.
    pub channel_id: ChannelId,
    /// Up to which position.
    pub last_read_seq: Seq,
    /// Messages of others after it, counted up to [`crate::model::UNREAD_CAP`].
    pub unread_count: i64,
    /// Those of them that mention the reader, counted up to [`crate::model::UNREAD_CAP`].
    pub mention_count: i64,
    /// The channel's position up to which is counted: what stands after it is not in the counts.
    pub counted_seq: Seq,
}
