//! The plans of statements, for tests that a statement reads no whole table.

use sea_orm::DatabaseConnection;

use crate::{Database, Error};

/// Returns what `scans` finds in a new database with all tables.
pub(crate) async fn planned(
    scans: impl AsyncFnOnce(&DatabaseConnection) -> Result<Vec<String>, Error>,
) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("chat.db").display());
    let database = Database::open(&url, true).await.unwrap();
    migration::migrate(database.writer()).await.unwrap();
    scans(database.reader()).await.unwrap()
}
