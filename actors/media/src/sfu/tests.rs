//! Calls over loopback, with clients that speak WebRTC.

mod answers;
mod client;
mod clocks;
mod forwarding;
mod joining;
mod layers;
mod losing;
mod profiles;
mod redundant;
mod refusals;

use std::time::Duration;

/// Long enough to be sure that nothing comes.
const NOTHING: Duration = Duration::from_millis(300);
