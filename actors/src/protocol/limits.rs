//! The limits that `hello` states and the engine enforces.

use entity::text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The limits of this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The longest WebSocket message, in bytes.
    pub frame_bytes: u32,
    /// The longest text of a message, in characters.
    pub message_characters: u32,
    /// How many commands may be unanswered at a time.
    pub unanswered_commands: u32,
    /// How many kinds of reaction one message takes.
    pub reaction_kinds: u32,
    /// The longest status message, in characters.
    pub status_characters: u32,
    /// The longest name of a channel, in characters.
    pub channel_name_characters: u32,
    /// The longest topic of a channel, in characters.
    pub description_characters: u32,
    /// How many people one message can mention; more are not notified.
    pub mentions: u32,
    /// How many people one direct conversation holds.
    pub direct_members: u32,
    /// How many members a channel may have for their presence to be sent to each other unasked.
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

/// A limit of texts, which all fit.
#[expect(
    clippy::cast_possible_truncation,
    reason = "they are a few thousand at most"
)]
const fn characters(most: usize) -> u32 {
    most as u32
}
