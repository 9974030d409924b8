//! The commit: a batch of changes in one transaction.
//!
//! A batch is read for what it touches in a few statements, applied in memory in its order, and
//! written in a few statements; this is the engine's hot path, and each statement has a price. What
//! those statements are is said in [`crate::ledgers`]. Whether someone *may* was decided before;
//! telling others is the actors' work.

use crate::{
    Database,
    change::Committed,
    error::Error,
    ids::Millis,
    ledgers::{Change, Entry, Ledgers, Memory},
};

/// How often a batch is tried while other writers get in its way.
const ATTEMPTS: usize = 3;

/// Keeps `batch`, all in one transaction, in its order. The results have the same length and order;
/// once they are returned, what they say is kept has survived.
///
/// A change that cannot be kept gets its own error and does not disturb its neighbours:
/// [`Error::NotFound`], [`Error::Conflict`] for a client id that was used for another message,
/// [`Error::Invalid`]. Where the database cannot at all, every change gets [`Error::Busy`], and
/// nothing is kept. Where the connection is lost during the `COMMIT`, every change gets
/// [`Error::Unknown`]: all of them are kept, or none. Only when a batch fails for another reason is
/// each change tried again in a transaction of its own.
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
            tracing::warn!(%error, changes = batch.len(), "commit failed; retrying one by one");
            let mut results = Vec::with_capacity(batch.len());
            for entry in batch {
                match keep(db, memory, std::slice::from_ref(entry)).await {
                    Ok(single) => results.extend(single),
                    Err(error) => results.push(Err(error)),
                }
            }
            results
        }
    }
}

/// Keeps one change made at `at`, where no server writes to the database or beside one that does.
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

/// Tries until no other writer is in the way.
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
                memory.forget();
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
    match apply(&transaction, memory, batch).await {
        Ok((ledgers, results)) => {
            transaction.commit().await.map_err(Error::of_commit)?;
            ledgers.remember(memory);
            Ok(results)
        }
        Err(error) => {
            // The failure at hand says more than a failure to roll back, which closes the
            // connection and so comes to the same.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
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
    ledgers.load(transaction, memory).await?;
    let mut results = Vec::with_capacity(batch.len());
    for (index, entry) in batch.iter().enumerate() {
        ledgers.change = index;
        results.push(entry.change.apply(entry.at, &mut ledgers));
    }
    ledgers.write(transaction).await?;
    ledgers.complete(transaction, &mut results).await?;
    Ok((ledgers, results))
}
