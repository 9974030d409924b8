//! What a call is asked for, and by whom.

use std::collections::BTreeMap;

use entity::{
    ids::{CallId, UserId},
    model::{CallQuality, CallType, ChannelLabel},
};
use media::{Kind, Participant, View};

use crate::{
    delivery::{
        directory::SessionId,
        reply::{Once, ReplyTo},
    },
    protocol::calls::{Annotation, DeclineReason, IceCandidate, SessionDescription, SharedScreen},
};

/// The user and the connection that a request about a call comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The user.
    pub user: UserId,
    /// The socket; none over REST.
    pub session: Option<SessionId>,
    /// The device, as the client names it.
    pub device: String,
}

/// How a device begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joining {
    /// With its microphone off.
    pub muted: bool,
    /// With its camera on.
    pub camera: bool,
    /// With a shared screen.
    pub screen: bool,
    /// What becomes of the user's other devices in the call.
    pub second: Option<Second>,
    /// The device has no connections to the server, as after a reload.
    pub fresh: bool,
}

/// What becomes of a user's other devices when one more joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// The other devices leave the call: the user moves to the new one.
    Move,
    /// The other devices stay in the call, and the new one joins muted.
    Add,
}

/// A change of a device in a call: a field that is `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Its microphone is off.
    pub muted: Option<bool>,
    /// Its camera is on.
    pub camera: Option<bool>,
    /// Whether the device shares a screen.
    pub screen: Option<bool>,
    /// A hand is raised.
    pub hand: Option<bool>,
    /// Others may annotate its shared screen.
    pub annotate: Option<bool>,
    /// It plays what the others say.
    pub hears: Option<bool>,
    /// How good its connection is.
    pub quality: Option<CallQuality>,
    /// It cannot connect to the other device.
    pub unreachable: bool,
}

/// The users who are asked to join a call, sorted by whether they can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Users whose devices ring.
    pub ring: Vec<UserId>,
    /// Users whose devices do not ring, each with the reason that the caller is told.
    pub unreachable: Vec<(UserId, DeclineReason)>,
}

/// How large a device shows a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewed {
    /// The device whose track it is.
    pub of: Participant,
    /// The content of the track.
    pub kind: Kind,
    /// The size.
    pub view: View,
}

/// An offer or an answer, and the name of the offer that it is or answers. Older clients give none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The offer or the answer.
    pub description: SessionDescription,
    /// The name that whoever made the offer has given it.
    pub offer_id: Option<String>,
}

/// What browsers exchange to connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// An offer, with the kind of each media section by its `mid` where the client names it.
    Offer(Described, BTreeMap<String, Kind>),
    /// An answer.
    Answer(Described),
    /// A candidate, or that there will be no more.
    Candidate(Option<IceCandidate>),
}

/// A request of a client about a call: to begin it, to take part in it, or to change something in it.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A new call.
    Initiate {
        /// The conversation that the call belongs to.
        channel: ChannelLabel,
        /// Whether the call begins with sound alone, a camera or a shared screen.
        call_type: CallType,
        /// The members who are asked.
        targets: Vec<UserId>,
        /// How the caller's device begins.
        joining: Joining,
        /// The client's name of the attempt.
        attempt: Option<String>,
    },
    /// The end of an attempt whose call the client does not know yet.
    Cancel {
        /// The client's name of the attempt.
        attempt: String,
    },
    /// To answer it.
    Accept(CallId, Joining),
    /// To join it, or to come back.
    Join(CallId, Joining),
    /// To join it, and to ring at others.
    JoinAndRing(CallId, Joining, Vec<UserId>),
    /// Not to join it.
    Decline(CallId, DeclineReason),
    /// To take a device out of it.
    Leave(CallId),
    /// To end it for all.
    End {
        /// The call.
        call: CallId,
        /// True for one who may end calls of others.
        manages: bool,
    },
    /// To change what others see of a device.
    Update(CallId, Device),
    /// To set how large a device shows others.
    View(CallId, Vec<Viewed>),
    /// To draw on a shared screen, or to point at it.
    Annotate(CallId, SharedScreen, Annotation),
    /// To pass something on to another device, or to the server.
    Signal {
        /// The call.
        call: CallId,
        /// Whose device gets it; none for the server.
        user: Option<UserId>,
        /// The device; needed if they have several.
        device: Option<String>,
        /// The description or candidate that is passed on.
        signal: Signal,
    },
}

impl Ask {
    /// The call that it is about; none if that is not known yet.
    #[must_use]
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::Initiate { .. } | Self::Cancel { .. } => None,
            Self::Accept(call, _)
            | Self::Join(call, _)
            | Self::JoinAndRing(call, ..)
            | Self::Decline(call, _)
            | Self::Leave(call)
            | Self::End { call, .. }
            | Self::Update(call, _)
            | Self::View(call, _)
            | Self::Annotate(call, ..)
            | Self::Signal { call, .. } => Some(*call),
        }
    }
}

/// What is asked for, by whom, and where the answer goes.
#[derive(Debug)]
pub struct Asked {
    /// The user and the connection that a request about a call comes from.
    pub from: Origin,
    /// The request.
    pub ask: Ask,
    /// Present when it is carried out once, however often it is asked for.
    pub once: Option<Box<Once>>,
    /// The recipient of the reply.
    pub reply: ReplyTo,
}
