//! Markers that show whether accounts may have changed. They are read twice a second, so that the accounts
//! are reloaded only after a change.
//!
//! We add no triggers to Orvale's tables, and its writes send no notifications. SQLite counts the commits of
//! other connections. PostgreSQL has no such counter for a table, so there a marker has two parts: the
//! snapshot, which is free and stays the same while nobody writes anything, and, if that has changed, a hash
//! of the row versions of the relevant tables. The server computes the hash in one scan (3 ms for 10,000
//! users) and returns a single row.

use super::super::sql::{Sql, column};
use crate::{Backend, Database, error::Error};

/// A marker of the state of the tables that accounts are loaded from.
#[derive(Clone, Debug, Default)]
pub struct Marker {
    /// PostgreSQL's snapshot, which changes with every commit.
    snapshot: Option<String>,
    /// SQLite's data version or PostgreSQL's hash, which decide. `None` if there is neither, such as when
    /// `users` is a view; accounts are then reloaded every time.
    content: Option<String>,
}

/// The hash of PostgreSQL's tables. Each committed write changes a row's `xmin`. The columns of `chat_users`
/// are hashed instead, since it also has the position of each user's stream, which every mention changes.
const ROWS: &str = "SELECT CONCAT_WS(' ', \
    (SELECT CONCAT(COUNT(*), ':', SUM(hashint8extended(CAST(CAST(xmin AS TEXT) AS BIGINT), 0))) \
     FROM users), \
    (SELECT CONCAT(COUNT(*), ':', SUM(hashint8extended(CAST(CAST(xmin AS TEXT) AS BIGINT), 0))) \
     FROM role_permissions), \
    (SELECT CONCAT(COUNT(*), ':', SUM(hashint8extended(CAST(CAST(xmin AS TEXT) AS BIGINT), 0))) \
     FROM chat_role_permissions), \
    (SELECT CONCAT(COUNT(*), ':', SUM(hashint8extended(CAST(CAST(xmin AS TEXT) AS BIGINT), 0))) \
     FROM chat_revoked_tokens), \
    (SELECT CONCAT(COUNT(*), ':', SUM(hashtextextended(\
     CONCAT_WS('/', user_id, blocked_at, token_epoch, tokens_valid_after), 0))) FROM chat_users))";

impl Marker {
    /// Reads the current marker. Read it before the accounts, so that a change in between is noticed the
    /// next time.
    ///
    /// # Errors
    /// Any database error.
    pub async fn read(db: &Database, before: &Self) -> Result<Self, Error> {
        if db.backend() == Backend::Sqlite {
            let version = db.data_version().await?;
            return Ok(Self {
                snapshot: None,
                content: version.map(|version| version.to_string()),
            });
        }
        let snapshot = text(db, "SELECT CAST(txid_current_snapshot() AS TEXT)").await?;
        let content = if before.snapshot.as_ref() == Some(&snapshot) {
            before.content.clone()
        } else {
            match text(db, ROWS).await {
                Err(error) if !error.is_retryable() => {
                    tracing::debug!(%error, "accounts: no marker; reloading all accounts");
                    None
                }
                read => Some(read?),
            }
        };
        Ok(Self {
            snapshot: Some(snapshot),
            content,
        })
    }

    /// Returns true if no account can have changed between the two.
    #[must_use]
    pub fn is_unchanged_since(&self, before: &Self) -> bool {
        self.content.is_some() && self.content == before.content
    }
}

async fn text(db: &Database, query: &str) -> Result<String, Error> {
    let row = Sql::new(db.reader(), query).one(db.reader()).await?;
    row.map_or(Ok(String::new()), |row| column(&row, 0))
}
