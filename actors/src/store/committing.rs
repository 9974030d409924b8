//! One commit, from the batch to its results. It runs beside the store, so that the next batch can
//! gather meanwhile, and ends whatever happens to the store.

use std::{
    collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration, time::Instant,
};

use entity::{
    Memory,
    event::{Payload, UserEvent},
    ledgers::{Entry, members::ChannelLeft},
};
use futures_util::FutureExt;
use ractor::ActorRef;

use super::{Kept, Settle, Settled, StoreArgs, StoreMsg, Waiting, Write, writing::Outcome};
use crate::{
    delivery::directory::{Directory, MembershipChange},
    protocol::{CloseCode, durable},
};

/// How often it is tried whether the database can be written again after a commit whose outcome is
/// unknown.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Commits a batch and returns its results.
pub(super) async fn commit(store: ActorRef<StoreMsg>, args: StoreArgs, batch: Vec<Write>) {
    let (entries, waiting): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|write| (write.entry, write.waiting))
        .unzip();
    // Held until the results are returned: they are returned in the order of the commits.
    let mut memory = args.handle.memory().await;
    let kept = keep(&args, &mut memory, &entries).await;
    let outcome = outcome(&kept);
    if kept.iter().any(is_unknown) && args.handle.begin_doubt() {
        tokio::spawn(end_doubt(args.clone()));
    }
    settle(&args.directory, waiting, kept);
    drop(memory);
    drop(store.cast(StoreMsg::Committed(outcome)));
}

async fn keep(args: &StoreArgs, memory: &mut Memory, entries: &[Entry]) -> Vec<Kept> {
    let started = Instant::now();
    let result = AssertUnwindSafe(entity::commit(&args.database, memory, entries))
        .catch_unwind()
        .await;
    metrics::histogram!("orvale_chat_commit_seconds").record(started.elapsed());
    result.unwrap_or_else(|_| {
        tracing::error!("store: commit panicked; reading from the database what was kept");
        *memory = Memory::default();
        let unknown = || entity::Error::Unknown("the commit panicked".into());
        entries.iter().map(|_| Err(unknown())).collect()
    })
}

/// Waits until it can be known what a commit with an unknown outcome has kept, and closes all sockets:
/// events of users' own streams and new channels may have been committed that nobody was sent. Their
/// clients resume and miss nothing.
async fn end_doubt(args: StoreArgs) {
    while let Err(error) = args.database.can_write().await {
        tracing::warn!(%error, "store: the outcome of a commit is unknown; trying to write again");
        tokio::time::sleep(TRY_AGAIN).await;
    }
    args.handle.end_doubt();
    tracing::warn!("store: the outcome of a commit was unknown; closing all sockets to resume");
    args.directory.close_all(CloseCode::GoingDown);
}

/// Pushes events of users' own streams and hands the results over, all for one recipient together.
fn settle(directory: &Directory, waiting: Vec<Waiting>, kept: Vec<Kept>) {
    let mut groups: Vec<(Arc<dyn Settle>, Vec<Settled>)> = Vec::new();
    let mut places: HashMap<*const (), usize> = HashMap::new();
    for (Waiting { number, to }, kept) in waiting.into_iter().zip(kept) {
        if let Ok(committed) = &kept {
            push_user_events(directory, &committed.user_events);
        }
        let place = *places.entry(Arc::as_ptr(&to).cast()).or_insert_with(|| {
            groups.push((to, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(Settled { number, kept });
    }
    drop(places);
    for (to, settled) in groups {
        to.settle(settled);
    }
}

/// Pushes events of users' own streams: here, because here is their order.
fn push_user_events(directory: &Directory, events: &[UserEvent]) {
    for event in events {
        if let Some(frame) = durable::user_event(event) {
            let membership = membership(event);
            directory.push_user_event(&event.user, event.seq, &frame, membership);
        }
    }
}

fn membership(event: &UserEvent) -> Option<MembershipChange> {
    if let Payload::Joined(view) = &event.payload {
        return Some(MembershipChange::Joined(view.channel.id));
    }
    let fact = event.fact::<ChannelLeft>()?;
    Some(MembershipChange::Left(fact.channel_id))
}

fn is_unknown(kept: &Kept) -> bool {
    kept.as_ref().is_err_and(entity::Error::is_unknown)
}

/// Whether the database took the batch. It takes all of it or nothing, so one change that it could
/// not keep speaks for all.
fn outcome(kept: &[Kept]) -> Outcome {
    let failed = |kept: &Kept| kept.as_ref().is_err_and(entity::Error::is_of_the_database);
    if kept.iter().any(failed) {
        Outcome::Failed
    } else {
        Outcome::Kept
    }
}
