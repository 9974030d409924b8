//! The `SELECT` of all lists of channels, and the decoding of its rows.

use std::{collections::HashMap, sync::LazyLock};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use serde::Deserialize;

use super::super::{
    counts::Span,
    json, rows,
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
    tables::{flag, messages},
};

/// The columns of a view: the channel `c` and the membership `m`, in the order of the fields of [`Row`].
static COLUMNS: LazyLock<String> = LazyLock::new(|| {
    let channel = "c.id, c.name, c.description, c.type, c.created_by, c.team_id, c.active, \
        c.read_only, c.direct_key, c.seq, c.member_count, c.last_message_at, c.created_at, \
        c.updated_at, c.pinning, c.history, c.hidden_until, c.follows_team, c.ticket_number, \
        c.ticket_events";
    let membership = "COALESCE(m.history_after, 0), m.role, COALESCE(m.can_post, TRUE), \
        COALESCE(m.last_read_seq, c.seq)";
    let counts = SPAN.columns();
    format!("{channel}, {membership}, {counts}, {PREFERENCES}")
});

/// A view as it is read.
#[derive(Deserialize)]
struct Row {
    id: i64,
    name: String,
    description: String,
    kind: String,
    created_by: String,
    team_id: Option<String>,
    #[serde(deserialize_with = "flag")]
    active: bool,
    #[serde(deserialize_with = "flag")]
    read_only: bool,
    direct_key: Option<String>,
    seq: Seq,
    member_count: i64,
    last_message_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    pinning: String,
    history: String,
    hidden_until: Seq,
    #[serde(deserialize_with = "flag")]
    follows_team: bool,
    ticket_number: Option<String>,
    ticket_events: Option<String>,
    history_after: Seq,
    role: Option<String>,
    #[serde(deserialize_with = "flag")]
    can_post: bool,
    last_read_seq: Seq,
    unread_count: i64,
    mention_count: i64,
    #[serde(deserialize_with = "flag")]
    muted: bool,
    muted_until: Option<i64>,
    #[serde(deserialize_with = "flag")]
    pinned: bool,
    #[serde(deserialize_with = "flag")]
    hidden: bool,
    notify: String,
}

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
        .add(&json::row(db.get_database_backend(), &COLUMNS))
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
    let found = Sql::new(
        db,
        "SELECT COALESCE((SELECT seq FROM chat_users WHERE user_id = ",
    )
    .bind(user.as_str())
    .add("), 0), (SELECT ")
    .add(&json::all_rows(db.get_database_backend(), &COLUMNS))
    .add(OWN)
    .add(SHOWN)
    .add(" AND m.user_id = ")
    .bind(user.as_str())
    .add(")")
    .one(db)
    .await?;
    let row = found.ok_or(Error::NotFound)?;
    let views = json::read_rows(&row, 1)?.into_iter().map(view);
    let mut views = views.collect::<Result<Vec<_>, _>>()?;
    views.sort_unstable_by_key(|view| view.channel.id);
    Ok((views, column(&row, 0)?))
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
        .add(&json::row(db.get_database_backend(), &COLUMNS))
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
            .add(&json::row(db.get_database_backend(), &COLUMNS))
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

/// Reads the view in the column `index` of a row.
pub(super) fn read(row: &QueryResult, index: usize) -> Result<ChannelView, Error> {
    view(json::read_row(row, index)?)
}

fn view(row: Row) -> Result<ChannelView, Error> {
    let key = row.direct_key.as_deref();
    let channel = Channel {
        id: ChannelId(row.id),
        kind: ChannelKind::read(&row.kind)?,
        created_by: row.created_by.into(),
        team_id: row.team_id,
        active: row.active,
        read_only: row.read_only,
        members: rows::direct_members(key),
        group: rows::is_group(key),
        seq: row.seq,
        member_count: row.member_count,
        last_message_at: row.last_message_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        pinning: Pinning::read(&row.pinning)?,
        history: History::read(&row.history)?,
        hidden_until: row.hidden_until,
        follows_team: row.follows_team,
        ticket_events: rows::ticket_events(row.follows_team, row.ticket_events.as_deref())?,
        ticket: row.ticket_number,
        name: row.name,
        description: row.description,
    };
    let role = row.role.as_deref().map(ChannelRole::read);
    Ok(ChannelView {
        role: role.transpose()?,
        can_post: row.can_post,
        last_read_seq: row.last_read_seq,
        history_after: row.history_after,
        unread_count: row.unread_count,
        mention_count: row.mention_count,
        preferences: ChannelPreferences {
            muted: row.muted,
            muted_until: row.muted_until,
            pinned: row.pinned,
            hidden: row.hidden,
            notify: Notify::read(&row.notify)?,
        },
        last_message: None,
        call: None,
        channel,
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
