//! Identifiers and units, shared by all crates and the wire.
//!
//! [`FromStr`] and serde parse usernames from clients: they refuse names that are empty, too long or contain
//! control characters. `From` accepts those in the database unchecked. Nothing here does I/O.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// A position in one ordered stream (a channel's, or a user's own). The first is 1; 0 means none.
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

integer_id!(
    /// A scheduled message.
    ScheduledId
);

integer_id!(
    /// An invite link.
    InviteId
);

integer_id!(
    /// A call.
    CallId
);

/// A file: random, so that nobody can guess one.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct FileId(pub String);

impl FileId {
    /// Returns a new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The maximum length of a username from a client, in bytes.
pub const LONGEST_NAME: usize = 256;

/// The error for a text that cannot be a username.
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

/// A user's `username`, by which Orvale's tables and the wire identify users. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct UserId(Arc<str>);

impl<'de> Deserialize<'de> for UserId {
    fn deserialize<D: Deserializer<'de>>(data: D) -> Result<Self, D::Error> {
        let name = Arc::<str>::deserialize(data)?;
        check_name(&name).map_err(D::Error::custom)?;
        Ok(Self(name))
    }
}

impl UserId {
    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserId {
    type Err = InvalidName;

    fn from_str(name: &str) -> Result<Self, InvalidName> {
        check_name(name)?;
        Ok(Self(name.into()))
    }
}

impl From<&str> for UserId {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for UserId {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Takes a username from a row unchecked: only names from clients are checked.
pub(crate) fn as_stored<'de, D: Deserializer<'de>>(data: D) -> Result<UserId, D::Error> {
    Ok(String::deserialize(data)?.into())
}

/// The UUID that a client chooses for a message: a message sent twice with the same id is stored once. Text
/// on the wire, 16 bytes in the database. Time-ordered ids (version 7) are cheapest to index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ts_rs::TS, utoipa::ToSchema)]
#[ts(type = "string")]
#[schema(value_type = String, format = "uuid")]
pub struct ClientId(Uuid);

impl ClientId {
    /// Returns its 16 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The time when it was generated, for an id of version 7, which begins with the time.
    pub(crate) fn time(&self) -> Option<Millis> {
        let bytes = self.bytes();
        let time = bytes[..6]
            .iter()
            .fold(0, |time, byte| time << 8 | Millis::from(*byte));
        (bytes[6] >> 4 == 7).then_some(time)
    }

    /// A lower bound of the ids of version 7 that are generated at `time`.
    pub(crate) fn earliest(time: Millis) -> [u8; 16] {
        (u128::from(time.unsigned_abs()) << 80).to_be_bytes()
    }

    /// Returns the id with these bytes; `None` if they are not 16.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Uuid::from_slice(bytes).ok().map(Self)
    }
}

impl From<Uuid> for ClientId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl std::str::FromStr for ClientId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::try_parse(text).map(Self)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for ClientId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = Uuid::encode_buffer();
        serializer.serialize_str(self.0.as_hyphenated().encode_lower(&mut buffer))
    }
}

impl<'de> Deserialize<'de> for ClientId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| D::Error::custom("clientId must be a UUID"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_clients_are_limited_and_printable() {
        let longest = "x".repeat(LONGEST_NAME);
        for name in ["ann", "Åsa Öberg", "o'd\\\"", &longest] {
            assert_eq!(name.parse::<UserId>().unwrap().as_str(), name);
        }
        let too_long = "x".repeat(LONGEST_NAME + 1);
        for name in ["", "a\0b", "a\nb", "\u{7f}", "\u{85}", &too_long] {
            assert_eq!(name.parse::<UserId>(), Err(InvalidName), "{name:?}");
            let json = serde_json::to_string(name).unwrap();
            assert!(serde_json::from_str::<UserId>(&json).is_err(), "{name:?}");
            assert_eq!(
                UserId::from(name).as_str(),
                name,
                "names in rows are not checked"
            );
        }
    }
}
