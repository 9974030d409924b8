//! `adopt`: imports the Node server's chat.

use anyhow::Context as _;
use clap::Args;
use migration::AdoptOptions;

use super::Failure;
use crate::{config::Config, server};

#[derive(Args)]
pub(super) struct Arguments {
    /// Only show what would happen
    #[arg(long)]
    dry_run: bool,

    /// The folder that the Node server's file paths start from
    // For this command alone it takes the place of the setting of the same name, so it has its type.
    #[arg(long, value_name = "DIR", default_value = ".")]
    files: String,
}

/// Imports the chat, and prints the result for each table.
pub(super) async fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let database = server::open_as_it_is(config).await?;
    let options = AdoptOptions {
        dry_run: arguments.dry_run,
        // Stored with the report, since files may be read later and on another machine.
        files_root: std::path::absolute(&arguments.files).context("--files")?,
    };
    let report = migration::adopt(database.writer(), &options)
        .await
        .map_err(server::Error::from)?;
    println!("{report}");
    Ok(database.close().await?)
}
