//! Replies: what a command led to.

use entity::{
    ids::{ChannelId, MessageId, Seq},
    model::{ChannelView, Message, Presence},
};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// The answer to a command; every variant is a map on the wire. `authenticate` is answered by
/// [`parts::snapshot`](super::parts::snapshot).
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// To `send_message`, `edit_message`.
    Message(MessageReply),
    /// To `delete_message`.
    Deleted(DeletedReply),
    /// To `add_reaction`, `remove_reaction`.
    Reaction(ReactionReply),
    /// To `join_channel` and the commands that make or change a channel.
    Channel(ChannelReply),
    /// To `leave_channel` and the removal of a member.
    Left(LeftReply),
    /// To `mark_read`.
    Read(ReadReply),
    /// To `update_presence`.
    Presence(Presence),
    /// To everything that has no more to say.
    Done(Done),
}

/// The message that was written or edited.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct MessageReply {
    /// The message.
    pub message: Message,
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

/// Nothing more to say.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
pub struct Done {}
