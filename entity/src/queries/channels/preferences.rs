//! How members want to see their conversations.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use super::{
    super::sql::{Sql, column},
    views::{PREFERENCES, read_preferences},
};
use crate::{
    Database,
    change::PreferencesState,
    error::Error,
    ids::{ChannelId, Millis, UserId},
};

/// Returns the members whose mutes were to end by `now`, at most `limit` of them, the earliest first.
///
/// # Errors
/// Of the database.
pub async fn ended_mutes(
    db: &Database,
    now: Millis,
    limit: u64,
) -> Result<Vec<(ChannelId, UserId)>, Error> {
    let db = db.reader();
    let found = Sql::new(
        db,
        "SELECT channel_id, user_id FROM chat_channel_members \
         WHERE muted_until IS NOT NULL AND muted_until <= ",
    )
    .bind(now)
    .add(" ORDER BY muted_until LIMIT ")
    .bind(limit.cast_signed())
    .all(db)
    .await?;
    let read = |row| Ok((ChannelId(column(row, 0)?), column::<String>(row, 1)?.into()));
    found.iter().map(read).collect()
}

/// Returns the preferences of members, without those who are no members, in one statement.
pub(crate) async fn preferences_on(
    db: &impl ConnectionTrait,
    wanted: &[(ChannelId, UserId)],
) -> Result<HashMap<(ChannelId, UserId), PreferencesState>, Error> {
    let mut states = HashMap::with_capacity(wanted.len());
    for some in wanted.chunks(1_000) {
        let rows = some
            .iter()
            .map(|(id, user)| [id.0.into(), user.as_str().into()]);
        let found = Sql::new(db, "WITH v(place, who) AS (VALUES ")
            .rows(rows)
            .add(") SELECT v.who, c.id, c.seq, ")
            .add(PREFERENCES)
            .add(
                " FROM v JOIN chat_channels c ON c.id = v.place \
                 JOIN chat_channel_members m ON m.channel_id = c.id AND m.user_id = v.who",
            )
            .all(db)
            .await?;
        for row in &found {
            let channel_id = ChannelId(column(row, 1)?);
            let state = PreferencesState {
                channel_id,
                preferences: read_preferences(row, 3)?,
                channel_seq: column(row, 2)?,
            };
            let user = UserId::from(column::<String>(row, 0)?);
            states.insert((channel_id, user), state);
        }
    }
    Ok(states)
}
