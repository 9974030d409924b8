//! The claim on a database: one server per database at a time, because a server announces only what
//! it wrote itself.
//!
//! On SQLite the claim is a lock on the database file itself, whatever name it was opened by. On
//! PostgreSQL it is an advisory lock of the session that writes, so that no write is possible without
//! it, and an epoch that tells whether another server had the claim in between.

use std::{
    fs::{File, TryLockError},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, Statement,
    sqlx::{self, PgConnection},
};

use crate::error::Error;

/// The first key of the advisory lock: "orva" in ASCII. The second one is the schema.
const POSTGRES_KEY: i32 = 0x6f72_7661;

/// The right to serve a database, until it is dropped or lost.
#[derive(Debug)]
pub struct Claim(Held);

#[derive(Debug)]
enum Held {
    /// The locked database file. Drop it only after the database is closed: closing a file releases
    /// every POSIX lock that this process holds on it, SQLite's among them.
    File {
        _locked: File,
    },
    Session(Arc<Session>),
}

impl Claim {
    /// Locks the file at `path`. The system releases the lock when the process ends.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another server holds it.
    pub(crate) fn of_file(path: &str) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::ReadOnly(format!("{path}: {error}"));
        let file = File::options().read(true).open(path).map_err(failed)?;
        // A command that asks whether a server holds the lock holds it for a moment itself.
        for _ in 0..20 {
            match file.try_lock() {
                Ok(()) => return Ok(Self(Held::File { _locked: file })),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(taken())
    }

    /// Returns whether a server holds the lock of the file at `path`. This process must not have the database
    /// open: see [`Held::File`].
    ///
    /// # Errors
    /// When the file cannot be opened or locked.
    pub(crate) fn is_held_of_file(path: &str) -> Result<bool, Error> {
        let failed = |error: std::io::Error| Error::ReadOnly(format!("{path}: {error}"));
        let file = File::options().read(true).open(path).map_err(failed)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Returns whether a server's session holds the claim of the PostgreSQL database.
    ///
    /// # Errors
    /// Any database error.
    pub(crate) async fn is_held_of_session(db: &impl ConnectionTrait) -> Result<bool, Error> {
        // The second key is kept as an unsigned number.
        let ask = format!(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND CAST(classid AS BIGINT) = {POSTGRES_KEY} AND objsubid = 2 \
             AND CAST(objid AS BIGINT) = CAST(hashtext(current_schema()) AS BIGINT) & 4294967295)"
        );
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), ask))
            .await?;
        Ok(row
            .map(|row| row.try_get_by_index(0))
            .transpose()?
            .unwrap_or(false))
    }

    pub(crate) fn of_session(session: Arc<Session>) -> Self {
        Self(Held::Session(session))
    }

    /// Starts this server's epoch. Call it once, after the migrations and before reading anything that will be
    /// cached.
    ///
    /// # Errors
    /// Any database error.
    pub async fn begin(&self, writer: &DatabaseConnection) -> Result<(), Error> {
        let Held::Session(session) = &self.0 else {
            return Ok(());
        };
        let next = "UPDATE chat_claim SET epoch = epoch + 1 RETURNING epoch";
        let row = writer
            .query_one_raw(Statement::from_string(writer.get_database_backend(), next))
            .await?
            .ok_or_else(|| Error::Corrupt("chat_claim has no row".into()))?;
        session
            .epoch
            .store(row.try_get_by_index(0)?, Ordering::Release);
        Ok(())
    }

    /// Uses the session that writes, so that an idle server notices when the session has ended, and claims
    /// the database again.
    pub async fn renew(&self, writer: &DatabaseConnection) {
        if let Held::Session(_) = &self.0
            && let Err(error) = writer.ping().await
        {
            tracing::warn!(%error, "claim: lost the session that writes; reconnecting");
        }
    }

    /// Returns true once another server has had the claim. The state in this server's memory is then out of
    /// date, so it must not write again.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        match &self.0 {
            Held::File { .. } => false,
            Held::Session(session) => session.lost.load(Ordering::Acquire),
        }
    }
}

/// The claim of the PostgreSQL session that currently writes.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The epoch that this server began; 0 before.
    epoch: AtomicI64,
    /// True if another session held the lock at the last attempt.
    taken: AtomicBool,
    lost: AtomicBool,
}

impl Session {
    /// Claims the database for a newly opened session.
    ///
    /// # Errors
    /// When another session holds the lock or another server has had the claim; the session must not be
    /// used.
    pub(crate) async fn claim(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let locked: bool =
            sqlx::query_scalar("SELECT pg_try_advisory_lock($1, hashtext(current_schema()))")
                .bind(POSTGRES_KEY)
                .fetch_one(&mut *connection)
                .await?;
        let was_taken = self.taken.swap(!locked, Ordering::AcqRel);
        if !locked && !was_taken {
            tracing::warn!("claim: held by another session; retrying");
        }
        let ours = self.epoch.load(Ordering::Acquire);
        if ours != 0 {
            let current: i64 = sqlx::query_scalar("SELECT epoch FROM chat_claim")
                .fetch_one(&mut *connection)
                .await?;
            if current != ours {
                self.lost.store(true, Ordering::Release);
            }
        }
        if locked && !self.lost.load(Ordering::Acquire) {
            return Ok(());
        }
        Err(sqlx::Error::Configuration(
            "another server has claimed the database".into(),
        ))
    }

    /// Returns why no session could be opened: another server's claim if that was the cause.
    pub(crate) fn explain(&self, error: Error) -> Error {
        if self.taken.load(Ordering::Acquire) {
            taken()
        } else {
            error
        }
    }
}

fn taken() -> Error {
    Error::Conflict("another server has claimed the database".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[tokio::test]
    async fn a_database_is_claimed_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/chat.db", folder.path().display());
        let (database, claim) = Database::serve(&url, true).await.unwrap();
        let again = Database::serve(&url, true).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
        database.close().await.unwrap();
        drop(claim);
        Database::serve(&url, false).await.unwrap();
    }
}
