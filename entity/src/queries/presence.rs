//! The statuses that users chose. Who is connected is not stored; only the engine knows.

use sea_orm::EntityTrait;

use super::words::Word;
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::{Presence, PresenceStatus},
    tables::presence,
};

/// Returns everyone's chosen status; users who never chose one are left out.
///
/// # Errors
/// Any database error.
pub async fn load_all(db: &Database) -> Result<Vec<(UserId, Presence)>, Error> {
    let found = presence::Entity::find().all(db.reader()).await?;
    found
        .into_iter()
        .map(|row| Ok((row.user_id.as_str().into(), chosen(row)?)))
        .collect()
}

/// Returns a user's chosen status; `None` if they never chose one.
///
/// # Errors
/// Any database error.
pub async fn load(db: &Database, user: &UserId) -> Result<Option<Presence>, Error> {
    let found = presence::Entity::find_by_id(user.as_str())
        .one(db.reader())
        .await?;
    found.map(chosen).transpose()
}

fn chosen(row: presence::Model) -> Result<Presence, Error> {
    Ok(Presence {
        status: PresenceStatus::read(&row.status)?,
        status_message: row.status_message.unwrap_or_default(),
        status_message_until: row.status_message_until,
        last_active: row.last_active,
    })
}
