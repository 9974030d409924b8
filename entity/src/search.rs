//! Search: what a query means, which tokens of a text the index holds, and whether a text matches.
//!
//! A message matches if its text, folded by [`fold`], contains every word of the query, folded in the same
//! way. [`tokens`] and [`plan`] only narrow down which messages are read; [`matcher`] decides. So the results
//! do not depend on the database. Everything here is pure; [`crate::queries::search`] has the statements.

pub mod dates;
pub mod fold;
pub mod matcher;
pub mod parse;
pub mod plan;
pub mod tokens;

pub use matcher::{Matcher, Rank};
pub use parse::{FileKind, Filter, Has, Kind, Query, Term};

/// The version of the tokens. An index of another version is built anew.
pub const VERSION: i64 = 2;
