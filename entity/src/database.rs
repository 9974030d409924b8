//! The database connections: one for writes, a few for reads.
//!
//! This module opens and tunes them; the statements are in `ledgers` and `queries`.

mod postgres;
mod sqlite;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};

use crate::{claim::Claim, error::Error};

/// Prepared statements kept by a connection: batches of each size have their own.
const STATEMENTS: usize = 512;
/// How long SQLite waits for a lock of another process, and a caller for a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// An SQLite file, our own or Orvale's.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// The database that a URL names.
#[derive(Debug, PartialEq)]
pub(crate) enum Place {
    /// The path of an SQLite file.
    File(String),
    /// A PostgreSQL server.
    Server,
}

impl Place {
    /// Parses `sqlite:PATH`, `sqlite://PATH`, `sqlite://PATH?mode=…` (the mode is ignored) and
    /// `postgres://…`.
    pub(crate) fn of(url: &str) -> Result<Self, Error> {
        let Some(rest) = url.strip_prefix("sqlite:") else {
            return if url.starts_with("postgres://") || url.starts_with("postgresql://") {
                Ok(Self::Server)
            } else {
                Err(Error::Invalid(
                    "a database URL starts with sqlite:// or postgres://".into(),
                ))
            };
        };
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        if path.is_empty() || path.contains(":memory:") {
            return Err(Error::Invalid("sqlite:// needs the path of a file".into()));
        }
        Ok(Self::File(path.to_owned()))
    }
}

/// An open database. Cheap to clone; all clones share the connections.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    backend: Backend,
    orvale_files: Option<Arc<PathBuf>>,
}

impl Database {
    /// Claims and opens `sqlite://PATH` or `postgres://…` for a server. With `create`, a missing SQLite
    /// file is created, readable only by this user.
    ///
    /// Keep the claim until the database is closed. On PostgreSQL no write succeeds without it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another server has claimed it; otherwise those of [`Self::open`].
    pub async fn serve(url: &str, create: bool) -> Result<(Self, Claim), Error> {
        match Place::of(url)? {
            Place::File(path) => {
                prepare_file(&path, create)?;
                // Before SQLite opens the file: see `Claim`.
                let claim = Claim::of_file(&path)?;
                let writer = sqlite::to_serve(&path).await?;
                Ok((Self::with_writer(writer, &path).await?, claim))
            }
            Place::Server => {
                let (connections, claim) = postgres::to_serve(url).await?;
                Ok((connections.into(), claim))
            }
        }
    }

    /// Returns whether a server has claimed the database. This process must not have it open.
    ///
    /// # Errors
    /// Those of [`Self::open`] without `create`.
    pub async fn is_served(url: &str) -> Result<bool, Error> {
        match Place::of(url)? {
            Place::File(path) => Claim::is_held_of_file(&path),
            Place::Server => {
                let database = Self::from(postgres::open(url).await?);
                let held = Claim::is_held_of_session(database.reader()).await;
                database.close().await?;
                held
            }
        }
    }

    /// Opens the database for a command that may run beside a server, such as adding a user. With `create`,
    /// a missing SQLite file is created, readable only by this user.
    ///
    /// SQLite is put into WAL mode with `synchronous=FULL`, so that a committed transaction survives a
    /// power failure. This changes the file: call [`Self::look`] first to check whose it is. The
    /// connections for reads are opened read-only.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another kind of URL, [`Error::NotFound`] when the file is missing and
    /// `create` is false, [`Error::ReadOnly`] when the file or its folder is not writable,
    /// [`Error::Busy`] when another process has locked it or the server does not answer.
    pub async fn open(url: &str, create: bool) -> Result<Self, Error> {
        match Place::of(url)? {
            Place::File(path) => {
                prepare_file(&path, create)?;
                let writer = sqlite::to_serve(&path).await?;
                Self::with_writer(writer, &path).await
            }
            Place::Server => Ok(postgres::open(url).await?.into()),
        }
    }

    /// Calls `watch` with the text of each statement that ends, to test how many there are. Transactions begin and end without one.
    pub fn on_statement(&mut self, watch: impl Fn(&str) + Clone + Send + Sync + 'static) {
        for connection in [&mut self.writer, &mut self.reader] {
            let watch = watch.clone();
            connection.set_metric_callback(move |info| watch(&info.statement.sql));
        }
    }

