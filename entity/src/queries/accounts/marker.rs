//! Whether accounts may have changed: asked twice a second, so that the accounts themselves are read
//! only when something did.
//!
//! Orvale's tables have no triggers of ours and its writes send no notifications. SQLite counts the
//! commits of other connections. PostgreSQL has no such count for a table, so there a marker has two
//! parts: the snapshot, which costs nothing and stays the same while nobody writes anything, and, when
//! it has moved, a hash over the row versions of the few tables that matter: a scan inside the server,
//! 3 ms for 10,000 users, of which one row is sent and decoded.

use super::super::sql::{Sql, column};
use crate::{Backend, Database, error::Error};

/// How far the tables behind the accounts have been seen.
#[derive(Clone, Debug, Default)]
pub struct Marker {
    /// PostgreSQL's snapshot: moved by any commit.
    snapshot: Option<String>,
    /// What decides: SQLite's data version, PostgreSQL's hash. `None` where there is none, as when
    /// `users` is a view; then every look is a full one.
    content: Option<String>,
}

/// A committed write to a row gives it another `xmin`. `chat_users` also holds the position of each
/// user's stream, which moves with every mention; there the columns are hashed.
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
    /// The marker as of now. Read it before the accounts: what changes in between then counts as
    /// changed the next time.
    ///
    /// # Errors
    /// Any failure to ask.
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
                    tracing::debug!(%error, "accounts: no marker; reading all of them");
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

    /// True when no account can have changed between the two.
    #[must_use]
    pub fn is_unchanged_since(&self, before: &Self) -> bool {
        self.content.is_some() && self.content == before.content
    }
}

async fn text(db: &Database, query: &str) -> Result<String, Error> {
    let row = Sql::new(db.reader(), query).one(db.reader()).await?;
    row.map_or(Ok(String::new()), |row| column(&row, 0))
}
