//! Lets the renamed tables refer to one another by their new names.
//!
//! They are renamed in SQLite's old manner, which leaves the text of every table alone, so that
//! Orvale's stays as it is. The renamed tables would then refer to ours of the old names, and a row
//! of ours could not be deleted while an old row has its number. SQLite's manual gives the way to
//! change no more than the text of a table: write it to the schema table.

use regex::{Captures, Regex};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::report::Renamed;
use crate::Error;

/// Rewrites the foreign keys of all `renamed` tables. The schema must change afterwards in the same
/// transaction, as it does when our tables are made: that is how other connections notice.
///
/// # Errors
/// The database's own; [`Error::Incomplete`] when a table's text is not there to be changed.
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

/// `text` with every reference to an old name turned to the new one.
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

/// The text with which a table was made.
async fn text(db: &DatabaseTransaction, table: &str) -> Result<String, Error> {
    let query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?";
    let statement =
        Statement::from_sql_and_values(DbBackend::Sqlite, query, [table.to_owned().into()]);
    let row = db.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| Error::Incomplete(format!("{table} has no text")))?;
    Ok(row.try_get_by_index(0)?)
}
