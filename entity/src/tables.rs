//! The tables as sea-orm entities, one file for each table, with columns only.
//!
//! `ledgers` write them, `queries` read them, the `migration` crate creates them. Of Orvale's own tables
//! only the columns that are read are listed.
#![allow(unreachable_pub, reason = "the derive makes its items public")]

use serde::{Deserialize as _, Deserializer};

pub(crate) mod channels;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod members;
pub(crate) mod mentions;
pub(crate) mod messages;
pub(crate) mod presence;
pub(crate) mod revoked_tokens;
pub(crate) mod user_events;

/// Reads a truth value of a row that is read as JSON: SQLite stores it as a number.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value == true || value == 1)
}
