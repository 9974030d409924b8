//! The move of all files from one store to another.

use sea_orm::DatabaseTransaction;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::Millis,
    queries::{file_moves::FileMove, words::Word},
};

/// Sets how far the move of the files is; `None` when nothing needs to be known of it any more.
#[derive(Debug)]
pub struct SetFileMove(pub Option<FileMove>);

/// The part of a batch for the move of files.
#[derive(Default)]
pub(crate) struct FileMoves {
    set: Option<Option<FileMove>>,
}

impl Change for SetFileMove {
    fn by(&self) -> By {
        By::Operator
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.file_moves.set = Some(self.0.clone());
        Ok(Committed::unchanged())
    }
}

impl Ledger for FileMoves {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let Some(set) = self.set.take() else {
            return Ok(());
        };
        delete(db, "chat_file_moves", ["id"], vec![[1_i64.into()]]).await?;
        let rows = set.map(|set| {
            [
                1_i64.into(),
                set.source.into(),
                set.target.into(),
                set.state.word().into(),
                set.problem.into(),
            ]
        });
        let head = "INSERT INTO chat_file_moves (id, source, target, state, problem) VALUES ";
        insert(db, head, rows.into_iter().collect(), "").await?;
        Ok(())
    }
}
