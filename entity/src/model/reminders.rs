//! Reminders of messages.

use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::Message;
use crate::ids::{ChannelId, MessageId, Millis};

/// A reminder of a message that is not due yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reminder {
    /// The message's channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// When it is due.
    #[ts(type = "number")]
    pub at: Millis,
    /// When it was set first.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// The message as it is now, perhaps a tombstone. Absent if the user may no longer see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub message: Option<Box<Message>>,
}
