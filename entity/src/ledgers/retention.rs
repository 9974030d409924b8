//! Retention: deletes the oldest events of users' own streams. Channels' streams are their history and are
//! never deleted.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, Seq, UserId},
    queries::sql::Sql,
};

/// Deletes the events of a user's own stream up to a position.
#[derive(Debug)]
pub struct ForgetEvents {
    /// The user.
    pub user: UserId,
    /// The position of the last event to delete.
    pub up_to: Seq,
}

/// The part of a batch for retention.
#[derive(Default)]
pub(crate) struct Retention {
    forgotten: BTreeMap<UserId, Seq>,
}

impl Change for ForgetEvents {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let forgotten = &mut ledgers.retention.forgotten;
        let up_to = forgotten.entry(self.user.clone()).or_insert(self.up_to);
        *up_to = self.up_to.max(*up_to);
        Ok(Committed::default())
    }
}

impl Ledger for Retention {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for (user, up_to) in &self.forgotten {
            Sql::new(db, "DELETE FROM chat_user_events WHERE user_id = ")
                .bind(user.as_str())
                .add(" AND seq <= ")
                .bind(*up_to)
                .run(db)
                .await?;
        }
        Ok(())
    }
}
