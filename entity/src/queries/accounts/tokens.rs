//! Revoked tokens, and the epochs of tokens that do not name one. See [`crate::ledgers::tokens`].

use sea_orm::EntityTrait;

use super::super::sql::{Sql, column};
use crate::{Database, error::Error, ids::Millis, tables::revoked_tokens::Entity};

/// Returns the epoch in which a token without an epoch was first seen, if it was seen before.
///
/// # Errors
/// Any database error.
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

/// Returns tokens without an epoch that were seen before, up to `limit` of them: the hash of each, the epoch in which it
/// was first seen, and when it expires.
///
/// # Errors
/// Any database error.
pub async fn known_tokens(db: &Database, limit: u64) -> Result<Vec<(String, i64, Millis)>, Error> {
    let rows = Sql::new(
        db.reader(),
        "SELECT token_hash, epoch, expires_at FROM chat_known_tokens LIMIT ",
    )
    .bind(limit.cast_signed())
    .all(db.reader())
    .await?;
    let token = |row| Ok((column(row, 0)?, column(row, 1)?, column(row, 2)?));
    rows.iter().map(token).collect()
}

/// Returns the hashes of all revoked tokens with the times when they expire.
///
/// # Errors
/// Any database error.
pub async fn revoked(db: &Database) -> Result<Vec<(String, Millis)>, Error> {
    let rows = Entity::find().all(db.reader()).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.token_hash, row.expires_at))
        .collect())
}

/// The hashes of expired tokens, whose rows can be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// The hashes of revoked tokens.
    pub revoked: Vec<String>,
    /// The hashes of tokens with a stored epoch.
    pub known: Vec<String>,
}

/// Returns the tokens that have expired by `now`, up to `limit` of either kind.
///
/// # Errors
/// Any database error.
pub async fn expired(db: &Database, now: Millis, limit: u32) -> Result<Expired, Error> {
    let find = async |table: &str| {
        let select = format!("SELECT token_hash FROM {table} WHERE expires_at <= ");
        let rows = Sql::new(db.reader(), &select)
            .bind(now)
            .add(" LIMIT ")
            .bind(i64::from(limit))
            .all(db.reader())
            .await?;
        rows.iter().map(|row| column(row, 0)).collect()
    };
    let hashes: Result<Vec<String>, Error> = find("chat_revoked_tokens").await;
    Ok(Expired {
        revoked: hashes?,
        known: find("chat_known_tokens").await?,
    })
}