    /// Opens the database for long reads, such as a backup. Keeps the journal mode of an SQLite file.
    ///
    /// # Errors
    /// As [`Self::open`] without `create`.
    pub async fn open_as_it_is(url: &str) -> Result<Self, Error> {
        match Place::of(url)? {
            Place::File(path) if sqlite::exists(&path) => {
                let writer = sqlite::as_it_is(&path).await?;
                Self::with_writer(writer, &path).await
            }
            Place::File(_) => Err(Error::NotFound),
            Place::Server => Ok(postgres::open(url).await?.into()),
        }
    }

    /// Opens the database for a short inspection. It cannot be written, no byte of an SQLite file changes,
    /// and no file is left beside it. `sqlite::to_look` says how, and why the inspection must be short.
    ///
    /// # Errors
    /// As [`Self::open`] without `create`.
    pub async fn look(url: &str) -> Result<Self, Error> {
        match Place::of(url)? {
            Place::File(path) if sqlite::exists(&path) => {
                let reader = sqlite::to_look(&path).await?;
                Ok(Self {
                    writer: reader.clone(),
                    reader,
                    backend: Backend::Sqlite,
                    orvale_files: None,
                })
            }
            Place::File(_) => Err(Error::NotFound),
            Place::Server => Ok(postgres::open(url).await?.into()),
        }
    }

    async fn with_writer(writer: DatabaseConnection, path: &str) -> Result<Self, Error> {
        Ok(Self {
            writer,
            reader: sqlite::to_read(path).await?,
            backend: Backend::Sqlite,
            orvale_files: None,
        })
    }

    /// Has Orvale's own files read from this folder, in place of the one that an adoption recorded.
    #[must_use]
    pub fn with_orvale_files(mut self, folder: Option<PathBuf>) -> Self {
        self.orvale_files = folder.map(Arc::new);
        self
    }

    /// Returns the folder of Orvale's own files, where the operator named one.
    pub(crate) fn orvale_files(&self) -> Option<&Path> {
        self.orvale_files.as_deref().map(PathBuf::as_path)
    }

    /// Returns the only connection that writes.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Returns the connections for reads; on SQLite they cannot write.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins a transaction that writes. On SQLite it takes the write lock at once, so that no other process
    /// writes between its first read and its first write.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(immediate).await?)
    }

    /// Checks that transactions can be begun. On PostgreSQL the session that wrote before has ended
    /// then, and with it every commit that it had been sent.
    ///
    /// # Errors
    /// The reason why they cannot.
    pub async fn can_write(&self) -> Result<(), Error> {
        Ok(self.begin().await?.rollback().await?)
    }

    /// Returns the kind of database.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Returns a number that changes when *another* connection or process, such as Orvale, writes to the
    /// SQLite file; writes through [`Self::writer`] do not change it. `None` on PostgreSQL.
    ///
    /// # Errors
    /// Any database error.
    pub async fn data_version(&self) -> Result<Option<i64>, Error> {
        if self.backend == Backend::Postgres {
            return Ok(None);
        }
        let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA data_version");
        let row = self.writer.query_one_raw(ask).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Checks that the database answers and can be read.
    ///
    /// # Errors
    /// The reason, when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.reader.ping().await?)
    }

    /// Closes all connections once their running statements have ended. Other clones fail from then on.
    ///
    /// # Errors
    /// A failure to close; the connections are closed nevertheless.
    pub async fn close(self) -> Result<(), Error> {
        self.reader.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }
}

impl From<postgres::Connections> for Database {
    fn from(connections: postgres::Connections) -> Self {
        Self {
            writer: connections.writer,
            reader: connections.reader,
            backend: Backend::Postgres,
            orvale_files: None,
        }
    }
}

/// Checks that there is a file at `path`.
fn prepare_file(path: &str, create: bool) -> Result<(), Error> {
    match sqlite::exists(path) {
        true => Ok(()),
        false if create => sqlite::create(path),
        false => Err(Error::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file_or_a_server() {
        for (url, path) in [
            ("sqlite://data/chat.db", "data/chat.db"),
            ("sqlite:///srv/a.db?mode=rwc", "/srv/a.db"),
            ("sqlite:a", "a"),
        ] {
            assert_eq!(Place::of(url), Ok(Place::File(path.into())));
        }
        assert_eq!(Place::of("postgres://me@db/chat"), Ok(Place::Server));
        for nowhere in ["sqlite://", "sqlite::memory:", "mysql://x", ""] {
            assert!(Place::of(nowhere).is_err(), "{nowhere}");
        }
    }

    #[tokio::test]
    async fn a_file_is_created_only_on_request() {
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
