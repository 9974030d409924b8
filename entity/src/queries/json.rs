//! All rows of a query as one JSON value.
//!
//! The SQLite driver hands rows over one by one from a thread of its own and copies each column of each, which takes
//! longer than reading a page of short rows. One value is handed over once.

use sea_orm::{DbBackend, QueryResult};
use serde::de::DeserializeOwned;

use super::sql::column;
use crate::error::Error;

/// Returns the expression for `columns` in one value: an array.
pub(crate) fn row(backend: DbBackend, columns: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("CAST(json_build_array({columns}) AS TEXT)"),
        _ => format!("json_array({columns})"),
    }
}

/// Returns the expression for all rows of a query in one value: an array with an array of `columns` for each row, in no
/// particular order.
pub(crate) fn all_rows(backend: DbBackend, columns: &str) -> String {
    match backend {
        DbBackend::Postgres => {
            format!("CAST(COALESCE(json_agg(json_build_array({columns})), '[]') AS TEXT)")
        }
        _ => format!("json_group_array(json_array({columns}))"),
    }
}

/// The table of the elements of an array, in its column `value`: what is before and after the array's placeholder.
pub(crate) fn elements(backend: DbBackend) -> [&'static str; 2] {
    match backend {
        DbBackend::Postgres => ["json_array_elements_text(CAST(", " AS JSON))"],
        _ => ["json_each(", ")"],
    }
}

/// Reads the rows in a column that [`all_rows`] made.
pub(crate) fn read_rows<T: DeserializeOwned>(
    row: &QueryResult,
    index: usize,
) -> Result<Vec<T>, Error> {
    read_row(row, index)
}

/// Reads the row in a column that [`row`] made.
pub(crate) fn read_row<T: DeserializeOwned>(row: &QueryResult, index: usize) -> Result<T, Error> {
    let json: String = column(row, index)?;
    serde_json::from_str(&json)
        .map_err(|error| Error::Corrupt(format!("rows that were read as JSON: {error}")))
}
