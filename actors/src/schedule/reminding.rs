//! Sends reminders that are due. A reminder is removed in the transaction that notifies its user, so another
//! attempt to send one changes nothing.

use std::sync::Arc;

use entity::{
    ids::Millis,
    ledgers::reminders::SendReminder,
    queries::reminders::{self, Stored},
};
use tokio::task::JoinSet;

use crate::commands::Services;

/// The maximum number of reminders that are sent at a time.
const MOST: u64 = 256;

/// Sends the reminders that are due at `now`. Those that cannot be stored stay due.
pub(super) async fn remind(services: Arc<Services>, now: Millis) {
    let due = match reminders::due(&services.database, now, MOST).await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "schedule: cannot read which reminders are due");
            return;
        }
    };
    // Sent together, so that they share a commit.
    let mut sending: JoinSet<()> = due
        .into_iter()
        .map(|due| send(Arc::clone(&services), due))
        .collect();
    while sending.join_next().await.is_some() {}
}

async fn send(services: Arc<Services>, due: Stored) {
    let change = SendReminder {
        message: due.message,
        user: due.user,
        due_at: due.due_at,
    };
    if let Err(error) = services.store.keep(change).await {
        tracing::warn!(%error, "schedule: cannot send a reminder");
    }
}
