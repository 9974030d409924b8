//! The connections: one that writes, a few that read.
//!
//! How they are opened and tuned lives here. What is asked over them lives in `queries`.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        Connection as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::error::Error;

const SQLITE_READERS: u32 = 4;
const POSTGRES_READERS: u32 = 8;
/// Prepared statements kept by a connection: batches of each size have their own.
const STATEMENTS: usize = 512;
/// How long SQLite waits for another process's lock, and anyone for a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Which database keeps the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file of our own or Orvale's.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// An open database. Cheap to clone; all clones share the connections.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    backend: Backend,
}

impl Database {
    /// Opens `sqlite://PATH` or `postgres://…`. With `create` a missing SQLite file is made.
    ///
    /// SQLite is put into WAL mode with `synchronous=FULL`: what is acknowledged survives a power
    /// cut. Its read connections are opened read-only.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another kind of URL, [`Error::NotFound`] when the file is missing and
    /// `create` is false, [`Error::ReadOnly`] where the file or its folder may not be written,
    /// [`Error::Busy`] when another process holds it or the server does not answer.
    pub async fn open(url: &str, create: bool) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(sqlite_path(path)?, create).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await
        } else {
            Err(Error::Invalid(
                "a database URL starts with sqlite:// or postgres://".into(),
            ))
        }
    }

    async fn open_sqlite(path: String, create: bool) -> Result<Self, Error> {
        if !create && !std::path::Path::new(&path).exists() {
            return Err(Error::NotFound);
        }
        let writer = open_sqlite(path.clone(), 1, move |options| {
            options
                .create_if_missing(create)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
        })
        .await
        .map_err(at_opening)?;
        let reader = open_sqlite(path, SQLITE_READERS, |options| options.read_only(true)).await?;
        Ok(Self {
            writer,
            reader,
            backend: Backend::Sqlite,
        })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let open = |connections| {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(PATIENCE)
                .connect_timeout(PATIENCE)
                .sqlx_logging(false)
                .test_before_acquire(false)
                .test_before_acquire_if_idle_for(Duration::from_secs(30))
                .set_application_name("orvale-chat")
                .map_sqlx_postgres_opts(|options| options.statement_cache_capacity(STATEMENTS));
            sea_orm::Database::connect(options)
        };
        let writer = open(1).await?;
        let reader = open(POSTGRES_READERS).await?;
        Ok(Self {
            writer,
            reader,
            backend: Backend::Postgres,
        })
    }

    /// The one connection that writes.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The connections that read; on SQLite they cannot write.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins to write: on SQLite with the lock in hand, so that what is read before the first write
    /// cannot have been overtaken.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(immediate).await?)
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A number that changes whenever *another* connection or process, such as Orvale, has written
    /// to the SQLite file since the last call; writes through [`Self::writer`] do not count.
    /// `None` on PostgreSQL, which has no such thing.
    ///
    /// # Errors
    /// Any failure to ask.
    pub async fn data_version(&self) -> Result<Option<i64>, Error> {
        if self.backend == Backend::Postgres {
            return Ok(None);
        }
        let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA data_version");
        let row = self.writer.query_one_raw(ask).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Whether the database answers and can be read: what readiness means for it.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.reader.ping().await?)
    }

    /// Closes all connections, after what is running on them. Other clones fail from then on.
    ///
    /// # Errors
    /// A failure to close; the connections are gone nevertheless.
    pub async fn close(self) -> Result<(), Error> {
        self.reader.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }
}

/// The path in `sqlite:PATH`, `sqlite://PATH` and `sqlite://PATH?mode=…`; the mode is ours to set.
pub(crate) fn sqlite_path(rest: &str) -> Result<String, Error> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.is_empty() || path.contains(":memory:") {
        return Err(Error::Invalid("sqlite:// needs the path of a file".into()));
    }
    Ok(path.to_owned())
}

async fn open_sqlite(
    path: String,
    connections: u32,
    with: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Send + Sync + 'static,
) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new("sqlite:");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE * 2)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_pool_opts(without_leftovers)
        .map_sqlx_sqlite_opts(move |options| {
            with(options.filename(&path))
                .busy_timeout(PATIENCE)
                .foreign_keys(true)
                .statement_cache_capacity(STATEMENTS)
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", "-65536")
                .pragma("mmap_size", "268435456")
                .pragma("wal_autocheckpoint", "4000")
        });
    Ok(sea_orm::Database::connect(options).await?)
}

/// Hands out only connections that are in no transaction.
///
/// A full disk or a failing one makes SQLite roll back by itself. The driver's own rollback then
/// finds nothing to do and fails, and the driver goes on counting a transaction that is not there:
/// the next one would be a savepoint inside of nothing, its commit would keep nothing and say that
/// it did. Closing such a connection is the only way to be rid of that count.
fn without_leftovers(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.before_acquire(|connection, _| {
        let clean = !connection.is_in_transaction();
        Box::pin(async move { Ok(clean) })
    })
}

/// A file that cannot be written at the start will not be later: say so, instead of "busy".
fn at_opening(error: Error) -> Error {
    match error {
        Error::Busy(reason)
            if ["readonly", "unable to open"]
                .iter()
                .any(|sign| reason.contains(sign)) =>
        {
            Error::ReadOnly(reason)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sqlite_url_names_a_file() {
        for (url, path) in [
            ("//data/chat.db", "data/chat.db"),
            ("///srv/a.db?mode=rwc", "/srv/a.db"),
            ("a", "a"),
        ] {
            assert_eq!(sqlite_path(url).as_deref(), Ok(path));
        }
        assert!(sqlite_path("//").is_err() && sqlite_path(":memory:").is_err());
    }

    #[tokio::test]
    async fn a_file_is_made_only_when_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/a%20b.db", folder.path().display());
        assert_eq!(
            Database::open(&url, false).await.unwrap_err(),
            Error::NotFound
        );
        let database = Database::open(&url, true).await.unwrap();
        database
            .writer()
            .execute_unprepared("CREATE TABLE t (a)")
            .await
            .unwrap();
        let refused = database
            .reader()
            .execute_unprepared("CREATE TABLE u (a)")
            .await;
        assert!(Error::from(refused.unwrap_err()).is_retryable());
        database.ping().await.unwrap();
        database.close().await.unwrap();
        assert!(folder.path().join("a%20b.db").exists());
        assert!(Database::open("mysql://x", true).await.is_err());
    }
}
