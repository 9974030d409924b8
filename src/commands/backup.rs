//! `backup`: writes a consistent copy of the live database.

use std::path::PathBuf;

use clap::Args;
use entity::queries::backup::vacuum_into;

use super::Failure;
use crate::{config::Config, server};

#[derive(Args)]
pub(super) struct Arguments {
    /// The new file; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Copies the database while the server is running.
pub(super) async fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let database = server::open_as_it_is(config).await?;
    vacuum_into(&database, &arguments.file).await?;
    println!("wrote {}", arguments.file.display());
    Ok(database.close().await?)
}
