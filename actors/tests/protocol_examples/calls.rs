//! Encodes examples of the events of calls.

use actors::protocol::{
    Event,
    calls::{
        AnnotationChange, CallAccepted, CallAnnotated, CallAnnotations, CallDeclined, CallEnded,
        CallMoved, CallParticipantJoined, CallParticipantLeft, CallParticipantUpdated,
        CallQualityChanged, IceCandidate, IncomingCall, Mark, SessionDescription, SharedScreen,
        WebrtcAnswerReceived, WebrtcIceCandidateReceived, WebrtcOfferReceived,
    },
    frame,
};
use bytes::Bytes;
use entity::{
    ids::UserId,
    model::{ActiveCall, CallDevice, ChannelLabel},
};

use super::value::Value;

/// An event about a call, or somebody in it.
pub(crate) fn event(name: &str, data: &Value) -> Bytes {
    match name {
        "incoming_call" => incoming(data),
        "call_ended" => frame::event(&Event::CallEnded(CallEnded {
            session_id: data.get("sessionId"),
            channel_id: data.get("channelId"),
            duration: data.get("duration"),
            end_reason: data.get("endReason"),
            status: data.get("status"),
        })),
        "call_moved" => frame::event(&Event::CallMoved(CallMoved {
            session_id: data.get("sessionId"),
            channel_id: data.get("channelId"),
            to: data.get("to"),
        })),
        "call_annotations" => frame::event(&Event::CallAnnotations(CallAnnotations {
            session_id: data.get("sessionId"),
            channel_id: data.get("channelId"),
            share: &data.get::<SharedScreen>("share"),
            marks: data.get::<Vec<Mark>>("marks").iter().collect(),
            more: data.get("more"),
        })),
        "call_annotated" => frame::event(&Event::CallAnnotated(CallAnnotated {
            session_id: data.get("sessionId"),
            channel_id: data.get("channelId"),
            share: &data.get::<SharedScreen>("share"),
            participant: &data.get::<UserId>("participant"),
            device_id: &data.get::<String>("deviceId"),
            change: &data.get::<AnnotationChange>("change"),
        })),
        "call_declined" => frame::event(&Event::CallDeclined(CallDeclined {
            session_id: data.get("sessionId"),
            channel_id: data.get("channelId"),
            participant: &data.get::<UserId>("participant"),
            reason: data.get("reason"),
        })),
        _ => of_device(name, data),
    }
}

fn incoming(data: &Value) -> Bytes {
    frame::event(&Event::IncomingCall(IncomingCall {
        session_id: data.get("sessionId"),
        channel_id: data.get("channelId"),
        channel: &data.get::<ChannelLabel>("channel"),
        caller: &data.get::<UserId>("caller"),
        call_type: data.get("callType"),
        participants: data.get("participants"),
        mode: data.get("mode"),
        started_at: data.get("startedAt"),
        ring_until: data.get("ringUntil"),
    }))
}

fn of_device(name: &str, data: &Value) -> Bytes {
    let (session_id, channel_id) = (data.get("sessionId"), data.get("channelId"));
    let participant = &data.get::<UserId>("participant");
    let device_id = &data.get::<String>("deviceId");
    frame::event(&match name {
        "call_accepted" => Event::CallAccepted(CallAccepted {
            session_id,
            channel_id,
            participant,
            device_id,
        }),
        "call_participant_joined" => {
            return frame::event(&Event::CallParticipantJoined(CallParticipantJoined {
                session_id,
                channel_id,
                participant,
                device_id,
                device: &data.get::<CallDevice>("device"),
                call: &data.get::<ActiveCall>("call"),
            }));
        }
        "call_participant_left" => {
            return frame::event(&Event::CallParticipantLeft(CallParticipantLeft {
                session_id,
                channel_id,
                participant,
                device_id,
                reason: data.get("reason"),
                call: &data.get::<ActiveCall>("call"),
            }));
        }
        "call_participant_updated" => {
            return frame::event(&Event::CallParticipantUpdated(CallParticipantUpdated {
                session_id,
                channel_id,
                participant,
                device_id,
                device: &data.get::<CallDevice>("device"),
            }));
        }
        "call_quality" => Event::CallQuality(CallQualityChanged {
            session_id,
            channel_id,
            participant,
            device_id,
            quality: data.get("quality"),
        }),
        other => panic!("no event is called {other}"),
    })
}

/// What a device passed on to another.
pub(crate) fn signal(name: &str, data: &Value) -> Bytes {
    let session_id = data.get("sessionId");
    let from_user = data.get::<Option<UserId>>("fromUser");
    let from_device = data.get::<Option<String>>("fromDevice");
    let (from_user, from_device) = (from_user.as_ref(), from_device.as_deref());
    let device_id = &data.get::<String>("deviceId");
    match name {
        "webrtc_offer_received" => frame::event(&Event::WebrtcOfferReceived(WebrtcOfferReceived {
            session_id,
            offer: &data.get::<SessionDescription>("offer"),
            offer_id: Some(&data.get::<String>("offerId")),
            from_user,
            from_device,
            device_id,
        })),
        "webrtc_answer_received" => {
            frame::event(&Event::WebrtcAnswerReceived(WebrtcAnswerReceived {
                session_id,
                answer: &data.get::<SessionDescription>("answer"),
                offer_id: Some(&data.get::<String>("offerId")),
                from_user,
                from_device,
                device_id,
            }))
        }
        "webrtc_ice_candidate_received" => frame::event(&Event::WebrtcIceCandidateReceived(
            WebrtcIceCandidateReceived {
                session_id,
                candidate: data.get::<Option<IceCandidate>>("candidate").as_ref(),
                from_user,
                from_device,
                device_id,
            },
        )),
        other => panic!("no event is called {other}"),
    }
}
