//! Saved messages: the list of a user.

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
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::SavedMessage,
    permission::Account,
};

/// The place of a saved message in the list.
#[derive(Clone, Copy)]
struct Place {
    saved_at: Millis,
    message: MessageId,
    channel: ChannelId,
    /// [`Located::seen_from`](super::messages::Located::seen_from) of the message.
    seen_from: Seq,
}

/// Returns a page of the messages that a user saved, the latest first: those that they may still read, and
/// tombstones of those that were deleted.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn list(
    db: &Database,
    account: &Account,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<SavedMessage>, Error> {
    let limit = page_size(limit);
    let mut after = read_place(cursor)?;
    let mut readable = Readable::new(db, account);
    let mut seen: Vec<Place> = Vec::new();
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX) + 1;
    while seen.len() < wanted {
        let some = saved(db, &account.username, after, limit + 1).await?;
        let Some(last) = some.last() else { break };
        after = Some((last.saved_at, last.message));
        for place in some {
            let permit = readable.permit(place.channel).await?;
            if permit.is_some_and(|permit| permit.sees(place.seen_from)) {
                seen.push(place);
            }
        }
    }
    seen.truncate(wanted);
    let ids = seen.iter().map(|place| place.message.0).collect();
    let messages = rows::current_messages(db.reader(), ids, Some(&account.username)).await?;
    let items = seen.iter().filter_map(|place| {
        let message = messages.get(&place.message)?;
        Some(SavedMessage {
            message: message.as_ref().clone(),
            saved_at: place.saved_at,
        })
    });
    Ok(Listing::of(
        items.collect(),
        limit,
        |item: &SavedMessage| [item.saved_at.to_string(), item.message.id.to_string()],
    ))
}

fn read_place(cursor: Option<&str>) -> Result<Option<(Millis, MessageId)>, Error> {
    if cursor.is_none() {
        return Ok(None);
    }
    let [at, id] = read_cursor(cursor)?;
    Ok(Some((cursor_number(&at)?, MessageId(cursor_number(&id)?))))
}

async fn saved(
    db: &Database,
    user: &UserId,
    after: Option<(Millis, MessageId)>,
    limit: u64,
) -> Result<Vec<Place>, Error> {
    let mut page = Sql::new(
        db.reader(),
        "SELECT s.saved_at, s.message_id, m.channel_id, ",
    )
    .add(SEEN_FROM)
    .add(" FROM chat_saved s JOIN chat_messages m ON m.id = s.message_id WHERE s.user_id = ")
    .bind(user.as_str());
    if let Some((at, message)) = after {
        page = page
            .add(" AND (s.saved_at, s.message_id) < (")
            .bind(at)
            .add(", ")
            .bind(message.0)
            .add(")");
    }
    let found = page
        .add(" ORDER BY s.saved_at DESC, s.message_id DESC LIMIT ")
        .bind(limit.cast_signed())
        .all(db.reader())
        .await?;
    found
        .iter()
        .map(|row| {
            Ok(Place {
                saved_at: column(row, 0)?,
                message: MessageId(column(row, 1)?),
                channel: ChannelId(column(row, 2)?),
                seen_from: column(row, 3)?,
            })
        })
        .collect()
}
