//! Answers kept for REST requests that carry an `Idempotency-Key` and may be sent again.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::sql::Sql;
use crate::{
    Database,
    error::Error,
    ids::{Millis, UserId},
    tables::idempotency::{Column, Entity},
};

/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What the request was: another request under the same key is a conflict.
    pub request_hash: String,
    /// The status code of the answer.
    pub status: u16,
    /// Its body.
    pub body: String,
    /// When it was kept.
    pub created_at: Millis,
}

/// The answer kept for `user` under `key`.
///
/// # Errors
/// Any failure to ask.
pub async fn find(db: &Database, user: &UserId, key: &str) -> Result<Option<Kept>, Error> {
    let found = Entity::find_by_id((user.to_string(), key.to_owned()))
        .one(db.reader())
        .await?;
    found
        .map(|row| {
            let status = u16::try_from(row.status)
                .map_err(|_| Error::Corrupt(format!("the status {} of an answer", row.status)))?;
            Ok(Kept {
                request_hash: row.request_hash,
                status,
                body: row.body,
                created_at: row.created_at,
            })
        })
        .transpose()
}

/// Keeps an answer; false when there is one under that key already, which stays.
///
/// # Errors
/// Any failure to write.
pub async fn keep(db: &Database, user: &UserId, key: &str, kept: &Kept) -> Result<bool, Error> {
    let written = Sql::new(
        db.writer(),
        "INSERT INTO chat_idempotency (user_id, key, request_hash, status, body, created_at) \
         VALUES ",
    )
    .rows([[
        user.as_str().into(),
        key.into(),
        kept.request_hash.as_str().into(),
        i64::from(kept.status).into(),
        kept.body.as_str().into(),
        kept.created_at.into(),
    ]])
    .add(" ON CONFLICT (user_id, key) DO NOTHING")
    .run(db.writer())
    .await?;
    Ok(written > 0)
}

/// Forgets the answers kept before `before`; how many they were.
///
/// # Errors
/// Any failure to write.
pub async fn prune(db: &Database, before: Millis) -> Result<u64, Error> {
    let done = Entity::delete_many()
        .filter(Column::CreatedAt.lt(before))
        .exec(db.writer())
        .await?;
    Ok(done.rows_affected)
}
