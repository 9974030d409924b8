//! Revoked tokens, and the epochs of tokens.
//!
//! "Log out everywhere" starts a new epoch for a user. Tokens signed by this server name their epoch; Orvale's
//! do not, so each is assigned the epoch in which it was first seen. Only hashes are stored, and only until
//! the token expires.

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

/// A token that does not name an epoch, with the one it was assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownToken {
    /// The hash of the token.
    pub hash: String,
    /// The epoch in which it was first seen.
    pub epoch: i64,
    /// When it expires.
    pub expires_at: Millis,
}

/// Revokes one token.
#[derive(Debug)]
pub struct RevokeToken {
    /// The user whose token it is, and who revokes it.
    pub user: UserId,
    /// The hash of the token.
    pub hash: String,
    /// When it expires.
    pub expires_at: Millis,
}

/// Starts a new epoch for a user: all tokens of earlier epochs are refused.
///
/// A token without an epoch that was never seen before is judged by when it was issued. Orvale records that
/// in whole seconds, so tokens issued in the same second as this change are accepted: a login right after it
/// must work.
#[derive(Debug)]
pub struct RevokeAllTokens {
    /// The user.
    pub user: UserId,
    /// Who revokes them.
    pub by: By,
}

/// Stores the epochs of tokens. A token with a stored epoch keeps it.
#[derive(Debug)]
pub struct KnowTokens(pub Vec<KnownToken>);

/// Deletes the rows of expired tokens.
#[derive(Debug)]
pub struct ForgetTokens {
    /// The hashes of revoked tokens.
    pub revoked: Vec<String>,
    /// The hashes of tokens with a stored epoch.
    pub known: Vec<String>,
}

/// The part of a batch for tokens. Nothing is read: each row is written regardless of the stored one.
#[derive(Default)]
pub(crate) struct Tokens {
    revoked: BTreeMap<String, Millis>,
    known: BTreeMap<String, (i64, Millis)>,
    /// The number of new epochs of each user, and the second in which the last one starts.
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
