//! Channels, their members, and views of channels as each member sees them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    Listing, cursor_number, foreign, page_size, read_cursor, rows, sql::Sql, sql::column,
    words::Word,
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Seq, UserId},
    model::{Channel, ChannelKind, ChannelRole, ChannelView, History, Member, Pinning},
    names::shown,
    permission::{Account, Membership, Permit, Standing},
    search::fold::fold,
    tables::{channels, members},
};

mod history;
mod preferences;
mod teams;
mod views;

pub use history::{history, history_after};
pub use preferences::ended_mutes;
pub(crate) use preferences::preferences_on;
pub use teams::{Belongs, TEAM_CHANGES, TeamChange, team_changes};
pub(crate) use views::views_on;
use views::{Own, view_on};

/// A channel and its members, from which a live channel starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRoster {
    /// The channel.
    pub channel: Channel,
    /// Its members, sorted by username.
    pub members: Vec<(UserId, Membership)>,
}

impl ChannelRoster {
    /// Returns the standing of `user` in it.
    #[must_use]
    pub fn standing(&self, user: &UserId) -> Standing {
        let own = self
            .members
            .binary_search_by(|(member, _)| member.cmp(user))
            .ok();
        Standing {
            channel_id: self.channel.id,
            kind: self.channel.kind,
            group: self.channel.group,
            active: self.channel.active,
            read_only: self.channel.read_only,
            pinning: self.channel.pinning,
            history: self.channel.history,
            hidden_until: self.channel.hidden_until,
            membership: own.map(|index| self.members[index].1),
        }
    }
}

/// Returns the channels of a user, as they see them, and the position of their own stream, for a login.
/// A single statement, so that both are consistent.
///
/// # Errors
/// Any database error.
pub async fn snapshot(db: &Database, user: &UserId) -> Result<(Vec<ChannelView>, Seq), Error> {
    views::snapshot(db.reader(), user).await
}

/// Returns a user's standing in a channel; `None` if the channel does not exist.
///
/// # Errors
/// Any database error.
pub async fn standing(
    db: &Database,
    channel_id: ChannelId,
    user: &UserId,
) -> Result<Option<Standing>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT c.type, c.active, c.read_only, m.role, m.can_post, c.pinning, c.direct_key, c.history, \
         c.hidden_until, m.history_after FROM chat_channels c \
         LEFT JOIN chat_channel_members m ON m.channel_id = c.id AND m.user_id = ",
    )
    .bind(user.as_str())
    .add(" WHERE c.id = ")
    .bind(channel_id.0)
    .one(db.reader())
    .await?;
    let Some(row) = found else { return Ok(None) };
    let membership = match column::<Option<String>>(&row, 3)? {
        Some(role) => Some(Membership {
            role: ChannelRole::read(&role)?,
            can_post: column(&row, 4)?,
            history_after: column(&row, 9)?,
        }),
        None => None,
    };
    Ok(Some(Standing {
        channel_id,
        kind: ChannelKind::read(&column::<String>(&row, 0)?)?,
        group: rows::is_group(column::<Option<String>>(&row, 6)?.as_deref()),
        active: column(&row, 1)?,
        read_only: column(&row, 2)?,
        pinning: Pinning::read(&column::<String>(&row, 5)?)?,
        history: History::read(&column::<String>(&row, 7)?)?,
        hidden_until: column(&row, 8)?,
        membership,
    }))
}

/// Returns the channel and all its members; `None` if it does not exist.
///
/// The members are read first, so a change between both reads is counted in the channel's `seq` but missing
/// from the members. A live channel must therefore load before it sends changes to the store.
///
/// # Errors
/// Any database error.
pub async fn roster(db: &Database, id: ChannelId) -> Result<Option<ChannelRoster>, Error> {
    let found = members::Entity::find()
        .filter(members::Column::ChannelId.eq(id.0))
        .all(db.reader())
        .await?;
    let mut members = found
        .into_iter()
        .map(|row| {
            let role = ChannelRole::read(&row.role)?;
            Ok((
                row.user_id.into(),
                Membership {
                    role,
                    can_post: row.can_post,
                    history_after: row.history_after,
                },
            ))
        })
        .collect::<Result<Vec<(UserId, Membership)>, Error>>()?;
    members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let row = channels::Entity::find_by_id(id.0).one(db.reader()).await?;
    row.map(|row| {
        Ok(ChannelRoster {
            channel: rows::channel(row)?,
            members,
        })
    })
    .transpose()
}

/// Returns the channel as `user` sees it, member or not; `None` if it does not exist.
///
/// # Errors
/// Any database error.
pub async fn view(
    db: &Database,
    channel_id: ChannelId,
    user: &UserId,
) -> Result<Option<ChannelView>, Error> {
    view_on(db.reader(), channel_id, user).await
}

/// Returns the channels of a user with the latest message of each, most recent first.
///
/// # Errors
/// Any database error.
pub async fn list(db: &Database, user: &UserId) -> Result<Vec<ChannelView>, Error> {
    let found = views::own(db.reader(), user, Own::All).await?;
    latest_first(db, found, user).await
}

/// Returns a user's direct conversations, as [`list`] does.
///
/// # Errors
/// Any database error.
pub async fn directs(db: &Database, user: &UserId) -> Result<Vec<ChannelView>, Error> {
    let found = views::own(db.reader(), user, Own::Direct).await?;
    latest_first(db, found, user).await
}

