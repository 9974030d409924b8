//! Replies to commands.

use std::{any::Any, fmt, sync::Arc};

use bytes::Bytes;
use entity::{
    change::{Committed, PreferencesState, ReadState},
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{ChannelPreferences, ChannelView, Message, Notify, Scheduled, Thread},
};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Failure, frame};

/// The data of a reply: a map on the wire.
pub trait ReplyData: fmt::Debug + Send + 'static {
    /// Encodes the frame that replies to the command `reference`.
    fn encode(&self, reference: u32) -> Bytes;

    /// The data itself, for callers inside this process.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: Serialize + fmt::Debug + Send + 'static> ReplyData for T {
    fn encode(&self, reference: u32) -> Bytes {
        frame::reply(reference, self)
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

/// The reply to a command of any type.
#[derive(Debug)]
pub struct Reply(Box<dyn ReplyData>);

impl Reply {
    /// Wraps the data of a reply.
    #[must_use]
    pub fn new(data: impl ReplyData) -> Self {
        Self(Box::new(data))
    }

    /// Encodes the frame that replies to the command `reference`.
    #[must_use]
    pub fn encode(&self, reference: u32) -> Bytes {
        self.0.encode(reference)
    }

    /// The data of the reply, if it is a `T`.
    ///
    /// # Errors
    /// `internal` if the data has another type.
    pub fn read<T: 'static>(self) -> Result<T, Failure> {
        let data = self.0.into_any().downcast();
        data.map(|data| *data).map_err(|_| Failure::internal())
    }
}

/// The reply with a message that was posted, edited, pinned or unpinned.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageReply {
    /// The message as it is now.
    #[schema(value_type = Message)]
    pub message: Arc<Message>,
    /// The number of mentioned people who are not notified because there are too many; absent if none.
    #[serde(skip_serializing_if = "is_zero")]
    #[ts(optional, as = "Option<u32>")]
    pub mentions_dropped: usize,
    /// People whom a new message names and who are not notified, because they are not in the channel.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub mentions_outside: Vec<UserId>,
}

impl MessageReply {
    /// The reply with a committed message, of whose mentions `dropped` are not notified.
    ///
    /// # Errors
    /// `internal` if the change did not result in a message.
    pub fn of(kept: Committed, dropped: usize) -> Result<Self, Failure> {
        Ok(Self {
            message: kept.message.ok_or_else(Failure::internal)?,
            mentions_dropped: dropped,
            mentions_outside: Vec::new(),
        })
    }

    /// The same, with the people whom its text names and who do not see it.
    #[must_use]
    pub fn with_outside(self, outside: &[UserId]) -> Self {
        Self {
            mentions_outside: outside.to_vec(),
            ..self
        }
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The reply to `delete_message`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeletedReply {
    /// The message.
    pub message_id: MessageId,
    /// The message's channel.
    pub channel_id: ChannelId,
}

/// The reply to `save_message` and `unsave_message`.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedReply {
    /// The message's channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// When it was saved; null if it is not saved any more.
    #[ts(type = "number | null")]
    pub saved_at: Option<Millis>,
}

/// The reply to `set_reminder` and `cancel_reminder`.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReminderReply {
    /// The message's channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// When the reminder is due; null if there is none any more.
    #[ts(type = "number | null")]
    pub at: Option<Millis>,
}

/// The reply with a scheduled message that was created or changed.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct ScheduledReply {
    /// The scheduled message.
    pub scheduled: Scheduled,
}

/// The reply to `add_reaction` and `remove_reaction`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionReply {
    /// The message.
    pub message_id: MessageId,
    /// The emoji, as Unicode characters.
    pub emoji: String,
    /// The message with its reactions, if REST requested it; never sent over a socket.
    #[serde(skip)]
    pub message: Option<Arc<Message>>,
}

/// The reply with a channel that was joined, created or changed.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct ChannelReply {
    /// The channel as the user sees it.
    pub channel: ChannelView,
    /// True if it existed before; only REST shows this, as 200 instead of 201.
    #[serde(skip)]
    pub existed: bool,
}

impl ChannelReply {
    /// The reply with a channel that existed before.
    #[must_use]
    pub fn existing(channel: ChannelView) -> Self {
        Self {
            channel,
            existed: true,
        }
    }
}

/// The reply to `leave_channel`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftReply {
    /// The channel that the user left.
    pub channel_id: ChannelId,
}

/// The reply to `mark_read`: the user's read position in a channel.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadReply {
    /// The channel whose messages were marked.
    pub channel_id: ChannelId,
    /// The position of the last message that was read.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// The number of unread messages, capped.
    #[ts(type = "number")]
    pub unread_count: i64,
    /// The number of unread messages that mention the user, capped.
    #[ts(type = "number")]
    pub mention_count: i64,
    /// The channel's position at the time of counting: later messages are not in the counts.
    #[ts(type = "number")]
    pub counted_seq: Seq,
}

impl From<ReadState> for ReadReply {
    fn from(read: ReadState) -> Self {
        Self {
            channel_id: read.channel_id,
            last_read_seq: read.last_read_seq,
            unread_count: read.unread_count,
            mention_count: read.mention_count,
            counted_seq: read.counted_seq,
        }
    }
}

/// The reply to `set_channel_preferences`: all preferences of the user in a channel.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreferencesReply {
    /// The channel.
    pub channel_id: ChannelId,
    /// True if it shall not ask for attention.
    pub muted: bool,
    /// When the mute ends; `None` if it does not end by itself.
    #[ts(type = "number | null")]
    pub muted_until: Option<Millis>,
    /// True if it stands at the top of the list.
    pub pinned: bool,
    /// True if it is left out of the list until its next message.
    pub hidden: bool,
    /// Which of its messages notify the user.
    pub notify: Notify,
    /// The channel's position at that time: a later message shows a hidden conversation again.
    #[ts(type = "number")]
    pub channel_seq: Seq,
}

impl From<PreferencesState> for PreferencesReply {
    fn from(state: PreferencesState) -> Self {
        let ChannelPreferences {
            muted,
            muted_until,
            pinned,
            hidden,
            notify,
        } = state.preferences;
        Self {
            channel_id: state.channel_id,
            muted,
            muted_until,
            pinned,
            hidden,
            notify,
            channel_seq: state.channel_seq,
        }
    }
}

/// The reply to `read_notifications`.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationsReply {
    /// The number of unread notifications, capped.
    #[ts(type = "number")]
    pub unread_count: i64,
}

/// The reply to `claim_notifications`.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClaimReply {
    /// The `seq` of each notification that no other device had claimed before.
    #[ts(type = "Array<number>")]
    pub seqs: Vec<Seq>,
}

/// The reply to the commands of threads: the thread as the user sees it.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadReply {
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
    /// The thread.
    pub thread: Thread,
}

impl ThreadReply {
    /// The reply with the thread of a committed change.
    ///
    /// # Errors
    /// `internal` if the change did not result in a thread.
    pub fn of(kept: Committed, user: &UserId) -> Result<Self, Failure> {
        let change = kept.thread.ok_or_else(Failure::internal)?;
        Ok(Self {
            thread_id: change.root,
            thread: change.seen_by(user).clone(),
        })
    }
}

/// A reply without data.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
pub struct Done {}
