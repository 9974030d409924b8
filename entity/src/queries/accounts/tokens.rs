//! Tokens: which are revoked, and to which epoch of their user's each belongs.
//!
//! "Log out everywhere" begins a new epoch. Tokens that this server signs name theirs; Orvale's cannot,
//! so each is assigned the epoch in which it was first seen. Only hashes are kept, and only until the
//! token would have expired anyway.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

use super::super::sql::{Sql, column};
use crate::{
    Database,
    error::Error,
    ids::{Millis, UserId},
    tables::revoked_tokens::{Column, Entity},
};

/// Rows in one statement.
const ROWS: usize = 500;

/// A token that names no epoch itself, and the one it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownToken {
    /// The hash of the token.
    pub hash: String,
    /// The epoch in which it was first seen.
    pub epoch: i64,
    /// When it ends.
    pub expires_at: Millis,
}

/// Begins a new epoch for `user`: every token of an earlier one is refused.
///
/// A token that names no epoch and was never seen is judged by when it was issued. Orvale notes that
/// in whole seconds, so tokens of the second of `at` pass: a login right after this must work.
///
/// # Errors
/// Any failure to write.
pub async fn revoke_all_tokens(db: &Database, user: &UserId, at: Millis) -> Result<(), Error> {
    let second = at - at.rem_euclid(1000);
    Sql::new(
        db.writer(),
        "INSERT INTO chat_users (user_id, token_epoch, tokens_valid_after) VALUES ",
    )
    .rows([[user.as_str().into(), 1_i64.into(), second.into()]])
    .add(
        " ON CONFLICT (user_id) DO UPDATE SET token_epoch = chat_users.token_epoch + 1, \
             tokens_valid_after = \
             CASE WHEN excluded.tokens_valid_after > chat_users.tokens_valid_after \
             THEN excluded.tokens_valid_after ELSE chat_users.tokens_valid_after END",
    )
    .run(db.writer())
    .await?;
    Ok(())
}

/// The epoch in which a token that names none was first seen, if it was.
///
/// # Errors
/// Any failure to ask.
pub async fn epoch_of(db: &Database, hash: &str) -> Result<Option<i64>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT epoch FROM chat_known_tokens WHERE token_hash = ",
    )
    .bind(hash)
    .one(db.reader())
    .await?;
    found.map(|row| column(&row, 0)).transpose()
}

/// Keeps the epochs of tokens; one that is known already keeps its own.
///
/// # Errors
/// Any failure to write; some may be kept then.
pub async fn know_tokens(db: &Database, tokens: &[KnownToken]) -> Result<(), Error> {
    for some in tokens.chunks(ROWS) {
        Sql::new(
            db.writer(),
            "INSERT INTO chat_known_tokens (token_hash, epoch, expires_at) VALUES ",
        )
        .rows(some.iter().map(|token| -> [Value; 3] {
            [
                token.hash.as_str().into(),
                token.epoch.into(),
                token.expires_at.into(),
            ]
        }))
        .add(" ON CONFLICT (token_hash) DO NOTHING")
        .run(db.writer())
        .await?;
    }
    Ok(())
}

/// Refuses one token from now on.
///
/// # Errors
/// Any failure to write.
pub async fn revoke_token(db: &Database, hash: &str, expires_at: Millis) -> Result<(), Error> {
    Sql::new(
        db.writer(),
        "INSERT INTO chat_revoked_tokens (token_hash, expires_at) VALUES ",
    )
    .rows([[hash.into(), expires_at.into()]])
    .add(" ON CONFLICT (token_hash) DO NOTHING")
    .run(db.writer())
    .await?;
    Ok(())
}

/// The hashes of all revoked tokens, and when each would have expired anyway.
///
/// # Errors
/// Any failure to ask.
pub async fn revoked(db: &Database) -> Result<Vec<(String, Millis)>, Error> {
    let rows = Entity::find().all(db.reader()).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.token_hash, row.expires_at))
        .collect())
}

/// Forgets tokens that have expired by `now`, revoked or known; how many they were.
///
/// # Errors
/// Any failure to write.
pub async fn prune_tokens(db: &Database, now: Millis) -> Result<u64, Error> {
    let revoked = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now))
        .exec(db.writer())
        .await?;
    let known = Sql::new(
        db.writer(),
        "DELETE FROM chat_known_tokens WHERE expires_at <= ",
    )
    .bind(now)
    .run(db.writer())
    .await?;
    Ok(revoked.rows_affected + known)
}
