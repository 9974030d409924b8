//! Whose membership of a channel that follows a team is to change.

use super::super::{foreign, sql::Sql, sql::column};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, UserId},
};

/// Whether someone belongs to a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// They do.
    Yes,
    /// They did.
    NoLonger,
}

/// The maximum number of memberships that are changed at once.
pub const TEAM_CHANGES: usize = 500;

/// A membership to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamChange {
    /// The channel.
    pub channel_id: ChannelId,
    /// The user.
    pub user: UserId,
    /// Whether they belong to its team.
    pub belongs: Belongs,
}

/// Returns who belongs to the team of a channel that follows it and is not there for that reason, and who is but no
/// longer belongs to it, at most [`TEAM_CHANGES`]. Deactivated users stay where they are, and do not join.
///
/// # Errors
/// Any database error.
pub async fn team_changes(db: &Database) -> Result<Vec<TeamChange>, Error> {
    let reader = db.reader();
    let (name, team) = (
        foreign::text(reader, "u.username"),
        foreign::text(reader, "u.team_id"),
    );
    let active = foreign::active(reader, "u.active");
    let found = Sql::new(
        reader,
        &format!(
            "SELECT c.id, u.username, 1 FROM chat_channels c JOIN users u ON {team} = c.team_id \
             AND {active} LEFT JOIN chat_channel_members m ON m.channel_id = c.id \
             AND m.user_id = {name} WHERE c.follows_team AND c.active \
             AND (m.user_id IS NULL OR NOT m.by_team) \
             UNION ALL SELECT c.id, m.user_id, 0 FROM chat_channels c JOIN chat_channel_members m \
             ON m.channel_id = c.id AND m.by_team LEFT JOIN users u ON {name} = m.user_id \
             WHERE c.follows_team AND c.active AND ({team} IS NULL OR {team} <> c.team_id) LIMIT "
        ),
    )
    .bind(i64::try_from(TEAM_CHANGES).unwrap_or(i64::MAX))
    .all(reader)
    .await?;
    let changes = found.iter().map(|row| {
        Ok(TeamChange {
            channel_id: ChannelId(column(row, 0)?),
            user: column::<String>(row, 1)?.into(),
            belongs: match column::<i32>(row, 2)? {
                1 => Belongs::Yes,
                _ => Belongs::NoLonger,
            },
        })
    });
    changes.collect()
}
