//! Identity: who someone is, proved by a password, a token or a ticket.
//!
//! Passwords and tokens are Orvale's. A token proves a name; whether its bearer is still active,
//! and as what, is read from the database each time. What they may do is `entity::permission`'s.

pub mod backoff;
pub mod password;
pub mod ticket;
pub mod token;

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use actors::{
    Engine,
    clock::now,
    protocol::{ErrorCode, Failure},
    session::Principal,
};
use entity::{
    ids::{Millis, UserId},
    permission::Account,
    queries::accounts,
};
use sha2::{Digest, Sha256};

use crate::limits::network::Network;
use backoff::{Backoff, Patience};
use password::Passwords;
use ticket::Tickets;
use token::{Bearer, Refusal, Signer};

/// The username of the administrator that the first start creates in an empty database.
pub const FIRST_ADMINISTRATOR: &str = "admin";
/// How long a name may be; longer ones are nobody's.
const LONGEST_NAME: usize = 256;
/// How long a password may be before it is not even compared.
const LONGEST_PASSWORD: usize = 1024;
const PER_ACCOUNT: Patience = Patience {
    free: 5,
    longest: Duration::from_secs(60),
};
/// An address may be an office: nobody in it shall wait long for what a colleague guesses.
const PER_ADDRESS: Patience = Patience {
    free: 50,
    longest: Duration::from_secs(60),
};

/// What proved a user's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// SHA-256 of the token in hexadecimal digits: by it the token can be revoked, not used.
    pub token_hash: Arc<str>,
    /// When the token was issued.
    pub issued_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
}

/// Checks who people are.
pub struct Identity {
    engine: Engine,
    signer: Signer,
    passwords: Passwords,
    tickets: Tickets<(UserId, Proof)>,
    accounts: Backoff<UserId>,
    /// Absent where limits are turned off.
    addresses: Option<Backoff<Network>>,
}

