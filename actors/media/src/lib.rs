//! The media of calls: forwarding among three or more, and a relay for those who cannot connect directly.
//!
//! [`Media`] runs on threads of its own, so that calls never delay messages. Nothing here knows actors, HTTP or the
//! database.

mod buffers;
mod error;
mod event;
mod media;
mod names;
mod sfu;
mod turn;

pub use crate::error::Error;
pub use crate::event::{Event, Figures, Happened, Leg, Level, Offered, Quality, Reason, State};
pub use crate::media::{Config, Media};
pub use crate::names::{
    Candidate, Description, DescriptionKind, Kind, Kinds, Participant, RoomId, View,
};
#[cfg(feature = "client")]
pub use crate::sfu::client::{Client, Guest, Heard, Network, World};
pub use crate::sfu::{Limits, MediaConfig};
pub use crate::turn::{
    Advertised, Certificate, Credentials, IceServer, MAX_LIFETIME, TurnConfig, TurnLimits,
    credentials, ice_servers,
};
pub use ipnet::IpNet;
