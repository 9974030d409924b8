//! Which epoch a token belongs to that names none: Orvale's, and those of earlier versions.
//!
//! Such a token belongs to the epoch in which it is first seen. That is noted in memory at once and in
//! the database soon after, so that a restart changes nothing, and so that a database that cannot be
//! written to keeps nobody out. Until it is first seen, all there is to judge it by is its `iat`.
//!
//! This server is the only one that notes them, so once all have been read, one that is not in memory is new.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actors::Engine;
use entity::{
    ids::Millis,
    ledgers::tokens::{KnowTokens, KnownToken},
    permission::Account,
    queries::accounts,
};
use tokio::sync::OnceCell;

/// How long first sightings are gathered before they are written.
const GATHER: Duration = Duration::from_millis(100);
/// How many are written as one change: others want to write too.
const AT_ONCE: usize = 500;
/// No more than this many are kept in memory; others are read from the database again.
const MOST: usize = 100_000;

/// The tokens seen so far. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct KnownTokens(Arc<Shared>);

#[derive(Default)]
struct Shared {
    known: Mutex<Known>,
    /// Set once the tokens in the database have been read.
    read: OnceCell<()>,
}

#[derive(Default)]
struct Known {
    /// By hash: the epoch, and when the token ends.
    epochs: HashMap<Arc<str>, (i64, Millis)>,
    /// Whether these are all.
    complete: bool,
    /// First sightings that are not in the database yet.
    unwritten: Vec<KnownToken>,
    /// Whether a task is about to write them.
    writing: bool,
}

/// A token that names no epoch.
#[derive(Clone, Debug)]
pub struct Unnumbered<'a> {
    /// Its hash.
    pub hash: &'a Arc<str>,
    /// When it says that it was issued.
    pub issued_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
}

impl KnownTokens {
    /// The epoch of a token; `None` when it was issued too early to belong to any that still counts.
    ///
    /// # Errors
    /// Any failure to read the database.
    pub async fn epoch_of(
        &self,
        engine: &Engine,
        account: &Account,
        token: Unnumbered<'_>,
    ) -> Result<Option<i64>, entity::Error> {
        self.0.read.get_or_try_init(|| self.read(engine)).await?;
        let complete = {
            let known = self.lock();
            if let Some((epoch, _)) = known.epochs.get(token.hash) {
                return Ok(Some(*epoch));
            }
            known.complete
        };
        if !complete && let Some(epoch) = accounts::epoch_of(engine.database(), token.hash).await? {
            self.note(&token, epoch);
            return Ok(Some(epoch));
        }
        if token.issued_at < account.tokens_valid_after {
            return Ok(None);
        }
        self.note(&token, account.token_epoch);
        self.lock().unwritten.push(KnownToken {
            hash: token.hash.to_string(),
            epoch: account.token_epoch,
            expires_at: token.expires_at,
        });
        self.write_soon(engine);
        Ok(Some(account.token_epoch))
    }

    /// Reads the tokens in the database, unless they are too many.
    async fn read(&self, engine: &Engine) -> Result<(), entity::Error> {
        let stored = accounts::known_tokens(engine.database(), MOST as u64).await?;
        let mut known = self.lock();
        known.complete = stored.len() < MOST;
        if known.complete {
            let by_hash =
                |(hash, epoch, expires_at): (String, _, _)| (hash.into(), (epoch, expires_at));
            known.epochs.extend(stored.into_iter().map(by_hash));
        }
        Ok(())
    }

    fn note(&self, token: &Unnumbered<'_>, epoch: i64) {
        let mut known = self.lock();
        if known.epochs.len() >= MOST {
            known.epochs.clear();
            known.complete = false;
        }
        let hash = Arc::clone(token.hash);
        known
            .epochs
            .entry(hash)
            .or_insert((epoch, token.expires_at));
    }

    /// Writes first sightings shortly, unless a task is about to.
    fn write_soon(&self, engine: &Engine) {
        {
            let mut known = self.lock();
            if known.writing || known.unwritten.is_empty() {
                return;
            }
            known.writing = true;
        }
        let (known, engine) = (self.clone(), engine.clone());
        tokio::spawn(async move {
            tokio::time::sleep(GATHER).await;
            known.lock().writing = false;
            if let Err(error) = known.write(&engine).await {
                tracing::warn!(%error, "identity: cannot write first-seen tokens, retrying later");
            }
        });
    }

    /// Writes first sightings now: no crash may lose those that a new epoch is to end.
    ///
    /// # Errors
    /// Any failure to write; they are then written later.
    pub async fn write(&self, engine: &Engine) -> Result<(), entity::Error> {
        let mut tokens = std::mem::take(&mut self.lock().unwritten);
        while !tokens.is_empty() {
            let some = tokens.split_off(tokens.len().saturating_sub(AT_ONCE));
            if let Err(error) = engine.keep(KnowTokens(some.clone())).await {
                let mut known = self.lock();
                known.unwritten.extend(tokens);
                known.unwritten.extend(some);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Forgets tokens that have expired, and retries writes that failed.
    pub fn prune(&self, engine: &Engine, now: Millis) {
        {
            let mut known = self.lock();
            known.epochs.retain(|_, (_, expires_at)| *expires_at > now);
            known.unwritten.retain(|token| token.expires_at > now);
        }
        self.write_soon(engine);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
