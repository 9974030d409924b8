//! The Node server's rows, as they are.
//!
//! Its columns hold whatever was written to them, text in integer columns included, and differ
//! between its versions; a row is therefore read as JSON and asked for what it has. Nothing here
//! decides what becomes of a row.

use std::collections::{BTreeMap, HashSet};

use sea_orm_migration::sea_orm::{
    self, ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement,
};
use serde_json::{Map, Value};

use super::times;
use crate::{
    inspection::{columns, tables},
    node_tables::NODE_TABLES,
};

/// Everything that an adoption looks at.
pub(super) struct Source {
    rows: BTreeMap<&'static str, Vec<Row>>,
    /// The usernames of Orvale's users.
    pub(super) users: HashSet<String>,
    /// Orvale's roles, and what each is granted; none where Orvale has no such tables.
    pub(super) roles: Vec<Row>,
    pub(super) granted: Vec<Row>,
}

impl Source {
    /// Reads all of the Node server's tables that exist.
    ///
    /// # Errors
    /// The database's own.
    pub(super) async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, DbErr> {
        let present = tables(db).await?;
        let mut rows = BTreeMap::new();
        for table in NODE_TABLES
            .iter()
            .filter(|table| present.contains(table.name))
        {
            rows.insert(table.name, read(db, table.name).await?);
        }
        let users = read(db, "users").await?;
        let users = users
            .iter()
            .filter_map(|row| row.text("username"))
            .collect();
        let mut orvales = [Vec::new(), Vec::new()];
        for (rows, table) in orvales.iter_mut().zip(["roles", "role_permissions"]) {
            if present.contains(table) {
                *rows = read(db, table).await?;
            }
        }
        let [roles, granted] = orvales;
        Ok(Self {
            rows,
            users,
            roles,
            granted,
        })
    }

    /// True when the Node server had this table.
    pub(super) fn has(&self, table: &str) -> bool {
        self.rows.contains_key(table)
    }

    /// The rows of one of the Node server's tables; none when the table is absent.
    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.rows.get(table).map_or(&[], Vec::as_slice)
    }
}

/// One row.
pub(super) struct Row(Map<String, Value>);

impl Row {
    /// A column as it is; null when the column is absent.
    pub(super) fn value(&self, column: &str) -> &Value {
        self.0.get(column).unwrap_or(&Value::Null)
    }

    /// A column that holds an integer.
    pub(super) fn integer(&self, column: &str) -> Option<i64> {
        self.value(column).as_i64()
    }

    /// A column's text that is more than white space; a number's digits.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        match self.value(column) {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A column that means yes or no; SQLite keeps either as a number, and some wrote words.
    pub(super) fn flag(&self, column: &str) -> Option<bool> {
        match self.value(column) {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => number.as_f64().map(|number| number != 0.0),
            Value::String(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" | "" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A column that holds a time, in milliseconds since 1970 UTC.
    pub(super) fn time(&self, column: &str) -> Option<i64> {
        times::parse(self.value(column))
    }

    /// What names the row: the values of `columns`, separated by slashes.
    pub(super) fn key(&self, columns: &[&str]) -> String {
        let values = columns.iter().map(|column| match self.value(column) {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        values.collect::<Vec<_>>().join("/")
    }

    /// The whole row as JSON.
    pub(super) fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

#[cfg(test)]
impl From<Value> for Row {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(columns) => Self(columns),
            _ => Self(Map::new()),
        }
    }
}

#[derive(FromQueryResult)]
struct Json {
    // Bytes, as nothing keeps invalid UTF-8 out of a text column.
    json: Vec<u8>,
}

/// Reads a whole table, each row as the JSON that SQLite makes of it.
async fn read<C: ConnectionTrait>(db: &C, table: &str) -> Result<Vec<Row>, DbErr> {
    let pairs: Vec<_> = columns(db, table)
        .await?
        .iter()
        .map(|column| {
            let literal = column.replace('\'', "''");
            let name = column.replace('"', "\"\"");
            // JSON holds no bytes: a blob is read as text, which is what the Node server meant.
            format!("'{literal}', CASE typeof(\"{name}\") WHEN 'blob' THEN CAST(\"{name}\" AS TEXT) ELSE \"{name}\" END")
        })
        .collect();
    let query = format!(
        "SELECT CAST(json_object({}) AS BLOB) AS json FROM \"{table}\"",
        pairs.join(", ")
    );
    let rows = Json::find_by_statement(Statement::from_string(DbBackend::Sqlite, query))
        .all(db)
        .await?;
    rows.iter().map(|row| parse(table, &row.json)).collect()
}

fn parse(table: &str, json: &[u8]) -> Result<Row, DbErr> {
    serde_json::from_str(&String::from_utf8_lossy(json))
        .map(Row)
        .map_err(|error| DbErr::Custom(format!("a row of {table} cannot be read: {error}")))
}
