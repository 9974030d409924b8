//! The position in a channel at a time, found without reading the messages in between.

use super::sql::{Sql, column};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Millis, Seq},
};

/// When the first message at or after the middle of the interval was written.
const MIDDLE: &str = "(SELECT m.created_at FROM chat_messages m WHERE m.channel_id = s.id \
    AND m.seq >= (s.low + s.high) / 2 ORDER BY m.seq LIMIT 1)";

/// Returns the lowest position from which on messages were written at or after `at`; after the latest one if
/// none was.
///
/// A binary search over the positions, in one statement: it needs no index on times. Where a clock was set
/// back, it finds one of the places.
pub(crate) async fn position_at(
    db: &Database,
    channel: ChannelId,
    at: Millis,
) -> Result<Seq, Error> {
    let found = Sql::new(
        db.reader(),
        "WITH RECURSIVE s(id, low, high) AS (SELECT id, CAST(1 AS BIGINT), seq + 1 \
         FROM chat_channels WHERE id = ",
    )
    .bind(channel.0)
    .add(&format!(" UNION ALL SELECT s.id, CASE WHEN {MIDDLE} < "))
    .bind(at)
    .add(&format!(
        " THEN (s.low + s.high) / 2 + 1 ELSE s.low END, CASE WHEN {MIDDLE} < "
    ))
    .bind(at)
    .add(
        " THEN s.high ELSE (s.low + s.high) / 2 END FROM s WHERE s.low < s.high) \
         SELECT MAX(low) FROM s",
    )
    .one(db.reader())
    .await?;
    let position: Option<Seq> = found.map(|row| column(&row, 0)).transpose()?.flatten();
    position.ok_or(Error::NotFound)
}
