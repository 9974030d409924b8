//! Housekeeping: periodically deletes what has expired.

use std::{sync::Arc, time::Duration};

use actors::clock::now;
use entity::{
    ids::Seq,
    queries::{accounts, idempotency, streams},
};

use crate::{
    app::{App, told_to_stop},
    http::idempotency::MEMORY_MS,
};

const TICK: Duration = Duration::from_secs(10);
/// The number of ticks between two sweeps of the database.
const SWEEP: u32 = 60;
/// How many events of each user's own stream are kept to resume from. Channels' streams are their
/// history and stay.
const OWN_EVENTS_KEPT: Seq = 10_000;

/// Deletes what has expired, until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let mut ticks = tokio::time::interval(TICK);
    for count in 0_u32.. {
        tokio::select! {
            _ = ticks.tick() => {}
            () = told_to_stop(&mut stopping) => return,
        }
        app.identity.prune();
        app.rates.prune();
        app.floods.prune();
        app.turns.prune();
        app.metrics.run_upkeep();
        if count.is_multiple_of(SWEEP) {
            sweep(&app).await;
        }
    }
}

async fn sweep(app: &App) {
    let at = now();
    if let Err(error) = accounts::prune_tokens(app.database(), at).await {
        tracing::warn!(%error, "housekeeping: cannot delete expired tokens");
    }
    if let Err(error) = idempotency::prune(app.database(), at - MEMORY_MS).await {
        tracing::warn!(%error, "housekeeping: cannot delete old answers");
    }
    if let Err(error) = streams::prune_own(app.database(), OWN_EVENTS_KEPT).await {
        tracing::warn!(%error, "housekeeping: cannot delete old events of users");
    }
}
