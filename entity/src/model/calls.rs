//! Calls: who is in them, on which devices, and what became of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::ChannelLabel;
use crate::ids::{CallId, ChannelId, Millis, UserId};

/// What a call began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallType {
    /// Sound alone.
    Audio,
    /// Sound and cameras.
    Video,
    /// Sound and a shared screen.
    ScreenShare,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Nobody has answered yet.
    Ringing,
    /// People talk.
    Active,
    /// It is over.
    Ended,
    /// It is over, and nobody could answer.
    Missed,
}

impl CallStatus {
    /// Returns whether the call goes on.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Ringing | Self::Active)
    }
}

/// The way that sound and pictures take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallMode {
    /// From device to device.
    Peer,
    /// Through the server.
    Sfu,
}

/// How good a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallQuality {
    /// Nothing is lost.
    Excellent,
    /// Little is lost.
    Good,
    /// Sound or pictures suffer.
    Poor,
    /// Nothing arrives.
    Disconnected,
}

/// One device of somebody in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallDevice {
    /// The name that the client gave it.
    pub device_id: String,
    /// True if its microphone is off.
    pub muted: bool,
    /// True if its camera is on.
    pub camera: bool,
    /// True if it shares a screen.
    pub screen: bool,
    /// True if a hand is raised.
    pub hand: bool,
    /// True if others may annotate the screen that it shares.
    #[serde(default = "yes")]
    pub annotate: bool,
    /// False while it plays nothing of the others: its browser waits for a click, or its user turned the sound off.
    #[serde(default = "yes")]
    pub hears: bool,
    /// False if its socket is gone: it has 20 seconds to come back.
    pub connected: bool,
    /// When it joined.
    #[ts(type = "number")]
    pub joined_at: Millis,
    /// How good its connection is, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub quality: Option<CallQuality>,
}

/// True: the default, also for devices stored before this field existed.
fn yes() -> bool {
    true
}

/// Somebody in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallParticipant {
    /// The user.
    #[ts(type = "string")]
    pub user: UserId,
    /// The devices with which they are in it.
    pub devices: Vec<CallDevice>,
}

/// A call that goes on, as everyone in its conversation sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActiveCall {
    /// The call.
    pub session_id: CallId,
    /// What it began with.
    pub call_type: CallType,
    /// `ringing` or `active`.
    pub status: CallStatus,
    /// The way that sound and pictures take.
    pub mode: CallMode,
    /// Who called.
    #[ts(type = "string")]
    pub caller: UserId,
    /// Who is in it.
    #[ts(type = "Array<string>")]
    pub participants: Vec<UserId>,
    /// Who was asked and has not answered yet.
    #[ts(type = "Array<string>")]
    pub ringing: Vec<UserId>,
    /// When it began to ring.
    #[ts(type = "number")]
    pub started_at: Millis,
    /// When somebody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub answered_at: Option<Millis>,
}

/// A call, in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The call.
    pub session_id: CallId,
    /// Its conversation; null if that is unknown.
    pub channel_id: Option<ChannelId>,
    /// What it began with.
    pub call_type: CallType,
    /// How far it is.
    pub status: CallStatus,
    /// The way that sound and pictures take.
    pub mode: CallMode,
    /// Who called.
    #[ts(type = "string")]
    pub caller: UserId,
    /// Who is in it.
    pub participants: Vec<CallParticipant>,
    /// Who was asked and has not answered yet.
    #[ts(type = "Array<string>")]
    pub ringing: Vec<UserId>,
    /// When it began to ring.
    #[ts(type = "number")]
    pub started_at: Millis,
    /// When somebody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub answered_at: Option<Millis>,
    /// Until when it rings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub ring_until: Option<Millis>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub ended_at: Option<Millis>,
    /// How long people talked, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub duration: Option<i64>,
    /// Why it ended: `completed`, `declined`, `timeout` or `error`; another word in calls of earlier servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub end_reason: Option<String>,
}

/// Whether somebody called or was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallDirection {
    /// They were called, or joined.
    Incoming,
    /// They called.
    Outgoing,
}

/// A call in somebody's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    /// The call.
    pub session_id: CallId,
    /// Its conversation; null if that is unknown.
    pub channel_id: Option<ChannelId>,
    /// The conversation's name and type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub channel: Option<ChannelLabel>,
    /// What it began with.
    pub call_type: CallType,
    /// How far it is.
    pub status: CallStatus,
    /// Whether they called or were called.
    pub direction: CallDirection,
    /// True if they were called, and neither joined nor declined.
    pub missed: bool,
    /// Who called.
    #[ts(type = "string")]
    pub caller: UserId,
    /// Everyone who was asked or joined.
    #[ts(type = "Array<string>")]
    pub participants: Vec<UserId>,
    /// Those of them who were in it.
    #[ts(type = "Array<string>")]
    pub joined: Vec<UserId>,
    /// When it began to ring.
    #[ts(type = "number")]
    pub started_at: Millis,
    /// When somebody answered; null if nobody did.
    #[ts(type = "number | null")]
    pub answered_at: Option<Millis>,
    /// When it ended; null if it goes on.
    #[ts(type = "number | null")]
    pub ended_at: Option<Millis>,
    /// How long people talked, in seconds; null if they did not.
    #[ts(type = "number | null")]
    pub duration: Option<i64>,
    /// Why it ended; null if it goes on.
    pub end_reason: Option<String>,
    /// How good their connection was; null if that is unknown.
    pub quality: Option<CallQuality>,
}
