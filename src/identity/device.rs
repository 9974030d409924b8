//! Known devices: a browser keeps a device token after a login, and is then limited apart from other
//! clients at its address. So someone who guesses passwords there cannot lock out the account's owner.
//!
//! A device token proves only an earlier login: the password is still checked.

use actors::clock;
use entity::ids::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::Secret;

/// How long a device is remembered after its last login, in seconds.
pub const LIFETIME_SECONDS: i64 = 180 * 24 * 60 * 60;
/// Derives a key of its own, so that a device token is never accepted as a login, or a login as a device.
const PURPOSE: &[u8] = b"orvale-chat device token\0";
/// The longest device token that is parsed, in bytes.
const LONGEST: usize = 2048;

/// The id of a device that has logged in before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceId(uuid::Uuid);

/// A device that has logged in before, and the key of the user who did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// The device.
    pub id: DeviceId,
    /// The key that its token was issued for.
    pub user: UserId,
}

/// Issues device tokens and recognises them.
pub struct Devices {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    device: String,
    sub: String,
    exp: i64,
}

impl Devices {
    /// Signs with a key derived from `secret`.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let key = Sha256::new()
            .chain_update(PURPOSE)
            .chain_update(secret.as_bytes())
            .finalize();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.set_required_spec_claims(&["exp", "sub"]);
        Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
        }
    }

    /// Issues a token for a device on which `user` has just logged in; a known device keeps its id.
    /// Returns `None` only if signing fails.
    #[must_use]
    pub fn issue(&self, user: &UserId, known: Option<DeviceId>) -> Option<String> {
        let device = known.map_or_else(uuid::Uuid::new_v4, |DeviceId(id)| id);
        let claims = Claims {
            device: device.to_string(),
            sub: user.to_string(),
            exp: clock::now() / 1000 + LIFETIME_SECONDS,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).ok()
    }

    /// Returns the device that `token` names, and who has logged in on it.
    #[must_use]
    pub fn recognise(&self, token: &str) -> Option<KnownDevice> {
        if token.len() > LONGEST {
            return None;
        }
        let claims = decode::<Claims>(token, &self.decoding, &self.validation)
            .ok()?
            .claims;
        Some(KnownDevice {
            id: DeviceId(claims.device.parse().ok()?),
            user: claims.sub.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_known_to_its_user_and_under_its_secret_only() {
        let secret = |text: &str| Secret::new(text.into(), "test").expect("strong");
        let devices = Devices::new(&secret("a secret for tests only, 0123456789abcdef"));
        let ann = UserId::from("ann");
        let token = devices.issue(&ann, None).expect("signs");
        let device = devices.recognise(&token).expect("known");
        assert_eq!(device.user, ann);
        assert_eq!(devices.recognise(&format!("{token}x")), None);
        let again = devices.issue(&ann, Some(device.id)).expect("signs");
        assert_eq!(devices.recognise(&again), Some(device));
        let others = Devices::new(&secret("another secret for tests, 0123456789abcdef"));
        assert_eq!(others.recognise(&token), None);
    }
}
