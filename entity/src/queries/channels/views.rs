//! The `SELECT` of all lists of channels, and the decoding of its rows.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};

use super::super::{
    counts::Span,
    rows,
    sql::{Sql, column},
    words::Word,
};
use crate::{
    error::Error,
    ids::{ChannelId, Seq, UserId},
    model::{
        Channel, ChannelKind, ChannelPreferences, ChannelRole, ChannelView, History, Message,
        Notify, Pinning,
    },
    tables::messages,
};

const COLUMNS: &str = "c.id, c.name, c.description, c.type, c.created_by, c.team_id, c.active, \
    c.read_only, c.direct_key, c.seq, c.member_count, c.last_message_at, c.created_at, \
    c.updated_at, c.pinning, c.history, c.hidden_until, c.follows_team, c.ticket_number, c.ticket_events, m.history_after, m.role, m.can_post, \
    m.last_read_seq, ";

/// How the member `m` wants to see the channel `c`; the defaults for others. What was hidden is so until its
/// next message.
pub(super) const PREFERENCES: &str = "COALESCE(m.muted, FALSE), m.muted_until, COALESCE(m.pinned, FALSE), \
    (m.hidden_seq IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chat_messages h \
    WHERE h.channel_id = m.channel_id AND h.seq > m.hidden_seq AND h.in_channel \
    AND h.message_type <> 'system')), \
    COALESCE(m.notify, CASE WHEN c.type = 'direct' THEN 'all' ELSE 'mentions' END)";

/// Reads [`PREFERENCES`] in a row, from the column `first` on.
pub(super) fn read_preferences(
    row: &QueryResult,
    first: usize,
) -> Result<ChannelPreferences, Error> {
    Ok(ChannelPreferences {
        muted: column(row, first)?,
        muted_until: column(row, first + 1)?,
        pinned: column(row, first + 2)?,
        hidden: column(row, first + 3)?,
        notify: Notify::read(&column::<String>(row, first + 4)?)?,
    })
}

const SPAN: Span = Span {
    user: "m.user_id",
    channel: "m.channel_id",
    after: "m.last_read_seq",
    up_to: "c.seq",
};

/// The condition that a member sees a channel in lists: a direct conversation is shown to the others with its
/// first message.
const SHOWN: &str =
    "(c.type <> 'direct' OR c.last_message_at IS NOT NULL OR c.created_by = m.user_id)";

const OWN: &str = " FROM chat_channel_members m JOIN chat_channels c ON c.id = m.channel_id WHERE ";

/// Selects channels with the membership of `user` in each; a `WHERE` may follow.
pub(super) fn select(db: &impl ConnectionTrait, user: &UserId) -> Sql {
    Sql::new(db, "SELECT ")
        .add(COLUMNS)
        .add(&SPAN.columns())
        .add(", ")
        .add(PREFERENCES)
        .add(
            " FROM chat_channels c \
             LEFT JOIN chat_channel_members m ON m.channel_id = c.id AND m.user_id = ",
        )
        .bind(user.as_str())
}

pub(super) async fn snapshot(
    db: &impl ConnectionTrait,
    user: &UserId,
) -> Result<(Vec<ChannelView>, Seq), Error> {
    let found = Sql::new(db, "SELECT COALESCE(u.seq, 0), ")
        .add(COLUMNS)
        .add(&SPAN.columns())
        .add(", ")
        .add(PREFERENCES)
        .add(" FROM (SELECT ")
        .bind(user.as_str())
        .add(
            " AS me) AS v LEFT JOIN chat_users u ON u.user_id = v.me \
             LEFT JOIN chat_channel_members m ON m.user_id = v.me \
             LEFT JOIN chat_channels c ON c.id = m.channel_id AND ",
        )
        .add(SHOWN)
        .add(" ORDER BY c.id")
        .all(db)
        .await?;
    let seq = found.first().map_or(Ok(0), |row| column(row, 0))?;
    let mut views = Vec::with_capacity(found.len());
    for row in &found {
        // A user without channels still has a row, for the position of their stream.
        if column::<Option<i64>>(row, 1)?.is_some() {
            views.push(read(row, 1)?);
        }
    }
    Ok((views, seq))
}

/// Which of a user's channels are read.
#[derive(Clone, Copy)]
pub(super) enum Own {
    All,
    Direct,
}

/// Returns channels of a user, as they see them.
pub(super) async fn own(
    db: &impl ConnectionTrait,
    user: &UserId,
    which: Own,
) -> Result<Vec<ChannelView>, Error> {
    let found = Sql::new(db, "SELECT ")
        .add(COLUMNS)
        .add(&SPAN.columns())
        .add(", ")
        .add(PREFERENCES)
        .add(OWN)
        .add(SHOWN)
        .add(match which {
            Own::All => "",
            Own::Direct => " AND c.type = 'direct'",
        })
        .add(" AND m.user_id = ")
        .bind(user.as_str())
        .all(db)
        .await?;
    found.iter().map(|row| read(row, 0)).collect()
}

/// Returns the ids of those channels of a user that have at most `most` members.
pub(super) async fn small(
    db: &impl ConnectionTrait,
    user: &UserId,
    most: i64,
) -> Result<Vec<ChannelId>, Error> {
    let found = Sql::new(db, "SELECT c.id")
        .add(OWN)
        .add(SHOWN)
        .add(" AND m.user_id = ")
        .bind(user.as_str())
        .add(" AND c.member_count <= ")
        .bind(most)
        .all(db)
        .await?;
    found
        .iter()
        .map(|row| column(row, 0).map(ChannelId))
        .collect()
}

