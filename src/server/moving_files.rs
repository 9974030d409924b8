//! Files that are moved from one store to another while the server runs.
//!
//! `orvale-chat files move` announces where it moves files to. The server then looks for them in both stores and puts new ones
//! into the new store, and says so; only then is anything moved. What is known of a move outlives it until the server
//! is started with the new store.

use std::{sync::Arc, time::Duration};

use actors::clock::now;
use entity::{
    Database, commit_alone,
    ledgers::file_moves::SetFileMove,
    queries::file_moves::{self, FileMove, MoveState},
};
use files::{Location, Store};

use super::Error;
use crate::{
    app::{App, stop_requested},
    config::{self, Config},
};

/// How often the server looks for an announcement.
const TICK: Duration = Duration::from_secs(1);

/// The places between which files are moved.
pub(crate) fn places(found: &FileMove) -> Result<(Location, Location), files::NoLocation> {
    Ok((found.source.parse()?, found.target.parse()?))
}

/// Has a store look for files where a move may have left them, at the start or beside a server.
///
/// # Errors
/// When a store cannot be opened; any database error.
pub(crate) async fn look(config: &Config, database: &Database, store: &Store) -> Result<(), Error> {
    let failed = |error: String| config::Error(format!("files: {error}"));
    let Some(found) = file_moves::get(database).await? else {
        return Ok(());
    };
    let (source, target) = places(&found).map_err(|error| failed(error.to_string()))?;
    let own = config.files.clone().absolute();
    let own = own.map_err(|error| failed(error.to_string()))?;
    let is_over =
        found.state == MoveState::Refused || (found.state == MoveState::Done && own == target);
    if is_over {
        return Ok(());
    }
    if own != source && own != target {
        tracing::warn!(from = %source, to = %target, "files: ignoring a move between other stores");
        return Ok(());
    }
    if found.state == MoveState::Done {
        tracing::warn!(store = %target, "files: all were moved; start with --files and this store");
    }
    let looked = store.look_in(source, target);
    Ok(looked.map_err(|error| failed(error.to_string()))?)
}

/// Forgets a move that is over, because the server is started with the new store.
///
/// # Errors
/// Any database error.
pub(super) async fn forget(config: &Config, database: &Database) -> Result<(), Error> {
    let found = file_moves::get(database).await?;
    let own = config.files.clone().absolute().ok();
    let is_over = found.is_some_and(|found| {
        found.state == MoveState::Done && places(&found).ok().map(|(_, target)| target) == own
    });
    if is_over {
        commit_alone(database, now(), SetFileMove(None)).await?;
    }
    Ok(())
}

/// Answers announcements until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let mut ticks = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop_requested(&mut stopping) => return,
        }
        match file_moves::get(app.database()).await {
            Ok(Some(found)) if found.state == MoveState::Announced => accept(&app, found).await,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "files: cannot look for a move"),
        }
    }
}

async fn accept(app: &App, found: FileMove) {
    let own = app.config.files.clone().absolute().ok();
    let begun = match places(&found) {
        Ok((source, target))
            if own
                .as_ref()
                .is_some_and(|own| *own == source || *own == target) =>
        {
            app.uploads.store.begin_move(source, target).await
        }
        Ok(_) => {
            let own = &app.config.files;
            Err(files::Error::Failed(format!(
                "the server keeps its files in {own}"
            )))
        }
        Err(error) => Err(files::Error::Failed(error.to_string())),
    };
    let (state, problem) = match begun {
        Ok(()) => (MoveState::Moving, None),
        Err(error) => (MoveState::Refused, Some(error.to_string())),
    };
    tracing::info!(
        target_store = found.target,
        ?state,
        problem,
        "files: a move was announced"
    );
    let answer = FileMove {
        state,
        problem,
        ..found
    };
    if let Err(error) = app.engine.keep(SetFileMove(Some(answer))).await {
        tracing::warn!(%error, "files: cannot answer an announced move"
        );
    }
}
