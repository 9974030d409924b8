//! Nonces that the server need not remember, so that asking for one costs no memory.

use std::net::IpAddr;
use std::time::Duration;

use ring::hmac;
use ring::rand::SystemRandom;

use crate::Error;

/// A nonce is accepted for this long; a client that presents an older one gets a new one.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// Bytes of the HMAC in a nonce.
const TAG: usize = 16;

/// Makes nonces, and recognises its own: each contains its time and an HMAC over it and the client's address.
pub(crate) struct Nonces {
    key: hmac::Key,
}

impl Nonces {
    /// Returns a maker with a random key.
    pub(crate) fn new() -> Result<Self, Error> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new());
        let key = key.map_err(|_| Error::Configuration("the system has no randomness".into()))?;
        Ok(Self { key })
    }

    /// Returns a nonce for a client, at `now` seconds.
    pub(crate) fn issue(&self, client: IpAddr, now: u64) -> String {
        format!("{now:016x}{}", self.tag(client, now))
    }

    /// True if the nonce was issued to this client and has not expired.
    pub(crate) fn is_valid(&self, nonce: &str, client: IpAddr, now: u64) -> bool {
        let Some((time, tag)) = nonce.split_at_checked(16) else {
            return false;
        };
        let Ok(issued) = u64::from_str_radix(time, 16) else {
            return false;
        };
        let fresh = issued <= now && now - issued < LIFETIME.as_secs();
        fresh && tag == self.tag(client, issued)
    }

    fn tag(&self, client: IpAddr, time: u64) -> String {
        let text = format!("{time:016x} {client}");
        let tag = hmac::sign(&self.key, text.as_bytes());
        tag.as_ref()[..TAG]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_valid_for_its_client_until_it_expires() {
        let nonces = Nonces::new().expect("randomness");
        let (client, other): (IpAddr, IpAddr) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let nonce = nonces.issue(client, 1_000);
        assert!(nonces.is_valid(&nonce, client, 1_000));
        assert!(nonces.is_valid(&nonce, client, 1_000 + LIFETIME.as_secs() - 1));
        assert!(!nonces.is_valid(&nonce, client, 1_000 + LIFETIME.as_secs()));
        assert!(!nonces.is_valid(&nonce, client, 999));
        assert!(!nonces.is_valid(&nonce, other, 1_000));
        let foreign = Nonces::new().expect("randomness");
        assert!(!foreign.is_valid(&nonce, client, 1_000));
        for wrong in ["", "x", "00000000000003e8", &"é".repeat(40)] {
            assert!(!nonces.is_valid(wrong, client, 1_000));
        }
    }
}
