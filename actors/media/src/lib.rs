//! The media of calls: a relay for those who cannot connect directly.
//!
//! [`Media`] runs on threads of its own, so that calls never delay messages. Nothing here knows actors, HTTP or the
//! database.

mod error;
mod media;
mod turn;

pub use crate::error::Error;
pub use crate::media::{Config, Media};
pub use crate::turn::{
    Advertised, Certificate, Credentials, IceServer, MAX_LIFETIME, TurnConfig, TurnLimits,
    credentials, ice_servers,
};
pub use ipnet::IpNet;
