//! Messages: pages of a channel and single messages.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};

use super::{dates, page_size, rows, sql::Sql, sql::column, words::Word};
use crate::{
    Database,
    change::MessageRef,
    error::Error,
    ids::{ChannelId, ClientId, MessageId, Millis, Seq, UserId},
    model::{Message, MessageKind},
    permission::Permit,
    tables::messages::{Column, Entity, Model},
};

/// The [`Located::seen_from`] of a message `m`.
pub(crate) const SEEN_FROM: &str = "CASE WHEN m.in_channel THEN m.seq \
    ELSE (SELECT r.seq FROM chat_messages r WHERE r.id = m.thread_id) END";

/// A page of a channel's messages to read. At most one of the positions may be given; without one, it is
/// the latest page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Reads the messages directly before this position.
    pub before: Option<Seq>,
    /// Reads the messages directly after this position.
    pub after: Option<Seq>,
    /// Reads the messages around this position, including the one at it.
    pub around: Option<Seq>,
    /// Reads the messages around the first one that was written at this time or later.
    pub at: Option<Millis>,
    /// The maximum number of messages, from 1 to [`super::PAGE_LIMIT`].
    pub limit: u64,
}

/// A page of messages, including tombstones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePage {
    /// The messages, ascending by `seq`.
    pub items: Vec<Message>,
    /// True if there are earlier messages.
    pub has_before: bool,
    /// True if there are later messages.
    pub has_after: bool,
    /// The thread of the message that the page is around, if that is a reply that the channel does not show.
    pub thread: Option<MessageId>,
}

/// Reads a page of messages of the permit's channel.
///
/// # Errors
/// [`Error::Invalid`] if more than one position is given.
pub async fn page(db: &Database, permit: &Permit, page: Page) -> Result<MessagePage, Error> {
    let mut found = page_of(db, permit, Of::Channel(permit.channel_id()), page).await?;
    if let Some(seq) = page.around {
        found.thread = thread_at(db, permit, seq).await?;
    }
    Ok(found)
}

/// Reads a page of the replies to `root`, a message of the permit's channel.
///
/// # Errors
/// [`Error::Invalid`] if more than one position is given.
pub async fn thread_page(
    db: &Database,
    permit: &Permit,
    root: MessageId,
    page: Page,
) -> Result<MessagePage, Error> {
    page_of(db, permit, Of::Thread(root), page).await
}

/// The messages that are paged.
#[derive(Clone, Copy)]
enum Of {
    /// A channel's messages, without replies that are only in threads.
    Channel(ChannelId),
    /// The replies to a message.
    Thread(MessageId),
}

async fn page_of(db: &Database, permit: &Permit, of: Of, page: Page) -> Result<MessagePage, Error> {
    let limit = page_size(page.limit);
    let run = async |of, side, limit| run(db, (of, permit.history_after()), side, limit).await;
    let around = match (page.at, page.around) {
        (Some(at), None) => Some(dates::position_at(db, permit.channel_id(), at).await?),
        (Some(_), Some(_)) => return Err(combined()),
        (None, around) => around,
    };
    let (before, after) = match (page.before, page.after, around) {
        (None, None, None) => (run(of, Side::Before(Seq::MAX), limit).await?, empty()),
        (Some(seq), None, None) => {
            let rest = run(of, Side::From(seq), 0).await?;
            (run(of, Side::Before(seq), limit).await?, rest)
        }
        (None, Some(seq), None) => {
            let rest = run(of, Side::Before(seq.saturating_add(1)), 0).await?;
            (
                rest,
                run(of, Side::From(seq.saturating_add(1)), limit).await?,
            )
        }
        (None, None, Some(seq)) => {
            let before = run(of, Side::Before(seq), limit / 2).await?;
            let left = limit.saturating_sub(before.0.len() as u64);
            let after = run(of, Side::From(seq), left).await?;
            let left = limit.saturating_sub(after.0.len() as u64);
            // Near the end, or behind it, the page is filled with what comes before.
            match before.1 && before.0.len() < usize::try_from(left).unwrap_or(usize::MAX) {
                true => (run(of, Side::Before(seq), left).await?, after),
                false => (before, after),
            }
        }
        _ => return Err(combined()),
    };
    let rows = before.0.into_iter().rev().chain(after.0).collect();
    Ok(MessagePage {
        items: rows::messages_seen_by(db.reader(), rows, Some(permit.user())).await?,
        has_before: before.1,
        has_after: after.1,
        thread: None,
    })
}

/// Returns the thread of the reply at a position of the channel, if the channel does not show it and the reader may
/// see the thread.
async fn thread_at(db: &Database, permit: &Permit, seq: Seq) -> Result<Option<MessageId>, Error> {
    let head = "SELECT r.id FROM chat_messages m JOIN chat_messages r ON r.id = m.thread_id \
        WHERE NOT m.in_channel AND m.channel_id = ";
    let found = Sql::new(db.reader(), head)
        .bind(permit.channel_id().0)
        .add(" AND m.seq = ")
        .bind(seq)
        .add(" AND r.seq > ")
        .bind(permit.history_after())
        .one(db.reader())
        .await?;
    found.map(|row| Ok(MessageId(column(&row, 0)?))).transpose()
}

fn combined() -> Error {
    Error::Invalid("before, after, around and at cannot be combined; give one of them".into())
}

#[derive(Clone, Copy)]
enum Side {
    Before(Seq),
    From(Seq),
}

fn empty() -> (Vec<Model>, bool) {
    (Vec::new(), false)
}

