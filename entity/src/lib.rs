//! What the engine keeps and how it is kept: tables, queries, ids and permissions.
//!
//! Only this crate and `migration` know sea-orm and SQL. Nothing here knows an actor, a socket or
//! an HTTP status.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod change;
pub mod claim;
pub mod commit;
pub mod database;
pub mod error;
pub mod event;
pub mod ids;
pub mod ledgers;
pub mod model;
pub mod permission;
pub mod queries;
pub mod replay;
mod tables;
pub mod text;

pub use claim::Claim;
pub use commit::commit;
pub use database::{Backend, Database};
pub use error::Error;
pub use ledgers::Memory;
