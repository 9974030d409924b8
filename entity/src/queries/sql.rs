//! Statements written by hand: text and values together, with either database's placeholders.
//!
//! They are for statements that sea-orm's builder cannot express, or is too slow for. SQLite gets `?` without
//! numbers (it looks up numbered ones one by one), PostgreSQL gets `$1`, `$2`, ….

use std::fmt::Write as _;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, QueryResult, Statement, Value,
};

use crate::error::Error;

/// Where SQLite gets an expression instead of a placeholder: it plans a statement for the value of a limit that is just a
/// placeholder, and so prepares it anew each time a value is bound.
const LIMIT: &str = "LIMIT ";

/// The messages of a statement: `page` is a table expression with their ids, in its column `message`. SQLite goes
/// through it and looks up each: for an `IN` of it, it would fill an index of its own for each table.
pub(super) const PAGE: &str = " FROM page CROSS JOIN ";

/// A statement that is being built.
pub(crate) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Starts a statement with `text`.
    pub(crate) fn new(db: &impl ConnectionTrait, text: &str) -> Self {
        Self {
            backend: db.get_database_backend(),
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Returns the kind of database that it is for.
    pub(crate) fn backend(&self) -> DbBackend {
        self.backend
    }

    /// Appends `text`.
    pub(crate) fn add(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder and binds its value.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.push(value.into());
        self
    }

    /// Appends a list in parentheses; an empty one matches nothing.
    pub(crate) fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.text.push('(');
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.text.push(',');
            }
            self.push(value.into());
        }
        if self.values.len() == before {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }

    /// Appends rows for `VALUES`, each in parentheses. There must be at least one.
    pub(crate) fn rows<const N: usize>(
        mut self,
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> Self {
        for (index, row) in rows.into_iter().enumerate() {
            self.text.push_str(if index == 0 { "(" } else { ",(" });
            for (column, value) in row.into_iter().enumerate() {
                if column > 0 {
                    self.text.push(',');
                }
                self.push(value);
            }
            self.text.push(')');
        }
        self
    }

    /// Appends the condition that the columns equal one of the rows. It is not `IN (VALUES …)`, for which
    /// SQLite scans the whole table.
    pub(crate) fn any<const N: usize>(
        mut self,
        columns: [&str; N],
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> Self {
        for (index, row) in rows.into_iter().enumerate() {
            self.text.push_str(if index == 0 { "(" } else { " OR (" });
            for (place, (column, value)) in columns.into_iter().zip(row).enumerate() {
                self.text.push_str(if place == 0 { "" } else { " AND " });
                self.text.push_str(column);
                self.text.push_str(" = ");
                self.push(value);
            }
            self.text.push(')');
        }
        self
    }

    fn push(&mut self, value: Value) {
        self.values.push(value);
        if self.backend == DbBackend::Postgres {
            let _infallible = write!(self.text, "${}", self.values.len());
        } else if self.text.ends_with(LIMIT) {
            self.text.push_str("+?");
        } else {
            self.text.push('?');
        }
    }

    fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }

    /// Runs it in the transaction of a commit, the only place for writes. Returns the number of changed rows.
    pub(crate) async fn run(self, db: &DatabaseTransaction) -> Result<u64, Error> {
        Ok(db.execute_raw(self.statement()).await?.rows_affected())
    }

    /// Returns all rows.
    pub(crate) async fn all(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, Error> {
        Ok(db.query_all_raw(self.statement()).await?)
    }

    /// Returns all rows as models of a table, by the names of their columns.
    pub(crate) async fn models<M: FromQueryResult>(
        self,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<M>, Error> {
        let rows = self.all(db).await?;
        Ok(rows
            .iter()
            .map(|row| M::from_query_result(row, ""))
            .collect::<Result<_, _>>()?)
    }

    /// Returns the steps of SQLite's plan for it that read a whole table or index.
    #[cfg(test)]
    pub(crate) async fn scans(mut self, db: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
        self.text.insert_str(0, "EXPLAIN QUERY PLAN ");
        let plan = self.all(db).await?;
        let steps = plan.iter().map(|row| column(row, 3));
        let steps = steps.collect::<Result<Vec<String>, _>>()?;
        Ok(steps
            .into_iter()
            .filter(|step| step.starts_with("SCAN"))
            .collect())
    }

    /// Returns the first row.
    pub(crate) async fn one(self, db: &impl ConnectionTrait) -> Result<Option<QueryResult>, Error> {
        Ok(db.query_one_raw(self.statement()).await?)
    }
}

/// Reads the column at `index`.
pub(crate) fn column<T: sea_orm::TryGetable>(row: &QueryResult, index: usize) -> Result<T, Error> {
    Ok(row.try_get_by_index(index)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::planned;

    #[tokio::test]
    async fn a_scan_is_found_in_a_plan() {
        let statement = "SELECT id FROM chat_channels WHERE description = ";
        let scans = planned(async |db| Sql::new(db, statement).bind("x").scans(db).await).await;
        assert_eq!(scans, ["SCAN chat_channels"]);
    }

    #[test]
    fn a_limit_is_an_expression_in_sqlite() {
        for (backend, text) in [
            (DbBackend::Sqlite, "SELECT ? LIMIT +? OFFSET ?"),
            (DbBackend::Postgres, "SELECT $1 LIMIT $2 OFFSET $3"),
        ] {
            let sql = Sql {
                backend,
                text: "SELECT ".to_owned(),
                values: Vec::new(),
            };
            let sql = sql.bind(1).add(" LIMIT ").bind(2).add(" OFFSET ").bind(3);
            assert_eq!(sql.text, text);
        }
    }
}
