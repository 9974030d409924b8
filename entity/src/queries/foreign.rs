//! Reads rows of Orvale's tables, which this program neither defines nor checks.
//!
//! SQLite stores any value in any column, and on PostgreSQL a column may have a different type than in
//! Orvale's own schema. A row that cannot be read is skipped and reported as an [`OddRow`]; it never makes
//! a query fail.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult};

/// A row of one of Orvale's tables that was skipped because it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OddRow {
    /// The table.
    pub table: &'static str,
    /// The row's key, as far as it can be read.
    pub row: String,
    /// The column that cannot be read, and what it should hold.
    pub problem: String,
}

/// An expression that reads `column` as text, whatever its type on PostgreSQL.
///
/// On SQLite a value that is not text keeps its type: a blob with the bytes of a username must not pass for
/// that user.
pub(crate) fn text(db: &impl ConnectionTrait, column: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!("CAST({column} AS TEXT)"),
        _ => column.to_owned(),
    }
}

/// A condition that is true if `column` of `users` marks the user as active. Any unclear value counts as
/// inactive.
pub(crate) fn active(db: &impl ConnectionTrait, column: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            format!("COALESCE(LOWER(CAST({column} AS TEXT)) IN ('true', 't', '1'), FALSE)")
        }
        _ => format!("COALESCE({column} = 1, FALSE)"),
    }
}

/// A condition that is true if `column` of `users` has a clear value, active or inactive.
pub(crate) fn is_flag(db: &impl ConnectionTrait, column: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!(
            "COALESCE(LOWER(CAST({column} AS TEXT)) IN ('true', 't', '1', 'false', 'f', '0'), TRUE)"
        ),
        _ => format!("COALESCE({column} IN (0, 1), TRUE)"),
    }
}

/// An expression for `text` with the letters A to Z in lower case, and all others as they are.
pub(crate) fn ascii_lowercase(db: &impl ConnectionTrait, text: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!("LOWER({text} COLLATE \"C\")"),
        _ => format!("LOWER({text})"),
    }
}

/// A condition that is true if `text` has no letters but those of ASCII.
pub(crate) fn is_ascii(db: &impl ConnectionTrait, text: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!("(octet_length({text}) = char_length({text}))"),
        _ => format!("(length(CAST({text} AS BLOB)) = length({text}))"),
    }
}

/// Reads the text column `name` at `index`.
///
/// # Errors
/// A description of the problem, for [`OddRow::problem`].
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

/// Reads the text column at `index` for reports, with unreadable bytes replaced.
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
