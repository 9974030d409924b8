//! Ephemeral events: the server sends them unasked and does not store them. They carry no position
//! and may be dropped. Durable ones are in [`super::durable`].

use std::collections::BTreeMap;

use entity::{
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{ChannelLabel, Person, Presence, PresenceStatus, Thread},
};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{
    Hello,
    calls::{
        CallAccepted, CallAnnotated, CallAnnotations, CallDeclined, CallEnded, CallMoved,
        CallParticipantJoined, CallParticipantLeft, CallParticipantUpdated, CallQualityChanged,
        IncomingCall, WebrtcAnswerReceived, WebrtcIceCandidateReceived, WebrtcOfferReceived,
    },
    durable::ChannelPosition,
    snapshot::SnapshotPart,
};

/// Every kind of ephemeral event.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(tag = "name", content = "data", rename_all = "snake_case")]
pub enum Event<'a> {
    /// The first event on a connection.
    Hello(Hello),
    /// More of the snapshot.
    SnapshotPart(SnapshotPart),
    /// All missed events have been sent.
    Resumed(Resumed),
    /// Someone started or stopped typing.
    UserTyping(UserTyping<'a>),
    /// Someone's presence changed.
    PresenceUpdated(PresenceUpdated<'a>),
    /// Several people's presence changed within the same second.
    PresenceChanged(PresenceChanged<'a>),
    /// A thread changed, as the user sees it.
    ThreadUpdated(ThreadUpdated<'a>),
    /// A ticket changed that the user may see.
    TicketUpdated(TicketUpdated<'a>),
    /// The user's role or permissions changed.
    AccountUpdated(AccountUpdated<'a>),
    /// An event was left out because it exceeds a frame.
    EventOmitted(EventOmitted<'a>),
    /// An event was left out because it is about a message that the user may not see.
    EventHidden(ChannelPosition),
    /// It rings.
    IncomingCall(IncomingCall<'a>),
    /// Somebody answered a call.
    CallAccepted(CallAccepted<'a>),
    /// Somebody does not join a call.
    CallDeclined(CallDeclined<'a>),
    /// A call ended.
    CallEnded(CallEnded),
    /// A device is in a call now.
    CallParticipantJoined(CallParticipantJoined<'a>),
    /// A device is no longer in a call.
    CallParticipantLeft(CallParticipantLeft<'a>),
    /// The state of a device in a call changed.
    CallParticipantUpdated(CallParticipantUpdated<'a>),
    /// The connection of a device in a call changed.
    CallQuality(CallQualityChanged<'a>),
    /// A call takes another way.
    CallMoved(CallMoved),
    /// A shared screen was drawn on.
    CallAnnotated(CallAnnotated<'a>),
    /// The marks on a shared screen.
    CallAnnotations(CallAnnotations<'a>),
    /// An offer arrived.
    WebrtcOfferReceived(WebrtcOfferReceived<'a>),
    /// An answer arrived.
    WebrtcAnswerReceived(WebrtcAnswerReceived<'a>),
    /// A candidate arrived.
    WebrtcIceCandidateReceived(WebrtcIceCandidateReceived<'a>),
}

impl Event<'_> {
    /// The event's name on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::SnapshotPart(_) => "snapshot_part",
            Self::Resumed(_) => "resumed",
            Self::UserTyping(_) => "user_typing",
            Self::PresenceUpdated(_) => "presence_updated",
            Self::PresenceChanged(_) => "presence_changed",
            Self::ThreadUpdated(_) => "thread_updated",
            Self::TicketUpdated(_) => "ticket_updated",
            Self::AccountUpdated(_) => "account_updated",
            Self::EventOmitted(_) => "event_omitted",
            Self::EventHidden(_) => "event_hidden",
            Self::IncomingCall(_) => "incoming_call",
            Self::CallAccepted(_) => "call_accepted",
            Self::CallDeclined(_) => "call_declined",
            Self::CallEnded(_) => "call_ended",
            Self::CallParticipantJoined(_) => "call_participant_joined",
            Self::CallParticipantLeft(_) => "call_participant_left",
            Self::CallParticipantUpdated(_) => "call_participant_updated",
            Self::CallQuality(_) => "call_quality",
            Self::CallMoved(_) => "call_moved",
            Self::CallAnnotated(_) => "call_annotated",
            Self::CallAnnotations(_) => "call_annotations",
            Self::WebrtcOfferReceived(_) => "webrtc_offer_received",
            Self::WebrtcAnswerReceived(_) => "webrtc_answer_received",
            Self::WebrtcIceCandidateReceived(_) => "webrtc_ice_candidate_received",
        }
    }
}

/// `resumed`: has no data.
#[derive(Clone, Copy, Debug, Serialize, TS, ToSchema)]
pub struct Resumed {}

/// `user_typing`: expires after six seconds.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserTyping<'a> {
    /// The id of the channel.
    pub channel_id: ChannelId,
    /// The user who is typing.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// True if they are typing, false if they stopped.
    pub typing: bool,
    /// The channel's name and type, for display.
    pub channel: ChannelLabel,
}

/// `presence_updated`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PresenceUpdated<'a> {
    /// The user whose presence changed.
    #[ts(type = "string")]
    pub user: &'a UserId,
    /// Their status.
    pub status: PresenceStatus,
    /// Their status message.
    pub status_message: &'a str,
    /// When the status message clears itself; absent if it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub status_message_until: Option<Millis>,
    /// When they were last active.
    #[ts(type = "number")]
    pub last_active: Millis,
}

/// `presence_changed`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct PresenceChanged<'a> {
    /// The presence of each person, by username.
    #[ts(type = "Record<string, Presence>")]
    #[schema(value_type = std::collections::HashMap<String, Presence>)]
    pub presence: BTreeMap<&'a UserId, &'a Presence>,
}

/// `ticket_updated`: a ticket was changed, here or in Orvale. Get its card again.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketUpdated<'a> {
    /// Its number.
    pub number: &'a str,
    /// When it was changed; nil if that cannot be read.
    #[ts(type = "number | null")]
    pub updated_at: Option<Millis>,
}

/// `thread_updated`: replies were added, changed, deleted or read, or the user follows the thread or stopped.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadUpdated<'a> {
    /// The channel.
    pub channel_id: ChannelId,
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
    /// The thread as the user sees it.
    pub thread: &'a Thread,
}

/// `account_updated`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct AccountUpdated<'a> {
    /// The user's account, as it is now.
    pub user: &'a Person,
    /// The names of the chat permissions that the user now holds.
    pub permissions: &'a [&'static str],
}

/// `event_omitted`, in place of an event that exceeds a frame.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventOmitted<'a> {
    /// The name of the omitted event.
    pub event: &'a str,
    /// The stream that it belongs to, if it is durable; clients advance that stream's position.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stream: Option<String>,
    /// The channel that it concerns, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub channel_id: Option<ChannelId>,
    /// Its position in its stream, if it is durable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub seq: Option<Seq>,
}
