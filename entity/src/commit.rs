//! The commit: a batch of changes in one transaction.
//!
//! A batch reads the rows that it needs in a few statements, is applied in memory in order, and writes its
//! rows in a few statements: this is the engine's hot path. [`crate::ledgers`] has the statements.
//! Permissions are checked before, and the actors announce the results.

use std::{any::Any, panic::AssertUnwindSafe};

use futures_util::FutureExt as _;
use sea_orm::DbErr;

use crate::{
    Database,
    change::Committed,
    error::Error,
    ids::Millis,
    ledgers::{Change, Entry, Ledgers, Memory},
};

/// How often a batch is tried if other writers interfere.
const ATTEMPTS: usize = 3;

/// Commits `batch` in one transaction, in order. Returns one result for each change, in the same order,
/// after the commit.
///
/// A refused change gets its own error and does not affect the others: [`Error::NotFound`],
/// [`Error::Conflict`] for a client id that was used for another message, [`Error::Invalid`]. If the database
/// fails, every change gets [`Error::Busy`] and nothing is committed. If the connection is lost during the
/// `COMMIT`, every change gets [`Error::Unknown`]: all of them were committed, or none. If a batch fails for
/// another reason, each change is tried in a transaction of its own.
pub async fn commit(
    db: &Database,
    memory: &mut Memory,
    batch: &[Entry],
) -> Vec<Result<Committed, Error>> {
    match keep(db, memory, batch).await {
        Ok(results) => results,
        Err(error) if error.is_retryable() || batch.len() == 1 => {
            batch.iter().map(|_| Err(error.clone())).collect()
        }
        Err(error) => {
            tracing::warn!(%error, changes = batch.len(), "store: commit failed; retrying changes one by one");
            one_by_one(db, memory, batch).await
        }
    }
}

async fn one_by_one(
    db: &Database,
    memory: &mut Memory,
    batch: &[Entry],
) -> Vec<Result<Committed, Error>> {
    let mut results = Vec::with_capacity(batch.len());
    let mut is_in_doubt = false;
    for entry in batch {
        // Nobody may hear of a later change before an unknown outcome is settled.
        if is_in_doubt {
            results.push(Err(Error::Busy(
                "the outcome of a commit is unknown".into(),
            )));
            continue;
        }
        match keep(db, memory, std::slice::from_ref(entry)).await {
            Ok(single) => results.extend(single),
            Err(error) => {
                is_in_doubt = error.is_unknown();
                results.push(Err(error));
            }
        }
    }
    results
}

/// Commits one change made at `at`, for commands that run without a server or next to one.
///
/// # Errors
/// As each result of [`commit`].
pub async fn commit_alone(
    db: &Database,
    at: Millis,
    change: impl Change,
) -> Result<Committed, Error> {
    let mut memory = Memory::default();
    let mut results = commit(db, &mut memory, &[Entry::new(at, change)]).await;
    results.pop().unwrap_or(Err(Error::NotFound))
}

/// Retries while other writers interfere.
async fn keep(
    db: &Database,
    memory: &mut Memory,
    batch: &[Entry],
) -> Result<Vec<Result<Committed, Error>>, Error> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let mut attempt = 1;
    loop {
        match keep_once(db, memory, batch).await {
            Ok(results) => return Ok(results),
            Err(error) => {
                if error.is_unknown() {
                    memory.forget();
                } else {
                    memory.rolled_back();
                }
                if !error.is_contention() || attempt == ATTEMPTS {
                    return Err(error.after_retries());
                }
                attempt += 1;
            }
        }
    }
}

async fn keep_once(
    db: &Database,
    memory: &mut Memory,
    batch: &[Entry],
) -> Result<Vec<Result<Committed, Error>>, Error> {
    memory.now = batch.iter().map(|entry| entry.at).max().unwrap_or_default();
    let transaction = db.begin().await?;
    let applied = AssertUnwindSafe(apply(&transaction, memory, batch));
    match applied.catch_unwind().await.unwrap_or_else(panicked) {
        Ok((ledgers, results)) => {
            transaction.commit().await.map_err(Error::of_commit)?;
            ledgers.remember(memory);
            Ok(results)
        }
        Err(error) => {
            // A rollback that fails closes the connection, which also ends the transaction, so report the
            // original error.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

/// The result of a batch in which a change panicked. Nothing of it is committed.
fn panicked<T>(_: Box<dyn Any + Send>) -> Result<T, Error> {
    Err(Error::Database(DbErr::Custom("a change panicked".into())))
}

async fn apply(
    transaction: &sea_orm::DatabaseTransaction,
    memory: &mut Memory,
    batch: &[Entry],
) -> Result<(Ledgers, Vec<Result<Committed, Error>>), Error> {
    let mut ledgers = Ledgers::default();
    for entry in batch {
        entry.change.needs(&mut ledgers);
    }
    memory.begin(transaction).await?;
    ledgers.load(transaction, memory).await?;
    let mut results = Vec::with_capacity(batch.len());
    for (index, entry) in batch.iter().enumerate() {
        ledgers.change = index;
        let mut result = entry.change.apply(entry.at, &mut ledgers);
        if let Ok(committed) = &mut result
            && let Some(event) = &mut committed.channel_event
        {
            event.about = ledgers.messages.position_of(event);
        }
        results.push(result);
    }
    ledgers.write(transaction).await?;
    ledgers.complete(transaction, &mut results).await?;
    Ok((ledgers, results))
}
