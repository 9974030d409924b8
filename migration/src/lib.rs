//! Brings a database to the schema that this version of orvale-chat needs.
//!
//! Here live the steps that make the schema, the look at what a database holds beforehand, and the
//! adoption of the Node server's chat. Never here: queries of the running server (crate `entity`),
//! and any change to Orvale's own tables.
//!
//! All times are milliseconds since 1970 UTC.

use sea_orm_migration::{MigratorTrait, sea_orm::DatabaseConnection};

mod adoption;
mod dialect;
mod error;
mod inspection;
mod node_tables;
mod steps;
mod transaction;

use steps::Migrator;

pub use adoption::{
    AdoptOptions,
    report::{AdoptionReport, MissingFile, MissingGrants, Renamed, TableReport},
};
pub use error::Error;
pub use inspection::StartingPoint;

/// Says what a database holds, changing nothing.
///
/// # Errors
/// [`Error::Newer`], [`Error::NotOrvale`], [`Error::TableInTheWay`], [`Error::Locked`], or the
/// database's own failure.
pub async fn inspect(db: &DatabaseConnection) -> Result<StartingPoint, Error> {
    inspection::inspect(db).await
}

/// Brings a database up to date, all of it or nothing, in one transaction.
///
/// Orvale's tables are created where they are absent and never touched where they are present.
/// A database that is up to date is not written to, so it may be read-only.
///
/// # Errors
/// [`Error::NeedsAdoption`] when the Node server's chat is in it; otherwise those of [`inspect`],
/// and [`Error::ReadOnly`] when there is something to write and it cannot be written.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), Error> {
    if !needs_steps(inspect(db).await?, db).await? {
        return Ok(());
    }
    let transaction = transaction::begin(db).await?;
    // Another process may have been first while this one waited for its turn.
    if needs_steps(inspection::inspect(&transaction).await?, &transaction).await? {
        Migrator::up(&transaction, None).await?;
    }
    Ok(transaction.commit().await?)
}

/// Makes sure that a database is up to date, changing nothing.
///
/// # Errors
/// [`Error::NotPrepared`] when [`migrate`] has something to do; otherwise those of [`migrate`].
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

/// Adopts the Node server's chat: carries its rows over into our tables, sets aside what cannot
/// be, and renames the old tables, all in one transaction; Orvale's own tables stay as they are.
///
/// With [`AdoptOptions::dry_run`] the database is only read. Where there is nothing to adopt, the
/// report says so ([`AdoptionReport::nothing_to_do`]) and nothing is changed.
///
/// # Errors
/// Those of [`inspect`]; [`Error::ReadOnly`]; [`Error::TableInTheWay`];
/// [`Error::AdoptsOnlySqlite`]; [`Error::Incomplete`] when what was written is not what was read.
pub async fn adopt(
    db: &DatabaseConnection,
    options: &AdoptOptions,
) -> Result<AdoptionReport, Error> {
    adoption::adopt(db, options).await
}
