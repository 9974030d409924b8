//! Reading the rows of Orvale's tables, which this engine neither defines nor checks.
//!
//! SQLite keeps any value in any column, and on PostgreSQL a column may have another type than in
//! Orvale's own schema. A row that cannot be read is skipped and reported as an [`OddRow`]; it never
//! fails the query that found it.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult};

/// A row of a foreign table that is skipped because it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OddRow {
    /// The table.
    pub table: &'static str,
    /// What names the row, as far as it can be read.
    pub row: String,
    /// The column that cannot be read, and what it should hold.
    pub problem: String,
}

/// An expression that reads `column` as text, whatever its type on PostgreSQL.
///
/// On SQLite a value that is not text stays what it is: a blob that spells a username must not pass
/// for that user.
pub(crate) fn text(db: &impl ConnectionTrait, column: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!("CAST({column} AS TEXT)"),
        _ => column.to_owned(),
    }
}

/// A condition that holds when `column` of `users` says that a user is active. Any value that does
/// not say so clearly counts as inactive.
pub(crate) fn active(db: &impl ConnectionTrait, column: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            format!("COALESCE(LOWER(CAST({column} AS TEXT)) IN ('true', 't', '1'), FALSE)")
        }
        _ => format!("COALESCE({column} = 1, FALSE)"),
    }
}

/// A condition that holds when `column` of `users` clearly says active or inactive.
pub(crate) fn is_flag(db: &impl ConnectionTrait, column: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!(
            "COALESCE(LOWER(CAST({column} AS TEXT)) IN ('true', 't', '1', 'false', 'f', '0'), TRUE)"
        ),
        _ => format!("COALESCE({column} IN (0, 1), TRUE)"),
    }
}

/// Reads the text column at `index`, called `name`.
///
/// # Errors
/// What is wrong with it, for [`OddRow::problem`].
pub(crate) fn read_text(row: &QueryResult, index: usize, name: &str) -> Result<String, String> {
    row.try_get_by_index(index)
        .map_err(|_| format!("{name} is not text in UTF-8"))
}

/// As [`read_text`], for a column that may be NULL.
pub(crate) fn read_optional_text(
    row: &QueryResult,
    index: usize,
    name: &str,
) -> Result<Option<String>, String> {
    row.try_get_by_index(index)
        .map_err(|_| format!("{name} is neither NULL nor text in UTF-8"))
}

/// What the text column at `index` holds, with whatever is unreadable replaced: for reports only.
pub(crate) fn shown(row: &QueryResult, index: usize) -> String {
    row.try_get_by_index::<Option<Vec<u8>>>(index).map_or_else(
        |_| "?".to_owned(),
        |bytes| bytes.map_or_else(|| "NULL".to_owned(), |bytes| lossy(&bytes)),
    )
}

fn lossy(bytes: &[u8]) -> String {
    const MOST: usize = 80;
    let text = String::from_utf8_lossy(bytes);
    text.escape_debug().take(MOST).collect()
}
