//! Ends mutes that were set for a time. A change that ends one checks its end again, so another attempt changes
//! nothing.

use std::sync::Arc;

use entity::{ids::Millis, ledgers::preferences::EndMute, queries::channels};
use tokio::task::JoinSet;

use crate::commands::Services;

/// The maximum number of mutes that are ended at a time.
const MOST: u64 = 256;

/// Ends the mutes that were to end by `now`. Those whose end cannot be stored stay due.
pub(super) async fn end_mutes(services: Arc<Services>, now: Millis) {
    let ended = match channels::ended_mutes(&services.database, now, MOST).await {
        Ok(ended) => ended,
        Err(error) => {
            tracing::warn!(%error, "schedule: cannot read which mutes have ended");
            return;
        }
    };
    // Ended together, so that they share a commit.
    let mut ending: JoinSet<()> = ended
        .into_iter()
        .map(|(channel_id, user)| {
            let change = EndMute {
                channel_id,
                user,
                due_by: now,
            };
            end(Arc::clone(&services), change)
        })
        .collect();
    while ending.join_next().await.is_some() {}
}

async fn end(services: Arc<Services>, change: EndMute) {
    if let Err(error) = services.store.keep(change).await {
        tracing::warn!(%error, "schedule: cannot end a mute");
    }
}
