//! Identity: who someone is, proved by a password, a token or a ticket.
//!
//! Passwords and tokens are Orvale's. A token proves a name; whether its bearer is still active, and
//! with which role, is read from the database. `entity::permission` decides what they may do.

pub mod backoff;
pub mod device;
pub mod guesses;
pub mod known_tokens;
pub mod password;
pub mod ticket;
pub mod token;

use std::{fmt::Write as _, net::IpAddr, sync::Arc, time::Instant};

use actors::{
    Engine,
    clock::now,
    protocol::{ErrorCode, Failure},
    sessions::Principal,
};
use entity::{
    change::By,
    ids::{LONGEST_NAME, Millis, UserId},
    ledgers::tokens::{RevokeAllTokens, RevokeToken},
    names::folded,
    permission::{Account, Permission, may},
    queries::accounts::{self, Credentials},
};
use sha2::{Digest, Sha256};

use device::{Devices, KnownDevice};
use guesses::{Guesses, Source};
use known_tokens::{KnownTokens, Unnumbered};
use password::Passwords;
use ticket::Tickets;
use token::{Bearer, Claims, Refusal, Signer};

/// The username of the administrator that the first start creates in an empty database.
pub const FIRST_ADMINISTRATOR: &str = "admin";
/// The longest password that is compared, in bytes.
const LONGEST_PASSWORD: usize = 1024;

/// The token that proved a user's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// SHA-256 of the token in hexadecimal. It identifies the token for revocation and cannot be used as one.
    pub token_hash: Arc<str>,
    /// The user's token epoch that it was issued in.
    pub epoch: i64,
    /// When it expires.
    pub expires_at: Millis,
}

/// Checks passwords, tokens and tickets.
pub struct Identity {
    engine: Engine,
    signer: Signer,
    passwords: Passwords,
    tickets: Tickets<(UserId, Proof)>,
    known_tokens: KnownTokens,
    guesses: Guesses,
    devices: Devices,
}

/// A successful login.
pub struct LoggedIn {
    /// The token.
    pub token: String,
    /// The user's account.
    pub account: Arc<Account>,
    /// The device token, which the client stores and sends with its next login.
    pub device: Option<String>,
}