pub(super) async fn view_on(
    db: &impl ConnectionTrait,
    channel_id: ChannelId,
    user: &UserId,
) -> Result<Option<ChannelView>, Error> {
    let found = select(db, user)
        .add(" WHERE c.id = ")
        .bind(channel_id.0)
        .one(db)
        .await?;
    found.map(|row| read(&row, 0)).transpose()
}

/// Returns channels as several users see them, in one statement.
pub(crate) async fn views_on(
    db: &impl ConnectionTrait,
    wanted: &[(ChannelId, UserId)],
) -> Result<HashMap<(ChannelId, UserId), ChannelView>, Error> {
    let mut views = HashMap::with_capacity(wanted.len());
    for some in wanted.chunks(1_000) {
        let rows = some
            .iter()
            .map(|(id, user)| [id.0.into(), user.as_str().into()]);
        let found = Sql::new(db, "WITH v(place, who) AS (VALUES ")
            .rows(rows)
            .add(") SELECT v.who, ")
            .add(COLUMNS)
            .add(&SPAN.columns())
            .add(", ")
            .add(PREFERENCES)
            .add(
                " FROM v JOIN chat_channels c ON c.id = v.place \
                 LEFT JOIN chat_channel_members m ON m.channel_id = c.id AND m.user_id = v.who",
            )
            .all(db)
            .await?;
        for row in &found {
            let view = read(row, 1)?;
            let user = UserId::from(column::<String>(row, 0)?);
            views.insert((view.channel.id, user), view);
        }
    }
    Ok(views)
}

/// Reads the view in a row, from the column `first` on.
pub(super) fn read(row: &QueryResult, first: usize) -> Result<ChannelView, Error> {
    let channel = read_channel(row, first)?;
    let role: Option<String> = column(row, first + 21)?;
    let can_post: Option<bool> = column(row, first + 22)?;
    let last_read_seq: Option<i64> = column(row, first + 23)?;
    Ok(ChannelView {
        role: role.map(|role| ChannelRole::read(&role)).transpose()?,
        can_post: can_post.unwrap_or(true),
        last_read_seq: last_read_seq.unwrap_or(channel.seq),
        history_after: column::<Option<Seq>>(row, first + 20)?.unwrap_or(0),
        unread_count: column(row, first + 24)?,
        mention_count: column(row, first + 25)?,
        preferences: read_preferences(row, first + 26)?,
        last_message: None,
        call: None,
        channel,
    })
}

fn read_channel(row: &QueryResult, first: usize) -> Result<Channel, Error> {
    let key: Option<String> = column(row, first + 8)?;
    let follows_team = column(row, first + 17)?;
    let events: Option<String> = column(row, first + 19)?;
    Ok(Channel {
        id: ChannelId(column(row, first)?),
        name: column(row, first + 1)?,
        description: column(row, first + 2)?,
        kind: ChannelKind::read(&column::<String>(row, first + 3)?)?,
        created_by: column::<String>(row, first + 4)?.into(),
        team_id: column(row, first + 5)?,
        active: column(row, first + 6)?,
        read_only: column(row, first + 7)?,
        members: rows::direct_members(key.as_deref()),
        group: rows::is_group(key.as_deref()),
        seq: column(row, first + 9)?,
        member_count: column(row, first + 10)?,
        last_message_at: column(row, first + 11)?,
        created_at: column(row, first + 12)?,
        updated_at: column(row, first + 13)?,
        pinning: Pinning::read(&column::<String>(row, first + 14)?)?,
        history: History::read(&column::<String>(row, first + 15)?)?,
        hidden_until: column(row, first + 16)?,
        follows_team,
        ticket_events: rows::ticket_events(follows_team, events.as_deref())?,
        ticket: column(row, first + 18)?,
    })
}

/// Adds the latest message that `user` may see and that is neither deleted nor a system message to each of
/// their views.
pub(super) async fn add_last_messages(
    db: &impl ConnectionTrait,
    views: &mut [ChannelView],
    user: &UserId,
) -> Result<(), Error> {
    if views.is_empty() {
        return Ok(());
    }
    let mut found = Vec::with_capacity(views.len());
    for some in views.chunks(1_000) {
        let ids = Sql::new(db, "WITH v(place, past) AS (VALUES ")
            .rows(
                some.iter()
                    .map(|view| [view.channel.id.0.into(), view.history_after.into()]),
            )
            .add(
                ") SELECT (SELECT x.id FROM chat_messages x WHERE x.channel_id = v.place \
             AND x.seq > v.past AND x.in_channel AND x.deleted_at IS NULL \
             AND x.message_type <> 'system' ORDER BY x.seq DESC LIMIT 1) FROM v",
            )
            .all(db)
            .await?;
        let ids = ids
            .iter()
            .filter_map(|row| column::<Option<i64>>(row, 0).transpose());
        let ids = ids.collect::<Result<Vec<i64>, _>>()?;
        let rows = messages::Entity::find()
            .filter(messages::Column::Id.is_in(ids))
            .all(db)
            .await?;
        found.extend(rows::messages_seen_by(db, rows, Some(user)).await?);
    }
    let mut latest: HashMap<ChannelId, Message> = found
        .into_iter()
        .map(|message| (message.channel_id, message))
        .collect();
    for view in views {
        view.last_message = latest.remove(&view.channel.id).map(Box::new);
    }
    Ok(())
}
