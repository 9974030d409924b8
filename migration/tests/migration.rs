//! Tests of the crate's public functions, on real files and on a real PostgreSQL.
//!
//! All scenarios are in one program, so that it is linked once. Each scenario has its own database.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "migration/adopted_rows.rs"]
mod adopted_rows;
#[path = "migration/dirt.rs"]
mod dirt;
#[path = "migration/dry_run.rs"]
mod dry_run;
#[path = "migration/mappings.rs"]
mod mappings;
#[path = "migration/refusals.rs"]
mod refusals;
#[path = "migration/schema.rs"]
mod schema;
#[path = "migration/starting_points.rs"]
mod starting_points;
#[path = "migration/support.rs"]
mod support;
#[path = "migration/untouched.rs"]
mod untouched;
#[path = "migration/upgrades.rs"]
mod upgrades;
