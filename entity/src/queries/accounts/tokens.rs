//! Tokens: which are revoked, and to which epoch of their user's each belongs. See
//! [`crate::ledgers::tokens`].

use sea_orm::EntityTrait;

use super::super::sql::{Sql, column};
use crate::{Database, error::Error, ids::Millis, tables::revoked_tokens::Entity};

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

/// Tokens that need not be kept any longer, by their hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Revoked ones.
    pub revoked: Vec<String>,
    /// Those whose epoch is known.
    pub known: Vec<String>,
}

/// Tokens that have expired by `now`, up to `limit` of either kind.
///
/// # Errors
/// Any failure to ask.
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
