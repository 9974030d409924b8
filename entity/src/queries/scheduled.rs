//! Scheduled messages: those of a user, and those that are due.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    Listing, cursor_number, files, page_size, read_cursor,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, MessageId, Millis, ScheduledId, UserId},
    model::{Scheduled, ScheduledError},
};

/// A scheduled message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its author.
    pub user: UserId,
    /// The message.
    pub scheduled: Scheduled,
    /// Counts its changes.
    pub version: i64,
}

const SELECT: &str = "SELECT id, user_id, channel_id, thread_id, message_text, due_at, created_at, \
    updated_at, version, error_code, error_message FROM chat_scheduled WHERE ";

fn read(row: &QueryResult) -> Result<Stored, Error> {
    let error = match (column(row, 9)?, column(row, 10)?) {
        (Some(code), message) => Some(ScheduledError {
            code,
            message: column_text(message),
        }),
        (None, _) => None,
    };
    Ok(Stored {
        user: column::<String>(row, 1)?.into(),
        scheduled: Scheduled {
            id: ScheduledId(column(row, 0)?),
            channel_id: ChannelId(column(row, 2)?),
            thread_id: column::<Option<i64>>(row, 3)?.map(MessageId),
            message: column(row, 4)?,
            files: Vec::new(),
            at: column(row, 5)?,
            created_at: column(row, 6)?,
            updated_at: column(row, 7)?,
            error,
        },
        version: column(row, 8)?,
    })
}

fn column_text(text: Option<String>) -> String {
    text.unwrap_or_default()
}

/// Returns a page of the messages that a user scheduled and that are not sent, the earliest first.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn list(
    db: &Database,
    user: &UserId,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Scheduled>, Error> {
    let limit = page_size(limit);
    let mut page = Sql::new(db.reader(), SELECT)
        .add("user_id = ")
        .bind(user.as_str());
    if cursor.is_some() {
        let [at, id] = read_cursor(cursor)?;
        let (at, id) = (cursor_number(&at)?, cursor_number(&id)?);
        page = page
            .add(" AND (due_at, id) > (")
            .bind(at)
            .add(", ")
            .bind(id)
            .add(")");
    }
    let found = page
        .add(" ORDER BY due_at, id LIMIT ")
        .bind(limit.cast_signed() + 1)
        .all(db.reader())
        .await?;
    let items = with_files(db.reader(), &found).await?;
    let items = items.into_iter().map(|stored| stored.scheduled).collect();
    Ok(Listing::of(items, limit, |item: &Scheduled| {
        [item.at.to_string(), item.id.to_string()]
    }))
}

/// Returns a scheduled message of any user.
///
/// # Errors
/// Any database error.
pub async fn get(db: &Database, id: ScheduledId) -> Result<Option<Stored>, Error> {
    let found = by_ids(db.reader(), [id]).await?;
    Ok(found.into_iter().next())
}

/// Returns the messages that are due at `now`, in the order in which they are sent.
///
/// # Errors
/// Any database error.
pub async fn due(db: &Database, now: Millis, limit: u64) -> Result<Vec<Stored>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("error_code IS NULL AND due_at <= ")
        .bind(now)
        .add(" ORDER BY due_at, id LIMIT ")
        .bind(limit.cast_signed())
        .all(db.reader())
        .await?;
    with_files(db.reader(), &found).await
}

/// Reads the rows, and the files that are sent with them.
async fn with_files(db: &impl ConnectionTrait, rows: &[QueryResult]) -> Result<Vec<Stored>, Error> {
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    let ids = found.iter().map(|stored| stored.scheduled.id.0);
    let mut files = files::held_by(db, "scheduled", ids).await?;
    for stored in &mut found {
        let scheduled = &mut stored.scheduled;
        scheduled.files = files.remove(&scheduled.id.0).unwrap_or_default();
    }
    Ok(found)
}

pub(crate) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ScheduledId>,
) -> Result<Vec<Stored>, Error> {
    let found = Sql::new(db, SELECT)
        .add("id IN ")
        .list(ids.into_iter().map(|id| id.0))
        .all(db)
        .await?;
    with_files(db, &found).await
}

pub(crate) async fn count(db: &impl ConnectionTrait, user: &UserId) -> Result<i64, Error> {
    let found = Sql::new(db, "SELECT COUNT(*) FROM chat_scheduled WHERE user_id = ")
        .bind(user.as_str())
        .one(db)
        .await?;
    found.map_or(Ok(0), |row| column(&row, 0))
}