/// Reads up to `limit` rows away from a position, of those after the position from which the reader sees the
/// channel, and returns whether there are more.
async fn run(
    db: &Database,
    (of, seen_after): (Of, Seq),
    side: Side,
    limit: u64,
) -> Result<(Vec<Model>, bool), Error> {
    let (condition, order) = match side {
        Side::Before(seq) => (Column::Seq.lt(seq), Order::Desc),
        Side::From(seq) => (Column::Seq.gte(seq), Order::Asc),
    };
    let messages = match of {
        Of::Channel(id) => Entity::find()
            .filter(Column::ChannelId.eq(id.0))
            .filter(Column::InChannel.eq(true)),
        Of::Thread(root) => Entity::find().filter(Column::ThreadId.eq(root.0)),
    };
    let mut found = messages
        .filter(condition)
        .filter(Column::Seq.gt(seen_after))
        .order_by(Column::Seq, order)
        .limit(limit + 1)
        .all(db.reader())
        .await?;
    let more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((found, more))
}

/// Returns the current state of a message, which may be a tombstone.
///
/// # Errors
/// Any database error.
pub async fn get(db: &Database, id: MessageId) -> Result<Option<Message>, Error> {
    let row = Entity::find_by_id(id.0).one(db.reader()).await?;
    Ok(rows::messages(db.reader(), row.into_iter().collect())
        .await?
        .pop())
}

/// As [`get`], with the reactions of `viewer` included.
///
/// # Errors
/// Any database error.
pub async fn seen_by(
    db: &Database,
    id: MessageId,
    viewer: &UserId,
) -> Result<Option<Message>, Error> {
    let row = Entity::find_by_id(id.0).one(db.reader()).await?;
    let rows = row.into_iter().collect();
    let mut found = rows::messages_seen_by(db.reader(), rows, Some(viewer)).await?;
    Ok(found.pop())
}

/// A message's location, author and kind, for deciding permissions. None of them ever changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The message and its channel.
    pub message: MessageRef,
    /// Its author.
    pub author: UserId,
    /// Its kind.
    pub kind: MessageKind,
    /// The thread that it is a reply in.
    pub thread: Option<MessageId>,
    /// Members who see the channel after an earlier position see it: its own position, or for a reply that only its
    /// thread shows, that of the message that the thread belongs to.
    pub seen_from: Seq,
    /// When it was written.
    pub created_at: Millis,
}

impl Located {
    /// Returns whether `user` wrote it. Nobody wrote a system message.
    #[must_use]
    pub fn is_written_by(&self, user: &UserId) -> bool {
        self.author == *user && self.kind != MessageKind::System
    }
}

/// Returns a message's location, author and kind, for deciding permissions.
///
/// # Errors
/// Any database error.
pub async fn locate(db: &Database, id: MessageId) -> Result<Option<Located>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT m.channel_id, m.user_id, m.message_type, m.thread_id, m.created_at, ",
    )
    .add(SEEN_FROM)
    .add(" FROM chat_messages m WHERE m.id = ")
    .bind(id.0)
    .one(db.reader())
    .await?;
    found
        .map(|row| {
            Ok(Located {
                message: MessageRef {
                    channel_id: ChannelId(column(&row, 0)?),
                    message_id: id,
                },
                author: column::<String>(&row, 1)?.into(),
                kind: MessageKind::read(&column::<String>(&row, 2)?)?,
                thread: column::<Option<i64>>(&row, 3)?.map(MessageId),
                created_at: column(&row, 4)?,
                seen_from: column(&row, 5)?,
            })
        })
        .transpose()
}

/// Returns the users whom a message mentions, by name or as one of a group.
///
/// # Errors
/// Any database error.
pub async fn mentioned(db: &Database, id: MessageId) -> Result<BTreeSet<UserId>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT user_id FROM chat_mentions WHERE message_id = ",
    )
    .bind(id.0)
    .all(db.reader())
    .await?;
    found
        .iter()
        .map(|row| Ok(column::<String>(row, 0)?.into()))
        .collect()
}

/// Returns the [`Located::seen_from`] of these messages.
pub(crate) async fn seen_from(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<MessageId, Seq>, Error> {
    let found = Sql::new(db, "SELECT m.id, ")
        .add(SEEN_FROM)
        .add(" FROM chat_messages m WHERE m.id IN ")
        .list(ids)
        .all(db)
        .await?;
    found
        .iter()
        .map(|row| Ok((MessageId(column(row, 0)?), column(row, 1)?)))
        .collect()
}

/// Returns whether a message with this id was stored, whoever sent it.
///
/// # Errors
/// Any database error.
pub async fn is_sent(db: &Database, client_id: ClientId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM chat_messages WHERE client_id = ";
    let found = Sql::new(db.reader(), sql).bind(client_id.bytes().to_vec());
    Ok(found.add(" LIMIT 1").one(db.reader()).await?.is_some())
}

/// Returns the message that `user` sent with `client_id`, if it was stored.
///
/// # Errors
/// Any database error.
pub async fn by_client_id(
    db: &Database,
    user: &UserId,
    client_id: ClientId,
) -> Result<Option<Message>, Error> {
    let row = Entity::find()
        .filter(Column::UserId.eq(user.as_str()))
        .filter(Column::ClientId.eq(client_id.bytes().to_vec()))
        .one(db.reader())
        .await?;
    Ok(rows::messages(db.reader(), row.into_iter().collect())
        .await?
        .pop())
}
