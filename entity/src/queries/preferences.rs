//! Users' own preferences.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::sql::{Sql, column};
use crate::{Database, error::Error, ids::UserId, preferences::Preferences};

/// Returns the preferences of `user`; the defaults if they have never changed any.
///
/// # Errors
/// Any database error.
pub async fn load(db: &Database, user: &UserId) -> Result<Preferences, Error> {
    let mut stored = stored_on(db.reader(), std::iter::once(user)).await?;
    Ok(stored.remove(user).unwrap_or_default())
}

/// Returns the stored preferences of these users.
pub(crate) async fn stored_on(
    db: &impl ConnectionTrait,
    users: impl Iterator<Item = &UserId>,
) -> Result<BTreeMap<UserId, Preferences>, Error> {
    let found = Sql::new(
        db,
        "SELECT user_id, preferences FROM chat_preferences WHERE user_id IN ",
    )
    .list(users.map(UserId::as_str))
    .all(db)
    .await?;
    found.iter().map(read).collect()
}

/// Reads a row.
pub(crate) fn read(row: &QueryResult) -> Result<(UserId, Preferences), Error> {
    let user = UserId::from(column::<String>(row, 0)?);
    let stored = serde_json::from_str(&column::<String>(row, 1)?)
        .map_err(|error| Error::Corrupt(format!("preferences of {user}: {error}")))?;
    Ok((user, stored))
}
