//! The data layer: tables, ledgers that write them, queries that read them, ids and permissions.
//!
//! Only this crate and `migration` use sea-orm and SQL. Nothing here knows actors, sockets or HTTP.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod change;
pub mod claim;
pub mod commit;
pub mod database;
pub mod duty;
pub mod error;
pub mod event;
pub mod ids;
pub mod ledgers;
pub mod model;
pub mod names;
pub mod notify;
pub mod password;
pub mod permission;
#[cfg(test)]
mod plans;
pub mod preferences;
pub mod queries;
pub mod replay;
pub mod search;
mod tables;
pub mod targets;
pub mod text;
pub mod verbatim;

pub use claim::Claim;
pub use commit::{commit, commit_alone};
pub use database::{Backend, Database};
pub use error::Error;
pub use ledgers::Memory;
