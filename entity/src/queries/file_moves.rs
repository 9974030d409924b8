//! How far the move of the files from one store to another is.

use super::{
    sql::{Sql, column},
    words::Word,
};
use crate::{Database, error::Error};

/// How far the move of the files is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveState {
    /// The server has yet to say that it reads from both stores.
    Announced,
    /// The server cannot use the new store.
    Refused,
    /// The server reads from both, and writes to the new one.
    Moving,
    /// Everything is in the new one.
    Done,
}

/// The move of the files from one store to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMove {
    /// The store that they come from.
    pub source: String,
    /// The store that they go to.
    pub target: String,
    /// How far it is.
    pub state: MoveState,
    /// Why the server refused.
    pub problem: Option<String>,
}

/// Returns the move that is known.
///
/// # Errors
/// Any database error.
pub async fn get(db: &Database) -> Result<Option<FileMove>, Error> {
    let sql = "SELECT source, target, state, problem FROM chat_file_moves";
    let found = Sql::new(db.reader(), sql).one(db.reader()).await?;
    let read = |row: sea_orm::QueryResult| {
        Ok(FileMove {
            source: column(&row, 0)?,
            target: column(&row, 1)?,
            state: MoveState::read(&column::<String>(&row, 2)?)?,
            problem: column(&row, 3)?,
        })
    };
    found.map(read).transpose()
}
