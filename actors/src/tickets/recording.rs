//! Storing what happened to tickets, so that each team is told of it once, and each person notified once.

use std::collections::{BTreeSet, HashSet};

use entity::{
    ledgers::ticket_events::{PublishComments, RecordTickets},
    queries::tickets::{self, Notice, Noticed, Stored, TeamChannel},
};

use super::notifying;
use crate::commands::Services;

/// The maximum number of tickets of one transaction: chat goes on while thousands are imported.
const MOST: usize = 500;

/// The tickets of which nothing was stored yet.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Those beyond what is stored at a time.
    pub(super) rest: BTreeSet<String>,
    /// Those whose change Orvale's history does not explain yet.
    pub(super) waiting: BTreeSet<String>,
    /// All that were looked at and exist, as they were then.
    pub(super) found: Vec<Stored>,
}

/// Stores what happened to some of these tickets, notifies people of it, and returns the other tickets. What was known `earlier`
/// is not waited for.
pub(super) async fn record(
    services: &Services,
    numbers: &BTreeSet<String>,
    channels: &[TeamChannel],
    earlier: &BTreeSet<String>,
) -> Result<Left, entity::Error> {
    if numbers.is_empty() {
        return Ok(Left::default());
    }
    let teams: HashSet<String> = channels.iter().map(|one| one.team.clone()).collect();
    let some: Vec<&String> = numbers.iter().take(MOST).collect();
    let mut found = tickets::find_all(&services.database, some).await?;
    found.sort_by_key(|ticket| ticket.id);
    let mut changed = tickets::recorded(&services.database, &found, &teams).await?;
    // A change of which the history never says anything is told all the same.
    let mut waiting = changed.unexplained;
    waiting.retain(|number| !earlier.contains(number));
    changed
        .recorded
        .retain(|one| !waiting.contains(&one.number));
    changed.notices.retain(|one| !waiting.contains(&one.number));
    let mut tickets = changed.recorded;
    for (user, notification) in notifying::addressed(services, &changed.notices, &found).await? {
        let about = notification.ticket.as_deref();
        let ticket = tickets.iter_mut().find(|one| about == Some(&one.number));
        if let Some(ticket) = ticket {
            ticket.notices.push((user, notification));
        }
    }
    if !tickets.is_empty() {
        services.store.keep(RecordTickets { tickets }).await?;
    }
    let rest = numbers.iter().skip(MOST).cloned().collect();
    Ok(Left {
        rest,
        waiting,
        found,
    })
}

/// Stores which comments have become public, notifies people of them, and returns the tickets.
pub(super) async fn publish(services: &Services) -> Result<Vec<String>, entity::Error> {
    let database = &services.database;
    let published = tickets::published(database).await?;
    if published.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: BTreeSet<String> = published.iter().map(|one| one.number.clone()).collect();
    let found = tickets::find_all(database, &numbers).await?;
    let events = published.iter().filter_map(|one| {
        let ticket = found.iter().find(|ticket| ticket.number() == one.number)?;
        Some(one.event(ticket))
    });
    let notices: Vec<Notice> = published
        .iter()
        .map(|one| Notice {
            number: one.number.clone(),
            by: one.by.clone(),
            what: Noticed::Comment,
        })
        .collect();
    let change = PublishComments {
        comments: published.iter().map(|one| one.comment_id).collect(),
        events: events.collect(),
        notices: notifying::addressed(services, &notices, &found).await?,
    };
    services.store.keep(change).await?;
    Ok(numbers.into_iter().collect())
}
