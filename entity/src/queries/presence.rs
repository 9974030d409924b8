//! The presence that people chose. Who is connected is not kept; the engine knows.

use sea_orm::EntityTrait;

use super::{sql::Sql, words::Word};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::{Presence, PresenceStatus},
    tables::presence,
};

/// What everyone chose, those who never did left out.
///
/// # Errors
/// Any failure to ask.
pub async fn load_all(db: &Database) -> Result<Vec<(UserId, Presence)>, Error> {
    let found = presence::Entity::find().all(db.reader()).await?;
    found
        .into_iter()
        .map(|row| Ok((row.user_id.as_str().into(), chosen(row)?)))
        .collect()
}

/// What one person chose; `None` when they never did.
///
/// # Errors
/// Any failure to ask.
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
        last_active: row.last_active,
    })
}

/// Keeps what people chose; of one named twice, the last.
///
/// # Errors
/// Any failure to write; some may be kept then.
pub async fn save(db: &Database, chosen: &[(UserId, Presence)]) -> Result<(), Error> {
    let latest: std::collections::HashMap<_, _> = chosen
        .iter()
        .map(|(user, presence)| (user, presence))
        .collect();
    let latest: Vec<_> = latest.into_iter().collect();
    for some in latest.chunks(500) {
        Sql::new(
            db.writer(),
            "INSERT INTO user_presence (user_id, status, status_message, last_active) VALUES ",
        )
        .rows(some.iter().map(|(user, presence)| {
            [
                user.as_str().into(),
                presence.status.word().into(),
                presence.status_message.as_str().into(),
                presence.last_active.into(),
            ]
        }))
        .add(
            " ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, \
             status_message = excluded.status_message, last_active = excluded.last_active",
        )
        .run(db.writer())
        .await?;
    }
    Ok(())
}
