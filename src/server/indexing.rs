//! Keeps the index of the search up to date, in the background.
//!
//! A message is found as soon as it is sent; this moves many of them into the index at a time, which makes searches
//! fast. A database from an earlier version gets its index in the same way, while the server works.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use entity::{ledgers::search::IndexMessages, queries::search::backlog, search::VERSION};

use crate::app::{App, stop_requested};

/// How often the server looks for messages to index.
const TICK: Duration = Duration::from_secs(1);
/// The number of messages that are indexed at once.
const AT_ONCE: u32 = 1_000;
/// The number of changed messages that are worth indexing anew.
const STALE: i64 = 500;
/// Fewer messages than that are indexed after this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a long build is reported.
const REPORT: Duration = Duration::from_secs(10);

/// Indexes messages until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let mut ticks = tokio::time::interval(TICK);
    let mut last = Instant::now();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop_requested(&mut stopping) => return,
        }
        let patient = last.elapsed() < PATIENCE;
        let work = async {
            match index(&app, patient).await {
                Ok(true) => last = Instant::now(),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "search: cannot index messages"),
            }
        };
        tokio::select! {
            () = work => {}
            () = stop_requested(&mut stopping) => return,
        }
    }
}

/// Indexes what there is; returns whether it did. `patient` leaves a few messages for later.
async fn index(app: &App, patient: bool) -> Result<bool, entity::Error> {
    let mut worked = false;
    let mut reported = Instant::now();
    loop {
        let left = backlog(app.database()).await?;
        let new = left.latest - left.state.indexed_to;
        let due = new >= i64::from(AT_ONCE) || left.stale >= STALE || left.state.version != VERSION;
        let any = new > 0 || left.stale > 0;
        if !due && (patient || worked || !any) {
            return Ok(worked);
        }
        if reported.elapsed() > REPORT {
            reported = Instant::now();
            tracing::info!(left = new, "search: building the index");
        }
        let started = Instant::now();
        app.engine.keep(IndexMessages { limit: AT_ONCE }).await?;
        worked = true;
        // Others want to write, too.
        tokio::time::sleep(started.elapsed()).await;
    }
}
