//! What a scanner says of files.

use crate::{
    change::{By, Committed},
    error::Error,
    ids::{FileId, Millis},
    ledgers::{Change, Ledgers},
    model::{BlockedFor, FileCheck},
    queries::files::FileState,
};

/// Passes or blocks a file that is being checked. Messages that carry it show it after
/// [`ShowFiles`](super::ShowFiles).
#[derive(Debug)]
pub struct JudgeFile {
    /// The file.
    pub id: FileId,
    /// Why it is blocked; `None` passes it.
    pub blocked_for: Option<BlockedFor>,
}

impl Change for JudgeFile {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.files.need([self.id.clone()]);
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.files.rows.get(&self.id);
        let row = row.filter(|row| {
            row.state == FileState::Ready && row.file.state == Some(FileCheck::Checking)
        });
        let mut row = row.ok_or(Error::NotFound)?.clone();
        row.file.state = self.blocked_for.map(|_| FileCheck::Blocked);
        row.blocked_for = self.blocked_for;
        ledgers.files.put(row);
        Ok(Committed::unchanged())
    }
}
