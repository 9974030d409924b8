//! Threads.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Message;
use crate::ids::{ChannelId, MessageId, Millis, Seq, UserId};

/// The thread of a message, as one user sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    /// The number of replies.
    #[ts(type = "number")]
    pub reply_count: i64,
    /// When the latest reply was written.
    #[ts(type = "number | null")]
    pub last_reply_at: Option<Millis>,
    /// The position of the latest reply.
    #[ts(type = "number | null")]
    pub last_reply_seq: Option<Seq>,
    /// The people who replied last, the latest first, at most [`THREAD_PARTICIPANTS`].
    #[ts(type = "Array<string>")]
    pub participants: Vec<UserId>,
    /// True if the viewer follows it.
    pub following: bool,
    /// Replies of others that the viewer has not read, counted up to [`UNREAD_CAP`](super::UNREAD_CAP); 0 if they do not follow
    /// it.
    #[ts(type = "number")]
    pub unread_count: i64,
}

/// The maximum number of people named as participants of a thread.
pub const THREAD_PARTICIPANTS: usize = 5;

/// A thread in the list of those that a user follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowedThread {
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// The message itself, which may be a tombstone.
    pub message: Message,
    /// The thread.
    pub thread: Thread,
}
