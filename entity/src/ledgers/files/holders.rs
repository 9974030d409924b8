//! What holds files: messages, and whatever will become one.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;

use super::Files;
use crate::{
    error::Error,
    ids::{FileId, MessageId, Millis, ScheduledId, UserId},
    ledgers::write::{delete, insert},
    model::{FileCheck, FileInfo},
    queries::{
        files::{FileState, StoredFile},
        sql::{Sql, column},
    },
};

/// The refusal of an attachment that the scanner has not passed.
const UNCHECKED: &str =
    "a file is still being checked or is blocked; leave it out or try again shortly";

/// What holds a file. As long as something does, it is not deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder {
    /// A message that carries it.
    Message(MessageId),
    /// A message that is sent later.
    Scheduled(ScheduledId),
    /// A ticket of Orvale's.
    Ticket(i64),
    /// A comment on one.
    TicketComment(i64),
}

impl Holder {
    pub(super) fn read(kind: &str, id: i64) -> Result<Self, Error> {
        match kind {
            "message" => Ok(Self::Message(MessageId(id))),
            "scheduled" => Ok(Self::Scheduled(ScheduledId(id))),
            "ticket" => Ok(Self::Ticket(id)),
            "ticket_comment" => Ok(Self::TicketComment(id)),
            other => Err(Error::Corrupt(format!("a file is held by {other:?}"))),
        }
    }

    pub(in crate::ledgers) fn columns(self) -> (&'static str, i64) {
        match self {
            Self::Message(id) => ("message", id.0),
            Self::Scheduled(id) => ("scheduled", id.0),
            Self::Ticket(id) => ("ticket", id),
            Self::TicketComment(id) => ("ticket_comment", id),
        }
    }
}

/// The folders of files, as Orvale's tables name them; empty if there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFolders {
    /// The folder of uploaded files, or the bucket.
    pub uploads: String,
    /// Orvale's folder, in which the files of an adopted chat are.
    pub orvale: String,
}

impl FileFolders {
    fn path(&self, file: &StoredFile) -> String {
        let folder = match file.sha256 {
            Some(_) => &self.uploads,
            None => &self.orvale,
        };
        match folder.is_empty() {
            true => file.path.clone(),
            false => format!("{folder}/{}", file.path),
        }
    }
}

impl Files {
    /// A holder, and what it holds, is at stake.
    pub(crate) fn need_holder(&mut self, holder: Holder) {
        self.needed_holders.insert(holder);
    }

    pub(super) fn is_held(&self, id: &FileId) -> bool {
        self.holders
            .get(id)
            .is_some_and(|holders| !holders.is_empty())
    }

    /// Checks that `user` may give these files to a new holder: their own finished ones, held by nothing but the
    /// lender.
    pub(crate) fn claim(&self, user: &UserId, ids: &[FileId]) -> Result<Vec<FileInfo>, Error> {
        let of = |id| {
            let row = self.rows.get(id)?;
            let mut holders = self.holders.get(id).into_iter().flatten();
            let is_free = holders.all(|holder| self.lender == Some(*holder));
            let own = row.user == *user
                && row.state == FileState::Ready
                && row.file.state != Some(FileCheck::Blocked);
            (own && is_free).then(|| row.file.clone())
        };
        let files: Option<Vec<FileInfo>> = ids.iter().map(of).collect();
        files.ok_or(Error::NotFound)
    }

    /// Gives files to a ticket or a comment, whose id is not known yet: finished ones of `user` that nothing holds, or
    /// those of `messages`. The paths of the returned files are in `folders`.
    pub(crate) fn give(
        &mut self,
        user: &UserId,
        ids: &[FileId],
        messages: &[MessageId],
        folders: &FileFolders,
    ) -> Result<Vec<StoredFile>, Error> {
        let is_given = |id: &FileId| {
            let holders = || self.holders.get(id).into_iter().flatten();
            let row = self.rows.get(id);
            let row = row.filter(|row| row.state == FileState::Ready)?;
            let of_message = holders()
                .any(|holder| matches!(holder, Holder::Message(id) if messages.contains(id)));
            let own = row.user == *user && holders().next().is_none();
            (own || of_message).then(|| row.clone())
        };
        let files: Option<Vec<_>> = ids.iter().map(is_given).collect();
        let mut files = files.ok_or(Error::NotFound)?;
        // Orvale's own pages would give it to everyone.
        if files.iter().any(|stored| stored.file.state.is_some()) {
            return Err(Error::Conflict(UNCHECKED.into()));
        }
        for stored in &mut files {
            let id = stored.file.id.clone();
            // Nothing else in this batch gets it as a free one.
            self.holders
                .entry(id.clone())
                .or_default()
                .insert(Holder::Ticket(0));
            if let Some(row) = self.rows.get_mut(&id)
                && row.free_since.take().is_some()
            {
                self.changed.insert(id);
            }
            stored.path = folders.path(stored);
        }
        Ok(files)
    }

