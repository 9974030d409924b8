//! The columns of Orvale's ticket tables, which differ between its versions.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend};

use super::super::sql::{Sql, column};
use crate::error::Error;

/// The columns without which there are no tickets.
const NEEDED: [&str; 8] = [
    "id",
    "submission_id",
    "issue_title",
    "status",
    "priority",
    "assigned_to",
    "assigned_team",
    "updated_at",
];

/// The columns of a table that exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns(BTreeSet<String>);

impl Columns {
    /// Reads the columns of `table`: none if there is no such table.
    pub(crate) async fn of(db: &impl ConnectionTrait, table: &str) -> Result<Self, Error> {
        let sql = match db.get_database_backend() {
            DbBackend::Postgres => Sql::new(
                db,
                "SELECT CAST(attname AS TEXT) FROM pg_attribute WHERE attnum > 0 \
                 AND NOT attisdropped AND attrelid = to_regclass(",
            )
            .bind(table)
            .add(")"),
            _ => Sql::new(db, "SELECT name FROM pragma_table_info(")
                .bind(table)
                .add(")"),
        };
        let rows = sql.all(db).await?;
        let names: Result<_, Error> = rows.iter().map(|row| column(row, 0)).collect();
        Ok(Self(names?))
    }

    /// The columns of the tickets; `None` if this database has none.
    pub(crate) async fn of_tickets(db: &impl ConnectionTrait) -> Result<Option<Self>, Error> {
        let columns = Self::of(db, "user_tickets").await?;
        let all = NEEDED.iter().all(|name| columns.has(name));
        Ok(all.then_some(columns))
    }

    /// Returns whether the table has the column.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// An expression that reads the column `name` of `t` as text; NULL if it is a blob or does not exist.
    pub(crate) fn text(&self, db: &impl ConnectionTrait, name: &str) -> String {
        if !self.has(name) {
            return "CAST(NULL AS TEXT)".to_owned();
        }
        match db.get_database_backend() {
            DbBackend::Postgres => format!("CAST(t.{name} AS TEXT)"),
            _ => format!(
                "CASE typeof(t.{name}) WHEN 'blob' THEN NULL ELSE CAST(t.{name} AS TEXT) END"
            ),
        }
    }

    /// A condition that is true if the flag `name` of `t` clearly says no. Any unclear value counts as yes, and so does
    /// a column that does not exist.
    pub(crate) fn is_no(&self, db: &impl ConnectionTrait, name: &str) -> String {
        if !self.has(name) {
            return "FALSE".to_owned();
        }
        match db.get_database_backend() {
            DbBackend::Postgres => {
                format!("COALESCE(LOWER(CAST(t.{name} AS TEXT)) IN ('false', 'f', '0'), FALSE)")
            }
            _ => format!("COALESCE(t.{name} = 0, FALSE)"),
        }
    }
}
