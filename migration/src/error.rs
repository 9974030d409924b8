//! What can go wrong, in words that an administrator can act on.
//!
//! How a database's own failure is recognised; nothing here looks anything up.

use sea_orm_migration::{DbErr, sea_orm::RuntimeErr, sea_orm::sqlx};

/// Why a database could not be looked at, brought up to date or adopted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The ledger names steps that this binary does not have.
    #[error(
        "the database was made by a newer orvale-chat: it has the steps {steps}, which this version \
         does not know; install the newer version"
    )]
    Newer {
        /// The unknown steps, oldest first, separated by commas.
        steps: String,
    },
    /// There are tables, but not those of an Orvale helpdesk.
    #[error(
        "the database is not Orvale's: looked for a table `users` with the columns `username` and \
         `password_hash`, found {found}; name Orvale's database, or an empty one"
    )]
    NotOrvale {
        /// What is there instead.
        found: String,
    },
    /// The Node server's chat is in the database and has not been adopted.
    #[error(
        "the database holds the chat of the Node server: run `orvale-chat adopt --dry-run` to see \
         what would become of it, then `orvale-chat adopt`"
    )]
    NeedsAdoption,
    /// Steps of this version have not run.
    #[error(
        "the database has not been brought up to date with this version of orvale-chat: start the \
         server on it once, which does that"
    )]
    NotPrepared,
    /// The Node server's tables were found outside SQLite.
    #[error(
        "only a SQLite database can be adopted, as the Node server kept its chat in SQLite: adopt \
         Orvale's SQLite file first and move it afterwards"
    )]
    AdoptsOnlySqlite,
    /// A table that must be created exists already and is no part of any chat known here.
    #[error(
        "the table `{table}` is in the way: it belongs neither to this version of orvale-chat nor \
         to the Node server's chat; rename it, nothing was changed"
    )]
    TableInTheWay {
        /// Its name.
        table: String,
    },
    /// After writing, the database did not hold what was to be carried over; nothing was kept.
    #[error("the adoption was rolled back; nothing was changed: {0}")]
    Incomplete(String),
    /// The database cannot be written.
    #[error(
        "the database is read-only: check the permissions of its file and folder, and that its \
         disk is writable"
    )]
    ReadOnly,
    /// Another process holds the database.
    #[error("the database is locked by another process: stop the other server, or try again")]
    Locked,
    /// Anything else the database says.
    #[error("the database failed: {0}")]
    Database(#[source] DbErr),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match kind(&error) {
            Kind::ReadOnly => Self::ReadOnly,
            Kind::Locked => Self::Locked,
            Kind::Other => Self::Database(error),
        }
    }
}

enum Kind {
    ReadOnly,
    Locked,
    Other,
}

/// Recognises a failure by the database's own code; SQLite's extended codes keep the primary one
/// in their lowest byte.
fn kind(error: &DbErr) -> Kind {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return Kind::Other;
    };
    let sqlx::Error::Database(failure) = cause.as_ref() else {
        return Kind::Other;
    };
    match failure.code().as_deref() {
        // PostgreSQL: read_only_sql_transaction; lock_not_available, deadlock_detected.
        Some("25006") => Kind::ReadOnly,
        Some("55P03" | "40P01") => Kind::Locked,
        Some(code) => match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(8) => Kind::ReadOnly,
            Ok(5 | 6) => Kind::Locked,
            _ => Kind::Other,
        },
        None => Kind::Other,
    }
}
