//! `webrtc_offer`, `webrtc_answer`, `webrtc_ice_candidate`: what devices in a call exchange to connect.

use std::collections::BTreeMap;

use entity::{
    ids::{CallId, UserId},
    permission::Account,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Command, Lookup, Rate, Route,
    calls::{known, named},
};
use crate::{
    calls::{Ask, Described, Signal},
    protocol::{
        ErrorCode, Failure,
        calls::{IceCandidate, SessionDescription, TrackKind},
        reply::Done,
    },
};

/// The maximum length of a session description, in bytes.
const LONGEST_SDP: usize = 128 * 1024;
/// The maximum length of a candidate, in bytes.
const LONGEST_CANDIDATE: usize = 4 * 1024;

/// The maximum number of media sections whose content an offer names.
const MOST_SECTIONS: usize = 16;

/// `webrtc_offer`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WebrtcOffer {
    /// The call.
    pub session_id: CallId,
    /// The offer.
    pub offer: SessionDescription,
    /// The name of the offer, chosen by the client: the answer repeats it.
    #[serde(default)]
    #[ts(optional)]
    pub offer_id: Option<String>,
    /// Whom it is for; null for the server.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub target_user: Option<UserId>,
    /// Their device; needed if they have several in the call.
    #[serde(default)]
    #[ts(optional)]
    pub target_device: Option<String>,
    /// The device that sends it.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// For the server: the content of each media section, by its `mid`.
    #[serde(default)]
    #[ts(optional, type = "Record<string, TrackKind>")]
    pub kinds: Option<BTreeMap<String, TrackKind>>,
}

/// `webrtc_answer`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WebrtcAnswer {
    /// The call.
    pub session_id: CallId,
    /// The answer.
    pub answer: SessionDescription,
    /// The name of the offer that it answers. An answer to another offer than the latest is refused.
    #[serde(default)]
    #[ts(optional)]
    pub offer_id: Option<String>,
    /// Whom it is for; null for the server.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub target_user: Option<UserId>,
    /// Their device; needed if they have several in the call.
    #[serde(default)]
    #[ts(optional)]
    pub target_device: Option<String>,
    /// The device that sends it.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
}

/// `webrtc_ice_candidate`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WebrtcIceCandidate {
    /// The call.
    pub session_id: CallId,
    /// The candidate; null if there will be no more.
    #[serde(default)]
    pub candidate: Option<IceCandidate>,
    /// Whom it is for; null for the server.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub target_user: Option<UserId>,
    /// Their device; needed if they have several in the call.
    #[serde(default)]
    #[ts(optional)]
    pub target_device: Option<String>,
    /// The device that sends it.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
}

impl Command for WebrtcOffer {
    const NAME: &'static str = "webrtc_offer";
    const RATE: Rate = Rate::Signalling;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let target = (self.target_user, self.target_device);
        let offer = described("offer", self.offer, self.offer_id)?;
        let from = (self.session_id, self.device_id.as_deref());
        let kinds = self.kinds.unwrap_or_default();
        if kinds.len() > MOST_SECTIONS {
            let reason = format!("kinds has at most {MOST_SECTIONS} entries");
            return Err(Failure::invalid(reason));
        }
        let kinds = kinds.into_iter().map(|(mid, kind)| (mid, kind.into()));
        let signal = Signal::Offer(offer, kinds.collect());
        route(caller, lookup, from, target, signal).await
    }
}

impl Command for WebrtcAnswer {
    const NAME: &'static str = "webrtc_answer";
    const RATE: Rate = Rate::Signalling;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let target = (self.target_user, self.target_device);
        let answer = described("answer", self.answer, self.offer_id)?;
        let from = (self.session_id, self.device_id.as_deref());
        route(caller, lookup, from, target, Signal::Answer(answer)).await
    }
}

impl Command for WebrtcIceCandidate {
    const NAME: &'static str = "webrtc_ice_candidate";
    const RATE: Rate = Rate::Signalling;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let length = self.candidate.as_ref().map_or(0, |candidate| {
            let texts = [&candidate.sdp_mid, &candidate.username_fragment];
            let texts = texts.into_iter().flatten().map(String::len);
            candidate.candidate.len() + texts.sum::<usize>()
        });
        if length > LONGEST_CANDIDATE {
            return Err(too_large("a candidate", LONGEST_CANDIDATE));
        }
        let target = (self.target_user, self.target_device);
        let from = (self.session_id, self.device_id.as_deref());
        let signal = Signal::Candidate(self.candidate);
        route(caller, lookup, from, target, signal).await
    }
}

async fn route(
    caller: &Account,
    lookup: &Lookup<'_>,
    (call, device): (CallId, Option<&str>),
    (user, target): (Option<UserId>, Option<String>),
    signal: Signal,
) -> Result<Route<Done>, Failure> {
    let from = known(caller, lookup, call, device).await?;
    let target = target.map(|name| named("targetDevice", name));
    let ask = Ask::Signal {
        call,
        user,
        device: target.transpose()?,
        signal,
    };
    Ok(Route::call(from, ask))
}

/// Checks a description. What is in it is for its recipient to understand.
fn described(
    kind: &str,
    description: SessionDescription,
    offer: Option<String>,
) -> Result<Described, Failure> {
    if description.kind != kind {
        return Err(Failure::invalid(format!("the type must be `{kind}`")));
    }
    if description.sdp.len() > LONGEST_SDP {
        return Err(too_large("a session description", LONGEST_SDP));
    }
    if !description.sdp.starts_with("v=0") {
        return Err(Failure::invalid(
            "sdp must be a session description, which begins with `v=0`",
        ));
    }
    let offer = offer.map(|name| named("offerId", name));
    Ok(Described {
        description,
        offer_id: offer.transpose()?,
    })
}

fn too_large(what: &str, most: usize) -> Failure {
    Failure::new(
        ErrorCode::TooLarge,
        format!("{what} has at most {most} bytes"),
    )
}