impl Identity {
    /// Checks against the engine's accounts; `limited` also limits guesses per address.
    #[must_use]
    pub fn new(engine: Engine, signer: Signer, devices: Devices, limited: bool) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            engine,
            signer,
            passwords: Passwords::new(cores),
            tickets: Tickets::default(),
            known_tokens: KnownTokens::default(),
            guesses: Guesses::new(limited),
            devices,
        }
    }

    /// The device behind a device token, if someone whose name looks like `username` has logged in on it before.
    #[must_use]
    pub fn known_device(&self, username: &str, token: Option<&str>) -> Option<KnownDevice> {
        let known = self.devices.recognise(token?)?;
        (folded(known.user.as_str()) == folded(username)).then_some(known)
    }

    /// Logs in with a username and a password.
    ///
    /// # Errors
    /// Unauthenticated for an unknown user and a wrong password, with the same message and after the same
    /// work; forbidden for the right password of a deactivated user; rate-limited after too many attempts from this device or address; busy
    /// when too many logins run at once.
    pub async fn log_in(
        &self,
        username: &str,
        password: String,
        client: IpAddr,
        device: Option<KnownDevice>,
    ) -> Result<LoggedIn, Failure> {
        if username.is_empty() || username.len() > LONGEST_NAME {
            return Err(Failure::invalid("username: must have 1 to 256 bytes"));
        }
        if password.len() > LONGEST_PASSWORD {
            return Err(Failure::invalid("password: must have at most 1024 bytes"));
        }
        let found = match username.parse::<UserId>() {
            Ok(_) => accounts::credentials(self.engine.database(), username).await?,
            // Usernames have no control characters, and PostgreSQL refuses a NUL in a query.
            Err(_) => None,
        };
        let user = guessed(username, found.as_ref());
        let device = device.filter(|known| known.user == user).map(|it| it.id);
        let source = Source::of(device, client);
        self.check_patience(&user, source)?;
        let Ok(turn) = self.passwords.turn().await else {
            return Err(Failure::busy());
        };
        // Check again: other attempts may have failed while this one waited.
        self.check_patience(&user, source)?;
        self.guesses.begin(&user, source, Instant::now());
        let id = found.as_ref().map_or(0, |found| found.id);
        let (name, hash) = found
            .map(|found| (found.username, found.password_hash))
            .unzip();
        let Ok(matched) = turn.matches(password, hash).await else {
            return Err(Failure::busy());
        };
        let account = match name {
            // Read from the database: the new token must carry the current epoch.
            Some(name) if matched => accounts::load(self.engine.database(), &name).await?,
            _ => None,
        };
        if let Some(account) = &account
            && !account.active
        {
            // Only who knows the password learns this.
            self.guesses.succeeded(&user, source);
            return Err(deactivated(account));
        }
        let Some(account) = account.map(Arc::new) else {
            self.guesses.failed(&user, source, Instant::now());
            return Err(Failure::new(
                ErrorCode::Unauthenticated,
                "the username or the password is wrong",
            ));
        };
        self.guesses.succeeded(&user, source);
        let known = self.engine.account(&account.username).await?;
        if known.is_none_or(|known| !known.active) {
            // Activated a moment ago, by another program.
            self.engine.accounts_changed().await;
        }
        Ok(LoggedIn {
            token: self.sign(id, &account)?,
            device: self.devices.issue(&user, device),
            account,
        })
    }

    fn check_patience(&self, user: &UserId, source: Source) -> Result<(), Failure> {
        match self.guesses.wait(user, source, Instant::now()) {
            None => Ok(()),
            Some(wait) => Err(Failure {
                code: ErrorCode::RateLimited,
                message: "too many wrong passwords; wait before the next attempt".into(),
                retry_after_ms: u64::try_from(wait.as_millis()).ok(),
                recipients: None,
                off_duty: None,
                ticket: None,
            }),
        }
    }

    fn sign(&self, id: i64, account: &Account) -> Result<String, Failure> {
        let bearer = Bearer {
            id,
            username: account.username.as_str(),
            role: &account.role,
            team_id: account.team_id.as_deref(),
            epoch: Some(account.token_epoch),
        };
        self.signer.sign(&bearer, now()).map_err(|error| {
            tracing::error!(%error, "identity: cannot sign a token");
            Failure::internal()
        })
    }

    /// Returns the account behind `token`, as the database has it now.
    ///
    /// # Errors
    /// Unauthenticated, when the token is not valid, was revoked, or its bearer was deleted; forbidden, when
    /// its bearer is deactivated.
    pub async fn authenticate(&self, token: &str) -> Result<(Arc<Account>, Proof), Failure> {
        let claims = self.signer.verify(token).map_err(|refusal| match refusal {
            Refusal::Expired => unauthenticated("the token has expired; log in again"),
            Refusal::Invalid => unauthenticated("the token is not valid; log in again"),
        })?;
        let account = self.active_account(&claims.username).await?;
        let token_hash: Arc<str> = hash(token).into();
        let proof = Proof {
            epoch: self.epoch(&account, &token_hash, &claims).await?,
            expires_at: claims.expires_at,
            token_hash,
        };
        self.still_valid(account, proof).await
    }

    async fn active_account(&self, user: &UserId) -> Result<Arc<Account>, Failure> {
        match self.engine.account(user).await? {
            Some(account) if account.active => Ok(account),
            Some(account) => Err(deactivated(&account)),
            None => Err(unauthenticated("the token is not valid; log in again")),
        }
    }

    async fn epoch(
        &self,
        account: &Account,
        hash: &Arc<str>,
        claims: &Claims,
    ) -> Result<i64, Failure> {
        if let Some(epoch) = claims.epoch {
            return Ok(epoch);
        }
        let token = Unnumbered {
            hash,
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
        };
        let epoch = self
            .known_tokens
            .epoch_of(&self.engine, account, token)
            .await?;
        epoch.ok_or_else(revoked)
    }

    async fn still_valid(
        &self,
        mut account: Arc<Account>,
        proof: Proof,
    ) -> Result<(Arc<Account>, Proof), Failure> {
        if proof.epoch > account.token_epoch {
            // Another process has started that epoch since the accounts were read.
            self.engine.accounts_changed().await;
            account = self.active_account(&account.username).await?;
        }
        if proof.epoch != account.token_epoch || self.engine.is_revoked(&proof.token_hash) {
            return Err(revoked());
        }
        Ok((account, proof))
    }

    /// Issues a one-time ticket for the token behind `proof`.
    ///
    /// # Errors
    /// Busy when too many tickets are unused.
    pub fn issue_ticket(&self, user: UserId, proof: Proof) -> Result<String, Failure> {
        self.tickets
            .issue((user, proof), Instant::now())
            .ok_or_else(Failure::busy)
    }

    /// Returns the account behind a socket's `token`, which is a token or a ticket. A ticket is consumed.
    ///
    /// # Errors
    /// As [`Identity::authenticate`].
    pub async fn admit(&self, token: &str) -> Result<Principal, Failure> {
        let (account, proof) = if token.starts_with(ticket::PREFIX) {
            let (user, proof) = self
                .tickets
                .redeem(token, Instant::now())
                .ok_or_else(|| unauthenticated("the ticket is not valid; ask for another"))?;
            let account = self.active_account(&user).await?;
            self.still_valid(account, proof).await?
        } else {
            self.authenticate(token).await?
        };
        Ok(Principal {
            account,
            token_hash: proof.token_hash,
            epoch: proof.epoch,
            expires_at: proof.expires_at,
        })
    }

    /// Revokes a token and closes its sockets; `everywhere` revokes all tokens of the user.
    ///
    /// # Errors
    /// When the revocation cannot be written; the token then stays valid.
    pub async fn log_out(
        &self,
        user: &UserId,
        proof: &Proof,
        everywhere: Reach,
    ) -> Result<(), Failure> {
        match everywhere {
            Reach::ThisToken => {
                let revoke = RevokeToken {
                    user: user.clone(),
                    hash: proof.token_hash.to_string(),
                    expires_at: proof.expires_at,
                };
                self.engine.keep(revoke).await?;
                self.engine
                    .revoke_token(user, &proof.token_hash, proof.expires_at);
            }
            Reach::Everywhere => {
                self.known_tokens.write(&self.engine).await?;
                let revoke = RevokeAllTokens {
                    user: user.clone(),
                    by: By::from(user),
                };
                self.engine.keep(revoke).await?;
                self.engine.accounts_changed().await;
                self.engine.revoke_user(user);
            }
        }
        Ok(())
    }

    /// Forgets expired tickets and tokens.
    pub fn prune(&self) {
        self.tickets.prune(Instant::now());
        self.known_tokens.prune(&self.engine, now());
    }
}

/// Which tokens a logout revokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The token of the request.
    ThisToken,
    /// Every token of the user.
    Everywhere,
}

/// Returns the key under which wrong passwords count: names that log in as the same user share it. Users whose names
/// differ only in letter case have keys of their own, so that the one's login does not forget guesses at the other.
fn guessed(username: &str, found: Option<&Credentials>) -> UserId {
    match found {
        Some(found) if found.has_twin => found.username.clone(),
        _ => folded(username).into(),
    }
}

fn unauthenticated(message: &str) -> Failure {
    Failure::new(ErrorCode::Unauthenticated, message)
}

/// For whoever has shown by a password or a token of theirs that it is their account.
fn deactivated(account: &Account) -> Failure {
    may(account, Permission::AccessChannels)
        .err()
        .map_or_else(revoked, Failure::from)
}

fn revoked() -> Failure {
    unauthenticated("the token was revoked; log in again")
}

fn hash(token: &str) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(token.as_bytes()) {
        let _infallible = write!(digits, "{byte:02x}");
    }
    digits
}
