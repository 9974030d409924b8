//! Tokens that no longer hold. Only their hashes are kept, and only until they expire anyway.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::super::sql::Sql;
use crate::{
    Database,
    error::Error,
    ids::{Millis, UserId},
    tables::revoked_tokens::{Column, Entity},
};

/// Refuses all tokens of `user` that were issued before `at`; never moves back.
///
/// # Errors
/// Any failure to write.
pub async fn revoke_all_tokens(db: &Database, user: &UserId, at: Millis) -> Result<(), Error> {
    Sql::new(
        db.writer(),
        "INSERT INTO chat_users (user_id, tokens_valid_after) VALUES ",
    )
    .rows([[user.as_str().into(), at.into()]])
    .add(
        " ON CONFLICT (user_id) DO UPDATE SET tokens_valid_after = \
             CASE WHEN excluded.tokens_valid_after > chat_users.tokens_valid_after \
             THEN excluded.tokens_valid_after ELSE chat_users.tokens_valid_after END",
    )
    .run(db.writer())
    .await?;
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

/// Forgets revoked tokens that have expired by `now`; how many they were.
///
/// # Errors
/// Any failure to write.
pub async fn prune_revoked(db: &Database, now: Millis) -> Result<u64, Error> {
    let done = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now))
        .exec(db.writer())
        .await?;
    Ok(done.rows_affected)
}
