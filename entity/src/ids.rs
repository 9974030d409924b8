//! Names of things: the identifiers and units that every crate and the wire share.
//!
//! Nothing here looks anything up.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A position in one ordered stream (a channel's, or a user's own); starts at 1, 0 means "nothing yet".
pub type Seq = i64;

/// A point in time: milliseconds since 1970 UTC.
pub type Millis = i64;

/// The largest integer a browser reads exactly; ids and positions stay below it.
pub const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
            ts_rs::TS, utoipa::ToSchema,
        )]
        #[ts(type = "number")]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

integer_id!(
    /// A channel, private group or direct conversation.
    ChannelId
);
integer_id!(
    /// A message, unique over all channels.
    MessageId
);

/// A user's `username`: what Orvale's tables and the wire call a user by. Cheap to clone.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct UserId(pub Arc<str>);

impl UserId {
    /// The username itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for UserId {
    fn from(username: &str) -> Self {
        Self(username.into())
    }
}

impl From<String> for UserId {
    fn from(username: String) -> Self {
        Self(username.into())
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
