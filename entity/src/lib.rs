//! What the engine keeps and how it is kept: tables, queries, ids and permissions.
//!
//! Only this crate and `migration` know sea-orm and SQL. Nothing here knows an actor, a socket or
//! an HTTP status.

pub mod change;
pub mod event;
pub mod ids;
pub mod model;
