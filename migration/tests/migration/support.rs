//! Databases to start from, and functions to read their content.

use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use migration::{AdoptOptions, AdoptionReport, Error};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TryGetable,
};
use tempfile::TempDir;

/// Orvale before it had chat.
pub(crate) const ORVALE: &str = "orvale.db";
/// Orvale with the Node server's chat.
pub(crate) const NODE_CHAT: &str = "orvale-with-node-chat.db";

/// A SQLite file of one test.
pub(crate) struct Sqlite {
    pub(crate) db: DatabaseConnection,
    pub(crate) path: PathBuf,
    folder: TempDir,
}

impl Sqlite {
    /// An empty database.
    pub(crate) async fn empty() -> Self {
        Self::holding(None).await
    }

    /// Orvale with the Node server's chat, with only the rows inserted by `statements`.
    pub(crate) async fn node_chat(statements: &str) -> Self {
        let sqlite = Self::fixture(NODE_CHAT).await;
        sqlite
            .run(
                "DELETE FROM chat_channels; DELETE FROM chat_channel_members; \
                 DELETE FROM chat_messages; DELETE FROM chat_files; DELETE FROM message_reactions; \
                 DELETE FROM user_presence; DELETE FROM call_logs",
            )
            .await;
        sqlite.run(statements).await;
        sqlite
    }

    /// A copy of one of the fixtures.
    pub(crate) async fn fixture(name: &str) -> Self {
        Self::holding(Some(name)).await
    }

    /// A copy of another file.
    pub(crate) async fn copy(other: &Self) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("chat.db");
        std::fs::copy(&other.path, &path).unwrap();
        let db = connect(&path, "rw").await;
        Self { db, path, folder }
    }

    async fn holding(fixture: Option<&str>) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("chat.db");
        std::fs::write(&path, fixture.map(unpacked).unwrap_or_default()).unwrap();
        let db = connect(&path, "rw").await;
        Self { db, path, folder }
    }

    /// Opens another connection; `mode` is SQLite's, such as `ro`.
    pub(crate) async fn connect(&self, mode: &str) -> DatabaseConnection {
        connect(&self.path, mode).await
    }

    /// Runs statements without checking foreign keys, like the Node server.
    pub(crate) async fn run(&self, statements: &str) {
        let script = format!(
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {statements}"
        );
        self.db.execute_unprepared(&script).await.unwrap();
    }

    /// The folder for files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adopts the database, with its folder as the folder for files.
    pub(crate) async fn adopt(&self) -> Result<AdoptionReport, Error> {
        migration::adopt(&self.db, &self.options(false)).await
    }

    /// The options of the adoption.
    pub(crate) fn options(&self, dry_run: bool) -> AdoptOptions {
        AdoptOptions {
            dry_run,
            files_root: self.folder().to_owned(),
        }
    }

    /// Returns the only value of `query`.
    pub(crate) async fn one<T: TryGetable>(&self, query: &str) -> T {
        one(&self.db, query).await
    }

    /// Returns all rows of `query`, as SQL literals separated by `|`.
    pub(crate) async fn rows(&self, query: &str) -> Vec<String> {
        rows(&self.db, query).await
    }

    /// Returns the content of a dump: the schema of every table, index, view and trigger, and every row.
    pub(crate) async fn dump(&self) -> BTreeMap<String, Vec<String>> {
        let mut dump = BTreeMap::new();
        let schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name";
        for entry in self.rows(schema).await {
            let name = entry
                .split('|')
                .nth(1)
                .unwrap()
                .trim_matches('\'')
                .to_owned();
            dump.entry(format!("schema of {name}"))
                .or_insert_with(Vec::new)
                .push(entry);
        }
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        for table in strings(&self.db, tables).await {
            let rows = self.rows(&format!("SELECT * FROM \"{table}\"")).await;
            dump.insert(format!("rows of {table}"), rows);
        }
        dump
    }
}

/// The bytes of a fixture.
fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fixtures")
        .join(format!("{name}.gz"));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

async fn connect(path: &Path, mode: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode={mode}", path.display()));
    options.max_connections(1);
    Database::connect(options).await.unwrap()
}

/// Returns the only value of `query`.
pub(crate) async fn one<T: TryGetable>(db: &DatabaseConnection, query: &str) -> T {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let row = db
        .query_one_raw(statement)
        .await
        .unwrap()
        .unwrap_or_else(|| panic!("no row: {query}"));
    row.try_get_by_index(0)
        .unwrap_or_else(|error| panic!("{query}: {error}"))
}

/// Returns the first value of every row.
pub(crate) async fn strings(db: &DatabaseConnection, query: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

/// Returns all rows of `query`, with SQLite's `quote` of each value.
async fn rows(db: &DatabaseConnection, query: &str) -> Vec<String> {
    let first = Statement::from_string(db.get_database_backend(), format!("{query} LIMIT 1"));
    let Some(first) = db.query_one_raw(first).await.unwrap() else {
        return Vec::new();
    };
    let quoted: Vec<_> = first
        .column_names()
        .iter()
        .map(|name| format!("quote(\"{name}\")"))
        .collect();
    strings(
        db,
        &format!("SELECT {} FROM ({query})", quoted.join(" || '|' || ")),
    )
    .await
}

/// A new database on the PostgreSQL server in `ORVALE_CHAT_TEST_POSTGRES`; `None`, with a message, if that is not
/// set.
pub(crate) async fn postgres() -> Option<DatabaseConnection> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Ok(admin) = std::env::var("ORVALE_CHAT_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: ORVALE_CHAT_TEST_POSTGRES is not set");
        return None;
    };
    let name = format!(
        "migration_{}_{}",
        process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let db = Database::connect(&admin).await.unwrap();
    db.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}"))
        .await
        .unwrap();
    db.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    db.close().await.unwrap();
    let (server, _) = admin.rsplit_once('/').unwrap();
    let mut options = ConnectOptions::new(format!("{server}/{name}"));
    options.max_connections(1);
    Some(Database::connect(options).await.unwrap())
}
