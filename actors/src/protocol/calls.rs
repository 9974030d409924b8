//! Calls: the data of their events and replies, and what browsers exchange to connect.
//!
//! The events are not stored. After a login the calls that go on are in the snapshot's channels.

mod annotations;

use entity::{
    ids::{CallId, ChannelId, Millis, UserId},
    model::{
        ActiveCall, Call, CallDevice, CallMode, CallQuality, CallStatus, CallType, ChannelLabel,
    },
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use annotations::*;

/// An offer or an answer, as a browser's `RTCSessionDescription` in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
pub struct SessionDescription {
    /// `offer` or `answer`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The description in the Session Description Protocol.
    pub sdp: String,
}

/// A candidate, as a browser's `RTCIceCandidate` in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IceCandidate {
    /// The candidate; empty at the end of a generation.
    pub candidate: String,
    /// The media description that it belongs to.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub sdp_mid: Option<String>,
    /// That description's index.
    #[serde(default, rename = "sdpMLineIndex")]
    #[ts(optional = nullable)]
    pub sdp_m_line_index: Option<u16>,
    /// The user name of its generation.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub username_fragment: Option<String>,
}

/// The reply to `call_initiate`, `call_accept` and `call_join`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallReply {
    /// The call.
    pub session_id: CallId,
    /// The way that sound and pictures take.
    pub mode: CallMode,
    /// The name of the caller's device in the call.
    pub device_id: String,
    /// True if a call was joined that went on already.
    pub joined: bool,
    /// True if the server has the connections of this device already; false if, in mode `sfu`, the device has to
    /// offer its tracks.
    pub forwarded: bool,
    /// The call, as it is now.
    pub call: Call,
}

/// The reply to `call_update`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct DeviceReply {
    /// The device, as it is now.
    pub device: CallDevice,
}

/// The content of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// The microphone.
    Audio,
    /// The camera.
    Camera,
    /// A screen, window or tab.
    Screen,
    /// The sound of a shared screen.
    ScreenAudio,
}

impl From<TrackKind> for media::Kind {
    fn from(kind: TrackKind) -> Self {
        match kind {
            TrackKind::Audio => Self::Audio,
            TrackKind::Camera => Self::Camera,
            TrackKind::Screen => Self::Screen,
            TrackKind::ScreenAudio => Self::ScreenAudio,
        }
    }
}

/// How large a device shows a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewSize {
    /// Not at all: nothing is sent.
    Paused,
    /// In a tile of this height.
    Upto {
        /// The height in device pixels.
        height: u16,
    },
}

/// How large a device shows the camera or screen of another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallViewed {
    /// The user whose track it is.
    #[ts(type = "string")]
    pub user: UserId,
    /// The device whose track it is.
    pub device_id: String,
    /// `camera` or `screen`.
    pub kind: TrackKind,
    /// The size.
    pub view: ViewSize,
}

/// `incoming_call`: it rings.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IncomingCall<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// The conversation's name and type.
    pub channel: &'a ChannelLabel,
    /// Who calls.
    #[ts(type = "string")]
    pub caller: &'a UserId,
    /// What it begins with.
    pub call_type: CallType,
    /// Who is in it.
    #[ts(type = "Array<string>")]
    pub participants: Vec<UserId>,
    /// The way that sound and pictures take.
    pub mode: CallMode,
    /// When it began to ring.
    #[ts(type = "number")]
    pub started_at: Millis,
    /// Until when it rings.
    #[ts(type = "number")]
    pub ring_until: Millis,
}

/// `call_accepted`: somebody answered, on one of their devices.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallAccepted<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Who answered.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// The device on which they did.
    pub device_id: &'a str,
}

/// Why somebody does not join a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// They declined.
    Declined,
    /// They are in a call.
    Busy,
    /// They do not want to be disturbed, or may not call.
    Unavailable,
    /// They did not answer.
    Timeout,
}

/// `call_declined`: somebody does not join, and it no longer rings at theirs.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallDeclined<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Who does not join.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// Why.
    pub reason: DeclineReason,
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Somebody hung up.
    Completed,
    /// Nobody who was asked wants to join.
    Declined,
    /// Nobody answered.
    Timeout,
    /// Everyone's connection was lost.
    Error,
}

/// `call_ended`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallEnded {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// How long people talked, in seconds.
    #[ts(type = "number")]
    pub duration: i64,
    /// Why it ended.
    pub end_reason: EndReason,
    /// `ended` or `missed`.
    pub status: CallStatus,
}

/// `call_participant_joined`: a device is in the call now.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallParticipantJoined<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Whose device it is.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// The device.
    pub device_id: &'a str,
    /// Its state.
    pub device: &'a CallDevice,
    /// The call, as it is now.
    pub call: &'a ActiveCall,
}

/// Why a device is no longer in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// It hung up.
    Left,
    /// Its user goes on with another device.
    Moved,
    /// Its connection was lost and did not come back.
    Dropped,
    /// Its user may no longer take part.
    Removed,
}

/// `call_participant_left`: a device is no longer in the call.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallParticipantLeft<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Whose device it was.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// The device.
    pub device_id: &'a str,
    /// Why.
    pub reason: LeaveReason,
    /// The call, as it is now.
    pub call: &'a ActiveCall,
}

/// `call_participant_updated`: a device's state changed.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallParticipantUpdated<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Whose device it is.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// The device.
    pub device_id: &'a str,
    /// Its state.
    pub device: &'a CallDevice,
}

/// `call_quality`: a device's connection became better or worse.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallQualityChanged<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Whose device it is.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// The device.
    pub device_id: &'a str,
    /// How good its connection is.
    pub quality: CallQuality,
}

/// `call_moved`: sound and pictures take another way.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallMoved {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// The way that they take now.
    pub to: CallMode,
}

/// `webrtc_offer_received`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebrtcOfferReceived<'a> {
    /// The call.
    pub session_id: CallId,
    /// The offer.
    pub offer: &'a SessionDescription,
    /// The name of the offer, which its answer repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub offer_id: Option<&'a str>,
    /// Who made it; null for the server.
    #[ts(type = "string | null")]
    pub from_user: Option<&'a UserId>,
    /// The device that made it; null for the server.
    pub from_device: Option<&'a str>,
    /// The device that it is for.
    pub device_id: &'a str,
}

/// `webrtc_answer_received`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebrtcAnswerReceived<'a> {
    /// The call.
    pub session_id: CallId,
    /// The answer.
    pub answer: &'a SessionDescription,
    /// The name of the offer that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub offer_id: Option<&'a str>,
    /// Who made it; null for the server.
    #[ts(type = "string | null")]
    pub from_user: Option<&'a UserId>,
    /// The device that made it; null for the server.
    pub from_device: Option<&'a str>,
    /// The device that it is for.
    pub device_id: &'a str,
}

/// `webrtc_ice_candidate_received`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebrtcIceCandidateReceived<'a> {
    /// The call.
    pub session_id: CallId,
    /// The candidate; null if there will be no more.
    pub candidate: Option<&'a IceCandidate>,
    /// Whose it is; null for the server.
    #[ts(type = "string | null")]
    pub from_user: Option<&'a UserId>,
    /// The device that it is of; null for the server.
    pub from_device: Option<&'a str>,
    /// The device that it is for.
    pub device_id: &'a str,
}
