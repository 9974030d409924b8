//! The limits that `hello` states and the engine enforces.

use entity::text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The limits of this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The maximum length of a WebSocket message, in bytes.
    pub frame_bytes: u32,
    /// The maximum length of a message's text, in characters.
    pub message_characters: u32,
    /// The maximum number of unanswered commands at a time.
    pub unanswered_commands: u32,
    /// The maximum number of different emoji that a message can have as reactions.
    pub reaction_kinds: u32,
    /// The maximum length of a status message, in characters.
    pub status_characters: u32,
    /// The maximum length of a channel's name, in characters.
    pub channel_name_characters: u32,
    /// The maximum length of a channel's topic, in characters.
    pub description_characters: u32,
    /// The maximum number of people notified of a message that mentions them.
    pub mentions: u32,
    /// The maximum number of people in a direct conversation.
    pub direct_members: u32,
    /// The maximum number of members of a channel in which presence is sent without being requested.
    pub presence_members: u32,
}

/// The limits of this version.
pub const LIMITS: Limits = Limits {
    frame_bytes: 256 * 1024,
    message_characters: characters(text::MESSAGE_CHARACTERS),
    unanswered_commands: 64,
    reaction_kinds: 50,
    status_characters: characters(text::STATUS_CHARACTERS),
    channel_name_characters: characters(text::CHANNEL_NAME_CHARACTERS),
    description_characters: characters(text::TOPIC_CHARACTERS),
    mentions: 50,
    direct_members: 20,
    presence_members: 500,
};

/// Converts a limit on the length of a text.
#[expect(
    clippy::cast_possible_truncation,
    reason = "they are a few thousand at most"
)]
const fn characters(most: usize) -> u32 {
    most as u32
}
