//! Identifiers and units that every crate and the wire share.
//!
//! Names from outside are parsed, by [`FromStr`] or serde, which refuse what is empty, too long or holds
//! control characters. `From` takes what the database holds as it is. Nothing here looks anything up.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

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

/// The most bytes in a username or team id that comes from outside.
pub const LONGEST_NAME: usize = 256;

/// A name from outside that cannot be anyone's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to {LONGEST_NAME} bytes and no control characters")]
pub struct InvalidName;

fn check_name(name: &str) -> Result<(), InvalidName> {
    let fits = (1..=LONGEST_NAME).contains(&name.len());
    if fits && !name.chars().any(char::is_control) {
        Ok(())
    } else {
        Err(InvalidName)
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(Arc<str>);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(data: D) -> Result<Self, D::Error> {
                let name = Arc::<str>::deserialize(data)?;
                check_name(&name).map_err(D::Error::custom)?;
                Ok(Self(name))
            }
        }

        impl $name {
            /// The name itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(name: &str) -> Result<Self, InvalidName> {
                check_name(name)?;
                Ok(Self(name.into()))
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.into())
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(name.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

name!(
    /// A user's `username`: what Orvale's tables and the wire call a user by. Cheap to clone.
    UserId
);
name!(
    /// The id of an Orvale team.
    TeamId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_are_bounded_and_printable() {
        let longest = "x".repeat(LONGEST_NAME);
        for name in ["ann", "Åsa Öberg", "o'd\\\"", &longest] {
            assert_eq!(name.parse::<UserId>().unwrap().as_str(), name);
        }
        let too_long = "x".repeat(LONGEST_NAME + 1);
        for name in ["", "a\0b", "a\nb", "\u{7f}", "\u{85}", &too_long] {
            assert_eq!(name.parse::<UserId>(), Err(InvalidName), "{name:?}");
            let json = serde_json::to_string(name).unwrap();
            assert!(serde_json::from_str::<UserId>(&json).is_err(), "{name:?}");
            assert!(serde_json::from_str::<TeamId>(&json).is_err(), "{name:?}");
            assert_eq!(UserId::from(name).as_str(), name, "a row stays readable");
        }
    }
}
