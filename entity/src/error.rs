//! The errors of the data layer, distinguished by what the caller can do about them.

use std::error::Error as _;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// Why a read or a write failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The row does not exist.
    #[error("not found")]
    NotFound,
    /// The message was deleted. For those who may see the message: to others it does not exist.
    #[error("this message was deleted")]
    Deleted,
    /// The write conflicts with existing rows; says how.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The database is temporarily unavailable: locked, disk full, connection lost. Nothing was
    /// written; a later attempt may succeed.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// A deadlock or a serialization failure on PostgreSQL. Nothing was written; retry the transaction at
    /// once.
    #[error("another transaction interfered: {0}")]
    Contention(String),
    /// The request is invalid, whoever makes it; says why.
    #[error("{0}")]
    Invalid(String),
    /// The database is read-only for this process.
    #[error("the database cannot be written to: {0}")]
    ReadOnly(String),
    /// The requested part of a stream is no longer stored; the client needs a new snapshot.
    #[error("the stream does not reach back to position {0}")]
    TooFarBack(i64),
    /// A row has a value that no version of this engine writes; says where.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    /// Another writer has advanced a stream or taken an id. Nothing was written; retry the transaction at
    /// once.
    #[error("another writer was faster")]
    Overtaken,
    /// The connection was lost while a transaction was being committed. It may have been committed or
    /// not; this can be read only once the database can be written again.
    #[error("the outcome of the commit is unknown: {0}")]
    Unknown(String),
    /// Any other failure of the database: a bug in this program or in the schema.
    #[error("database: {0}")]
    Database(DbErr),
}

impl Error {
    /// Returns whether another attempt may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Busy(_) | Self::Contention(_) | Self::Overtaken | Self::Unknown(_)
        )
    }

    /// Returns whether a change may have been committed although an error was reported.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Returns whether another writer interfered: the transaction may succeed at once when it starts from
    /// the current state.
    #[must_use]
    pub fn is_contention(&self) -> bool {
        matches!(self, Self::Contention(_) | Self::Overtaken) || self.is_unique_violation()
    }

    /// Returns whether the database failed, as opposed to an invalid request.
    #[must_use]
    pub fn is_of_the_database(&self) -> bool {
        matches!(
            self,
            Self::Busy(_)
                | Self::Contention(_)
                | Self::Overtaken
                | Self::ReadOnly(_)
                | Self::Unknown(_)
                | Self::Database(_)
        )
    }

    /// Returns the error for the caller after the last attempt.
    pub(crate) fn after_retries(self) -> Self {
        match self {
            Self::Overtaken | Self::Contention(_) => Self::Busy(self.to_string()),
            other => other,
        }
    }

    /// The error of a `COMMIT`. Only the database's own refusal says that nothing was committed; one of
    /// PostgreSQL's that ends the session may follow a commit.
    pub(crate) fn of_commit(error: DbErr) -> Self {
        let refused = refusal(&error).is_some_and(|refusal| {
            is_of_sqlite(refusal)
                || of_postgres(&refusal.code().unwrap_or_default()) != Recovery::Later
        });
        match refused {
            true => error.into(),
            false => Self::Unknown(error.to_string()),
        }
    }

    /// Returns whether a row with that key already exists.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(error)
            if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match recovery(&error) {
            Recovery::AtOnce => Self::Contention(error.to_string()),
            Recovery::Later => Self::Busy(error.to_string()),
            Recovery::WithOtherValues => {
                Self::Invalid("the database cannot store a value in this request".into())
            }
            Recovery::Never => Self::Database(error),
        }
    }
}

/// When a statement that failed may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recovery {
    AtOnce,
    Later,
    /// The request is at fault, not the database.
    WithOtherValues,
    Never,
}

impl Recovery {
    fn later_if(transient: bool) -> Self {
        if transient { Self::Later } else { Self::Never }
    }
}

fn recovery(error: &DbErr) -> Recovery {
    if let Some(refusal) = refusal(error) {
        return of_refusal(refusal);
    }
    match error {
        DbErr::ConnectionAcquire(_) => Recovery::Later,
        error => Recovery::later_if(cause(error).is_some_and(is_of_the_connection)),
    }
}

fn cause(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// The error reported by the database itself, if it is one.
fn refusal(error: &DbErr) -> Option<&dyn sqlx::error::DatabaseError> {
    match cause(error)? {
        sqlx::Error::Database(refusal) => Some(&**refusal),
        _ => None,
    }
}

fn of_refusal(refusal: &dyn sqlx::error::DatabaseError) -> Recovery {
    let code = refusal.code().unwrap_or_default();
    if is_of_sqlite(refusal) {
        Recovery::later_if(code.parse().is_ok_and(is_transient_sqlite))
    } else {
        of_postgres(&code)
    }
}

fn is_of_sqlite(refusal: &dyn sqlx::error::DatabaseError) -> bool {
    refusal
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
}

fn is_of_the_connection(cause: &sqlx::Error) -> bool {
    match cause {
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
/// upper bits only refine them. `READONLY` and `CANTOPEN` are transient because the database was
/// writable when it was opened: a remounted or unplugged disk comes back.
fn is_transient_sqlite(code: i64) -> bool {
    matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)
}

/// At once: serialization failure (40001), deadlock (40P01). Later: connection lost (08), other
/// rollbacks (40), out of resources (53), shutting down or out of time (57), system error (58), lock
/// not available (55P03), read-only after a failover (25006), transaction idle for too long (25P03).
/// With other values: data exception (22), such as text with a NUL.
fn of_postgres(code: &str) -> Recovery {
    match code {
        "40001" | "40P01" => Recovery::AtOnce,
        "55P03" | "25006" | "25P03" => Recovery::Later,
        _ => match code.get(..2) {
            Some("08" | "40" | "53" | "57" | "58") => Recovery::Later,
            Some("22") => Recovery::WithOtherValues,
            _ => Recovery::Never,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_codes_are_distinguished_from_permanent_ones() {
        for busy in [5, 261, 517, 6, 13, 10, 778, 8, 1032] {
            assert!(is_transient_sqlite(busy), "{busy}");
        }
        for lasting in [1, 11, 19, 787, 1555, 2067] {
            assert!(!is_transient_sqlite(lasting), "{lasting}");
        }
        for (code, recovery) in [
            ("40001", Recovery::AtOnce),
            ("40P01", Recovery::AtOnce),
            ("08006", Recovery::Later),
            ("25P03", Recovery::Later),
            ("40003", Recovery::Later),
            ("53100", Recovery::Later),
            ("55P03", Recovery::Later),
            ("57014", Recovery::Later),
            ("57P01", Recovery::Later),
            ("22021", Recovery::WithOtherValues),
            ("23505", Recovery::Never),
            ("42P01", Recovery::Never),
            ("", Recovery::Never),
        ] {
            assert_eq!(of_postgres(code), recovery, "{code}");
        }
    }
}
