//! Inspection: what a database holds before anything is changed.
//!
//! It only reads, so a database that is read-only or in use can be inspected.

use std::collections::BTreeSet;

use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{self, ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement},
};

use crate::{
    Error,
    node_tables::NODE_TABLES,
    steps::{self, LEDGER, Migrator, OUR_TABLES},
};

/// What a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPoint {
    /// No tables: a new installation without Orvale.
    Empty,
    /// Orvale's helpdesk, without any chat.
    Orvale,
    /// Orvale's helpdesk with the chat of the Node server, not yet adopted.
    NodeChat,
    /// Our own chat, of this version or an older one.
    Ours,
}

/// The number of unknown tables that an error names.
const NAMED_TABLES: usize = 5;

/// Determines what a database holds from its tables and its ledger of migration steps.
pub(crate) async fn inspect<C: ConnectionTrait>(db: &C) -> Result<StartingPoint, Error> {
    let tables = tables(db).await?;
    if tables.contains(LEDGER) {
        refuse_newer(db).await?;
        // A ledger without our tables is left by an installation that never ran a step.
        if tables
            .iter()
            .any(|table| OUR_TABLES.contains(&table.as_str()))
        {
            return Ok(StartingPoint::Ours);
        }
    }
    if tables.iter().all(|table| table == LEDGER) {
        return Ok(StartingPoint::Empty);
    }
    refuse_other_databases(db, &tables).await?;
    if NODE_TABLES.iter().any(|node| tables.contains(node.name)) {
        return Ok(StartingPoint::NodeChat);
    }
    match OUR_TABLES.iter().find(|table| tables.contains(**table)) {
        Some(table) => Err(Error::TableInTheWay {
            table: (*table).to_owned(),
        }),
        None => Ok(StartingPoint::Orvale),
    }
}

/// True when migration steps of this binary are pending.
pub(crate) async fn is_behind<C: ConnectionTrait>(db: &C) -> Result<bool, Error> {
    Ok(!Migrator::get_pending_migrations_read_only(db)
        .await?
        .is_empty())
}

/// The names of all tables except the database's internal ones.
pub(crate) async fn tables<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<String>, DbErr> {
    let query = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
             ESCAPE '\\'"
        }
        _ => {
            "SELECT table_name AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        }
    };
    names(db, query).await
}

/// The names of a table's columns.
pub(crate) async fn columns<C: ConnectionTrait>(
    db: &C,
    table: &str,
) -> Result<BTreeSet<String>, DbErr> {
    let query = match db.get_database_backend() {
        DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        _ => format!(
            "SELECT column_name AS name FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}'"
        ),
    };
    names(db, &query).await
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

async fn names<C: ConnectionTrait>(db: &C, query: &str) -> Result<BTreeSet<String>, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let rows = Name::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

async fn refuse_newer<C: ConnectionTrait>(db: &C) -> Result<(), Error> {
    let known = steps::names();
    let applied = names(db, &format!("SELECT version AS name FROM {LEDGER}")).await?;
    let unknown: Vec<_> = applied
        .into_iter()
        .filter(|step| !known.contains(step))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::Newer {
        steps: unknown.join(", "),
    })
}

async fn refuse_other_databases<C: ConnectionTrait>(
    db: &C,
    tables: &BTreeSet<String>,
) -> Result<(), Error> {
    if !tables.contains("users") {
        let some: Vec<_> = tables
            .iter()
            .take(NAMED_TABLES)
            .map(String::as_str)
            .collect();
        let found = match tables.len() {
            count if count > some.len() => format!("{count} other tables: {}, …", some.join(", ")),
            _ => format!("only {}", some.join(", ")),
        };
        return Err(Error::NotOrvale { found });
    }
    let columns = columns(db, "users").await?;
    if ["username", "password_hash"]
        .iter()
        .all(|column| columns.contains(*column))
    {
        return Ok(());
    }
    let columns: Vec<_> = columns.into_iter().collect();
    Err(Error::NotOrvale {
        found: format!("a table `users` with {}", columns.join(", ")),
    })
}
