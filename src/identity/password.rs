//! Passwords: Orvale's bcrypt hashes, checked without telling whether the user exists.
//!
//! A check costs tens of milliseconds of a core by design, so few run at once and never on a
//! thread that serves others.

use std::{sync::Arc, sync::LazyLock, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// What Orvale's own hashes cost; a new hash costs the same.
const COST: u32 = 10;
/// bcrypt reads no further.
const LONGEST_BYTES: usize = 72;
const SHORTEST_CHARACTERS: usize = 8;
/// Who waits longer than this for a turn is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What an unknown user's password is compared with, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    bcrypt::hash("nobody has this password", COST).expect("the cost is within bcrypt's range")
});

/// Why a password was not checked or hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Too many wait already.
    #[error("too many logins at once")]
    Busy,
    /// It cannot be a new password.
    #[error("a password has at least 8 characters and at most 72 bytes, none of them NUL")]
    Unsuitable,
}

/// Checks passwords, a few at a time.
pub struct Passwords {
    turns: Arc<Semaphore>,
}

/// The right to check one password now.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Passwords {
    /// Checks at most `at_once` passwords at a time.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        LazyLock::force(&NOBODY);
        Self {
            turns: Arc::new(Semaphore::new(at_once.max(1))),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Error::Busy`] when none comes.
    pub async fn turn(&self) -> Result<Turn, Error> {
        match timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit }),
            _ => Err(Error::Busy),
        }
    }
}

impl Turn {
    /// Whether `password` matches `hash`. Without a hash the same work is done for nothing.
    ///
    /// # Errors
    /// [`Error::Busy`] when the process is about to end.
    pub async fn matches(self, password: String, hash: Option<String>) -> Result<bool, Error> {
        tokio::task::spawn_blocking(move || {
            let matched = compare(&password, hash.as_deref());
            drop(self);
            matched
        })
        .await
        .map_err(|_| Error::Busy)
    }
}

/// Whether `password` matches `hash`, always at the price of one bcrypt.
fn compare(password: &str, hash: Option<&str>) -> bool {
    let usable = hash.filter(|h| h.starts_with("$2"));
    match bcrypt::verify(password, usable.unwrap_or(&NOBODY)) {
        Ok(matched) => matched && usable.is_some(),
        // A hash that bcrypt cannot read took no time; make up for it.
        Err(_) => {
            let _ = bcrypt::verify(password, &NOBODY);
            false
        }
    }
}

/// The hash to keep for a new password, in Orvale's form `$2b$10$…`. Takes tens of milliseconds.
///
/// # Errors
/// [`Error::Unsuitable`] for one too short or longer than bcrypt reads.
pub fn hash(password: &str) -> Result<String, Error> {
    if password.chars().count() < SHORTEST_CHARACTERS
        || password.len() > LONGEST_BYTES
        || password.contains('\0')
    {
        return Err(Error::Unsuitable);
    }
    bcrypt::hash(password, COST).map_err(|_| Error::Unsuitable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_matches_its_password_only() {
        let kept = hash("correct horse").expect("suitable");
        assert!(kept.starts_with("$2b$10$"), "{kept}");
        assert!(compare("correct horse", Some(&kept)));
        assert!(!compare("wrong horse", Some(&kept)));
        assert!(!compare("", Some(&kept)));
    }

    #[test]
    fn nobody_matches_without_a_usable_hash() {
        for hash in [None, Some(""), Some("plain"), Some("$2b$10$broken")] {
            assert!(!compare("nobody has this password", hash), "{hash:?}");
        }
    }

    #[test]
    fn unsuitable_passwords_are_refused() {
        for password in ["", "short", "nul\0inside it", &"x".repeat(73)] {
            assert_eq!(hash(password), Err(Error::Unsuitable), "{password:?}");
        }
    }

    #[tokio::test]
    async fn a_turn_is_taken_for_users_known_and_unknown() {
        let kept = bcrypt::hash_with_salt("orvale-demo", 10, [7; 16])
            .expect("hashes")
            .format_for_version(bcrypt::Version::TwoB);
        let passwords = Passwords::new(1);
        for (hash, matched) in [(Some(kept), true), (None, false)] {
            let turn = passwords.turn().await.unwrap_or_else(|_| panic!("free"));
            assert_eq!(turn.matches("orvale-demo".into(), hash).await, Ok(matched));
        }
    }
}
