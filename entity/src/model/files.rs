//! Files of messages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::{FileId, Millis, UserId};

/// A file that a message carries, or that can be sent with one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileInfo {
    /// Its identifier.
    pub id: FileId,
    /// Its name as uploaded, without what would do harm in a name.
    pub name: String,
    /// Its length in bytes.
    #[ts(type = "number")]
    pub size: i64,
    /// Its media type, decided from its content.
    pub mime_type: String,
    /// The width of a picture in pixels, turned as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub width: Option<i64>,
    /// Its height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub height: Option<i64>,
    /// The length of sound or a video in milliseconds, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub duration_ms: Option<i64>,
    /// True if it has a small picture.
    #[serde(default)]
    pub has_thumbnail: bool,
    /// What it shows, for those who do not see it; its uploader says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// Absent if everyone who may have the file can fetch it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub state: Option<FileCheck>,
    /// How loud a voice message is over time, 0 to 100. Only voice messages have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub waveform: Option<Vec<u8>>,
}

/// Why the bytes of a file are held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileCheck {
    /// The scanner has not passed it yet: only who uploaded it can fetch it.
    Checking,
    /// The scanner refused it: nobody can fetch it.
    Blocked,
}

/// Why the scanner refused a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockedFor {
    /// It contains something harmful.
    Harmful,
    /// It is too large to be checked.
    TooLarge,
    /// It is encrypted, so it cannot be checked.
    Encrypted,
}

/// A file, with what is not shown in messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileDetails {
    /// The file.
    #[serde(flatten)]
    pub file: FileInfo,
    /// Who uploaded it.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// When it was uploaded.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// The SHA-256 of its bytes in hexadecimal digits; absent for files of an adopted chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sha256: Option<String>,
    /// True for a file of an adopted chat whose bytes were gone already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub missing: bool,
    /// Why it is blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub blocked_for: Option<BlockedFor>,
    /// The first lines of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub preview: Option<String>,
}

/// The maximum number of files that are sent with a message.
pub const MESSAGE_FILES: usize = 10;
