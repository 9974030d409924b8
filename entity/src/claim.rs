//! One server a database: two would each announce only what they wrote themselves.

use std::{
    fs::{File, TryLockError},
    os::unix::fs::OpenOptionsExt as _,
};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};

use crate::{Error, database::Place};

/// "orva" in ASCII: what we lock in PostgreSQL, besides the schema.
const POSTGRES_KEY: i32 = 0x6f72_7661;

/// The right to serve a database, for as long as this lives.
#[derive(Debug)]
pub struct Claim {
    _held: Held,
}

#[derive(Debug)]
#[expect(dead_code, reason = "they are held, not used")]
enum Held {
    /// A locked file beside the database. Not the database itself: closing any handle of it would
    /// release the locks that SQLite holds.
    File(File),
    /// The connection that holds an advisory lock.
    Connection(DatabaseConnection),
}

impl Claim {
    /// Claims the database at `url`. The system releases it when the process ends, however it does.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another server has it.
    pub async fn take(url: &str) -> Result<Self, Error> {
        let held = match Place::of(url)? {
            Place::File(path) => Held::File(lock_file(&format!("{path}-server"))?),
            Place::Server => Held::Connection(lock_schema(url).await?),
        };
        Ok(Self { _held: held })
    }
}

fn taken() -> Error {
    Error::Conflict("another server has claimed the database".into())
}

fn lock_file(path: &str) -> Result<File, Error> {
    let failed = |error: std::io::Error| Error::ReadOnly(format!("{path}: {error}"));
    let file = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(taken()),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// A lock of the session, so the connection is one of its own and never given back.
async fn lock_schema(url: &str) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None::<std::time::Duration>)
        .max_lifetime(None::<std::time::Duration>)
        .sqlx_logging(false)
        .set_application_name("orvale-chat claim");
    let connection = sea_orm::Database::connect(options).await?;
    let lock = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))",
        [POSTGRES_KEY.into()],
    );
    let row = connection.query_one_raw(lock).await?;
    let locked = row.is_some_and(|row| row.try_get_by_index(0).unwrap_or(false));
    locked.then_some(connection).ok_or_else(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_is_claimed_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/chat.db", folder.path().display());
        let claim = Claim::take(&url).await.unwrap();
        assert!(matches!(Claim::take(&url).await, Err(Error::Conflict(_))));
        drop(claim);
        Claim::take(&url).await.unwrap();
    }
}
