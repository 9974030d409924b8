//! How far back streams are stored: whether all events that a client missed are there, and which are too many.

use sea_orm::Value;

use super::sql::{Sql, column};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Seq, UserId},
};

/// The number of channels in one statement; SQLite allows 32,766 values.
const CHANNELS: usize = 1000;

/// A part of a stream: the events after one position, up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The position before its first event.
    pub after: Seq,
    /// The position of its last event.
    pub until: Seq,
}

impl Stretch {
    fn length(self) -> Seq {
        (self.until - self.after).max(0)
    }
}

/// Returns the position of the last event in a user's own stream.
///
/// # Errors
/// Any database error.
pub async fn latest_of_user(db: &Database, user: &UserId) -> Result<Seq, Error> {
    let found = Sql::new(db.reader(), "SELECT seq FROM chat_users WHERE user_id = ")
        .bind(user.as_str())
        .one(db.reader())
        .await?;
    found.map_or(Ok(0), |row| column(&row, 0))
}

/// Returns whether all events in these stretches, of channels' streams and of `user`'s own, are stored and
/// can be replayed.
///
/// # Errors
/// Any database error.
pub async fn are_whole(
    db: &Database,
    channels: &[(ChannelId, Stretch)],
    user: &UserId,
    own: Stretch,
) -> Result<bool, Error> {
    if own.length() > 0 && own_events(db, user, own).await? != own.length() {
        return Ok(false);
    }
    for some in channels.chunks(CHANNELS) {
        let wanted: Seq = some.iter().map(|(_, stretch)| stretch.length()).sum();
        if wanted > 0 && channel_events(db, some).await? != wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn own_events(db: &Database, user: &UserId, own: Stretch) -> Result<Seq, Error> {
    let count = Sql::new(
        db.reader(),
        "SELECT COUNT(*) FROM chat_user_events WHERE user_id = ",
    )
    .bind(user.as_str())
    .add(" AND seq > ")
    .bind(own.after)
    .add(" AND seq <= ")
    .bind(own.until);
    counted(count, db).await
}

async fn channel_events(db: &Database, channels: &[(ChannelId, Stretch)]) -> Result<Seq, Error> {
    let rows = channels.iter().map(|(id, stretch)| -> [Value; 3] {
        [id.0.into(), stretch.after.into(), stretch.until.into()]
    });
    let count = Sql::new(db.reader(), "WITH v(place, past, latest) AS (VALUES ")
        .rows(rows)
        .add(
            ") SELECT CAST(SUM((SELECT COUNT(*) FROM chat_messages m WHERE m.channel_id = v.place \
             AND m.seq > v.past AND m.seq <= v.latest) + (SELECT COUNT(*) FROM chat_events e WHERE \
             e.channel_id = v.place AND e.seq > v.past AND e.seq <= v.latest)) AS BIGINT) FROM v",
        );
    counted(count, db).await
}

async fn counted(count: Sql, db: &Database) -> Result<Seq, Error> {
    let row = count.one(db.reader()).await?;
    Ok(row.map(|row| column(&row, 0)).transpose()?.unwrap_or(0))
}

/// The events of a user's own stream that can be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The user.
    pub user: UserId,
    /// The position before the first of them.
    pub after: Seq,
    /// The position of the last of them.
    pub until: Seq,
}

/// Returns the stored events of users' own streams before the last `kept` positions.
///
/// # Errors
/// Any database error.
pub async fn excess(db: &Database, kept: Seq) -> Result<Vec<Excess>, Error> {
    let rows = Sql::new(
        db.reader(),
        "SELECT user_id, first, seq FROM (SELECT u.user_id, u.seq, (SELECT MIN(e.seq) FROM \
         chat_user_events e WHERE e.user_id = u.user_id) AS first FROM chat_users u WHERE u.seq > ",
    )
    .bind(kept)
    .add(") AS long WHERE first <= seq - ")
    .bind(kept)
    .all(db.reader())
    .await?;
    rows.iter()
        .map(|row| {
            let (first, latest): (Seq, Seq) = (column(row, 1)?, column(row, 2)?);
            Ok(Excess {
                user: column::<String>(row, 0)?.into(),
                after: first - 1,
                until: latest - kept,
            })
        })
        .collect()
}
