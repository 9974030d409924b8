//! The search: finds the messages that match a query among those that a user may read at this moment.
//!
//! Candidates come from the index, and by reading messages that it does not hold yet, or for which it does not
//! help, such as a search for `))?`. Each is checked against its present text, so that both ways find the same.

mod candidates;
mod lookup;
mod names;
mod scope;

use sea_orm::ConnectionTrait;

use candidates::{Candidates, Position};
use scope::Scope;

use super::{
    Listing, page_size, rows,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::MessageId,
    model::Message,
    permission::Account,
    search::{Matcher, Query, Rank},
};

/// How often a search begins again because the index was emptied meanwhile.
const ATTEMPTS: usize = 3;

/// The order of the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Those with whole words first, then those with words that begin so, then the rest; in each group the
    /// newest first.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
}

/// A message that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub message: Message,
    /// The words found, as they are written in the message.
    pub highlights: Vec<String>,
}

/// How far the index reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The version of its tokens.
    pub version: i64,
    /// How often it was emptied.
    pub epoch: i64,
    /// The id of the last message that it holds.
    pub indexed_to: i64,
}

/// What is left to index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// How far the index reaches.
    pub state: State,
    /// The id of the latest message.
    pub latest: i64,
    /// The number of messages in the index that have changed, up to a limit.
    pub stale: i64,
}

/// Returns how far the index reaches.
pub(crate) async fn state(db: &impl ConnectionTrait) -> Result<State, Error> {
    let row = Sql::new(
        db,
        "SELECT version, epoch, indexed_to FROM chat_search_state",
    )
    .one(db)
    .await?
    .ok_or_else(|| Error::Corrupt("chat_search_state has no row".into()))?;
    Ok(State {
        version: column(&row, 0)?,
        epoch: column(&row, 1)?,
        indexed_to: column(&row, 2)?,
    })
}

/// Returns what is left to index.
///
/// # Errors
/// Any database error.
pub async fn backlog(db: &Database) -> Result<Backlog, Error> {
    let row = Sql::new(
        db.reader(),
        "SELECT (SELECT COALESCE(MAX(id), 0) FROM chat_messages), \
         (SELECT COUNT(*) FROM (SELECT 1 FROM chat_search_stale LIMIT 1000) AS capped)",
    )
    .one(db.reader())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Backlog {
        state: state(db.reader()).await?,
        latest: column(&row, 0)?,
        stale: column(&row, 1)?,
    })
}

/// Returns a page of the messages that match `query` and that `account` may read now. The account's access to
/// the chat is checked before.
///
/// A page may have fewer messages than `limit` although there are more: what a search reads at once is limited.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn find(
    db: &Database,
    account: &Account,
    query: &Query,
    sort: Sort,
    (cursor, limit): (Option<&str>, u64),
) -> Result<Listing<Hit>, Error> {
    let start = Position::read(cursor)?;
    let limit = usize::try_from(page_size(limit)).unwrap_or(1);
    let matcher = Matcher::new(&query.terms);
    let Some(scope) = Scope::of(db, account, query).await? else {
        let items = Vec::new();
        return Ok(Listing { items, next: None });
    };
    let mut attempt = 1;
    loop {
        let before = state(db.reader()).await?;
        let ranks = match sort {
            Sort::Relevance => matcher.ranks(),
            Sort::Newest => &[Rank::Within],
        };
        let candidates = Candidates::new(db, &scope, &matcher, before).await?;
        let found = candidates.page(sort, ranks, start, limit).await?;
        if attempt < ATTEMPTS && state(db.reader()).await?.epoch != before.epoch {
            attempt += 1;
            continue;
        }
        let items = hits(db, account, &matcher, &found.ids).await?;
        let next = found.next.map(Position::written);
        return Ok(Listing { items, next });
    }
}

/// The messages with these ids as they are now, in this order.
async fn hits(
    db: &Database,
    account: &Account,
    matcher: &Matcher,
    ids: &[i64],
) -> Result<Vec<Hit>, Error> {
    let all = ids.iter().copied().collect();
    let mut current = rows::current_messages(db.reader(), all, Some(&account.username)).await?;
    let found = ids.iter().filter_map(|id| {
        let message = current.remove(&MessageId(*id))?;
        // It may have changed since it was found.
        let text = rows::searched(&message);
        if message.deleted_at.is_some() || matcher.rank(&text).is_none() {
            return None;
        }
        Some(Hit {
            highlights: matcher.highlights(&text),
            message: message.as_ref().clone(),
        })
    });
    Ok(found.collect())
}
