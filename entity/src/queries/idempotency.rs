//! The answers to REST requests that carry an `Idempotency-Key`, and reservations for those that must
//! not be carried out twice.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{sql::Sql, sql::column};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Millis, UserId},
    tables::idempotency::{Column, Entity},
};

/// The status of a reservation: the request has begun, and its answer is not known yet.
const IN_PROGRESS: i64 = 0;

/// What is known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// A hash of the request: another request under the same key is a conflict.
    pub request_hash: String,
    /// Its answer; `None` when it began and did not end.
    pub answer: Option<Answer>,
    /// When it began.
    pub created_at: Millis,
}

/// An answer that can be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// The request of `user` under `key`.
///
/// # Errors
/// Any failure to read.
pub async fn find(db: &Database, user: &UserId, key: &str) -> Result<Option<Kept>, Error> {
    let found = Entity::find_by_id((user.to_string(), key.to_owned()))
        .one(db.reader())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let answer = match row.status {
        IN_PROGRESS => None,
        status => Some(Answer {
            status: u16::try_from(status)
                .map_err(|_| Error::Corrupt(format!("the status {status} of an answer")))?,
            body: row.body,
        }),
    };
    Ok(Some(Kept {
        request_hash: row.request_hash,
        answer,
        created_at: row.created_at,
    }))
}

/// Writes down a request: as begun, or with its answer. An answer that is kept already stays.
///
/// # Errors
/// Any failure to write.
pub async fn keep(db: &Database, user: &UserId, key: &str, kept: &Kept) -> Result<(), Error> {
    let (status, body) = match &kept.answer {
        None => (IN_PROGRESS, ""),
        Some(answer) => (i64::from(answer.status), answer.body.as_str()),
    };
    Sql::new(
        db.writer(),
        "INSERT INTO chat_idempotency (user_id, key, request_hash, status, body, created_at) \
         VALUES ",
    )
    .rows([[
        user.as_str().into(),
        key.into(),
        kept.request_hash.as_str().into(),
        status.into(),
        body.into(),
        kept.created_at.into(),
    ]])
    .add(
        " ON CONFLICT (user_id, key) DO UPDATE SET status = excluded.status, body = excluded.body \
         WHERE chat_idempotency.status = 0",
    )
    .run(db.writer())
    .await?;
    Ok(())
}

/// Forgets a request that began and was refused, so that the key can be used again.
///
/// # Errors
/// Any failure to write.
pub async fn release(db: &Database, user: &UserId, key: &str) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.as_str()))
        .filter(Column::Key.eq(key))
        .filter(Column::Status.eq(IN_PROGRESS))
        .exec(db.writer())
        .await?;
    Ok(())
}

/// The first channel of this name that `user` has created since `since`: what an attempt may have
/// changed before it was lost.
///
/// # Errors
/// Any failure to read.
pub async fn created_channel(
    db: &Database,
    user: &UserId,
    name: &str,
    since: Millis,
) -> Result<Option<ChannelId>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT id FROM chat_channels WHERE created_by = ",
    )
    .bind(user.as_str())
    .add(" AND name = ")
    .bind(name)
    .add(" AND created_at >= ")
    .bind(since)
    .add(" ORDER BY id LIMIT 1")
    .one(db.reader())
    .await?;
    found.map(|row| Ok(ChannelId(column(&row, 0)?))).transpose()
}

/// Forgets the requests that began before `before`; returns how many they were.
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