    /// The files that a holder holds.
    pub(crate) fn of(&self, holder: Holder) -> Vec<FileInfo> {
        let held = self.held.get(&holder).into_iter().flatten();
        held.filter_map(|id| Some(self.rows.get(id)?.file.clone()))
            .collect()
    }

    /// Gives files to a holder that has none.
    pub(crate) fn hold(&mut self, holder: Holder, files: &[FileInfo]) {
        if files.is_empty() {
            return;
        }
        for file in files {
            self.holders
                .entry(file.id.clone())
                .or_default()
                .insert(holder);
            if let Some(row) = self.rows.get_mut(&file.id)
                && row.free_since.take().is_some()
            {
                self.changed.insert(file.id.clone());
            }
        }
        let held = files.iter().map(|file| file.id.clone()).collect();
        self.held.insert(holder, held);
        self.changed_holders.insert(holder);
    }

    /// Takes its files from a holder. Those that nothing else holds are kept for a while.
    pub(crate) fn release(&mut self, holder: Holder, at: Millis) {
        for id in self.let_go(holder) {
            if let Some(row) = self.rows.get_mut(&id) {
                row.free_since = Some(at);
                self.changed.insert(id);
            }
        }
    }

    /// Takes its files from a holder. Those that nothing else holds are deleted.
    pub(crate) fn drop_held(&mut self, holder: Holder) {
        for id in self.let_go(holder) {
            self.delete(&id);
        }
    }

    /// Returns the files that nothing holds any more.
    fn let_go(&mut self, holder: Holder) -> Vec<FileId> {
        let held: BTreeSet<FileId> = match self.held.remove(&holder) {
            Some(held) => held.into_iter().collect(),
            None => return Vec::new(),
        };
        self.changed_holders.insert(holder);
        let mut free = Vec::new();
        for id in held {
            let holders = self.holders.entry(id.clone()).or_default();
            if holders.remove(&holder) && holders.is_empty() {
                free.push(id);
            }
        }
        free
    }

    pub(super) async fn load_held(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let keys: Vec<_> = self.needed_holders.iter().map(|it| it.columns()).collect();
        for some in keys.chunks(256) {
            let head = "SELECT holder, holder_id, file_id FROM chat_file_refs WHERE ";
            let keys = some.iter().map(|(kind, id)| [(*kind).into(), (*id).into()]);
            let found = Sql::new(db, head)
                .any(["holder", "holder_id"], keys)
                .add(" ORDER BY holder, holder_id, position")
                .all(db)
                .await?;
            for row in &found {
                let holder = Holder::read(&column::<String>(row, 0)?, column(row, 1)?)?;
                let file = FileId(column(row, 2)?);
                self.held.entry(holder).or_default().push(file.clone());
                self.needed.insert(file);
            }
        }
        Ok(())
    }

    pub(super) async fn write_held(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = self.changed_holders.iter().map(|holder| {
            let (kind, id) = holder.columns();
            [kind.into(), id.into()]
        });
        let columns = ["holder", "holder_id"];
        delete(db, "chat_file_refs", columns, changed.collect()).await?;
        let mut rows = Vec::new();
        for holder in &self.changed_holders {
            let (kind, id) = holder.columns();
            let held = self.held.get(holder).into_iter().flatten();
            for (position, file) in (0_i64..).zip(held) {
                rows.push([
                    kind.into(),
                    id.into(),
                    position.into(),
                    file.as_str().into(),
                ]);
            }
        }
        let head = "INSERT INTO chat_file_refs (holder, holder_id, position, file_id) VALUES ";
        insert(db, head, rows, "").await?;
        Ok(())
    }
}
