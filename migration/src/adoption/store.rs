//! Writes a plan: renames the old tables, makes ours, fills them, and counts again.
//!
//! Everything within the caller's transaction; nothing here decides about a row.

use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{self, ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult, Statement},
    sea_query::{Alias, Expr, Query},
};

use super::{
    plan::Plan,
    records::{Adoption, Record},
    references,
    report::{AdoptionReport, Renamed},
};
use crate::{
    Error, derived, dialect,
    inspection::tables,
    node_tables::NODE_TABLES,
    steps::{Migrator, OUR_TABLES, m0120_files},
};

/// Rows in one statement: with 14 columns well below the number of values SQLite allows.
const ROWS_AT_ONCE: usize = 500;

/// Writes `plan`.
///
/// # Errors
/// The database's own; [`Error::Incomplete`] when a table does not hold what was planned. The
/// transaction must then be given up.
pub(super) async fn write(db: &DatabaseTransaction, plan: Plan) -> Result<AdoptionReport, Error> {
    rename(db, &plan.report.renamed).await?;
    Migrator::up(db, None).await?;
    let trace = Adoption {
        at: plan.now,
        source: "node".to_owned(),
        report: serde_json::to_string(&plan.report)
            .map_err(|error| Error::Incomplete(format!("the report cannot be kept: {error}")))?,
    };
    insert(db, plan.channels).await?;
    insert(db, plan.messages).await?;
    insert(db, plan.members).await?;
    insert(db, plan.mentions).await?;
    insert(db, plan.reactions).await?;
    insert(db, plan.files).await?;
    insert(db, plan.presences).await?;
    insert(db, plan.blocks).await?;
    insert(db, plan.calls).await?;
    insert(db, plan.participants).await?;
    insert(db, plan.set_aside).await?;
    insert(db, vec![trace]).await?;
    derived::fill(db).await?;
    dialect::run(db, m0120_files::OF_MESSAGES).await?;
    dialect::run(db, m0120_files::NAMES).await?;
    refuse_loose_ends(db).await?;
    Ok(plan.report)
}

/// Gives the old tables their new names and lets them refer to one another by those; indexes stay
/// attached. What others say of the old names stays as it is.
async fn rename(db: &DatabaseTransaction, renamed: &[Renamed]) -> Result<(), Error> {
    for table in renamed {
        let (from, to) = (&table.from, &table.to);
        db.execute_unprepared(&format!("ALTER TABLE \"{from}\" RENAME TO \"{to}\""))
            .await?;
    }
    references::follow(db, renamed).await
}

/// Refuses when a table that must be made, or a name that must be given, is taken.
///
/// # Errors
/// [`Error::TableInTheWay`], or the database's own.
pub(super) async fn refuse_tables_in_the_way<C: ConnectionTrait>(db: &C) -> Result<(), Error> {
    let present = tables(db).await?;
    let renamed = NODE_TABLES
        .iter()
        .filter(|table| present.contains(table.name));
    let ours = OUR_TABLES
        .iter()
        .copied()
        .filter(|ours| NODE_TABLES.iter().all(|table| table.name != *ours));
    match renamed
        .map(|table| table.renamed)
        .chain(ours)
        .find(|name| present.contains(*name))
    {
        Some(table) => Err(Error::TableInTheWay {
            table: table.to_owned(),
        }),
        None => Ok(()),
    }
}

/// When the Node server's chat was adopted, in milliseconds since 1970 UTC; `None` if it was not.
///
/// # Errors
/// The database's own.
pub(super) async fn adopted_at<C: ConnectionTrait>(db: &C) -> Result<Option<i64>, Error> {
    if !tables(db).await?.contains(Adoption::TABLE) {
        return Ok(None);
    }
    Ok(number(db, "SELECT MAX(at) AS number FROM chat_adoptions").await?)
}

#[derive(FromQueryResult)]
struct Number {
    number: Option<i64>,
}

async fn number<C: ConnectionTrait>(db: &C, query: &str) -> Result<Option<i64>, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    Ok(Number::find_by_statement(statement)
        .one(db)
        .await?
        .and_then(|row| row.number))
}

/// Inserts `records` and makes sure that the table then holds them.
async fn insert<R: Record>(db: &DatabaseTransaction, records: Vec<R>) -> Result<(), Error> {
    let expected = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        let mut insert = Query::insert();
        let columns = R::COLUMNS
            .iter()
            .map(|column| Alias::new(column.trim_start_matches("r#")));
        insert.into_table(Alias::new(R::TABLE)).columns(columns);
        for record in records.by_ref().take(ROWS_AT_ONCE) {
            insert
                .values(record.values().into_iter().map(Expr::val))
                .map_err(|error| Error::Incomplete(format!("{}: {error}", R::TABLE)))?;
        }
        db.execute(&insert).await?;
    }
    let kept = number(db, &format!("SELECT COUNT(*) AS number FROM {}", R::TABLE)).await?;
    if kept == Some(expected) {
        return Ok(());
    }
    let kept = kept.unwrap_or_default();
    Err(Error::Incomplete(format!(
        "{} holds {kept} rows instead of {expected}",
        R::TABLE
    )))
}

/// Foreign keys were off while writing: makes sure that none of ours points nowhere.
async fn refuse_loose_ends(db: &DatabaseTransaction) -> Result<(), Error> {
    for table in OUR_TABLES {
        let query = format!("SELECT COUNT(*) AS number FROM pragma_foreign_key_check('{table}')");
        let loose = number(db, &query).await?.unwrap_or_default();
        if loose > 0 {
            return Err(Error::Incomplete(format!(
                "{loose} rows of {table} refer to nothing"
            )));
        }
    }
    Ok(())
}
