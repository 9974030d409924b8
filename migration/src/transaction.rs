//! The one transaction in which a database is brought up to date or adopted.
//!
//! Two processes that start at once must not both do it: the second waits, then finds it done.

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// Without the limits on a statement's time that the session may have: a step may rewrite a large
/// table, and waits for the other process. The key of the lock is "chat" in ASCII.
const LOCK: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
    SELECT pg_advisory_xact_lock(1667785076)";

/// Begins a transaction that no other process can hold at the same time.
///
/// # Errors
/// The database's own, among them that it is locked or read-only.
pub(crate) async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let transaction = db
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    if db.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(LOCK).await?;
    }
    Ok(transaction)
}

/// Whether SQLite follows references between tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum References {
    /// It checks them, and renames them with the table.
    Followed,
    /// It leaves them alone, in the text of every other table and view as well.
    Ignored,
}

/// Tells SQLite whether to follow references, which it only takes outside of a transaction. The
/// connection must be the only one of its pool.
///
/// # Errors
/// The database's own.
pub(crate) async fn set_references(
    db: &DatabaseConnection,
    references: References,
) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let pragmas = match references {
        References::Followed => "PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF",
        References::Ignored => "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON",
    };
    db.execute_unprepared(pragmas).await?;
    Ok(())
}
