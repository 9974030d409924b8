//! Which tickets have changed lately, whichever program changed them.
//!
//! We add no triggers and no indexes to Orvale's tables. A [`Marker`] says at the price of one statement that nothing was
//! written; only after a change are the tickets of the last day looked at.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::{columns::Columns, times};
use crate::{
    Backend, Database,
    error::Error,
    ids::Millis,
    queries::sql::{Sql, column},
};

/// Changes whenever another connection or process, such as Orvale, has written to the database.
///
/// # Errors
/// Any database error.
pub async fn marker(db: &Database) -> Result<Option<String>, Error> {
    if db.backend() == Backend::Sqlite {
        return Ok(db.data_version().await?.map(|version| version.to_string()));
    }
    let sql = "SELECT CAST(txid_current_snapshot() AS TEXT)";
    let row = Sql::new(db.reader(), sql).one(db.reader()).await?;
    row.map(|row| column(&row, 0)).transpose()
}

/// How far the history and the comments have been read: their latest ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The latest row of the history.
    pub history: i64,
    /// The latest comment.
    pub comments: i64,
}

impl Rows {
    /// Returns the higher of both marks for each table: rows that are deleted may return.
    #[must_use]
    pub fn after(self, earlier: Self) -> Self {
        Self {
            history: self.history.max(earlier.history),
            comments: self.comments.max(earlier.comments),
        }
    }
}

/// Returns the tickets that were changed since the day of `since`, by number, each with a text that changes with the row.
///
/// # Errors
/// Any database error.
pub async fn touched(db: &Database, since: Millis) -> Result<HashMap<String, String>, Error> {
    let reader = db.reader();
    let Some(columns) = Columns::of_tickets(reader).await? else {
        return Ok(HashMap::new());
    };
    let text = |name: &str| format!("COALESCE({}, '')", columns.text(reader, name));
    let shown = [
        "updated_at",
        "status",
        "priority",
        "issue_title",
        "assigned_team",
        "assigned_to",
    ]
    .map(text);
    // The day has no type, so that it fits a column of any type.
    let sql = format!(
        "SELECT {}, {} FROM user_tickets t WHERE t.updated_at >= '{}'",
        text("submission_id"),
        shown.join(" || '|' || "),
        times::date(since),
    );
    let rows = Sql::new(reader, &sql).all(reader).await?;
    let read = |row: &QueryResult| Ok((column(row, 0)?, column(row, 1)?));
    rows.iter().map(read).collect()
}

/// Returns the numbers of the tickets with rows of the history or comments after `before`, and how far that is. Without a
/// `before`, only how far.
///
/// # Errors
/// Any database error.
pub async fn happened(db: &Database, before: Option<Rows>) -> Result<(Vec<String>, Rows), Error> {
    let mut numbers = Vec::new();
    let history = after(
        db,
        "ticket_history",
        before.map(|rows| rows.history),
        &mut numbers,
    );
    let history = history.await?;
    let comments = after(
        db,
        "ticket_comments",
        before.map(|rows| rows.comments),
        &mut numbers,
    );
    let comments = comments.await?;
    Ok((numbers, Rows { history, comments }))
}

async fn after(
    db: &Database,
    table: &str,
    before: Option<i64>,
    numbers: &mut Vec<String>,
) -> Result<i64, Error> {
    let reader = db.reader();
    if !Columns::of(reader, table).await?.has("ticket_id") {
        return Ok(0);
    }
    let sql = format!("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM {table}");
    let row = Sql::new(reader, &sql).one(reader).await?;
    let latest: i64 = row.map_or(Ok(0), |row| column(&row, 0))?;
    let Some(before) = before.filter(|before| *before < latest) else {
        return Ok(latest);
    };
    let sql = format!(
        "SELECT DISTINCT CAST(t.submission_id AS TEXT) FROM {table} h \
         JOIN user_tickets t ON t.id = h.ticket_id WHERE t.submission_id IS NOT NULL AND h.id > "
    );
    let rows = Sql::new(reader, &sql)
        .bind(before)
        .add(" AND h.id <= ")
        .bind(latest)
        .all(reader)
        .await?;
    for row in &rows {
        numbers.push(column(row, 0)?);
    }
    Ok(latest)
}
