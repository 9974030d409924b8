//! Files: what was uploaded, and what holds it.
//!
//! A file has a row before the store has its bytes, and as long as the store has them: whatever crashes, no byte
//! is without a row. What nothing holds is deleted later; what its last message no longer holds, at once.

mod describe;
mod holders;
mod scans;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, Value};

pub use describe::{DescribeFile, ShowFiles, Sound};
pub use holders::FileFolders;
pub(crate) use holders::Holder;
pub use scans::JudgeFile;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{FileId, Millis, UserId},
    model::{FileInfo, Message},
    queries::{
        files::{FileState, StoredFile, by_ids},
        sql::{Sql, column},
        words::Word,
    },
};

/// Adds a file whose bytes are not stored yet. Nothing holds it.
#[derive(Debug)]
pub struct AddFile {
    /// The file; its state and times are set by the change.
    pub file: StoredFile,
}

/// The bytes of a file are stored.
#[derive(Debug)]
pub struct FinishFile {
    /// The file.
    pub id: FileId,
    /// Who uploaded it.
    pub user: UserId,
}

/// Deletes a file of the user that nothing holds.
#[derive(Debug)]
pub struct DiscardFile {
    /// The file.
    pub id: FileId,
    /// Who uploaded it.
    pub user: UserId,
}

/// Deletes files that nothing has held since `before`.
#[derive(Debug)]
pub struct ExpireFiles {
    /// The files.
    pub ids: Vec<FileId>,
    /// The time.
    pub before: Millis,
}

/// Forgets deleted files whose bytes are gone.
#[derive(Debug)]
pub struct ForgetFiles(pub Vec<FileId>);

/// The part of a batch for files.
#[derive(Default)]
pub(crate) struct Files {
    needed: BTreeSet<FileId>,
    needed_holders: BTreeSet<Holder>,
    rows: BTreeMap<FileId, StoredFile>,
    changed: BTreeSet<FileId>,
    /// What each of these holders holds, in order.
    held: BTreeMap<Holder, Vec<FileId>>,
    /// All holders of each file.
    holders: BTreeMap<FileId, BTreeSet<Holder>>,
    changed_holders: BTreeSet<Holder>,
    /// The holder that gives its files to the one that takes them next.
    pub(super) lender: Option<Holder>,
}

impl Change for AddFile {
    fn by(&self) -> By {
        By::from(&self.file.user)
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = StoredFile {
            state: FileState::Uploading,
            created_at: at,
            free_since: Some(at),
            ..self.file.clone()
        };
        ledgers.files.put(row);
        Ok(Committed::default())
    }
}

impl Change for FinishFile {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.files.need([self.id.clone()]);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.files.rows.get(&self.id);
        let row = row.filter(|row| row.user == self.user && row.state == FileState::Uploading);
        let mut row = row.ok_or(Error::NotFound)?.clone();
        row.state = FileState::Ready;
        row.free_since = Some(at);
        ledgers.files.put(row);
        Ok(Committed::default())
    }
}

impl Change for DiscardFile {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.files.need([self.id.clone()]);
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.files.rows.get(&self.id);
        let own = row.is_some_and(|row| row.user == self.user && row.state != FileState::Deleted);
        if !own || ledgers.files.is_held(&self.id) {
            return Err(Error::NotFound);
        }
        ledgers.files.delete(&self.id);
        Ok(Committed::default())
    }
}

impl Change for ExpireFiles {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.files.need(self.ids.iter().cloned());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        for id in &self.ids {
            let row = ledgers.files.rows.get(id);
            let free_since = row.and_then(|row| row.free_since);
            if free_since.is_some_and(|since| since <= self.before) && !ledgers.files.is_held(id) {
                ledgers.files.delete(id);
            }
        }
        Ok(Committed::unchanged())
    }
}

impl Change for ForgetFiles {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.files.need(self.0.iter().cloned());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        for id in &self.0 {
            let row = ledgers.files.rows.get(id);
            if row.is_some_and(|row| row.state == FileState::Deleted) {
                ledgers.files.rows.remove(id);
                ledgers.files.changed.insert(id.clone());
            }
        }
        Ok(Committed::unchanged())
    }
}

impl Files {
    pub(crate) fn need(&mut self, ids: impl IntoIterator<Item = FileId>) {
        self.needed.extend(ids);
    }

    fn put(&mut self, row: StoredFile) {
        self.changed.insert(row.file.id.clone());
        self.rows.insert(row.file.id.clone(), row);
    }

    /// Nobody may have the file any more.
    fn delete(&mut self, id: &FileId) {
        if let Some(row) = self.rows.get_mut(id) {
            row.state = FileState::Deleted;
            row.free_since = None;
            self.changed.insert(id.clone());
        }
    }
}

impl Ledger for Files {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        self.load_held(db).await?;
        if self.needed.is_empty() {
            return Ok(());
        }
        for row in by_ids(db, self.needed.iter().map(FileId::as_str)).await? {
            self.rows.insert(row.file.id.clone(), row);
        }
        let head = "SELECT holder, holder_id, file_id FROM chat_file_refs WHERE file_id IN ";
        let found = Sql::new(db, head)
            .list(self.needed.iter().map(FileId::as_str))
            .all(db)
            .await?;
        for row in &found {
            let holder = Holder::read(&column::<String>(row, 0)?, column(row, 1)?)?;
            let file = FileId(column(row, 2)?);
            self.holders.entry(file).or_default().insert(holder);
        }
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        self.drop_held(Holder::Message(message.id));
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        self.write_held(db).await?;
        let keys = self.changed.iter().map(|id| [id.as_str().into()]);
        delete(db, "chat_files", ["id"], keys.collect()).await?;
        let rows = self.changed.iter().filter_map(|id| self.rows.get(id));
        insert(
            db,
            "INSERT INTO chat_files (id, channel_id, user_id, original_filename, stored_filename, file_path, \
             file_size, file_type, mime_type, missing, uploaded_at, state, sha256, shown, width, height, \
             duration_ms, thumbnail, free_since, description, waveform, scan, blocked_for) VALUES ",
            rows.map(values).collect(),
            "",
        )
        .await?;
        Ok(())
    }
}

fn values(row: &StoredFile) -> [Value; 23] {
    let FileInfo {
        id,
        name,
        size,
        mime_type,
        width,
        height,
        duration_ms,
        has_thumbnail: _,
        description,
        state,
        waveform,
    } = &row.file;
    let levels = |levels: &Vec<u8>| {
        let levels: Vec<_> = levels.iter().map(u8::to_string).collect();
        levels.join(" ")
    };
    let kind = mime_type.split('/').next().unwrap_or_default();
    [
        id.as_str().into(),
        // Adopted files name their channel; of these here, messages do.
        0_i64.into(),
        row.user.as_str().into(),
        name.as_str().into(),
        row.path.as_str().into(),
        row.path.as_str().into(),
        (*size).into(),
        kind.into(),
        mime_type.as_str().into(),
        row.missing.into(),
        row.created_at.into(),
        row.state.word().into(),
        row.sha256.clone().into(),
        row.shown.into(),
        (*width).into(),
        (*height).into(),
        (*duration_ms).into(),
        row.thumbnail.clone().into(),
        row.free_since.into(),
        description.clone().into(),
        waveform.as_ref().map(levels).into(),
        state.map(Word::word).into(),
        row.blocked_for.map(Word::word).into(),
    ]
}
