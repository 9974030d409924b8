//! The load harness: users, channels and messages against a server on a separate core.
//!
//! `main.rs` runs it. It knows the servers only by their protocols and `/proc`, and is not part of production code.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod connection;
pub mod crowd;
pub mod http;
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
