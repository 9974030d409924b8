//! `reindex`: builds the index of the search anew.

use std::time::{Duration, Instant};

use actors::clock::now;
use entity::{
    commit_alone,
    ledgers::search::{IndexMessages, ResetIndex},
    queries::search::backlog,
};

use super::{Failure, print};
use crate::{config::Config, server};

/// The number of messages that are indexed at once.
const AT_ONCE: u32 = 1_000;
/// How often progress is printed, from the beginning on.
const REPORT: Duration = Duration::from_secs(1);

/// Empties the index and fills it, while a server may be running. Prints its progress.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let database = server::open(config, false).await?;
    migration::require_current(database.reader())
        .await
        .map_err(server::Error::from)?;
    commit_alone(&database, now(), ResetIndex).await?;
    let target = backlog(&database).await?.latest;
    let mut reported: Option<Instant> = None;
    loop {
        let left = backlog(&database).await?;
        if left.state.indexed_to >= target {
            break;
        }
        if reported.is_none_or(|at| at.elapsed() >= REPORT) {
            reported = Some(Instant::now());
            let percent = left.state.indexed_to * 100 / target.max(1);
            print(&format!("{percent} %\n"));
        }
        let started = Instant::now();
        commit_alone(&database, now(), IndexMessages { limit: AT_ONCE }).await?;
        // A running server wants to write, too.
        tokio::time::sleep(started.elapsed() / 2).await;
    }
    print(&format!("indexed all messages up to {target}\n"));
    Ok(database.close().await?)
}
