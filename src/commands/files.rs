//! `files`: looks after the uploaded files.

use std::collections::BTreeSet;

use ::files::{Adopted, Store};
use clap::Subcommand;
use entity::{
    Database,
    queries::files::{self, FileState, StoredFile},
};

use super::{Failure, move_files, print};
use crate::{config::Config, server, uploads::thumbnail_key};

/// The number of rows that are read at once.
const AT_ONCE: u32 = 1_000;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Print files whose bytes are missing and stored bytes of no file, one id or path on a line; the exit
    /// code is 1 if there are any
    Check,
    /// Move all files to another store; a server may be running, and can read them at any moment
    Move(move_files::Arguments),
}

/// Runs a command, beside a server that may be running.
pub(super) async fn run(config: &Config, command: &Command) -> Result<(), Failure> {
    if let Command::Move(arguments) = command {
        return move_files::run(config, arguments).await;
    }
    let database = server::open(config, false).await?;
    migration::require_current(database.reader())
        .await
        .map_err(server::Error::from)?;
    let wrong = check(config, &database).await?;
    database.close().await?;
    for line in &wrong {
        print(&format!("{line}\n"));
    }
    match wrong.len() {
        0 => Ok(()),
        1 => Err(Failure::Failed(
            "one file is missing or belongs to nothing".into(),
        )),
        count => Err(Failure::Failed(format!(
            "{count} files are missing or belong to nothing"
        ))),
    }
}

/// The ids of files whose bytes are missing, and the paths of what belongs to no file.
async fn check(config: &Config, database: &Database) -> Result<Vec<String>, Failure> {
    let failed =
        |error: ::files::Error| Failure::Failed(format!("files: {}: {error}", config.files));
    let store = Store::beside(config.files.clone(), config.work()).map_err(failed)?;
    server::moving_files::look(config, database, &store).await?;
    let adopted = Adopted::below(files::orvale_root(database).await?);
    // Before the rows: whatever is stored has a row already.
    let mut stored: BTreeSet<String> = store.keys().await.map_err(failed)?.into_iter().collect();
    let mut wrong = Vec::new();
    let mut after = String::new();
    loop {
        let page = files::all(database, &after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = last.file.id.to_string();
        for file in &page {
            stored.remove(&file.path);
            stored.remove(&thumbnail_key(&file.path));
            if !is_complete((&store, &adopted), database, file).await? {
                wrong.push(file.file.id.to_string());
            }
        }
    }
    for path in stored {
        // It may have been removed meanwhile, with its row.
        if length(&store, &path).await?.is_some() {
            wrong.push(store.location().of(&path));
        }
    }
    Ok(wrong)
}

/// Returns whether the store has all of a file that can be fetched.
async fn is_complete(
    (store, adopted): (&Store, &Adopted),
    database: &Database,
    file: &StoredFile,
) -> Result<bool, Failure> {
    if file.state != FileState::Ready || file.missing {
        return Ok(true);
    }
    if file.sha256.is_none() {
        return Ok(adopted.size(&file.path).await.is_ok());
    }
    let whole = length(store, &file.path).await? == u64::try_from(file.file.size).ok();
    let small = match &file.thumbnail {
        Some(_) => length(store, &thumbnail_key(&file.path)).await?.is_some(),
        None => true,
    };
    if whole && small {
        return Ok(true);
    }
    let now = files::get(database, &file.file.id).await?;
    Ok(now.is_none_or(|now| now.state != FileState::Ready))
}

/// The length of an object, if there is one. A store that does not answer has not lost it.
async fn length(store: &Store, key: &str) -> Result<Option<u64>, Failure> {
    match store.size(key).await {
        Ok(size) => Ok(Some(size)),
        Err(::files::Error::Missing(_)) => Ok(None),
        Err(error) => Err(Failure::Failed(format!(
            "files: {}: {error}",
            store.location()
        ))),
    }
}
