//! `files move`: moves all files to another store, while a server may be running.
//!
//! A server is told first, and answers once it looks for files in both stores and puts new ones into the new store. Each file
//! is then copied, checked and removed, so that it can be read at any moment. A move that was interrupted is continued
//! by the same command.

use std::{collections::HashMap, time::Duration};

use ::files::{Location, Mover};
use actors::clock::now;
use clap::Args;
use entity::{
    Database, commit_alone,
    ids::FileId,
    ledgers::file_moves::SetFileMove,
    queries::{
        file_moves::{self, FileMove, MoveState},
        files::{self, FileState},
    },
};
use tokio::time::{sleep, timeout};

use super::Failure;
use crate::{
    config::Config,
    server::{self, moving_files::places},
    uploads::thumbnail_key,
};

/// How long a server may take to answer: it waits for uploads that are being stored.
const ANSWER: Duration = Duration::from_secs(120);
/// The number of rows that are read at once.
const AT_ONCE: u32 = 1_000;

#[derive(Args)]
pub(super) struct Arguments {
    /// The new store: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Moves the files.
pub(super) async fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let target: Result<Location, _> = arguments.to.parse();
    let target = target.map_err(|error| Failure::Misuse(format!("--to: {error}")))?;
    let target = target.absolute().map_err(failed)?;
    let database = open(config).await?;
    let source = source(config, &database, &target).await?;
    database.close().await?;
    if source == target {
        return Err(Failure::Failed(format!(
            "the files are in {target} already"
        )));
    }
    let mover = Mover::between(source.clone(), target.clone()).await;
    let mover = mover.map_err(failed)?;
    let plan = |state| FileMove {
        source: source.to_string(),
        target: target.to_string(),
        state,
        problem: None,
    };
    announce(config, plan).await?;
    let database = open(config).await?;
    let moved = move_all(&mover, &database).await?;
    let done = SetFileMove(Some(plan(MoveState::Done)));
    commit_alone(&database, now(), done).await?;
    database.close().await?;
    println!(
        "moved {moved} objects to {target}; from now on start the server with --files {target}"
    );
    Ok(())
}

/// Opens the database beside a server that may be running.
async fn open(config: &Config) -> Result<Database, Failure> {
    let database = server::open(config, false).await?;
    migration::require_current(database.reader())
        .await
        .map_err(server::Error::from)?;
    Ok(database)
}

/// Says that files will be moved, and waits until a server that is running looks for them in both stores.
async fn announce(config: &Config, plan: impl Fn(MoveState) -> FileMove) -> Result<(), Failure> {
    match Database::serve(&config.database, false).await {
        // No server is running, and none starts before it can read this.
        Ok((database, claim)) => {
            let set = SetFileMove(Some(plan(MoveState::Moving)));
            commit_alone(&database, now(), set).await?;
            database.close().await?;
            drop(claim);
            return Ok(());
        }
        Err(entity::Error::Conflict(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let database = open(config).await?;
    let set = SetFileMove(Some(plan(MoveState::Announced)));
    commit_alone(&database, now(), set).await?;
    accepted(&database).await?;
    Ok(database.close().await?)
}

/// From where files are to be moved.
async fn source(
    config: &Config,
    database: &Database,
    target: &Location,
) -> Result<Location, Failure> {
    let Some(found) = file_moves::get(database).await? else {
        return config.files.clone().absolute().map_err(failed);
    };
    let (from, to) = places(&found).map_err(failed)?;
    match found.state {
        MoveState::Refused => config.files.clone().absolute().map_err(failed),
        // The same once more, or what an interruption left.
        _ if to == *target => Ok(from),
        MoveState::Done => Ok(to),
        MoveState::Announced | MoveState::Moving if from == *target => Ok(to),
        MoveState::Announced | MoveState::Moving => Err(Failure::Failed(format!(
            "files: a move to {to} is not finished; finish it first"
        ))),
    }
}

/// Waits until the server looks for files in both stores.
async fn accepted(database: &Database) -> Result<(), Failure> {
    let answered = timeout(ANSWER, async {
        loop {
            let found = file_moves::get(database).await?;
            match found {
                Some(found) if found.state == MoveState::Announced => {
                    sleep(Duration::from_millis(100)).await;
                }
                found => return Ok::<_, entity::Error>(found),
            }
        }
    });
    let answered = answered.await.map_err(|_| {
        Failure::Failed("files: the server does not answer; nothing was moved".into())
    })?;
    match answered? {
        Some(found) if found.state == MoveState::Moving => Ok(()),
        found => {
            let reason = found.and_then(|found| found.problem).unwrap_or_default();
            Err(Failure::Failed(format!(
                "files: the server cannot use the new store: {reason}"
            )))
        }
    }
}

/// What is known of an object.
struct Known {
    file: FileId,
    sha256: Option<String>,
}

/// Moves every object, and returns how many there were.
async fn move_all(mover: &Mover, database: &Database) -> Result<usize, Failure> {
    let mut known = known(database).await?;
    let mut moved = 0;
    for key in mover.keys().await.map_err(failed)? {
        let object = match known.remove(&key) {
            Some(object) => Some(object),
            // It may have been added since.
            None => owner(database, &key).await?,
        };
        // What belongs to no file stays where it is: `files check` prints it.
        let Some(object) = object else { continue };
        let copied = mover.copy(&key, object.sha256.as_deref()).await;
        let copied = copied.map_err(|error| Failure::Failed(format!("files: {key}: {error}")))?;
        let found = files::get(database, &object.file).await?;
        if found.is_none_or(|found| found.state == FileState::Deleted) {
            // The server removes, or has removed, what it knew of.
            mover.remove_target(&key).await.map_err(failed)?;
        }
        // Orvale's tables name the path.
        if copied && !files::is_of_ticket(database, &object.file).await? {
            mover.remove_source(&key).await.map_err(failed)?;
            moved += 1;
        }
    }
    Ok(moved)
}

/// The objects of all files.
async fn known(database: &Database) -> Result<HashMap<String, Known>, Failure> {
    let (mut known, mut after) = (HashMap::new(), String::new());
    loop {
        let page = files::all(database, &after, AT_ONCE).await?;
        let Some(last) = page.last() else {
            return Ok(known);
        };
        after = last.file.id.to_string();
        for file in page.into_iter().filter(|file| file.sha256.is_some()) {
            let small = Known {
                file: file.file.id.clone(),
                sha256: None,
            };
            known.insert(thumbnail_key(&file.path), small);
            let whole = Known {
                file: file.file.id,
                sha256: file.sha256,
            };
            known.insert(file.path, whole);
        }
    }
}

/// The file of an object, whose name its key ends with.
async fn owner(database: &Database, key: &str) -> Result<Option<Known>, Failure> {
    let name = key.rsplit('/').next().unwrap_or_default();
    let id = FileId(name.split('.').next().unwrap_or_default().to_owned());
    let found = files::get(database, &id).await?;
    Ok(found.map(|_| Known {
        file: id,
        sha256: None,
    }))
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Failed(format!("files: {error}"))
}
