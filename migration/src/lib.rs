//! Brings a database to the schema that this version of orvale-chat needs.
//!
//! It holds the migration steps, the inspection of a database before them, and the adoption of the Node
//! server's chat. It never holds queries of the running server (crate `entity`), and never changes
//! Orvale's own tables.
//!
//! All times are milliseconds since 1970 UTC.

use sea_orm_migration::{MigratorTrait, sea_orm::DatabaseConnection};

mod adoption;
mod derived;
mod dialect;
mod emoji;
mod error;
mod inspection;
mod mentions;
mod node_tables;
mod steps;
mod transaction;

use steps::Migrator;
use transaction::References;

pub use adoption::{
    AdoptOptions,
    report::{AdoptionReport, MissingFile, MissingGrants, Renamed, TableReport},
};
pub use error::Error;
pub use inspection::StartingPoint;

/// Returns what a database holds, without changing it.
///
/// # Errors
/// [`Error::Newer`], [`Error::NotOrvale`], [`Error::TableInTheWay`], [`Error::Locked`], or the
/// database's own failure.
pub async fn inspect(db: &DatabaseConnection) -> Result<StartingPoint, Error> {
    inspection::inspect(db).await
}

/// Applies all pending migration steps in one transaction.
///
/// Orvale's tables are created if they are missing and never altered if they exist. A database that is
/// up to date is not written to, so it may be read-only.
///
/// # Errors
/// [`Error::NeedsAdoption`] when it holds the Node server's chat; [`Error::ReadOnly`] when steps are
/// pending and cannot be written; otherwise those of [`inspect`].
pub async fn migrate(db: &DatabaseConnection) -> Result<(), Error> {
    if !needs_steps(inspect(db).await?, db).await? {
        return Ok(());
    }
    // SQLite changes a table by making it anew, which a reference to it must survive.
    transaction::set_references(db, References::Ignored).await?;
    let migrated = run_steps(db).await;
    transaction::set_references(db, References::Followed).await?;
    migrated
}

/// Applies the next `count` steps only, as an older release does that ends there: for tests of upgrades.
///
/// # Errors
/// The database's own.
#[doc(hidden)]
pub async fn migrate_as_released(db: &DatabaseConnection, count: u32) -> Result<(), Error> {
    transaction::set_references(db, References::Ignored).await?;
    let transaction = transaction::begin(db).await?;
    Migrator::up(&transaction, Some(count)).await?;
    transaction.commit().await?;
    Ok(transaction::set_references(db, References::Followed).await?)
}

async fn run_steps(db: &DatabaseConnection) -> Result<(), Error> {
    let transaction = transaction::begin(db).await?;
    // Another process may have applied them while this one waited for the lock.
    if needs_steps(inspection::inspect(&transaction).await?, &transaction).await? {
        Migrator::up(&transaction, None).await?;
    }
    Ok(transaction.commit().await?)
}

/// Checks that a database is up to date, without changing it.
///
/// # Errors
/// [`Error::NotPrepared`] when migration steps are pending; otherwise those of [`migrate`].
pub async fn require_current(db: &DatabaseConnection) -> Result<(), Error> {
    if needs_steps(inspect(db).await?, db).await? {
        return Err(Error::NotPrepared);
    }
    Ok(())
}

async fn needs_steps<C: sea_orm_migration::sea_orm::ConnectionTrait>(
    point: StartingPoint,
    db: &C,
) -> Result<bool, Error> {
    match point {
        StartingPoint::NodeChat => Err(Error::NeedsAdoption),
        StartingPoint::Ours => inspection::is_behind(db).await,
        StartingPoint::Empty | StartingPoint::Orvale => Ok(true),
    }
}

/// Adopts the Node server's chat in one transaction: copies its rows into our tables, sets aside those
/// that cannot be copied, and renames the old tables. Orvale's own tables are not changed.
///
/// With [`AdoptOptions::dry_run`] the database is only read. When there is nothing to adopt, the report
/// gives the reason ([`AdoptionReport::nothing_to_do`]) and nothing is changed.
///
/// # Errors
/// Those of [`inspect`]; [`Error::ReadOnly`]; [`Error::TableInTheWay`];
/// [`Error::AdoptsOnlySqlite`]; [`Error::Incomplete`] when the rows written differ from those planned.
pub async fn adopt(
    db: &DatabaseConnection,
    options: &AdoptOptions,
) -> Result<AdoptionReport, Error> {
    adoption::adopt(db, options).await
}
