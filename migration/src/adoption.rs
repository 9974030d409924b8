//! Adoption of the Node server's chat: read everything, decide about every row, write in one transaction.
//!
//! `source` reads, the modules named after a table decide without access to the database, and `store`
//! writes. A dry run stops before the writes, so it also works on a read-only database.

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use sea_orm_migration::sea_orm::{
    DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxSqliteConnector, TransactionTrait,
    sqlx::sqlite::SqlitePoolOptions,
};

use crate::{Error, StartingPoint, inspection::inspect, transaction};

mod attachments;
mod calls;
mod channels;
mod files;
mod grants;
mod members;
mod mentions;
mod messages;
mod plan;
mod presence;
mod reactions;
mod records;
mod references;
pub(crate) mod report;
mod source;
mod store;
mod tally;
mod times;

use plan::Plan;
use report::AdoptionReport;
use source::Source;

/// Options of an adoption.
#[derive(Clone, Debug)]
pub struct AdoptOptions {
    /// Report what would happen, without writing.
    pub dry_run: bool,
    /// The folder that the Node server's file paths are relative to.
    pub files_root: PathBuf,
}

pub(crate) async fn adopt(
    db: &DatabaseConnection,
    options: &AdoptOptions,
) -> Result<AdoptionReport, Error> {
    let point = inspect(db).await?;
    if point != StartingPoint::NodeChat {
        return nothing_to_do(db, point, options).await;
    }
    if db.get_database_backend() != DbBackend::Sqlite {
        return Err(Error::AdoptsOnlySqlite);
    }
    if options.dry_run {
        let snapshot = db.begin().await?;
        let plan = Plan::of(Source::read(&snapshot).await?, options, now());
        store::refuse_tables_in_the_way(&snapshot).await?;
        snapshot.rollback().await?;
        return Ok(plan.report);
    }
    let own = own_connection(db).await?;
    let outcome = adopt_now(&own, options).await;
    own.close().await?;
    outcome
}

async fn adopt_now(
    db: &DatabaseConnection,
    options: &AdoptOptions,
) -> Result<AdoptionReport, Error> {
    let transaction = transaction::begin(db).await?;
    // Another process may have adopted it while this one waited for the lock.
    let point = inspect(&transaction).await?;
    if point != StartingPoint::NodeChat {
        transaction.rollback().await?;
        return nothing_to_do(db, point, options).await;
    }
    let plan = Plan::of(Source::read(&transaction).await?, options, now());
    store::refuse_tables_in_the_way(&transaction).await?;
    let report = store::write(&transaction, plan).await?;
    transaction.commit().await?;
    Ok(report)
}

/// A separate connection to the same file. With `legacy_alter_table` on and foreign keys off, renaming a
/// table does not rewrite the definitions of other tables and views. Neither setting can be changed
/// within a transaction, and the caller's connections must not keep them.
async fn own_connection(db: &DatabaseConnection) -> Result<DatabaseConnection, Error> {
    let options = db
        .get_sqlite_connection_pool()
        .connect_options()
        .as_ref()
        .clone()
        .create_if_missing(false)
        .foreign_keys(false)
        .pragma("legacy_alter_table", "ON");
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn nothing_to_do(
    db: &DatabaseConnection,
    point: StartingPoint,
    options: &AdoptOptions,
) -> Result<AdoptionReport, Error> {
    let why = match point {
        StartingPoint::Ours => match store::adopted_at(db).await? {
            Some(at) => format!(
                "the Node server's chat was adopted on {}",
                times::readable(at)
            ),
            None => "this chat was not created by the Node server".to_owned(),
        },
        StartingPoint::Empty => "the database is empty".to_owned(),
        _ => "the database does not hold the Node server's chat".to_owned(),
    };
    Ok(AdoptionReport::nothing_to_do(why, options))
}

/// The current time in milliseconds since 1970 UTC; 0 if the clock is set to before 1970.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}
