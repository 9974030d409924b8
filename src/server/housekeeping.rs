//! Housekeeping: periodically deletes what has expired.

use std::{sync::Arc, time::Duration};

use actors::clock::now;
use entity::{
    ids::{Millis, Seq},
    ledgers::{
        idempotency::ForgetAnswers, notifications::ForgetNotifications, retention::ForgetEvents,
        tokens::ForgetTokens,
    },
    queries::{
        accounts::{self, Expired},
        idempotency,
        notifications::{self, OldNotifications},
        streams,
    },
};

use crate::{
    app::{App, stop_requested},
    http::idempotency::MEMORY_MS,
};

const TICK: Duration = Duration::from_secs(10);
/// The number of ticks between two sweeps of the database.
const SWEEP: u32 = 60;
/// How many events of each user's own stream are kept to resume from. Channels' streams are their
/// history and stay.
const OWN_EVENTS_KEPT: Seq = 10_000;

/// How many notifications of each user are kept, and for how long.
const NOTIFICATIONS_KEPT: u32 = 1_000;
const NOTIFICATIONS_MS: Millis = 90 * 24 * 60 * 60 * 1000;

/// How many rows one change deletes: others want to write too.
const AT_ONCE: u32 = 500;
/// How many events of one user's stream one change deletes.
const EVENTS_AT_ONCE: Seq = 5_000;

/// Deletes what has expired, until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let mut ticks = tokio::time::interval(TICK);
    for count in 0_u32.. {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop_requested(&mut stopping) => return,
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
    if let Err(error) = forget_tokens(app, at).await {
        tracing::warn!(%error, "housekeeping: cannot delete expired tokens");
    }
    if let Err(error) = forget_answers(app, at - MEMORY_MS).await {
        tracing::warn!(%error, "housekeeping: cannot delete old answers");
    }
    if let Err(error) = forget_events(app).await {
        tracing::warn!(%error, "housekeeping: cannot delete old events of users");
    }
    if let Err(error) = forget_notifications(app, at - NOTIFICATIONS_MS).await {
        tracing::warn!(%error, "housekeeping: cannot delete old notifications");
    }
}

async fn forget_notifications(app: &App, before: Millis) -> Result<(), entity::Error> {
    for old in notifications::excess(app.database(), before, NOTIFICATIONS_KEPT).await? {
        let OldNotifications { user, up_to } = old;
        app.engine.keep(ForgetNotifications { user, up_to }).await?;
    }
    Ok(())
}

async fn forget_tokens(app: &App, now: Millis) -> Result<(), entity::Error> {
    loop {
        let Expired { revoked, known } = accounts::expired(app.database(), now, AT_ONCE).await?;
        if revoked.is_empty() && known.is_empty() {
            return Ok(());
        }
        app.engine.keep(ForgetTokens { revoked, known }).await?;
    }
}

async fn forget_answers(app: &App, before: Millis) -> Result<(), entity::Error> {
    loop {
        let old = idempotency::older_than(app.database(), before, AT_ONCE).await?;
        if old.is_empty() {
            return Ok(());
        }
        app.engine.keep(ForgetAnswers(old)).await?;
    }
}

async fn forget_events(app: &App) -> Result<(), entity::Error> {
    for excess in streams::excess(app.database(), OWN_EVENTS_KEPT).await? {
        let mut up_to = excess.after;
        while up_to < excess.until {
            up_to = excess.until.min(up_to + EVENTS_AT_ONCE);
            let user = excess.user.clone();
            app.engine.keep(ForgetEvents { user, up_to }).await?;
        }
    }
    Ok(())
}
