//! Links to files, encrypted: only this server can make and read them, and others learn nothing from them.
//!
//! The same link is sealed in the same way each time, so browsers can keep what they fetched with it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use entity::ids::{FileId, Millis, UserId};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::config::Secret;

/// Derives a key of its own from the server's secret.
const PURPOSE: &[u8] = b"orvale-chat file link\0";
/// The longest link that is read, in bytes.
const LONGEST: usize = 1024;

/// The part of a file that a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Its bytes.
    Whole,
    /// Its thumbnail.
    Thumbnail,
}

/// A link to a file for one reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The file.
    pub file: FileId,
    /// Its reader.
    pub user: UserId,
    /// The part of the file that it leads to.
    pub part: Part,
    /// The reader's token epoch: the link ends when all their tokens do.
    pub epoch: i64,
    /// When it stops working.
    pub expires_at: Millis,
}

/// Makes and reads links.
#[derive(Debug)]
pub struct Links {
    key: LessSafeKey,
    /// Derives nonces: two links that differ never have the same.
    salt: [u8; 32],
}

impl Links {
    /// Encrypts with a key derived from `secret`.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let derived = |purpose: &[u8]| -> [u8; 32] {
            let hash = Sha256::new().chain_update(PURPOSE).chain_update(purpose);
            hash.chain_update(secret.as_bytes()).finalize().into()
        };
        let key = UnboundKey::new(&AES_256_GCM, &derived(b"key"));
        Self {
            key: LessSafeKey::new(key.expect("a key of 32 bytes")),
            salt: derived(b"salt"),
        }
    }

    /// The link as a part of a URL.
    #[must_use]
    pub fn seal(&self, link: &Link) -> String {
        let mut sealed = serde_json::to_vec(link).expect("a link has only strings and numbers");
        let hash = Sha256::new()
            .chain_update(self.salt)
            .chain_update(&sealed)
            .finalize();
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&hash[..NONCE_LEN]);
        let given = Nonce::assume_unique_for_key(nonce);
        self.key
            .seal_in_place_append_tag(given, Aad::empty(), &mut sealed)
            .expect("a link is shorter than the 64 GiB that AES-GCM can seal");
        BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Reads a link that this server sealed.
    #[must_use]
    pub fn open(&self, text: &str) -> Option<Link> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let opened = self
            .key
            .open_in_place(nonce, Aad::empty(), &mut sealed)
            .ok()?;
        serde_json::from_slice(opened).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_nothing_and_cannot_be_made_up() {
        let secret = |text: &str| Secret::new(text.into(), "test").expect("strong");
        let links = Links::new(&secret("a secret for tests only, 0123456789abcdef"));
        let link = Link {
            file: FileId("0123456789abcdef0123456789abcdef".into()),
            user: "ann".into(),
            part: Part::Thumbnail,
            epoch: 3,
            expires_at: 1_767_261_600_000,
        };
        let sealed = links.seal(&link);
        assert_eq!(links.open(&sealed).as_ref(), Some(&link));
        assert_eq!(links.seal(&link), sealed);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&sealed).expect("base64");
        assert!(!bytes.windows(8).any(|part| part == b"01234567"));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(links.open(&BASE64_URL_SAFE_NO_PAD.encode(changed)), None);
        }
        let others = Links::new(&secret("another secret for tests, 0123456789abcdef"));
        assert_eq!(others.open(&sealed), None);
        assert_eq!(links.open(""), None);
    }
}
