//! The tables as sea-orm sees them: one file a table, columns and nothing else.
//!
//! What is asked of them lives in `queries`; what creates them, in the `migration` crate. Orvale's
//! own tables name only the columns that are read here.
#![allow(unreachable_pub, reason = "the derive makes its items public")]

pub(crate) mod channels;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod members;
pub(crate) mod mentions;
pub(crate) mod messages;
pub(crate) mod presence;
pub(crate) mod revoked_tokens;
pub(crate) mod user_events;
