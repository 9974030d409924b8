//! The members of a channel who are in one of Orvale's teams, and what is known of their duty.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    foreign,
    preferences::stored_on,
    sql::{Sql, column},
    tickets::{columns::Columns, times},
    words::Word as _,
};
use crate::{
    Database,
    duty::WorkMode,
    error::Error,
    ids::{ChannelId, Millis, UserId},
    model::Notify,
    names::shown,
};

/// After so many minutes without activity Orvale ends a work mode, unless its row says otherwise.
const MODE_MINUTES: i64 = 30;
/// Longer times are not believed.
const MOST_MINUTES: i64 = 7 * 24 * 60;
const MINUTE: Millis = 60_000;

/// An active member of a channel who is in a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// The user.
    pub user: UserId,
    /// The displayed name.
    pub display_name: String,
    /// The id of the team.
    pub team: String,
    /// Their work mode, in an Orvale that has these.
    pub mode: Option<WorkMode>,
    /// True if mentions in the channel notify them.
    pub is_notified: bool,
}

/// Returns the active members of `channel` who are in one of `teams`, or in any.
///
/// # Errors
/// Any database error.
pub async fn team_members(
    db: &Database,
    channel: ChannelId,
    teams: Option<&[String]>,
) -> Result<Vec<TeamMember>, Error> {
    let reader = db.reader();
    let rows = members(reader, channel, teams).await?;
    let mut modes = modes(reader, channel).await?;
    let mut members: Vec<TeamMember> = rows.iter().filter_map(member).collect();
    for member in &mut members {
        member.mode = modes.remove(member.user.as_str());
    }
    Ok(members)
}

/// Returns those of `users` who are notified without a sound at the time `now`.
///
/// # Errors
/// Any database error.
pub async fn silent(
    db: &Database,
    users: &BTreeSet<UserId>,
    now: Millis,
) -> Result<BTreeSet<UserId>, Error> {
    let own = stored_on(db.reader(), users.iter()).await?;
    let silent = own.into_iter().filter(|(_, own)| own.is_silent(now));
    Ok(silent.map(|(user, _)| user).collect())
}

async fn members(
    db: &impl ConnectionTrait,
    channel: ChannelId,
    teams: Option<&[String]>,
) -> Result<Vec<QueryResult>, Error> {
    let (name, team) = (
        foreign::text(db, "u.username"),
        foreign::text(db, "u.team_id"),
    );
    let sql = format!(
        "SELECT {name}, {}, {team}, m.muted, m.notify FROM chat_channel_members m \
         JOIN users u ON {name} = m.user_id WHERE {} AND {team} IS NOT NULL AND m.channel_id = ",
        foreign::text(db, "u.display_name"),
        foreign::active(db, "u.active"),
    );
    let mut sql = Sql::new(db, &sql).bind(channel.0);
    if let Some(teams) = teams {
        sql = sql
            .add(&format!(" AND {team} IN "))
            .list(teams.iter().map(String::as_str));
    }
    sql.all(db).await
}

/// Reads a row; `None` if Orvale's part cannot be read.
fn member(row: &QueryResult) -> Option<TeamMember> {
    let user = foreign::read_text(row, 0, "username").ok()?;
    let name = foreign::read_optional_text(row, 1, "display_name").ok()?;
    let notify: Option<String> = column(row, 4).ok()?;
    Some(TeamMember {
        display_name: shown(name.as_deref().unwrap_or_default(), &user),
        user: user.into(),
        team: foreign::read_text(row, 2, "team_id").ok()?,
        mode: None,
        is_notified: !column::<bool>(row, 3).ok()?
            && notify.as_deref() != Some(Notify::None.word()),
    })
}

/// The work modes of the members of `channel`; of several rows for one person the last one.
async fn modes(
    db: &impl ConnectionTrait,
    channel: ChannelId,
) -> Result<HashMap<String, WorkMode>, Error> {
    let columns = Columns::of(db, "staff_work_modes").await?;
    if !columns.has("username") || !columns.has("current_mode") {
        return Ok(HashMap::new());
    }
    let text = |name| columns.text(db, name);
    let sql = format!(
        "SELECT {}, {}, {}, {}, CASE WHEN {} THEN 1 ELSE 0 END FROM staff_work_modes t \
         WHERE {} IN (SELECT user_id FROM chat_channel_members WHERE channel_id = ",
        text("username"),
        text("current_mode"),
        text("last_activity"),
        text("auto_offline_after_minutes"),
        columns.is_no(db, "work_mode_timeout_enabled"),
        foreign::text(db, "t.username"),
    );
    let order = if columns.has("id") {
        ") ORDER BY t.id"
    } else {
        ")"
    };
    let rows = Sql::new(db, &sql)
        .bind(channel.0)
        .add(order)
        .all(db)
        .await?;
    Ok(rows.iter().filter_map(mode).collect())
}

/// Reads a row; `None` if it cannot be read.
fn mode(row: &QueryResult) -> Option<(String, WorkMode)> {
    let text = |index| foreign::read_optional_text(row, index, "").ok().flatten();
    let minutes = text(3).and_then(|text| text.trim().parse().ok());
    let minutes = minutes.filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
    let active_at = text(2).and_then(|text| times::read(&text));
    let ends_at = active_at.map_or(0, |at| at + minutes.unwrap_or(MODE_MINUTES) * MINUTE);
    let lasts = column::<i32>(row, 4).ok()? == 1;
    let mode = WorkMode {
        word: text(1)?,
        ends_at: if lasts { Millis::MAX } else { ends_at },
    };
    Some((text(0)?, mode))
}
