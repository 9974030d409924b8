//! Adopting the Node server's chat: read everything, decide about every row, write it all at once.
//!
//! `source` reads, the modules named after a table decide and never touch the database, `store`
//! writes. A dry run stops before the writing, so it also works on a read-only database.

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

/// How to adopt.
#[derive(Clone, Debug)]
pub struct AdoptOptions {
    /// Only say what would happen.
    pub dry_run: bool,
    /// The folder to which the paths of the Node server's files are relative.
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
    // Another process may have adopted while this one waited for its turn.
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

/// A connection of our own to the same file: with `legacy_alter_table` on and foreign keys off,
/// renaming a table leaves the text of every other table and view as it is. Neither setting can be
/// changed within a transaction, and the caller's connections must not keep them.
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
            None => "this chat was never the Node server's".to_owned(),
        },
        StartingPoint::Empty => "the database is empty".to_owned(),
        _ => "the Node server's chat is not in this database".to_owned(),
    };
    Ok(AdoptionReport::nothing_to_do(why, options))
}

/// The time now, in milliseconds since 1970 UTC; 0 on a machine whose clock stands before that.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}
