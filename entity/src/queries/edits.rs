//! The history of edits of a message.

use super::{
    Listing, cursor_number, page_size, read_cursor, rows,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::{MessageId, Seq},
    model::EarlierText,
    permission::Permit,
};

/// Returns a page of the earlier texts of a message of the permit's channel, the latest first. It is empty for
/// a message that was never edited.
///
/// # Errors
/// [`Error::Deleted`] if the message is deleted, [`Error::NotFound`] if it is in another channel;
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn list(
    db: &Database,
    permit: &Permit,
    message: MessageId,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<EarlierText>, Error> {
    let limit = page_size(limit);
    let before = read_seq(cursor)?;
    // One statement: a deletion between two would leave a deleted message with a history.
    let found = Sql::new(
        db.reader(),
        "SELECT e.seq, e.message_text, e.mentions, e.written_at, e.replaced_at, m.deleted_at \
         FROM chat_messages m LEFT JOIN chat_edits e ON e.message_id = m.id AND e.seq < ",
    )
    .bind(before)
    .add(" WHERE m.id = ")
    .bind(message.0)
    .add(" AND m.channel_id = ")
    .bind(permit.channel_id().0)
    .add(" ORDER BY e.seq DESC LIMIT ")
    .bind(limit.cast_signed() + 1)
    .all(db.reader())
    .await?;
    let first = found.first().ok_or(Error::NotFound)?;
    if column::<Option<i64>>(first, 5)?.is_some() {
        return Err(Error::Deleted);
    }
    let mut texts: Vec<(Seq, EarlierText)> = Vec::with_capacity(found.len());
    for row in &found {
        let Some(seq) = column::<Option<Seq>>(row, 0)? else {
            continue;
        };
        let mentions: Option<String> = column(row, 2)?;
        let mentions = mentions.map(|json| rows::mentions_in(message.0, &json));
        let text = EarlierText {
            text: column(row, 1)?,
            mentions: mentions.transpose()?.unwrap_or_default(),
            written_at: column(row, 3)?,
            replaced_at: column(row, 4)?,
        };
        texts.push((seq, text));
    }
    let page = Listing::of(texts, limit, |(seq, _)| [seq.to_string(), String::new()]);
    Ok(Listing {
        items: page.items.into_iter().map(|(_, text)| text).collect(),
        next: page.next,
    })
}

fn read_seq(cursor: Option<&str>) -> Result<Seq, Error> {
    if cursor.is_none() {
        return Ok(Seq::MAX);
    }
    let [seq, _] = read_cursor(cursor)?;
    cursor_number(&seq)
}