async fn latest_first(
    db: &Database,
    mut found: Vec<ChannelView>,
    user: &UserId,
) -> Result<Vec<ChannelView>, Error> {
    views::add_last_messages(db.reader(), &mut found, user).await?;
    found.sort_by_key(|view| {
        let channel = &view.channel;
        std::cmp::Reverse((
            channel.last_message_at.unwrap_or(channel.created_at),
            channel.id,
        ))
    });
    Ok(found)
}

/// Returns the ids of those channels of a user that have at most `most` members.
///
/// # Errors
/// Any database error.
pub async fn small(db: &Database, user: &UserId, most: i64) -> Result<Vec<ChannelId>, Error> {
    views::small(db.reader(), user, most).await
}

/// The channels to browse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Public channels that are not archived.
    InUse,
    /// Archived channels that are public or have the user as a member.
    Archived,
}

impl Shelf {
    const fn condition(self) -> &'static str {
        match self {
            Self::InUse => " WHERE c.active AND c.type = 'public'",
            Self::Archived => {
                " WHERE NOT c.active AND (c.type = 'public' \
                 OR (c.type = 'private' AND m.role IS NOT NULL))"
            }
        }
    }
}

/// Returns the channels of a shelf whose name or topic contains `query`, whatever the letters' case, accents and width,
/// by name. Channels that the account has not joined have no `role`.
///
/// # Errors
/// [`Error::Invalid`] if the cursor is invalid.
pub async fn browse(
    db: &Database,
    account: &Account,
    (shelf, query): (Shelf, &str),
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<ChannelView>, Error> {
    let [name, id] = read_cursor(cursor)?;
    let id = if cursor.is_none() {
        Ok(0)
    } else {
        cursor_number(&id)
    }?;
    let limit = page_size(limit);
    let most = limit.cast_signed() + 1;
    let position = (name.as_str(), id);
    let query = fold(query);
    let select = views::select(db.reader(), &account.username).add(shelf.condition());
    let select = match query.trim() {
        "" => after(select, position).add(" LIMIT ").bind(most),
        text => {
            let matching = matching(db, account, (shelf, text), position, most).await?;
            if matching.is_empty() {
                return Ok(Listing {
                    items: Vec::new(),
                    next: None,
                });
            }
            after(select.add(" AND c.id IN ").list(matching), position)
        }
    };
    let rows = select.all(db.reader()).await?;
    let items = rows
        .iter()
        .map(|row| views::read(row, 0))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::of(items, limit, |view| {
        [view.channel.name.clone(), view.channel.id.to_string()]
    }))
}

/// Adds that channels come after a position, and their order: by name.
fn after(select: Sql, (name, id): (&str, i64)) -> Sql {
    select
        .add(" AND (LOWER(c.name), c.id) > (LOWER(")
        .bind(name)
        .add("), ")
        .bind(id)
        .add(") ORDER BY LOWER(c.name), c.id")
}

/// Returns the first channels of a shelf after a position whose name or topic contains a folded text: databases cannot
/// fold letters.
async fn matching(
    db: &Database,
    account: &Account,
    (shelf, text): (Shelf, &str),
    position: (&str, i64),
    most: i64,
) -> Result<Vec<i64>, Error> {
    let select = Sql::new(
        db.reader(),
        "SELECT c.id, c.name, c.description FROM chat_channels c \
         LEFT JOIN chat_channel_members m ON m.channel_id = c.id AND m.user_id = ",
    )
    .bind(account.username.as_str())
    .add(shelf.condition());
    let found = after(select, position).all(db.reader()).await?;
    let mut matching = Vec::new();
    for row in &found {
        let (name, topic): (String, String) = (column(row, 1)?, column(row, 2)?);
        if fold(&format!("{name} {topic}")).contains(text) {
            matching.push(column(row, 0)?);
        }
        if matching.len() as i64 == most {
            break;
        }
    }
    Ok(matching)
}

/// Returns the members of the permit's channel, by username.
///
/// # Errors
/// [`Error::Invalid`] if the cursor is invalid.
pub async fn members(
    db: &Database,
    permit: &Permit,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Member>, Error> {
    let [after, _] = read_cursor(cursor)?;
    let limit = page_size(limit);
    let found = Sql::new(
        db.reader(),
        &format!(
            "SELECT m.user_id, {}, m.role, m.can_post, m.joined_at \
             FROM chat_channel_members m LEFT JOIN users u ON u.username = m.user_id \
             WHERE m.channel_id = ",
            foreign::text(db.reader(), "u.display_name")
        ),
    )
    .bind(permit.channel_id().0)
    .add(" AND m.user_id > ")
    .bind(after)
    .add(" ORDER BY m.user_id LIMIT ")
    .bind(limit.cast_signed() + 1)
    .all(db.reader())
    .await?;
    let items = found
        .iter()
        .map(|row| {
            let user_id: String = column(row, 0)?;
            let display_name = foreign::read_text(row, 1, "display_name");
            Ok(Member {
                display_name: shown(&display_name.unwrap_or_default(), &user_id),
                user_id: user_id.into(),
                role: ChannelRole::read(&column::<String>(row, 2)?)?,
                can_post: column(row, 3)?,
                joined_at: column(row, 4)?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Listing::of(items, limit, |member| {
        [member.user_id.to_string(), String::new()]
    }))
}

/// Returns the latest positions of those of the channels that exist.
pub(crate) async fn positions_on(
    db: &impl ConnectionTrait,
    ids: &[ChannelId],
) -> Result<HashMap<ChannelId, Seq>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Sql::new(db, "SELECT id, seq FROM chat_channels WHERE id IN ")
        .list(ids.iter().map(|id| id.0))
        .all(db)
        .await?;
    rows.iter()
        .map(|row| Ok((ChannelId(column(row, 0)?), column(row, 1)?)))
        .collect()
}
