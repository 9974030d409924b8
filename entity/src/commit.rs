//! Keeping what happens in conversations: a batch of changes in one transaction.
//!
//! A batch is read for what it touches in a few statements, applied in memory in its order, and
//! written in a few statements; this is the engine's hot path, and each statement has a price.
//! Here positions and ids are given out, repeats are recognised, and facts are made. Whether
//! someone *may* was decided before; telling others is the actors'.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::{
    Database,
    change::{Change, Committed, What},
    error::Error,
    ids::{ChannelId, MessageId, Seq, UserId},
    model::Message,
    queries::{channels, counts, rows, sql::Sql},
    tables::messages,
};

mod conversation;
mod load;
mod messaging;
mod state;
mod write;

use state::State;

/// How often a batch is tried while others, or its own repeats, get in its way.
const ATTEMPTS: usize = 3;

/// The next ids and the positions of streams, as the last commit left them. Belongs to whoever
/// commits; begin with the default and give the same one to every [`commit`]. What it does not
/// know is read from the database, and it forgets everything after a failure.
#[derive(Debug, Default)]
pub struct Sequences {
    last_message: Option<MessageId>,
    channels: HashMap<ChannelId, Seq>,
    users: HashMap<UserId, Seq>,
}

impl Sequences {
    fn forget(&mut self) {
        *self = Self::default();
    }
}

/// What was sent before: the first message of a user under a client id.
type Repeats = HashMap<(UserId, String), Message>;

/// Keeps `changes`, all in one transaction, in their order. The answers have the same length and
/// order; once they are returned, what they say is kept has survived.
///
/// A change that cannot be kept gets its own error and does not disturb its neighbours:
/// [`Error::NotFound`], [`Error::Conflict`] for a client id that was used for another message,
/// [`Error::Invalid`]. Where the database cannot at all, every change gets [`Error::Busy`], and
/// nothing is kept. Only when a batch fails for a reason that is neither is each change tried
/// again in a transaction of its own.
pub async fn commit(
    db: &Database,
    sequences: &mut Sequences,
    changes: &[Change],
) -> Vec<Result<Committed, Error>> {
    match keep(db, sequences, changes).await {
        Ok(results) => results,
        Err(error) if error.is_retryable() || changes.len() == 1 => {
            changes.iter().map(|_| Err(error.clone())).collect()
        }
        Err(error) => {
            tracing::warn!(%error, changes = changes.len(), "a batch failed; keeping one by one");
            let mut results = Vec::with_capacity(changes.len());
            for change in changes {
                match keep(db, sequences, std::slice::from_ref(change)).await {
                    Ok(single) => results.extend(single),
                    Err(error) => results.push(Err(error)),
                }
            }
            results
        }
    }
}

/// Tries until no repeat and no other writer is in the way.
async fn keep(
    db: &Database,
    sequences: &mut Sequences,
    changes: &[Change],
) -> Result<Vec<Result<Committed, Error>>, Error> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let mut repeats = Repeats::new();
    let mut attempt = 1;
    loop {
        match keep_once(db, sequences, changes, &repeats).await {
            Ok(results) => return Ok(results),
            Err(error) => {
                sequences.forget();
                let repeatable = error.is_unique_violation() || error.is_contention();
                if !repeatable || attempt == ATTEMPTS {
                    return Err(error);
                }
                // Either a message was sent before, or another transaction got in the way.
                repeats = load_repeats(db.writer(), changes).await?;
                attempt += 1;
            }
        }
    }
}

async fn keep_once(
    db: &Database,
    sequences: &mut Sequences,
    changes: &[Change],
    repeats: &Repeats,
) -> Result<Vec<Result<Committed, Error>>, Error> {
    let transaction = db.begin().await?;
    match apply(&transaction, sequences, changes, repeats).await {
        Ok((state, results)) => {
            transaction.commit().await?;
            state.remember(sequences);
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

async fn apply<'a>(
    transaction: &DatabaseTransaction,
    sequences: &Sequences,
    changes: &'a [Change],
    repeats: &'a Repeats,
) -> Result<(State<'a>, Vec<Result<Committed, Error>>), Error> {
    let mut state = load::load(transaction, sequences, changes, repeats).await?;
    let mut results = Vec::with_capacity(changes.len());
    for change in changes {
        let result = state.apply(change, &results);
        results.push(result);
    }
    write::write(transaction, &mut state).await?;
    add_counts(transaction, &state, &mut results).await?;
    add_views(transaction, &state, &mut results).await?;
    Ok((state, results))
}

/// Says what each reader has left, as of the position the channel had at their turn.
async fn add_counts(
    db: &impl ConnectionTrait,
    state: &State<'_>,
    results: &mut [Result<Committed, Error>],
) -> Result<(), Error> {
    if state.readers.is_empty() {
        return Ok(());
    }
    let readers: Vec<_> = state
        .readers
        .iter()
        .map(|(_, reader)| reader.clone())
        .collect();
    let counted = counts::of_readers(db, &readers).await?;
    for ((index, _), read) in state.readers.iter().zip(counted) {
        if let Some(Ok(committed)) = results.get_mut(*index) {
            for event in &mut committed.user_events {
                event.fact.set_counts(&read);
            }
            committed.read = Some(read);
        }
    }
    Ok(())
}

/// Shows the channels that were created or found to whoever created them.
async fn add_views(
    db: &impl ConnectionTrait,
    state: &State<'_>,
    results: &mut [Result<Committed, Error>],
) -> Result<(), Error> {
    for (index, channel_id, user) in &state.views {
        if let Some(Ok(committed)) = results.get_mut(*index) {
            committed.channel = channels::view_on(db, *channel_id, user).await?;
        }
    }
    Ok(())
}

/// The messages that are kept already under the client ids of `changes`.
async fn load_repeats(db: &impl ConnectionTrait, changes: &[Change]) -> Result<Repeats, Error> {
    let sent = changes.iter().filter_map(|change| match &change.what {
        What::PostMessage(new) => Some((new.user.as_str(), new.client_id.as_deref()?)),
        _ => None,
    });
    let sent: Vec<_> = sent.map(|(user, id)| [user.into(), id.into()]).collect();
    if sent.is_empty() {
        return Ok(Repeats::new());
    }
    let found: Vec<messages::Model> = Sql::new(db, "WITH v(sender, sent_as) AS (VALUES ")
        .rows(sent)
        .add(
            ") SELECT t.* FROM v JOIN chat_messages t \
             ON t.user_id = v.sender AND t.client_id = v.sent_as",
        )
        .models(db)
        .await?;
    let found = rows::messages_with_reactions(db, found).await?;
    let keyed = found.into_iter().filter_map(|message| {
        let client_id = message.client_id.clone()?;
        Some(((message.user_id.clone(), client_id), message))
    });
    Ok(keyed.collect())
}
