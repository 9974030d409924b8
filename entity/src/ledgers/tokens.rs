//! Tokens: which are revoked, and to which epoch of their user's each belongs.
//!
//! "Log out everywhere" begins a new epoch. Tokens that this server signs name theirs; Orvale's cannot,
//! so each is assigned the epoch in which it was first seen. Only hashes are kept, and only until the
//! token would have expired anyway.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
};

/// A token that names no epoch itself, and the one it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownToken {
    /// The hash of the token.
    pub hash: String,
    /// The epoch in which it was first seen.
    pub epoch: i64,
    /// When it expires.
    pub expires_at: Millis,
}

/// Revoke one token.
#[derive(Debug)]
pub struct RevokeToken {
    /// Whose token it is, who also revokes it.
    pub user: UserId,
    /// The hash of the token.
    pub hash: String,
    /// When it would have expired anyway.
    pub expires_at: Millis,
}

/// Begin a new epoch for a user: every token of an earlier one is refused.
///
/// A token that names no epoch and was never seen is judged by when it was issued. Orvale notes that
/// in whole seconds, so tokens of the second of this change pass: a login right after it must work.
#[derive(Debug)]
pub struct RevokeAllTokens {
    /// The user.
    pub user: UserId,
    /// Who revokes them.
    pub by: By,
}

/// Keep the epochs of tokens; one that is known already keeps its own.
#[derive(Debug)]
pub struct KnowTokens(pub Vec<KnownToken>);

/// Forget tokens that have expired, revoked or known.
#[derive(Debug)]
pub struct ForgetTokens {
    /// The hashes of revoked tokens.
    pub revoked: Vec<String>,
    /// The hashes of tokens whose epoch is known.
    pub known: Vec<String>,
}

/// The part of a batch that concerns tokens. Nothing of it is read: each row is written whatever
/// stands there.
#[derive(Default)]
pub(crate) struct Tokens {
    revoked: BTreeMap<String, Millis>,
    known: BTreeMap<String, (i64, Millis)>,
    /// How many epochs begin for each user, and the second in which the last one does.
    epochs: BTreeMap<UserId, (i64, Millis)>,
    forgotten_revoked: BTreeSet<String>,
    forgotten_known: BTreeSet<String>,
}

impl Change for RevokeToken {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let revoked = &mut ledgers.tokens.revoked;
        revoked.entry(self.hash.clone()).or_insert(self.expires_at);
        Ok(Committed::default())
    }
}

impl Change for RevokeAllTokens {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let epochs = ledgers.tokens.epochs.entry(self.user.clone());
        let (begun, second) = epochs.or_insert((0, Millis::MIN));
        *begun += 1;
        *second = (*second).max(at - at.rem_euclid(1000));
        Ok(Committed::default())
    }
}

impl Change for KnowTokens {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        for token in &self.0 {
            let known = ledgers.tokens.known.entry(token.hash.clone());
            known.or_insert((token.epoch, token.expires_at));
        }
        Ok(Committed::default())
    }
}

impl Change for ForgetTokens {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let tokens = &mut ledgers.tokens;
        tokens
            .forgotten_revoked
            .extend(self.revoked.iter().cloned());
        tokens.forgotten_known.extend(self.known.iter().cloned());
        Ok(Committed::default())
    }
}

impl Tokens {
    async fn write_revoked(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self
            .revoked
            .iter()
            .map(|(hash, expires_at)| [hash.as_str().into(), (*expires_at).into()]);
        let head = "INSERT INTO chat_revoked_tokens (token_hash, expires_at) VALUES ";
        let tail = " ON CONFLICT (token_hash) DO NOTHING";
        insert(db, head, rows.collect(), tail).await?;
        Ok(())
    }

    async fn write_known(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.known.iter().map(|(hash, (epoch, expires_at))| {
            [hash.as_str().into(), (*epoch).into(), (*expires_at).into()]
        });
        let head = "INSERT INTO chat_known_tokens (token_hash, epoch, expires_at) VALUES ";
        let tail = " ON CONFLICT (token_hash) DO NOTHING";
        insert(db, head, rows.collect(), tail).await?;
        Ok(())
    }

    async fn write_epochs(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.epochs.iter().map(|(user, (begun, second))| {
            [user.as_str().into(), (*begun).into(), (*second).into()]
        });
        insert(
            db,
            "INSERT INTO chat_users (user_id, token_epoch, tokens_valid_after) VALUES ",
            rows.collect(),
            " ON CONFLICT (user_id) DO UPDATE SET \
             token_epoch = chat_users.token_epoch + excluded.token_epoch, \
             tokens_valid_after = \
             CASE WHEN excluded.tokens_valid_after > chat_users.tokens_valid_after \
             THEN excluded.tokens_valid_after ELSE chat_users.tokens_valid_after END",
        )
        .await?;
        Ok(())
    }
}

impl Ledger for Tokens {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for (table, hashes) in [
            ("chat_revoked_tokens", &self.forgotten_revoked),
            ("chat_known_tokens", &self.forgotten_known),
        ] {
            let hashes = hashes.iter().map(|hash| [hash.as_str().into()]);
            delete(db, table, ["token_hash"], hashes.collect()).await?;
        }
        self.write_revoked(db).await?;
        self.write_known(db).await?;
        self.write_epochs(db).await
    }
}
