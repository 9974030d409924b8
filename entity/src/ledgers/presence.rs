//! The presence that people chose, and when they were last active. Who is connected is not kept; the
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

/// The most people in one [`SavePresence`]: others want to write too.
pub const PEOPLE: usize = 256;

/// Keep what people chose, gathered over the last moments; of one named twice, the last.
#[derive(Debug)]
pub struct SavePresence(pub Vec<(UserId, model::Presence)>);

/// The part of a batch that concerns presence. Nothing of it is read: each row is written whatever
/// stands there.
#[derive(Default)]
pub(crate) struct Presence {
    chosen: BTreeMap<UserId, model::Presence>,
}

impl Change for SavePresence {
    /// The server, which gathers them; each entry names who chose it.
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
            ]
        });
        insert(
            db,
            "INSERT INTO user_presence (user_id, status, status_message, last_active) VALUES ",
            rows.collect(),
            " ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, \
             status_message = excluded.status_message, last_active = excluded.last_active",
        )
        .await?;
        Ok(())
    }
}
