//! What is kept of messages and beside them: pins, saved and scheduled ones, earlier texts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{FileInfo, Mention, Message};
use crate::ids::{ChannelId, MessageId, Millis, ScheduledId, UserId};

/// A pinned message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PinnedMessage {
    /// The message.
    pub message: Message,
    /// Who pinned it.
    #[ts(type = "string")]
    pub pinned_by: UserId,
    /// When it was pinned.
    #[ts(type = "number")]
    pub pinned_at: Millis,
}

/// A message that a user saved for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedMessage {
    /// The message, which may be a tombstone.
    pub message: Message,
    /// When it was saved.
    #[ts(type = "number")]
    pub saved_at: Millis,
}

/// A message that is sent later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scheduled {
    /// Its identifier, which is not that of the message once it is sent.
    pub id: ScheduledId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message whose thread it is a reply in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thread_id: Option<MessageId>,
    /// The text.
    pub message: String,
    /// The files that are sent with it.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<FileInfo>>")]
    pub files: Vec<FileInfo>,
    /// When it is sent.
    #[ts(type = "number")]
    pub at: Millis,
    /// When it was scheduled.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// When it was changed last.
    #[ts(type = "number")]
    pub updated_at: Millis,
    /// Why it was not sent, if it was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<ScheduledError>,
}

/// Why a scheduled message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ScheduledError {
    /// The error code; the same codes as for commands.
    pub code: String,
    /// The reason, for people.
    pub message: String,
}

/// A text that a message had before it was edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarlierText {
    /// The text.
    pub text: String,
    /// The members that it mentioned.
    pub mentions: Vec<Mention>,
    /// When it was written.
    #[ts(type = "number")]
    pub written_at: Millis,
    /// When the next text replaced it.
    #[ts(type = "number")]
    pub replaced_at: Millis,
}
