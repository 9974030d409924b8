//! Names of what calls consist of.

use std::ops::BitOr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A call whose media is forwarded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoomId(pub i64);

/// Somebody in a call, on one device.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Participant {
    /// The username.
    pub user: Arc<str>,
    /// The device's id, unique among those of the user.
    pub device: Arc<str>,
}

impl Participant {
    /// Returns the participant with this username and device.
    pub fn new(user: impl Into<Arc<str>>, device: impl Into<Arc<str>>) -> Self {
        Self {
            user: user.into(),
            device: device.into(),
        }
    }
}

/// The source of a track: a microphone, a camera, or a shared screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The microphone.
    Audio,
    /// The camera.
    Camera,
    /// A screen, window or tab.
    Screen,
    /// The sound of what is shared.
    ScreenAudio,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Audio, Self::Camera, Self::Screen, Self::ScreenAudio];

    /// Returns the kind's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Camera => "camera",
            Self::Screen => "screen",
            Self::ScreenAudio => "screen_audio",
        }
    }

    /// True for pictures.
    pub fn is_video(self) -> bool {
        matches!(self, Self::Camera | Self::Screen)
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// Every kind.
    pub const ALL: Self = Self(0b1111);

    /// True if the set has this kind.
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & Self::from(kind).0 != 0
    }
}

impl From<Kind> for Kinds {
    fn from(kind: Kind) -> Self {
        Self(1 << kind as u8)
    }
}

impl BitOr<Kind> for Kinds {
    type Output = Self;

    fn bitor(self, kind: Kind) -> Self {
        Self(self.0 | Self::from(kind).0)
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, BitOr::bitor)
    }
}

/// How much of a track somebody wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Nothing, because nobody looks.
    Paused,
    /// The smallest layer that fills a tile of this height.
    Upto {
        /// The tile's height in pixels of the screen.
        height: u16,
    },
}

/// An offer or answer, as the browser's JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Whether it is the offer or the answer.
    #[serde(rename = "type")]
    pub kind: DescriptionKind,
    /// The SDP.
    pub sdp: String,
}

/// The role of a description in the negotiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DescriptionKind {
    /// A proposal.
    Offer,
    /// The response to one.
    Answer,
}

/// An ICE candidate, as the browser's JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Candidate {
    /// The candidate's line, empty after the last one.
    pub candidate: String,
    /// The section that it belongs to.
    pub sdp_mid: Option<String>,
    /// The number of that section.
    pub sdp_m_line_index: Option<u16>,
    /// Which connection's, as one name may have several.
    pub username_fragment: Option<String>,
}
