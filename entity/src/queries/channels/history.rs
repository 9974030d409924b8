//! How much of a channel's history is hidden, and from whom.

use super::super::{sql::Sql, sql::column, words::Word};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Seq, UserId},
    model::{History, HistoryReport},
    permission::Permit,
};

/// Returns the position after which `user` sees a channel; `None` if they are not a member.
///
/// # Errors
/// Any database error.
pub async fn history_after(
    db: &Database,
    channel: ChannelId,
    user: &UserId,
) -> Result<Option<Seq>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT history_after FROM chat_channel_members WHERE channel_id = ",
    )
    .bind(channel.0)
    .add(" AND user_id = ")
    .bind(user.as_str())
    .one(db.reader())
    .await?;
    found.map(|row| column(&row, 0)).transpose()
}

/// Returns what new members see of the history of the permit's channel, and how much they do not. Deleted
/// messages and system messages are not counted.
///
/// # Errors
/// [`Error::NotFound`] if the channel does not exist.
pub async fn history(db: &Database, permit: &Permit) -> Result<HistoryReport, Error> {
    let count = "(SELECT COUNT(*) FROM chat_messages x WHERE x.channel_id = c.id \
        AND x.deleted_at IS NULL AND x.message_type <> 'system'";
    let found = Sql::new(db.reader(), "SELECT c.history, ")
        .add(count)
        .add("), ")
        .add(count)
        .add(
            " AND (c.history = 'since_joining' OR x.seq <= c.hidden_until)) \
             FROM chat_channels c WHERE c.id = ",
        )
        .bind(permit.channel_id().0)
        .one(db.reader())
        .await?
        .ok_or(Error::NotFound)?;
    Ok(HistoryReport {
        history: History::read(&column::<String>(&found, 0)?)?,
        messages: column(&found, 1)?,
        hidden_messages: column(&found, 2)?,
    })
}
