//! By what tickets are found: number, title and name of the person who has the problem, folded.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::Millis,
};

/// Stores by what these tickets are found.
#[derive(Debug)]
pub struct IndexTickets {
    /// The folded text of each ticket, by its key.
    pub words: Vec<(i64, String)>,
}

/// The part of a batch for these texts.
#[derive(Default)]
pub(crate) struct TicketWords {
    words: BTreeMap<i64, String>,
}

impl Change for IndexTickets {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers
            .ticket_words
            .words
            .extend(self.words.iter().cloned());
        Ok(Committed::default())
    }
}

impl Ledger for TicketWords {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let words = std::mem::take(&mut self.words).into_iter();
        insert(
            db,
            "INSERT INTO chat_ticket_words (ticket_id, searched) VALUES ",
            words.map(|(id, text)| [id.into(), text.into()]).collect(),
            " ON CONFLICT (ticket_id) DO UPDATE SET searched = excluded.searched",
        )
        .await?;
        Ok(())
    }
}
