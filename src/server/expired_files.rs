//! Removes the bytes of deleted files, and files that nothing has held for a day.
//!
//! A file's row stays until the store has removed its bytes, so a store that does not answer is asked again.

use std::{sync::Arc, time::Duration};

use actors::clock::now;
use entity::{
    ids::Millis,
    ledgers::files::{ExpireFiles, ForgetFiles},
    queries::files::{self, StoredFile},
};

use crate::{
    app::{App, stop_requested},
    uploads::thumbnail_key,
};

/// How often the server looks for deleted files.
const TICK: Duration = Duration::from_secs(2);
/// How many ticks pass between looking for files that nothing holds.
const SWEEP: u32 = 150;
/// How many ticks pass after a failure of the store.
const PAUSE: u32 = 15;
/// How long a file is kept that nothing holds.
const UNHELD: Millis = 24 * 60 * 60 * 1000;
/// How many files one change deletes.
const AT_ONCE: u32 = 200;

/// Removes files until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let mut ticks = tokio::time::interval(TICK);
    let mut pause = 0;
    for count in 0_u32.. {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop_requested(&mut stopping) => return,
        }
        if count.is_multiple_of(SWEEP)
            && let Err(error) = expire(&app, now() - UNHELD).await
        {
            tracing::warn!(%error, "files: cannot delete files that nothing holds");
        }
        if count.is_multiple_of(SWEEP)
            && let Err(error) = app.uploads.expire(now()).await
        {
            tracing::warn!(%error, "files: cannot give up expired uploads");
        }
        if pause > 0 {
            pause -= 1;
        } else if let Err(error) = remove(&app).await {
            tracing::warn!(
                error,
                "files: cannot remove deleted files; trying again later"
            );
            pause = PAUSE;
        }
    }
}

async fn expire(app: &App, before: Millis) -> Result<(), entity::Error> {
    loop {
        let ids = files::unheld(app.database(), before, AT_ONCE).await?;
        if ids.is_empty() {
            return Ok(());
        }
        app.engine.keep(ExpireFiles { ids, before }).await?;
    }
}

async fn remove(app: &App) -> Result<(), String> {
    loop {
        let found = files::deleted(app.database(), "", AT_ONCE).await;
        let found = found.map_err(|error| error.to_string())?;
        if found.is_empty() {
            return Ok(());
        }
        for file in &found {
            remove_bytes(app, file)
                .await
                .map_err(|error| error.to_string())?;
        }
        let ids = found.into_iter().map(|file| file.file.id).collect();
        let forgotten = app.engine.keep(ForgetFiles(ids)).await;
        forgotten.map_err(|error| error.to_string())?;
    }
}

/// An adopted file's bytes are the Node server's and stay.
async fn remove_bytes(app: &App, file: &StoredFile) -> Result<(), ::files::Error> {
    if file.sha256.is_none() {
        return Ok(());
    }
    if file.thumbnail.is_some() {
        let key = thumbnail_key(&file.path);
        app.uploads.store.remove(&key).await?;
    }
    app.uploads.store.remove(&file.path).await
}