impl Identity {
    /// Checks against the engine's accounts; `limited` also makes guessing cost the address.
    #[must_use]
    pub fn new(engine: Engine, signer: Signer, limited: bool) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            engine,
            signer,
            passwords: Passwords::new(cores),
            tickets: Tickets::default(),
            accounts: Backoff::new(PER_ACCOUNT),
            addresses: limited.then(|| Backoff::new(PER_ADDRESS)),
        }
    }

    /// A token for whoever knows the password of `username`, and their account.
    ///
    /// # Errors
    /// Unauthenticated, in the same words and after the same work for unknown, deactivated and
    /// wrong; rate-limited after too many attempts; busy when too many log in at once.
    pub async fn log_in(
        &self,
        username: &str,
        password: String,
        client: IpAddr,
    ) -> Result<(String, Arc<Account>), Failure> {
        if username.is_empty() || username.len() > LONGEST_NAME {
            return Err(Failure::invalid("username: must have 1 to 256 bytes"));
        }
        if password.len() > LONGEST_PASSWORD {
            return Err(Failure::invalid("password: must have at most 1024 bytes"));
        }
        let user = UserId::from(username);
        self.check_patience(&user, client)?;
        let Ok(turn) = self.passwords.turn().await else {
            return Err(Failure::busy());
        };
        // Looked at again, since others had their turn meanwhile, and counted before the check: of
        // many guesses made at once, few get a turn and the rest learn that they have to wait.
        self.check_patience(&user, client)?;
        self.accounts.failed(user.clone(), Instant::now());
        let found = accounts::credentials(self.engine.database(), username).await?;
        let (id, active) = found
            .as_ref()
            .map_or((0, false), |found| (found.id, found.active));
        let hash = found.map(|found| found.password_hash);
        let Ok(matched) = turn.matches(password, hash).await else {
            return Err(Failure::busy());
        };
        let account = if matched && active {
            self.engine.account(&user).await?
        } else {
            None
        };
        let Some(account) = account.filter(|account| account.active) else {
            if let Some(addresses) = &self.addresses {
                addresses.failed(client.into(), Instant::now());
            }
            return Err(Failure::new(
                ErrorCode::Unauthenticated,
                "the username or the password is wrong",
            ));
        };
        self.accounts.succeeded(&user);
        let token = self.sign(id, &account)?;
        Ok((token, account))
    }

    fn check_patience(&self, user: &UserId, client: IpAddr) -> Result<(), Failure> {
        let at = Instant::now();
        let by_address = self
            .addresses
            .as_ref()
            .and_then(|a| a.wait(&client.into(), at));
        match self.accounts.wait(user, at).max(by_address) {
            None => Ok(()),
            Some(wait) => Err(Failure {
                code: ErrorCode::RateLimited,
                message: "too many wrong passwords; wait before the next attempt".into(),
                retry_after_ms: u64::try_from(wait.as_millis()).ok(),
            }),
        }
    }

    fn sign(&self, id: i64, account: &Account) -> Result<String, Failure> {
        let bearer = Bearer {
            id,
            username: account.username.as_str(),
            role: &account.role,
            team_id: account.team_id.as_deref(),
        };
        self.signer.sign(&bearer, now()).map_err(|error| {
            tracing::error!(%error, "a token cannot be signed");
            Failure::internal()
        })
    }

    /// Who `token` proves, and what they are now.
    ///
    /// # Errors
    /// Unauthenticated, when the token is not believed, was revoked, or its bearer is gone or
    /// deactivated.
    pub async fn authenticate(&self, token: &str) -> Result<(Arc<Account>, Proof), Failure> {
        let claims = self.signer.verify(token).map_err(|refusal| match refusal {
            Refusal::Expired => unauthenticated("the token has expired; log in again"),
            Refusal::Invalid => unauthenticated("the token is not valid; log in again"),
        })?;
        let proof = Proof {
            token_hash: hash(token).into(),
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
        };
        self.still_valid(&claims.username, proof).await
    }

    async fn still_valid(
        &self,
        user: &UserId,
        proof: Proof,
    ) -> Result<(Arc<Account>, Proof), Failure> {
        let account = self
            .engine
            .account(user)
            .await?
            .filter(|account| account.active);
        let Some(account) = account else {
            return Err(unauthenticated("the token is not valid; log in again"));
        };
        if proof.issued_at < account.tokens_valid_after || self.engine.is_revoked(&proof.token_hash)
        {
            return Err(unauthenticated("the token was revoked; log in again"));
        }
        Ok((account, proof))
    }

    /// A one-time ticket that stands for the token behind `proof`.
    ///
    /// # Errors
    /// Busy, when too many are unused.
    pub fn issue_ticket(&self, user: UserId, proof: Proof) -> Result<String, Failure> {
        self.tickets
            .issue((user, proof), Instant::now())
            .ok_or_else(Failure::busy)
    }

    /// Who a socket's `token` proves: a token, or a ticket, which is used up.
    ///
    /// # Errors
    /// As [`Identity::authenticate`].
    pub async fn admit(&self, token: &str) -> Result<Principal, Failure> {
        let (account, proof) = if token.starts_with(ticket::PREFIX) {
            let (user, proof) = self
                .tickets
                .redeem(token, Instant::now())
                .ok_or_else(|| unauthenticated("the ticket is not valid; ask for another"))?;
            self.still_valid(&user, proof).await?
        } else {
            self.authenticate(token).await?
        };
        Ok(Principal {
            account,
            token_hash: proof.token_hash,
            issued_at: proof.issued_at,
            expires_at: proof.expires_at,
        })
    }

    /// Ends a token, with every socket it opened; `everywhere` ends all of the user's.
    ///
    /// # Errors
    /// When it cannot be kept that it ended: then it did not.
    pub async fn log_out(
        &self,
        user: &UserId,
        proof: &Proof,
        everywhere: Reach,
    ) -> Result<(), Failure> {
        let database = self.engine.database();
        match everywhere {
            Reach::ThisToken => {
                accounts::revoke_token(database, &proof.token_hash, proof.expires_at).await?;
                self.engine
                    .revoke_token(user, &proof.token_hash, proof.expires_at);
            }
            Reach::Everywhere => {
                // The token of this very millisecond is among those that end.
                accounts::revoke_all_tokens(database, user, now() + 1).await?;
                self.engine.accounts_changed().await;
                self.engine.revoke_user(user);
            }
        }
        Ok(())
    }

    /// Forgets what has run out.
    pub fn prune(&self) {
        self.tickets.prune(Instant::now());
    }
}

/// How much a logout ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The token it was asked with.
    ThisToken,
    /// Every token of the user.
    Everywhere,
}

fn unauthenticated(message: &str) -> Failure {
    Failure::new(ErrorCode::Unauthenticated, message)
}

fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}
