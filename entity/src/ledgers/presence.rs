//! The statuses that users chose, and when they were last active. Who is connected is not stored; only the
//! engine knows.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    model,
    queries::words::Word,
};

/// The maximum number of users in one [`SavePresence`], so that it does not delay other changes.
pub const PEOPLE: usize = 256;

/// Stores recently chosen statuses. If a user is named twice, the last one counts.
#[derive(Debug)]
pub struct SavePresence(pub Vec<(UserId, model::Presence)>);

/// The part of a batch for presence. Nothing is read: each row is written regardless of the stored one.
#[derive(Default)]
pub(crate) struct Presence {
    chosen: BTreeMap<UserId, model::Presence>,
}

impl Change for SavePresence {
    /// Returns the server, which collects the statuses; each entry names the user who chose it.
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.presence.chosen.extend(self.0.iter().cloned());
        Ok(Committed::default())
    }
}

impl Ledger for Presence {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.chosen.iter().map(|(user, presence)| {
            [
                user.as_str().into(),
                presence.status.word().into(),
                presence.status_message.as_str().into(),
                presence.last_active.into(),
                presence.status_message_until.into(),
            ]
        });
        insert(
            db,
            "INSERT INTO user_presence (user_id, status, status_message, last_active, \
             status_message_until) VALUES ",
            rows.collect(),
            " ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, \
             status_message = excluded.status_message, last_active = excluded.last_active, \
             status_message_until = excluded.status_message_until",
        )
        .await?;
        Ok(())
    }
}
