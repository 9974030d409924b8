//! Statements of many rows, and the allocation of ids.

use sea_orm::{DatabaseTransaction, Value};

use crate::{
    error::Error,
    queries::sql::{Sql, column},
};

/// The maximum number of rows in one statement. Each number of rows is a separate prepared statement, so a
/// larger maximum would need more memory and prepare statements more often.
const ROWS: usize = 64;

/// Runs the statement `head`, rows, `tail` as often as needed for all rows. Returns the number of changed
/// rows.
pub(super) async fn insert<const N: usize>(
    db: &DatabaseTransaction,
    head: &str,
    rows: Vec<[Value; N]>,
    tail: &str,
) -> Result<u64, Error> {
    let mut changed = 0;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        changed += Sql::new(db, head)
            .rows(rows.by_ref().take(ROWS))
            .add(tail)
            .run(db)
            .await?;
    }
    Ok(changed)
}

/// Deletes the rows of `table` whose `columns` equal one of `keys`.
pub(super) async fn delete<const N: usize>(
    db: &DatabaseTransaction,
    table: &str,
    columns: [&str; N],
    keys: Vec<[Value; N]>,
) -> Result<(), Error> {
    let head = format!("DELETE FROM {table} WHERE ");
    let mut keys = keys.into_iter().peekable();
    while keys.peek().is_some() {
        Sql::new(db, &head)
            .any(columns, keys.by_ref().take(ROWS))
            .run(db)
            .await?;
    }
    Ok(())
}

/// Allocates `count` ids of `table`. The counter also skips the ids of rows that were written without it, by
/// an adoption or from a backup.
pub(super) async fn allocate(
    db: &DatabaseTransaction,
    table: &str,
    count: i64,
) -> Result<std::ops::Range<i64>, Error> {
    let row = Sql::new(db, "UPDATE chat_counters SET last_id = ")
        .add(&format!(
            "CASE WHEN last_id < (SELECT COALESCE(MAX(id), 0) FROM {table}) \
             THEN (SELECT COALESCE(MAX(id), 0) FROM {table}) ELSE last_id END + "
        ))
        .bind(count)
        .add(" WHERE name = ")
        .bind(table)
        .add(" RETURNING last_id")
        .one(db)
        .await?
        .ok_or_else(|| Error::Corrupt(format!("chat_counters has no row for {table}")))?;
    let last: i64 = column(&row, 0)?;
    Ok(last - count + 1..last + 1)
}
