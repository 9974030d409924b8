//! One commit, from the batch to its results. It runs in a task of its own, so that the next batch is
//! collected meanwhile and a crash of the store does not interrupt it.

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

/// The interval between attempts to write after a commit with an unknown outcome.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Commits a batch and returns its results.
pub(super) async fn commit(store: ActorRef<StoreMsg>, args: StoreArgs, batch: Vec<Write>) {
    let (entries, waiting): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|write| (write.entry, write.waiting))
        .unzip();
    // Held until the results are returned, so that they are returned in the order of the commits.
    let mut memory = args.handle.memory().await;
    let kept = match end_doubt(&args, &memory).await {
        Ok(()) => keep(&args, &mut memory, &entries).await,
        Err(error) => entries.iter().map(|_| Err(error.clone())).collect(),
    };
    let outcome = outcome(&kept);
    if kept.iter().any(is_unknown) {
        args.handle.begin_doubt();
        tokio::spawn(retry_ending_doubt(args.clone()));
    }
    let returned = AssertUnwindSafe(|| settle(&args, waiting, kept));
    if std::panic::catch_unwind(returned).is_err() {
        tracing::error!(
            "store: returning results panicked; closing all sockets so that clients resume"
        );
        args.directory.close_all(CloseCode::GoingDown);
    }
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
        tracing::error!("store: commit panicked; checking in the database what was committed");
        memory.forget();
        let unknown = || entity::Error::Unknown("the commit panicked".into());
        entries.iter().map(|_| Err(unknown())).collect()
    })
}

/// Ends the doubt of a server to which nobody writes.
async fn retry_ending_doubt(args: StoreArgs) {
    loop {
        let memory = args.handle.memory().await;
        let Err(error) = end_doubt(&args, &memory).await else {
            return;
        };
        drop(memory);
        tracing::warn!(%error, "store: the outcome of a commit is unknown; trying to write again");
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

/// If the outcome of a commit is unknown, checks that it can be read by now, and closes all sockets: it may have
/// committed events of users' own streams and new channels that were never sent. The clients resume and miss
/// nothing.
///
/// Nothing else is committed before, which is why this needs the memory: a socket that received a later event of
/// its user's stream would resume after that one.
///
/// # Errors
/// When the database cannot be written to yet.
async fn end_doubt(args: &StoreArgs, _: &Memory) -> Result<(), entity::Error> {
    if !args.handle.is_in_doubt() {
        return Ok(());
    }
    // The session that writes has the claim, so the one that was lost has ended, and its commit with it.
    args.database.can_write().await?;
    tracing::warn!(
        "store: the outcome of a commit was unknown; closing all sockets so that clients resume"
    );
    args.directory.close_all(CloseCode::GoingDown);
    args.handle.end_doubt();
    Ok(())
}

/// Pushes events of users' own streams, hands out messages with links, and returns the results, grouped by recipient.
fn settle(args: &StoreArgs, waiting: Vec<Waiting>, kept: Vec<Kept>) {
    let mut groups: Vec<(Arc<dyn Settle>, Vec<Settled>)> = Vec::new();
    let mut places: HashMap<*const (), usize> = HashMap::new();
    for (Waiting { number, to }, kept) in waiting.into_iter().zip(kept) {
        if let Ok(committed) = &kept {
            push_user_events(&args.directory, &committed.user_events);
            if let Some(event) = &committed.channel_event {
                args.linked.offer(event);
            }
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

/// Pushes events of users' own streams, in the order of the commits.
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

/// Returns whether the database committed the batch. It commits all or nothing, so one failed change is
/// enough to know.
fn outcome(kept: &[Kept]) -> Outcome {
    let failed = |kept: &Kept| kept.as_ref().is_err_and(entity::Error::is_of_the_database);
    if kept.iter().any(failed) {
        Outcome::Failed
    } else {
        Outcome::Kept
    }
}
