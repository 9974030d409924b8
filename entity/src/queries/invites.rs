//! Invite links.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    accounts, channels,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, InviteId, Millis, UserId},
    model::Invite,
    permission::{Action, Permit, decide},
};

const SELECT: &str = "SELECT id, token, channel_id, created_by, created_at, expires_at, max_uses, \
    uses, revoked FROM chat_invites WHERE ";

/// A link, which may be revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The link.
    pub invite: Invite,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl Stored {
    /// Checks that someone may join with the link at a time, who was removed from the channel at another if that
    /// is given.
    ///
    /// # Errors
    /// [`Error::Conflict`], which says why not.
    pub fn check(&self, at: Millis, removed: Option<Millis>) -> Result<(), Error> {
        let Invite {
            expires_at,
            max_uses,
            uses,
            created_at,
            ..
        } = &self.invite;
        let reason = if self.revoked {
            "this invite link was revoked; ask for a new one"
        } else if expires_at.is_some_and(|expires| expires <= at) {
            "this invite link has expired; ask for a new one"
        } else if max_uses.is_some_and(|most| *uses >= most) {
            "this invite link was used as often as it allows; ask for a new one"
        } else if removed.is_some_and(|removed| removed >= *created_at) {
            "you were removed from this channel, so this invite link is not valid for you; ask a member to \
             add you"
        } else {
            return Ok(());
        };
        Err(Error::Conflict(reason.into()))
    }
}

fn read(row: &QueryResult) -> Result<Stored, Error> {
    Ok(Stored {
        invite: Invite {
            id: InviteId(column(row, 0)?),
            token: column(row, 1)?,
            channel_id: ChannelId(column(row, 2)?),
            created_by: column::<String>(row, 3)?.into(),
            created_at: column(row, 4)?,
            expires_at: column(row, 5)?,
            max_uses: column(row, 6)?,
            uses: column(row, 7)?,
        },
        revoked: column(row, 8)?,
    })
}

pub(crate) async fn by_ids(db: &impl ConnectionTrait, ids: Vec<i64>) -> Result<Vec<Stored>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = Sql::new(db, SELECT).add("id IN ").list(ids).all(db).await?;
    found.iter().map(read).collect()
}

/// Returns the id of the latest link; 0 without any.
pub(crate) async fn latest(db: &impl ConnectionTrait) -> Result<i64, Error> {
    let head = "SELECT COALESCE(MAX(id), 0) FROM chat_invites";
    let found = Sql::new(db, head).one(db).await?;
    found.map_or(Ok(0), |row| column(&row, 0))
}

pub(crate) async fn count(db: &impl ConnectionTrait, channel: ChannelId) -> Result<i64, Error> {
    let head = "SELECT COUNT(*) FROM chat_invites WHERE NOT revoked AND channel_id = ";
    let found = Sql::new(db, head).bind(channel.0).one(db).await?;
    found.map_or(Ok(0), |row| column(&row, 0))
}

/// Returns a link by its id.
///
/// # Errors
/// Any database error.
pub async fn by_id(db: &Database, id: InviteId) -> Result<Option<Stored>, Error> {
    Ok(by_ids(db.reader(), vec![id.0]).await?.pop())
}

/// Returns a link by the secret part of it.
///
/// # Errors
/// Any database error.
pub async fn by_token(db: &Database, token: &str) -> Result<Option<Stored>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("token = ")
        .bind(token)
        .one(db.reader())
        .await?;
    found.map(|row| read(&row)).transpose()
}

/// The refusal of a link whose creator may not invite people any more.
#[must_use]
pub fn not_backed() -> Error {
    let reason = "whoever created this invite link may no longer invite people to the channel; ask for a new one";
    Error::Conflict(reason.into())
}

/// Returns whether the creator of a link may still create links of its channel. While they may not, nobody can join
/// with it.
///
/// # Errors
/// Any database error.
pub async fn is_backed(db: &Database, invite: &Invite) -> Result<bool, Error> {
    let creator = &invite.created_by;
    let Some(account) = accounts::load(db, creator).await? else {
        return Ok(false);
    };
    let standing = channels::standing(db, invite.channel_id, creator).await?;
    let may = |standing| decide(&account, &standing, Action::ManageInvites).is_ok();
    Ok(standing.is_some_and(may))
}

/// Returns when somebody removed a user from a channel, if that still counts.
///
/// # Errors
/// Any database error.
pub async fn removal(
    db: &Database,
    channel: ChannelId,
    user: &UserId,
) -> Result<Option<Millis>, Error> {
    let head = "SELECT removed_at FROM chat_removals WHERE channel_id = ";
    let found = Sql::new(db.reader(), head)
        .bind(channel.0)
        .add(" AND user_id = ")
        .bind(user.as_str())
        .one(db.reader())
        .await?;
    found.map(|row| column(&row, 0)).transpose()
}

/// Returns the links of the permit's channel that are not revoked, the newest first.
///
/// # Errors
/// Any database error.
pub async fn list(db: &Database, permit: &Permit) -> Result<Vec<Invite>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("NOT revoked AND channel_id = ")
        .bind(permit.channel_id().0)
        .add(" ORDER BY id DESC")
        .all(db.reader())
        .await?;
    let found = found.iter().map(|row| Ok(read(row)?.invite));
    found.collect()
}
