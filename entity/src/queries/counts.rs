//! Unread counts: their single definition in SQL, used by every query that counts.

use sea_orm::{ConnectionTrait, Value};

use super::sql::{Sql, column};
use crate::{
    change::ReadState,
    error::Error,
    ids::{ChannelId, Seq, UserId},
    model::UNREAD_CAP,
};

/// The reader and the range to count, as SQL expressions of the surrounding query.
pub(crate) struct Span {
    pub(crate) user: &'static str,
    pub(crate) channel: &'static str,
    /// The position after which counting starts.
    pub(crate) after: &'static str,
    /// The last position to count.
    pub(crate) up_to: &'static str,
}

impl Span {
    /// Returns two columns: the number of messages of others that are neither deleted nor system messages, and
    /// of those that mention the user, each counted up to [`UNREAD_CAP`]. If nothing is new, nothing is looked up.
    pub(crate) fn columns(&self) -> String {
        let Self {
            user,
            channel,
            after,
            up_to,
        } = self;
        let between = format!("x.channel_id = {channel} AND x.seq > {after} AND x.seq <= {up_to}");
        let capped = |table: &str, condition: &str| {
            format!(
                "CASE WHEN {up_to} > {after} THEN (SELECT COUNT(*) FROM (SELECT 1 FROM {table} x \
                 WHERE {between} AND {condition} LIMIT {UNREAD_CAP}) AS capped) ELSE 0 END"
            )
        };
        let unread = capped(
            "chat_messages",
            &format!(
                "x.user_id <> {user} AND x.in_channel AND x.deleted_at IS NULL AND x.message_type <> 'system'"
            ),
        );
        let mentions = capped(
            "chat_mentions",
            &format!("x.user_id = {user} AND x.in_channel"),
        );
        format!("{unread}, {mentions}")
    }
}

/// A reader and the range of positions to count.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) user: UserId,
    pub(crate) channel_id: ChannelId,
    pub(crate) last_read_seq: Seq,
    pub(crate) up_to: Seq,
}

impl Reader {
    /// The read state with nothing left to read.
    pub(crate) fn all_read(&self) -> ReadState {
        ReadState {
            channel_id: self.channel_id,
            last_read_seq: self.last_read_seq,
            unread_count: 0,
            mention_count: 0,
            counted_seq: self.up_to,
        }
    }
}

/// Counts the unread messages of each of `readers`, in their order, in one statement.
pub(crate) async fn of_readers(
    db: &impl ConnectionTrait,
    readers: &[Reader],
) -> Result<Vec<ReadState>, Error> {
    let mut states: Vec<ReadState> = readers.iter().map(Reader::all_read).collect();
    let rows = readers
        .iter()
        .zip(0i64..)
        .filter(|(reader, _)| reader.up_to > reader.last_read_seq);
    let rows: Vec<[Value; 5]> = rows
        .map(|(reader, index)| {
            [
                index.into(),
                reader.user.as_str().into(),
                reader.channel_id.0.into(),
                reader.last_read_seq.into(),
                reader.up_to.into(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(states);
    }
    let span = Span {
        user: "v.user_id",
        channel: "v.channel_id",
        after: "v.after_seq",
        up_to: "v.up_to",
    };
    let found = Sql::new(
        db,
        "WITH v(n, user_id, channel_id, after_seq, up_to) AS (VALUES ",
    )
    .rows(rows)
    .add(") SELECT v.n, ")
    .add(&span.columns())
    .add(" FROM v")
    .all(db)
    .await?;
    for row in found {
        let index = usize::try_from(column::<i64>(&row, 0)?).unwrap_or(usize::MAX);
        if let Some(state) = states.get_mut(index) {
            state.unread_count = column(&row, 1)?;
            state.mention_count = column(&row, 2)?;
        }
    }
    Ok(states)
}
