//! Learns the keys with which a connection's packets are encrypted.
//!
//! The library agrees on them with the client and hands none out. It takes its cryptography as an argument, though, so what
//! it derives those keys from passes through here.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rtc::crypto::{
    ActiveKeyExchange, AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, CbcAlgorithm, CbcCipher,
    CryptoAlgorithm, CryptoError, HashAlgorithm, HmacAlgorithm, KeyExchangeAlgorithm, Mac,
    PublicKey, RTCCrypto, RTCCryptoProvider, RTCRandom, SecretVec, SignatureScheme, SigningKey,
    StreamCipher, StreamCipherAlgorithm,
};

use super::encryption::{Cipher, Encryption, SALT};
use super::failed;
use crate::Error;

/// The cryptography of one connection: that of the library, and what was seen of it.
pub(super) struct Keys {
    inner: Arc<dyn RTCCryptoProvider>,
    seen: Mutex<Seen>,
}

/// What was seen of the keys. Each handshake derives first those of what we send, and then those of what the client sends.
#[derive(Default)]
struct Seen {
    /// The key that something was derived from last, and how many there were.
    last: Option<SecretVec>,
    count: usize,
    /// What is sent with: the key and the salt, and the cipher once it is seen.
    sending: Option<(SecretVec, [u8; SALT])>,
    cipher: Option<Cipher>,
}

impl Keys {
    pub(super) fn new() -> Result<Arc<Self>, Error> {
        let inner = rtc::crypto::default_provider()
            .map_err(|error| failed(rtc::shared::error::Error::Crypto(error.to_string())))?;
        Ok(Arc::new(Self {
            inner,
            seen: Mutex::default(),
        }))
    }

    /// Returns what packets are to be encrypted with, if there was a handshake since it was asked last.
    pub(super) fn agreed(&self) -> Option<Encryption> {
        let mut seen = self.seen();
        let cipher = seen.cipher.take()?;
        let (key, salt) = seen.sending.take()?;
        drop(seen);
        Encryption::new(self.inner.crypto(), cipher, key.as_ref(), salt)
            .inspect_err(|error| {
                tracing::error!(
                    "media: cannot derive the keys of packets, so none are sent: {error}"
                );
            })
            .ok()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something is derived from a key. The first block of each key is the salt.
    fn derives(&self, key: &[u8], block: &[u8]) {
        let mut seen = self.seen();
        if seen.last.as_ref().is_some_and(|last| last.as_ref() == key) {
            return;
        }
        seen.last = Some(SecretVec::new(key.to_vec()));
        if seen.count.is_multiple_of(2) {
            let mut salt = [0; SALT];
            salt.copy_from_slice(block.get(..SALT).unwrap_or(&[0; SALT]));
            seen.sending = Some((SecretVec::new(key.to_vec()), salt));
            seen.cipher = None;
        }
        seen.count += 1;
    }

    /// Notes the first cipher that is made after its key was derived.
    fn makes(&self, cipher: Cipher) {
        let mut seen = self.seen();
        if seen.sending.is_some() && seen.cipher.is_none() {
            seen.cipher = Some(cipher);
        }
    }

    fn library(&self) -> &dyn RTCCrypto {
        self.inner.crypto()
    }
}

impl RTCCryptoProvider for Keys {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn crypto(&self) -> &dyn RTCCrypto {
        self
    }

    fn random(&self) -> &dyn RTCRandom {
        self.inner.random()
    }
}

impl RTCCrypto for Keys {
    fn supports(&self, algorithm: CryptoAlgorithm) -> bool {
        self.library().supports(algorithm)
    }

    fn hash(&self, algorithm: HashAlgorithm, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.library().hash(algorithm, data)
    }

    fn block_encrypt(
        &self,
        algorithm: BlockCipherAlgorithm,
        key: &[u8],
        block: &mut [u8],
    ) -> Result<(), CryptoError> {
        self.derives(key, block);
        self.library().block_encrypt(algorithm, key, block)
    }

    fn new_hmac(&self, algorithm: HmacAlgorithm, key: &[u8]) -> Result<Box<dyn Mac>, CryptoError> {
        self.library().new_hmac(algorithm, key)
    }

    fn new_stream_cipher(
        &self,
        algorithm: StreamCipherAlgorithm,
        key: &[u8],
    ) -> Result<Box<dyn StreamCipher>, CryptoError> {
        self.makes(Cipher::Counter(algorithm));
        self.library().new_stream_cipher(algorithm, key)
    }

    fn new_aead(
        &self,
        algorithm: AeadAlgorithm,
        key: &[u8],
    ) -> Result<Box<dyn AeadCipher>, CryptoError> {
        self.makes(Cipher::Authenticated(algorithm));
        self.library().new_aead(algorithm, key)
    }

    fn new_cbc(
        &self,
        algorithm: CbcAlgorithm,
        key: &[u8],
    ) -> Result<Box<dyn CbcCipher>, CryptoError> {
        self.library().new_cbc(algorithm, key)
    }

    fn start_key_exchange(
        &self,
        algorithm: KeyExchangeAlgorithm,
    ) -> Result<Box<dyn ActiveKeyExchange>, CryptoError> {
        self.library().start_key_exchange(algorithm)
    }

    fn generate_signing_key(
        &self,
        scheme: SignatureScheme,
    ) -> Result<Arc<dyn SigningKey>, CryptoError> {
        self.library().generate_signing_key(scheme)
    }

    fn import_signing_key(
        &self,
        scheme: SignatureScheme,
        pkcs8_der: &[u8],
    ) -> Result<Arc<dyn SigningKey>, CryptoError> {
        self.library().import_signing_key(scheme, pkcs8_der)
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        public_key: PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let crypto = self.library();
        crypto.verify_signature(scheme, public_key, message, signature)
    }
}
