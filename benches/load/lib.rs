//! The load harness: users, channels and messages against a server on a core of its own.
//!
//! `main.rs` runs it; what is here knows the servers only by their protocols and by `/proc`. It
//! takes part in no production code.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod connection;
pub mod crowd;
pub mod ledger;
pub mod options;
pub mod population;
pub mod postgres;
pub mod process;
pub mod report;
pub mod scenario;
pub mod seed;
pub mod site;
pub mod traffic;
pub mod websocket;
pub mod wire;
