//! Reminders: those of a user, and those that are due.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    Listing, cursor_number,
    messages::SEEN_FROM,
    page_size, read_cursor,
    readable::Readable,
    rows,
    sql::{Sql, column},
};
use crate::{
    Database,
    change::MessageRef,
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::Reminder,
    permission::Account,
};

/// A reminder as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Whom it reminds.
    pub user: UserId,
    /// The message.
    pub message: MessageRef,
    /// When it is due.
    pub due_at: Millis,
    /// When it was set first.
    pub created_at: Millis,
    /// [`Located::seen_from`](super::messages::Located::seen_from) of the message.
    seen_from: Seq,
}

fn select(db: &impl ConnectionTrait) -> Sql {
    Sql::new(
        db,
        "SELECT r.user_id, r.message_id, m.channel_id, r.due_at, r.created_at, ",
    )
    .add(SEEN_FROM)
    .add(" FROM chat_reminders r JOIN chat_messages m ON m.id = r.message_id WHERE ")
}

fn read(row: &QueryResult) -> Result<Stored, Error> {
    Ok(Stored {
        user: column::<String>(row, 0)?.into(),
        message: MessageRef {
            message_id: MessageId(column(row, 1)?),
            channel_id: ChannelId(column(row, 2)?),
        },
        due_at: column(row, 3)?,
        created_at: column(row, 4)?,
        seen_from: column(row, 5)?,
    })
}

/// Returns a page of the reminders of a user that are not due yet, the earliest first. One whose message the
/// user may no longer see has no message.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn list(
    db: &Database,
    account: &Account,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Reminder>, Error> {
    let limit = page_size(limit);
    let mut page = select(db.reader())
        .add("r.user_id = ")
        .bind(account.username.as_str());
    if cursor.is_some() {
        let [at, id] = read_cursor(cursor)?;
        let (at, id) = (cursor_number(&at)?, cursor_number(&id)?);
        page = page
            .add(" AND (r.due_at, r.message_id) > (")
            .bind(at)
            .add(", ")
            .bind(id)
            .add(")");
    }
    let found = page
        .add(" ORDER BY r.due_at, r.message_id LIMIT ")
        .bind(limit.cast_signed() + 1)
        .all(db.reader())
        .await?;
    let stored = found.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    let items = with_messages(db, account, &stored).await?;
    Ok(Listing::of(items, limit, |item: &Reminder| {
        [item.at.to_string(), item.message_id.to_string()]
    }))
}

/// Adds the messages that the user may see.
async fn with_messages(
    db: &Database,
    account: &Account,
    stored: &[Stored],
) -> Result<Vec<Reminder>, Error> {
    let mut readable = Readable::new(db, account);
    let ids = stored.iter().map(|one| one.message.message_id.0).collect();
    let messages = rows::current_messages(db.reader(), ids, Some(&account.username)).await?;
    let mut items = Vec::with_capacity(stored.len());
    for one in stored {
        let MessageRef {
            channel_id,
            message_id,
        } = one.message;
        let permit = readable.permit(channel_id).await?;
        let visible = permit.is_some_and(|permit| permit.sees(one.seen_from));
        let message = messages.get(&message_id).filter(|_| visible);
        items.push(Reminder {
            channel_id,
            message_id,
            at: one.due_at,
            created_at: one.created_at,
            message: message.map(|message| Box::new(message.as_ref().clone())),
        });
    }
    Ok(items)
}

/// Returns whether `user` has a reminder of a message that is not due yet.
///
/// # Errors
/// Any database error.
pub async fn of_message(
    db: &Database,
    user: &UserId,
    message: MessageId,
) -> Result<Option<Stored>, Error> {
    let found = by_keys(db.reader(), &[(user.clone(), message)]).await?;
    Ok(found.into_iter().next())
}

/// Returns the reminders that are due at `now`, the earliest first.
///
/// # Errors
/// Any database error.
pub async fn due(db: &Database, now: Millis, limit: u64) -> Result<Vec<Stored>, Error> {
    let found = select(db.reader())
        .add("r.due_at <= ")
        .bind(now)
        .add(" ORDER BY r.due_at, r.user_id, r.message_id LIMIT ")
        .bind(limit.cast_signed())
        .all(db.reader())
        .await?;
    found.iter().map(read).collect()
}

pub(crate) async fn by_keys(
    db: &impl ConnectionTrait,
    keys: &[(UserId, MessageId)],
) -> Result<Vec<Stored>, Error> {
    let mut stored = Vec::new();
    for some in keys.chunks(256) {
        let keys = some
            .iter()
            .map(|(user, message)| [user.as_str().into(), message.0.into()]);
        let found = select(db)
            .any(["r.user_id", "r.message_id"], keys)
            .all(db)
            .await?;
        for row in &found {
            stored.push(read(row)?);
        }
    }
    Ok(stored)
}

pub(crate) async fn count(db: &impl ConnectionTrait, user: &UserId) -> Result<i64, Error> {
    let found = Sql::new(db, "SELECT COUNT(*) FROM chat_reminders WHERE user_id = ")
        .bind(user.as_str())
        .one(db)
        .await?;
    found.map_or(Ok(0), |row| column(&row, 0))
}
