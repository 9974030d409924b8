//! Replies: what a command led to.

use std::{any::Any, fmt, sync::Arc};

use bytes::Bytes;
use entity::{
    change::{Committed, ReadState},
    ids::{ChannelId, MessageId, Seq},
    model::{ChannelView, Message},
};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Failure, frame};

/// The data of a reply: a map on the wire.
pub trait ReplyData: fmt::Debug + Send + 'static {
    /// The frame that answers command `reference`.
    fn encode(&self, reference: u32) -> Bytes;

    /// The data itself, for a caller inside this process.
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

/// The reply to some command.
#[derive(Debug)]
pub struct Reply(Box<dyn ReplyData>);

impl Reply {
    /// A reply with this data.
    #[must_use]
    pub fn new(data: impl ReplyData) -> Self {
        Self(Box::new(data))
    }

    /// The frame that answers command `reference`.
    #[must_use]
    pub fn encode(&self, reference: u32) -> Bytes {
        self.0.encode(reference)
    }

    /// The data of a reply to a command whose replies are of this type.
    ///
    /// # Errors
    /// `internal` when it is the reply to some other command.
    pub fn read<T: 'static>(self) -> Result<T, Failure> {
        let data = self.0.into_any().downcast();
        data.map(|data| *data).map_err(|_| Failure::internal())
    }
}

/// The message that was posted or edited.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageReply {
    /// The message.
    #[schema(value_type = Message)]
    pub message: Arc<Message>,
    /// How many people it mentions beyond those who are notified; absent when there are none.
    #[serde(skip_serializing_if = "is_zero")]
    #[ts(optional, as = "Option<u32>")]
    pub mentions_dropped: usize,
}

impl MessageReply {
    /// The reply to a message that was kept, of whose mentions `dropped` were left out.
    ///
    /// # Errors
    /// `internal` when no message came of it.
    pub fn of(kept: Committed, dropped: usize) -> Result<Self, Failure> {
        Ok(Self {
            message: kept.message.ok_or_else(Failure::internal)?,
            mentions_dropped: dropped,
        })
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Which message was deleted.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeletedReply {
    /// The message.
    pub message_id: MessageId,
    /// Where it stood.
    pub channel_id: ChannelId,
}

/// Which reaction changed.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionReply {
    /// The message.
    pub message_id: MessageId,
    /// The emoji itself.
    pub emoji: String,
    /// The message, where the request asked to be shown it; only REST does.
    #[serde(skip)]
    pub message: Option<Arc<Message>>,
}

/// The channel that was joined, made or changed.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct ChannelReply {
    /// The channel as the user sees it.
    pub channel: ChannelView,
    /// True when it existed before; only REST shows it, as 200 instead of 201.
    #[serde(skip)]
    pub existed: bool,
}

impl ChannelReply {
    /// A channel that existed before.
    #[must_use]
    pub fn existing(channel: ChannelView) -> Self {
        Self {
            channel,
            existed: true,
        }
    }
}

/// The channel that someone left.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftReply {
    /// The channel.
    pub channel_id: ChannelId,
}

/// Where the user's reading stands.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadReply {
    /// The channel.
    pub channel_id: ChannelId,
    /// Up to which position.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// What is left unread, capped.
    #[ts(type = "number")]
    pub unread_count: i64,
    /// How much of that mentions the user, capped.
    #[ts(type = "number")]
    pub mention_count: i64,
    /// The channel's position up to which is counted: messages after it are not in the counts.
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

/// Nothing more to say.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
pub struct Done {}
