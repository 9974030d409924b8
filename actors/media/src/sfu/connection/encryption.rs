//! Encrypts packets where they are, as SRTP does (RFC 3711, RFC 7714).

use rtc::crypto::{
    AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, CryptoError, HmacAlgorithm, Mac, RTCCrypto,
    StreamCipher, StreamCipherAlgorithm,
};

/// Bytes of a salt. That of the authenticated ciphers has only [`SHORT_SALT`].
pub(super) const SALT: usize = 14;
const SHORT_SALT: usize = 12;

/// What is derived from the key that was agreed on (RFC 3711, section 4.3.1).
const ENCRYPTION: u8 = 0;
const AUTHENTICATION: u8 = 1;
const SALTING: u8 = 2;

/// Bytes of the tags of both kinds of ciphers, and of HMAC-SHA1 and its key.
const TAG: usize = 16;
const SHORT_TAG: usize = 10;
const HMAC: usize = 20;

const BLOCK: usize = 16;

/// The cipher that was agreed on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cipher {
    Authenticated(AeadAlgorithm),
    /// With HMAC-SHA1, of which 80 bits are sent.
    Counter(StreamCipherAlgorithm),
}

/// Encrypts what is sent on one connection.
pub(super) struct Encryption {
    salt: [u8; SALT],
    with: With,
}

enum With {
    Authenticated(Box<dyn AeadCipher>),
    Counter(Box<dyn StreamCipher>, Box<dyn Mac>),
}

impl Encryption {
    /// Derives the keys of packets from those that were agreed on.
    pub(super) fn new(
        crypto: &dyn RTCCrypto,
        cipher: Cipher,
        key: &[u8],
        salt: [u8; SALT],
    ) -> Result<Self, CryptoError> {
        let length = match cipher {
            Cipher::Authenticated(_) => SHORT_SALT,
            Cipher::Counter(_) => SALT,
        };
        let mut agreed = [0; SALT];
        agreed[..length].copy_from_slice(&salt[..length]);
        let derive = |label, output: &mut [u8]| derive(crypto, key, agreed, label, output);
        let mut session = vec![0; key.len()];
        derive(ENCRYPTION, &mut session)?;
        let mut salt = [0; SALT];
        derive(SALTING, &mut salt[..length])?;
        let with = match cipher {
            Cipher::Authenticated(algorithm) => {
                With::Authenticated(crypto.new_aead(algorithm, &session)?)
            }
            Cipher::Counter(algorithm) => {
                let mut secret = [0; HMAC];
                derive(AUTHENTICATION, &mut secret)?;
                With::Counter(
                    crypto.new_stream_cipher(algorithm, &session)?,
                    crypto.new_hmac(HmacAlgorithm::Sha1, &secret)?,
                )
            }
        };
        Ok(Self { salt, with })
    }

    /// Encrypts the packet that begins at `start`, behind its `header` bytes, and appends its tag. `index` counts the
    /// stream's packets: its low 16 bits are the sequence number.
    pub(super) fn encrypt(
        &mut self,
        datagram: &mut Vec<u8>,
        start: usize,
        header: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<()> {
        let index = index.to_be_bytes();
        let mut iv = [0; BLOCK];
        match &mut self.with {
            With::Authenticated(cipher) => {
                iv[2..6].copy_from_slice(&ssrc.to_be_bytes());
                iv[6..12].copy_from_slice(&index[2..]);
                mix(&mut iv, &self.salt);
                let mut tag = [0; TAG];
                let (head, payload) = datagram.get_mut(start..)?.split_at_mut_checked(header)?;
                let nonce = &iv[..SHORT_SALT];
                cipher.seal_in_place(nonce, head, payload, &mut tag).ok()?;
                datagram.extend_from_slice(&tag);
            }
            With::Counter(cipher, mac) => {
                iv[4..8].copy_from_slice(&ssrc.to_be_bytes());
                iv[8..14].copy_from_slice(&index[2..]);
                mix(&mut iv, &self.salt);
                let payload = datagram.get_mut(start + header..)?;
                cipher.apply_keystream(&iv, payload).ok()?;
                let mut tag = [0; HMAC];
                let rollovers = &index[2..6];
                mac.sign(&[datagram.get(start..)?, rollovers], &mut tag)
                    .ok()?;
                datagram.extend_from_slice(&tag[..SHORT_TAG]);
            }
        }
        Some(())
    }
}

fn mix(iv: &mut [u8; BLOCK], salt: &[u8; SALT]) {
    for (byte, salt) in iv.iter_mut().zip(salt) {
        *byte ^= salt;
    }
}

fn derive(
    crypto: &dyn RTCCrypto,
    key: &[u8],
    salt: [u8; SALT],
    label: u8,
    output: &mut [u8],
) -> Result<(), CryptoError> {
    let algorithm = if key.len() == BLOCK {
        BlockCipherAlgorithm::Aes128
    } else {
        BlockCipherAlgorithm::Aes256
    };
    for (count, output) in (0_u16..).zip(output.chunks_mut(BLOCK)) {
        let mut block = [0; BLOCK];
        block[..SALT].copy_from_slice(&salt);
        block[7] ^= label;
        block[SALT..].copy_from_slice(&count.to_be_bytes());
        crypto.block_encrypt(algorithm, key, &mut block)?;
        output.copy_from_slice(&block[..output.len()]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rtc::crypto::RTCCryptoProvider as _;
    use rtc::srtp::context::Context;
    use rtc::srtp::protection_profile::ProtectionProfile;

    use super::super::keys::Keys;

    const HEADER: [u8; 12] = [0x80, 96, 0, 0, 1, 2, 3, 4, 0, 0, 0, 7];

    /// Packets around two rollovers.
    #[test]
    fn the_library_can_read_what_is_encrypted() {
        for profile in [
            ProtectionProfile::AeadAes128Gcm,
            ProtectionProfile::AeadAes256Gcm,
            ProtectionProfile::Aes128CmHmacSha1_80,
        ] {
            let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
            let keys: Arc<Keys> = Keys::new().expect("a provider");
            let crypto = keys.crypto();
            let context = || Context::new(&key, &salt, profile, None, None, crypto);
            let _sending = context().expect("a context");
            let other = vec![8; profile.key_len()];
            Context::new(&other, &salt, profile, None, None, crypto).expect("a context");
            let mut encryption = keys.agreed().expect("keys");
            assert!(keys.agreed().is_none(), "nothing new");
            let mut receiving = context().expect("a context");
            for index in (0..=5_u32).map(|quarter| quarter * 0x7fff) {
                let mut datagram = vec![1, 2, 3];
                datagram.extend(HEADER);
                datagram[5..7].copy_from_slice(&index.to_be_bytes()[2..]);
                datagram.extend(b"payload");
                let done = encryption.encrypt(&mut datagram, 3, 12, 7, u64::from(index));
                assert_eq!(done, Some(()));
                let read = receiving.decrypt_rtp(&datagram[3..]);
                assert_eq!(&read.expect("a packet")[12..], b"payload", "{profile:?}");
            }
        }
    }
}
