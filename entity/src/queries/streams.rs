//! How far back the streams reach: what is kept of them, and whether it holds all that a client missed.

use sea_orm::Value;

use super::sql::{Sql, column};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Seq, UserId},
};

/// Channels asked about in one statement; SQLite takes 32,766 values in one.
const CHANNELS: usize = 1000;
/// Events forgotten in one statement: others want to write too.
const FORGOTTEN_AT_ONCE: Seq = 5000;

/// A part of a stream: what comes after one position, up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The last position before it.
    pub after: Seq,
    /// Its last position.
    pub until: Seq,
}

impl Stretch {
    fn length(self) -> Seq {
        (self.until - self.after).max(0)
    }
}

/// Whether every event of these stretches of channels' streams, and of `user`'s own, is there to be
/// replayed.
///
/// # Errors
/// Any failure to ask.
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

/// Forgets all but the last `kept` events of each user's own stream; how many they were.
///
/// # Errors
/// Any failure to write.
pub async fn prune_own(db: &Database, kept: Seq) -> Result<u64, Error> {
    let mut forgotten = 0;
    for (user, first, last) in too_long(db, kept).await? {
        let mut up_to = first - 1;
        while up_to < last {
            up_to = last.min(up_to + FORGOTTEN_AT_ONCE);
            forgotten += Sql::new(db.writer(), "DELETE FROM chat_user_events WHERE user_id = ")
                .bind(user.as_str())
                .add(" AND seq <= ")
                .bind(up_to)
                .run(db.writer())
                .await?;
        }
    }
    Ok(forgotten)
}

/// Whose streams are longer than `kept`, with the first and the last position of what is too much.
async fn too_long(db: &Database, kept: Seq) -> Result<Vec<(UserId, Seq, Seq)>, Error> {
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
            let user: String = column(row, 0)?;
            let latest: Seq = column(row, 2)?;
            Ok((UserId::from(user), column(row, 1)?, latest - kept))
        })
        .collect()
}
