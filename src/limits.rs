//! Limits: how many connections there may be, and how often anyone may do something.
//!
//! The gateway, REST and identity share these counts and budgets. Nothing here knows how a refusal
//! is answered.

pub mod connections;
pub mod network;
pub mod rates;
pub mod turns;
