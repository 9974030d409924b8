//! Updates the foreign keys of the renamed tables to each other's new names.
//!
//! The tables are renamed with `legacy_alter_table`, which changes no other table's definition, so that
//! Orvale's tables stay as they are. The renamed tables would then refer to our tables of the old names, and
//! a row of ours could not be deleted while an old row refers to its id. SQLite's documentation says how to
//! change only a table's definition: write it to the schema table.

use regex::{Captures, Regex};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::report::Renamed;
use crate::Error;

/// Rewrites the foreign keys of all `renamed` tables. The same transaction must change the schema afterwards,
/// as creating our tables does, so that other connections notice.
///
/// # Errors
/// The database's own; [`Error::Incomplete`] when a table's definition is not found.
pub(super) async fn follow(db: &DatabaseTransaction, renamed: &[Renamed]) -> Result<(), Error> {
    let names: Vec<_> = renamed
        .iter()
        .map(|table| regex::escape(&table.from))
        .collect();
    let pattern = format!(r#"(?i)\b(references\s+["'`\[]?)({})\b"#, names.join("|"));
    let old_reference = Regex::new(&pattern)
        .map_err(|error| Error::Incomplete(format!("no pattern for references: {error}")))?;
    db.execute_unprepared("PRAGMA writable_schema = ON").await?;
    for table in renamed {
        let text = text(db, &table.to).await?;
        let followed = redirect(&old_reference, &text, renamed);
        let update = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?";
        let values = [followed.into(), table.to.clone().into()];
        db.execute_raw(Statement::from_sql_and_values(
            DbBackend::Sqlite,
            update,
            values,
        ))
        .await?;
    }
    db.execute_unprepared("PRAGMA writable_schema = OFF")
        .await?;
    Ok(())
}

/// Replaces every reference to an old name in `text`.
fn redirect(old_reference: &Regex, text: &str, renamed: &[Renamed]) -> String {
    let new_name = |found: &Captures<'_>| {
        let old = &found[2];
        let table = renamed
            .iter()
            .find(|table| table.from.eq_ignore_ascii_case(old));
        format!(
            "{}{}",
            &found[1],
            table.map_or(old, |table| table.to.as_str())
        )
    };
    old_reference.replace_all(text, new_name).into_owned()
}

/// Returns a table's definition.
async fn text(db: &DatabaseTransaction, table: &str) -> Result<String, Error> {
    let query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?";
    let statement =
        Statement::from_sql_and_values(DbBackend::Sqlite, query, [table.to_owned().into()]);
    let row = db.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| Error::Incomplete(format!("{table} has no text")))?;
    Ok(row.try_get_by_index(0)?)
}
