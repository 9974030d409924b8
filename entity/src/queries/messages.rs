//! Messages: pages of a channel and single messages.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    dates, json, page_size,
    related::{self, Related},
    rows,
    sql::Sql,
    sql::column,
    words::Word,
};
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
    // Only what the channel does not show can be in a thread.
    let missing = |seq: &Seq| !found.items.iter().any(|message| message.seq == *seq);
    if let Some(seq) = page.around.filter(missing) {
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

/// A place between two messages, and how many to read on each side of it.
#[derive(Clone, Copy)]
struct Cut {
    /// The first position after it.
    seq: Seq,
    /// How many messages to read before it.
    before: u64,
    /// How many messages to read after it.
    after: u64,
}

/// The messages on each side of a cut, ascending, whether there are more, and what other tables hold of them.
struct Sides {
    before: Vec<Model>,
    more_before: bool,
    after: Vec<Model>,
    more_after: bool,
    related: Related,
}

async fn page_of(db: &Database, permit: &Permit, of: Of, page: Page) -> Result<MessagePage, Error> {
    let limit = page_size(page.limit);
    let around = match (page.at, page.around) {
        (Some(at), None) => Some(dates::position_at(db, permit.channel_id(), at).await?),
        (Some(_), Some(_)) => return Err(combined()),
        (None, around) => around,
    };
    let cut = |seq, before, after| Cut { seq, before, after };
    let found = match (page.before, page.after, around) {
        (None, None, None) => sides(db, permit, of, cut(Seq::MAX, limit, 0)).await?,
        (Some(seq), None, None) => sides(db, permit, of, cut(seq, limit, 0)).await?,
        (None, Some(seq), None) => {
            sides(db, permit, of, cut(seq.saturating_add(1), 0, limit)).await?
        }
        (None, None, Some(seq)) => around_position(db, permit, of, (seq, limit)).await?,
        _ => return Err(combined()),
    };
    let rows = found.before.into_iter().chain(found.after).collect();
    Ok(MessagePage {
        items: rows::complete(rows, found.related)?,
        has_before: found.more_before,
        has_after: found.more_after,
        thread: None,
    })
}

/// Reads the messages around a position. Near an end, the page is filled with those on the other side.
async fn around_position(
    db: &Database,
    permit: &Permit,
    of: Of,
    (seq, limit): (Seq, u64),
) -> Result<Sides, Error> {
    let mut cut = Cut {
        seq,
        before: limit / 2,
        after: limit - limit / 2,
    };
    let found = sides(db, permit, of, cut).await?;
    if found.more_before && !found.more_after {
        cut.before = limit.saturating_sub(found.after.len() as u64);
    } else if found.more_after && !found.more_before {
        cut.after = limit.saturating_sub(found.before.len() as u64);
    } else {
        return Ok(found);
    }
    sides(db, permit, of, cut).await
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

/// Reads the messages on both sides of a cut that the reader sees, with what other tables hold of them, in one
/// statement.
async fn sides(db: &Database, permit: &Permit, of: Of, cut: Cut) -> Result<Sides, Error> {
    let mut sql = Sql::new(db.reader(), "WITH page (message) AS MATERIALIZED (");
    for (condition, order, limit, end) in [
        ("m.seq < ", "DESC", cut.before, ") earlier UNION ALL "),
        ("m.seq >= ", "ASC", cut.after, ") later) SELECT "),
    ] {
        sql = sql.add("SELECT * FROM (SELECT m.id FROM chat_messages m WHERE ");
        sql = match of {
            Of::Channel(id) => sql.add("m.in_channel AND m.channel_id = ").bind(id.0),
            Of::Thread(root) => sql.add("m.thread_id = ").bind(root.0),
        };
        sql = sql
            .add(" AND ")
            .add(condition)
            .bind(cut.seq)
            .add(" AND m.seq > ")
            .bind(permit.history_after())
            .add(" ORDER BY m.seq ")
            .add(order)
            .add(" LIMIT ")
            .bind(limit.cast_signed().saturating_add(1))
            .add(end);
    }
    let reader = Some(permit.user());
    let sql = related::select(rows::messages_of_page(sql), reader);
    let row = sql.one(db.reader()).await?.ok_or(Error::NotFound)?;
    let mut before: Vec<Model> = json::read_rows(&row, 0)?;
    before.sort_unstable_by_key(|message| message.seq);
    let place = before.partition_point(|message| message.seq < cut.seq);
    let mut after = before.split_off(place);
    before.reverse();
    let more_before = cut_off(&mut before, cut.before);
    let more_after = cut_off(&mut after, cut.after);
    before.reverse();
    Ok(Sides {
        before,
        more_before,
        after,
        more_after,
        related: Related::read(&row, 1, reader)?,
    })
}

/// Removes the row after the first `limit`, which was read to see whether there is one.
fn cut_off(rows: &mut Vec<Model>, limit: u64) -> bool {
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    more
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
