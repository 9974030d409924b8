//! Limits: how many connections there may be, how often anyone may do something, and what useless frames
//! cost.
//!
//! The gateway, REST and identity share these counts and budgets. Nothing here knows how a refusal
//! is answered.

pub mod connections;
pub mod floods;
pub mod network;
pub mod rates;
pub mod turns;
