//! Passwords: checks Orvale's bcrypt hashes without revealing whether a user exists.
//!
//! A check takes tens of milliseconds of CPU by design, so only a few run at once, on threads for
//! blocking work.

use std::{sync::Arc, time::Duration};

use entity::password::PasswordHash;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The cost parameter of Orvale's own hashes, used for new hashes too.
const COST: u32 = 10;
/// The number of bytes of a password that bcrypt uses.
const LONGEST_BYTES: usize = 72;
const SHORTEST_CHARACTERS: usize = 8;
/// The longest wait for a check; after it the login is refused as busy.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The hash that an unknown user's password is compared with, so that the response takes as long.
/// It is no secret, and is not computed, so that a server starts without it.
const NOBODY: &str = "$2b$10$NobodyHasThisPasswordOf4ZJAPVLqMsDgIsPzYgR44GNIm9IWIW";

/// Why a password was not checked or hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Too many checks are queued.
    #[error("too many logins at once")]
    Busy,
    /// The password is too short or too long to be a new one.
    #[error("password must have at least 8 characters, at most 72 bytes, and no NUL")]
    Unsuitable,
}

/// Checks passwords, with a limit on concurrent checks.
pub struct Passwords {
    turns: Arc<Semaphore>,
}

/// Permission to check one password now.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Passwords {
    /// Allows `at_once` concurrent checks.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(at_once.max(1))),
        }
    }

    /// Waits until a check may start.
    ///
    /// # Errors
    /// [`Error::Busy`] when the wait takes too long.
    pub async fn turn(&self) -> Result<Turn, Error> {
        match timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit }),
            _ => Err(Error::Busy),
        }
    }
}

impl Turn {
    /// Returns whether `password` matches `hash`. Without a hash it does the same work and returns false.
    ///
    /// # Errors
    /// [`Error::Busy`] when the process is shutting down.
    pub async fn matches(
        self,
        password: String,
        hash: Option<PasswordHash>,
    ) -> Result<bool, Error> {
        tokio::task::spawn_blocking(move || {
            let matched = compare(&password, hash.as_ref().map(PasswordHash::as_str));
            drop(self);
            matched
        })
        .await
        .map_err(|_| Error::Busy)
    }
}

/// Returns whether `password` matches `hash`, always at the cost of one bcrypt computation.
fn compare(password: &str, hash: Option<&str>) -> bool {
    let usable = hash.filter(|h| h.starts_with("$2"));
    match bcrypt::verify(password, usable.unwrap_or(NOBODY)) {
        Ok(matched) => matched && usable.is_some(),
        // bcrypt rejects a malformed hash at once; spend the time of a check here.
        Err(_) => {
            let _ = bcrypt::verify(password, NOBODY);
            false
        }
    }
}

/// Hashes a new password in Orvale's form, `$2b$10$…`. Takes tens of milliseconds.
///
/// # Errors
/// [`Error::Unsuitable`] for a password that is too short, or longer than bcrypt uses.
pub fn hash(password: &str) -> Result<PasswordHash, Error> {
    if password.chars().count() < SHORTEST_CHARACTERS
        || password.len() > LONGEST_BYTES
        || password.contains('\0')
    {
        return Err(Error::Unsuitable);
    }
    let hash = bcrypt::hash(password, COST).map_err(|_| Error::Unsuitable)?;
    Ok(hash.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_matches_its_password_only() {
        let stored = hash("correct horse").expect("suitable");
        let stored = stored.as_str();
        assert!(stored.starts_with("$2b$10$"), "{stored}");
        assert!(compare("correct horse", Some(stored)));
        assert!(!compare("wrong horse", Some(stored)));
        assert!(!compare("", Some(stored)));
    }

    #[test]
    fn an_unknown_user_costs_as_much_as_a_known_one() {
        assert!(bcrypt::verify("nobody has this password", NOBODY).expect("a hash of bcrypt"));
        assert!(NOBODY.starts_with(&format!("$2b${COST}$")));
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
            assert_eq!(
                turn.matches("orvale-demo".into(), hash.map(PasswordHash::from))
                    .await,
                Ok(matched)
            );
        }
    }
}
