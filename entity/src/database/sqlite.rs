//! SQLite files: creating and opening them, and what each way of opening changes in the file.

use std::{fs::File, io::Read as _, os::unix::fs::OpenOptionsExt as _, path::Path, time::Duration};

use sea_orm::{
    ConnectOptions, DatabaseConnection,
    sqlx::{
        Connection as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::{PATIENCE, STATEMENTS};
use crate::error::Error;

const READERS: u32 = 4;
/// How many rows SQLite's thread reads ahead: more than a batch reads, so that the thread never waits.
const ROWS: usize = 512;
/// The position of the journal mode in the file's header, and its value for a write-ahead log.
const JOURNAL_BYTE: usize = 19;
const WAL: u8 = 2;

pub(super) fn exists(path: &str) -> bool {
    Path::new(path).exists()
}

/// Creates an empty database that only this user can read; SQLite creates its log and shared memory with
/// the same mode.
pub(super) fn create(path: &str) -> Result<(), Error> {
    let created = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match created {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Error::ReadOnly(format!("{path}: {error}")))
        }
        _ => Ok(()),
    }
}

/// Opens the connection that writes, and puts the file into WAL mode.
pub(super) async fn to_serve(path: &str) -> Result<DatabaseConnection, Error> {
    let with = |options: SqliteConnectOptions| {
        options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
    };
    connect(path, 1, with).await.map_err(at_opening)
}

/// Opens a connection that can write and keeps the file's journal mode.
pub(super) async fn as_it_is(path: &str) -> Result<DatabaseConnection, Error> {
    connect(path, 1, |options| options)
        .await
        .map_err(at_opening)
}

/// Opens the connections for reads.
pub(super) async fn to_read(path: &str) -> Result<DatabaseConnection, Error> {
    connect(path, READERS, |options| options.read_only(true)).await
}

/// Opens a connection that changes no byte of the file and creates no file beside it.
///
/// Read-only is not enough for a file in WAL mode that nobody has open: SQLite would create a log and
/// shared memory beside it and leave them there. Such a file is opened as immutable instead, which is
/// safe only for a short inspection. A transaction that a crash interrupted must be rolled back before
/// anything can be read, so there SQLite has to write.
pub(super) async fn to_look(path: &str) -> Result<DatabaseConnection, Error> {
    let beside = |suffix| std::fs::metadata(format!("{path}{suffix}")).is_ok_and(|it| it.len() > 0);
    let cut_off = beside("-journal");
    let at_rest = is_in_wal_mode(path) && !exists(&format!("{path}-wal"));
    let with = move |options: SqliteConnectOptions| options.read_only(!cut_off).immutable(at_rest);
    connect(path, 1, with).await.map_err(at_opening)
}

/// False for a file that cannot be read: opening it reports why.
fn is_in_wal_mode(path: &str) -> bool {
    let mut header = [0; JOURNAL_BYTE + 1];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[JOURNAL_BYTE] == WAL
}

async fn connect(
    path: &str,
    connections: u32,
    with: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Send + Sync + 'static,
) -> Result<DatabaseConnection, Error> {
    let path = path.to_owned();
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
                .row_buffer_size(ROWS)
                .pragma("temp_store", "MEMORY")
                // No memory map: a failing disk would end the process instead of failing a read.
                .pragma("mmap_size", "0")
                .pragma("cache_size", "-16384")
                .pragma("wal_autocheckpoint", "4000")
        });
    Ok(sea_orm::Database::connect(options).await?)
}

/// Discards connections that are still in a transaction.
///
/// On a full or failing disk SQLite rolls back by itself. The driver's own rollback then finds no
/// transaction and fails, but the driver still counts one: the next transaction would be a savepoint
/// outside of any, and its commit would report success without writing anything. Only closing the
/// connection resets that count.
fn without_leftovers(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.before_acquire(|connection, _| {
        let clean = !connection.is_in_transaction();
        Box::pin(async move { Ok(clean) })
    })
}

/// Reports a file that cannot be opened for writing as read-only: waiting will not help.
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
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

    use super::*;
    use crate::Database;

    async fn count(url: &str) -> i64 {
        let database = Database::look(url).await.unwrap();
        let ask = Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) FROM t");
        let row = database.reader().query_one_raw(ask).await.unwrap();
        let refused = database.writer().execute_unprepared("DELETE FROM t").await;
        assert!(refused.is_err());
        database.close().await.unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }

    #[tokio::test]
    async fn an_inspection_leaves_no_files_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a%20b?.db").display().to_string();
        let path = path.replace('?', "#");
        let url = format!("sqlite://{path}");
        let files = || std::fs::read_dir(folder.path()).unwrap().count();
        let make = |mode| format!("PRAGMA journal_mode = {mode}; CREATE TABLE IF NOT EXISTS t (a)");
        for mode in ["DELETE", "WAL"] {
            let create = |options: SqliteConnectOptions| options.create_if_missing(true);
            let other = connect(&path, 1, create).await.unwrap();
            other.execute_unprepared(&make(mode)).await.unwrap();
            other
                .execute_unprepared("INSERT INTO t VALUES (1)")
                .await
                .unwrap();
            let in_use = files();
            let seen = count(&url).await;
            assert_eq!(
                (files(), in_use),
                (in_use, if mode == "WAL" { 3 } else { 1 })
            );
            other.close().await.unwrap();
            let before = std::fs::read(&path).unwrap();
            assert_eq!(count(&url).await, seen, "{mode}");
            assert_eq!(files(), 1, "{mode}");
            assert!(std::fs::read(&path).unwrap() == before, "{mode}");
            // A read-only connection must not change the journal mode.
            Database::open_as_it_is(&url)
                .await
                .unwrap()
                .close()
                .await
                .unwrap();
            assert!(std::fs::read(&path).unwrap() == before, "{mode}");
            assert_eq!((files(), is_in_wal_mode(&path)), (1, mode == "WAL"));
        }
    }

    #[tokio::test]
    async fn an_interrupted_transaction_is_rolled_back_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).display().to_string();
        let create = |options: SqliteConnectOptions| options.create_if_missing(true);
        let running = connect(&file("running.db"), 1, create).await.unwrap();
        // With so small a cache the pages are written before the commit.
        running
            .execute_unprepared(
                "CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA cache_size = 2; BEGIN; \
                 WITH RECURSIVE n (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n LIMIT 5000) \
                 INSERT INTO t SELECT hex(randomblob(100)) FROM n",
            )
            .await
            .unwrap();
        for suffix in ["", "-journal"] {
            let (from, to) = ("running.db", "cut-off.db");
            std::fs::copy(file(from) + suffix, file(to) + suffix).unwrap();
        }
        let url = format!("sqlite://{}", file("cut-off.db"));
        let database = Database::look(&url).await.unwrap();
        let ask = Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) FROM t");
        let row = database.reader().query_one_raw(ask).await.unwrap();
        assert_eq!(row.unwrap().try_get_by_index::<i64>(0), Ok(1));
        database.close().await.unwrap();
        assert!(!exists(&(file("cut-off.db") + "-journal")));
    }
}
