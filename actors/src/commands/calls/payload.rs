//! The data of the commands of calls, as a client sends it over the socket or REST. Who may do what, and what comes of it,
//! is decided by the commands and the call.

use entity::{
    ids::{CallId, ChannelId, UserId},
    model::{CallQuality, CallType},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    commands::{required_word, word},
    protocol::calls::{Annotation, CallViewed, SharedScreen},
};

/// `call_initiate`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallInitiate {
    /// The conversation in which it rings.
    pub channel_id: ChannelId,
    /// What the call begins with: sound alone, cameras, or a shared screen. `video` turns the caller's camera on unless
    /// `camera` says otherwise; a screen is turned on with `call_update`.
    #[serde(deserialize_with = "required_word")]
    pub call_type: CallType,
    /// The members who are asked: by default everyone in a direct conversation, and nobody in a channel.
    #[serde(default)]
    #[ts(optional, type = "Array<string>")]
    pub target_users: Option<Vec<UserId>>,
    /// The name of the caller's device, chosen by the client.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// True to begin with the microphone off.
    #[serde(default)]
    #[ts(optional)]
    pub muted: Option<bool>,
    /// True to begin with the camera on.
    #[serde(default)]
    #[ts(optional)]
    pub camera: Option<bool>,
    /// The name of this attempt, chosen by the client: a repetition with it finds the same call, and `call_end` can name
    /// it before the reply is there.
    #[serde(default)]
    #[ts(optional)]
    pub client_id: Option<String>,
}

/// `call_accept`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallAccept {
    /// The call.
    pub session_id: CallId,
    /// The name of the device, chosen by the client.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// True to begin with the microphone off.
    #[serde(default)]
    #[ts(optional)]
    pub muted: Option<bool>,
    /// True to begin with the camera on.
    #[serde(default)]
    #[ts(optional)]
    pub camera: Option<bool>,
}

/// What becomes of a person's other connected devices in a call when one more joins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondDevice {
    /// They leave the call. The new device begins muted if one of them was, and keeps a raised hand.
    Move,
    /// They stay in the call, and the new device begins muted, so that none of them hears the other.
    Add,
}

/// `call_join`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallJoin {
    /// The call.
    pub session_id: CallId,
    /// The name of the device, chosen by the client.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// True to begin with the microphone off.
    #[serde(default)]
    #[ts(optional)]
    pub muted: Option<bool>,
    /// True to begin with the camera on.
    #[serde(default)]
    #[ts(optional)]
    pub camera: Option<bool>,
    /// True to begin with a shared screen.
    #[serde(default)]
    #[ts(optional)]
    pub screen: Option<bool>,
    /// What becomes of the user's other devices in the call; required if one of them is connected.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub second: Option<SecondDevice>,
    /// True if the device has no connections to the server, as after a reload of the page.
    #[serde(default)]
    #[ts(optional)]
    pub fresh: Option<bool>,
}

/// Why a client declines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Declining {
    /// The person declines, on all devices.
    #[default]
    Declined,
    /// This device is in use: it does not ring on.
    Busy,
    /// This device does not want to ring.
    Unavailable,
}

/// `call_decline`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallDecline {
    /// The call.
    pub session_id: CallId,
    /// `declined` by default.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub reason: Option<Declining>,
}

/// `call_leave`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallLeave {
    /// The call.
    pub session_id: CallId,
    /// The device that leaves.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
}

/// `call_end`: names a call, or an attempt whose call the client does not know yet.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallEnd {
    /// The call; absent if `client_id` names it.
    #[serde(default)]
    #[ts(optional)]
    pub session_id: Option<CallId>,
    /// The name that `call_initiate` gave the attempt.
    #[serde(default)]
    #[ts(optional)]
    pub client_id: Option<String>,
}

/// `call_update`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallUpdate {
    /// The call.
    pub session_id: CallId,
    /// The device that changes.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// True if its microphone is off.
    #[serde(default)]
    #[ts(optional)]
    pub muted: Option<bool>,
    /// True if its camera is on.
    #[serde(default)]
    #[ts(optional)]
    pub camera: Option<bool>,
    /// True if it shares a screen.
    #[serde(default)]
    #[ts(optional)]
    pub screen: Option<bool>,
    /// True if a hand is raised.
    #[serde(default)]
    #[ts(optional)]
    pub hand: Option<bool>,
    /// True if others may annotate the screen that it shares.
    #[serde(default)]
    #[ts(optional)]
    pub annotate: Option<bool>,
    /// False if it plays nothing of the others.
    #[serde(default)]
    #[ts(optional)]
    pub hears: Option<bool>,
    /// How good its connection is, as the client measures it.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub quality: Option<CallQuality>,
    /// True if it cannot connect to the other device: the call then goes through the server.
    #[serde(default)]
    #[ts(optional)]
    pub unreachable: Option<bool>,
}

/// `call_view`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// The call.
    pub session_id: CallId,
    /// The device that shows others.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// How large it shows them. What is not in the list stays as it is.
    pub views: Vec<CallViewed>,
}

/// `call_annotate`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallAnnotate {
    /// The call.
    pub session_id: CallId,
    /// The device that annotates, which must be in the call.
    #[serde(default)]
    #[ts(optional)]
    pub device_id: Option<String>,
    /// Whose screen is annotated, and on which device it is shared.
    pub share: SharedScreen,
    /// The change to the marks on that screen: drawing, pointing, or erasing.
    pub annotation: Annotation,
}
