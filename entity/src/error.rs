//! What can go wrong when something is kept or looked up, told apart by what the caller can do.

use std::error::Error as _;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// Why something was not kept or not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// What it is about does not exist.
    #[error("not found")]
    NotFound,
    /// It contradicts what is kept already; says how.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The database cannot at the moment: locked, disk full, connection lost. Nothing was kept;
    /// the same again may succeed.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// It breaks a rule, whoever asks; says which.
    #[error("{0}")]
    Invalid(String),
    /// The database was opened where it may only be read.
    #[error("the database cannot be written to: {0}")]
    ReadOnly(String),
    /// The part of a stream that was asked for is not there (any more): take a fresh snapshot.
    #[error("the stream does not reach back to position {0}")]
    TooFarBack(i64),
    /// A row holds what no version of this engine writes; says where.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    /// Another writer has moved a stream on or taken an id meanwhile. Nothing was kept.
    #[error("another writer was faster")]
    Overtaken,
    /// Anything else the database says: a fault of ours, or of the schema.
    #[error("database: {0}")]
    Database(DbErr),
}

impl Error {
    /// Whether the same again may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    /// Whether the database is to blame, and not what was asked of it.
    #[must_use]
    pub fn is_of_the_database(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::ReadOnly(_) | Self::Database(_))
    }

    /// Whether another writer was in the way: the same again, from the state as it is now, may succeed.
    pub(crate) fn is_contention(&self) -> bool {
        matches!(self, Self::Overtaken) || self.is_unique_violation()
    }

    /// The error for the caller, once it is not tried again.
    pub(crate) fn after_retries(self) -> Self {
        match self {
            Self::Overtaken => Self::Busy("other writers were faster every time".into()),
            other => other,
        }
    }

    /// Whether a row with that key is there already.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(error)
            if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_transient(&error) {
            Self::Busy(error.to_string())
        } else if is_about_a_value(&error) {
            Self::Invalid("the database cannot store a value in this request".into())
        } else {
            Self::Database(error)
        }
    }
}

fn is_transient(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(_)) || cause(error).is_some_and(is_transient_cause)
}

/// True when PostgreSQL refuses a value that was sent to it (class 22, such as text with a NUL). The
/// request is at fault then, not the database.
fn is_about_a_value(error: &DbErr) -> bool {
    let Some(sqlx::Error::Database(refusal)) = cause(error) else {
        return false;
    };
    refusal
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some_and(|refusal| refusal.code().starts_with("22"))
}

fn cause(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause.as_ref()),
        _ => None,
    }
}

fn is_transient_cause(cause: &sqlx::Error) -> bool {
    match cause {
        sqlx::Error::Database(refusal) => {
            let code = refusal.code().unwrap_or_default();
            if refusal
                .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                .is_some()
            {
                code.parse().is_ok_and(is_transient_sqlite)
            } else {
                is_transient_postgres(&code)
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        other => other
            .source()
            .is_some_and(|source| source.is::<std::io::Error>()),
    }
}

/// The primary result codes `BUSY`, `LOCKED`, `READONLY`, `IOERR`, `FULL` and `CANTOPEN`; the
/// upper bits only refine them. `READONLY` and `CANTOPEN` count since the database was writable
/// when it was opened: a remounted or unplugged disk comes back.
fn is_transient_sqlite(code: i64) -> bool {
    matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)
}

/// Connection lost (08), serialization and deadlock (40), out of resources (53), shutting down
/// (57), system error (58), lock not available (55P03), read-only after a failover (25006).
fn is_transient_postgres(code: &str) -> bool {
    matches!(code.get(..2), Some("08" | "40" | "53" | "57" | "58"))
        || matches!(code, "55P03" | "25006")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_pass_are_told_from_those_that_stay() {
        for busy in [5, 261, 517, 6, 13, 10, 778, 8, 1032] {
            assert!(is_transient_sqlite(busy), "{busy}");
        }
        for lasting in [1, 11, 19, 787, 1555, 2067] {
            assert!(!is_transient_sqlite(lasting), "{lasting}");
        }
        assert!(
            ["08006", "40001", "53100", "57P01"]
                .into_iter()
                .all(is_transient_postgres)
        );
        assert!(
            !["23505", "42P01", ""]
                .into_iter()
                .any(is_transient_postgres)
        );
    }
}
