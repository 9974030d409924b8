//! The stored responses to REST requests with an `Idempotency-Key`.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::sql::{Sql, column};
use crate::{
    Database,
    change::Answer,
    error::Error,
    ids::{Millis, UserId},
    tables::idempotency::Model,
};

/// The number of requests looked up in one statement.
const REQUESTS: usize = 256;

/// A request with its stored response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The user who sent it.
    pub user: UserId,
    /// Its `Idempotency-Key`.
    pub key: String,
    /// A hash of the request: a different request with the same key is a conflict.
    pub request_hash: String,
    /// The response.
    pub answer: Answer,
    /// When the response was stored.
    pub created_at: Millis,
}

/// Finds the response stored for `user` and `key`.
///
/// # Errors
/// Any database error.
pub async fn find(db: &Database, user: &UserId, key: &str) -> Result<Option<Kept>, Error> {
    let request = BTreeSet::from([(user.clone(), key.to_owned())]);
    Ok(find_all(db.reader(), &request).await?.pop())
}

/// Finds the stored responses among these requests.
pub(crate) async fn find_all(
    db: &impl ConnectionTrait,
    requests: &BTreeSet<(UserId, String)>,
) -> Result<Vec<Kept>, Error> {
    let requests: Vec<_> = requests.iter().collect();
    let mut found = Vec::new();
    for some in requests.chunks(REQUESTS) {
        let keys = some
            .iter()
            .map(|(user, key)| [user.as_str().into(), key.as_str().into()]);
        // Earlier versions reserved a key before the change, with the status 0.
        let rows: Vec<Model> =
            Sql::new(db, "SELECT * FROM chat_idempotency WHERE status <> 0 AND (")
                .any(["user_id", "key"], keys)
                .add(")")
                .models(db)
                .await?;
        for row in rows {
            found.push(kept(row)?);
        }
    }
    Ok(found)
}

fn kept(row: Model) -> Result<Kept, Error> {
    let status = u16::try_from(row.status)
        .map_err(|_| Error::Corrupt(format!("the status {} of a stored response", row.status)))?;
    Ok(Kept {
        user: row.user_id.into(),
        key: row.key,
        request_hash: row.request_hash,
        answer: Answer {
            status,
            body: row.body,
        },
        created_at: row.created_at,
    })
}

/// Returns the users and keys of up to `limit` requests from before `before`.
///
/// # Errors
/// Any database error.
pub async fn older_than(
    db: &Database,
    before: Millis,
    limit: u32,
) -> Result<Vec<(UserId, String)>, Error> {
    let rows = Sql::new(
        db.reader(),
        "SELECT user_id, key FROM chat_idempotency WHERE created_at < ",
    )
    .bind(before)
    .add(" LIMIT ")
    .bind(i64::from(limit))
    .all(db.reader())
    .await?;
    rows.iter()
        .map(|row| Ok((column::<String>(row, 0)?.into(), column(row, 1)?)))
        .collect()
}
