//! How the program's commands learn that a running server has applied a change of accounts: a command asks for a
//! read in the transaction of its change, and the server confirms the read once it has informed its sessions.
//!
//! Both are counters in `chat_counters`. Nothing here reads accounts, and nothing waits.

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::Millis,
    queries::sql::Sql,
};

/// Asks the running server to read the accounts.
#[derive(Debug)]
pub struct AskForRead;

/// Confirms that the accounts were read after so many requests, and that sessions have been informed.
#[derive(Debug)]
pub struct ConfirmRead(pub i64);

/// The part of a batch for reads of accounts. Nothing is read: each counter is moved in the database.
#[derive(Default)]
pub(crate) struct AccountReads {
    asked: i64,
    confirmed: i64,
}

impl Change for AskForRead {
    fn by(&self) -> By {
        By::Operator
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.account_reads.asked += 1;
        Ok(Committed::default())
    }
}

impl Change for ConfirmRead {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let confirmed = &mut ledgers.account_reads.confirmed;
        *confirmed = self.0.max(*confirmed);
        Ok(Committed::default())
    }
}

impl Ledger for AccountReads {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.asked > 0 {
            Sql::new(
                db,
                "INSERT INTO chat_counters (name, last_id) VALUES ('account_reads_asked', ",
            )
            .bind(self.asked)
            .add(
                ") ON CONFLICT (name) DO UPDATE SET \
                 last_id = chat_counters.last_id + excluded.last_id",
            )
            .run(db)
            .await?;
        }
        if self.confirmed > 0 {
            Sql::new(
                db,
                "INSERT INTO chat_counters (name, last_id) VALUES ('account_reads_confirmed', ",
            )
            .bind(self.confirmed)
            .add(
                ") ON CONFLICT (name) DO UPDATE SET last_id = excluded.last_id \
                 WHERE chat_counters.last_id < excluded.last_id",
            )
            .run(db)
            .await?;
        }
        Ok(())
    }
}
