//! Files: what is stored of them, who may have them, and which are to be removed.

use std::{collections::HashMap, path::PathBuf};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    messages::SEEN_FROM,
    readable::Readable,
    sql::{Sql, column},
    tickets::{
        self,
        attachments::{self, Attachment},
        columns::Columns,
    },
    words::Word,
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, FileId, MessageId, Millis, Seq, UserId},
    model::{BlockedFor, FileDetails, FileInfo},
    permission::Account,
};

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Its bytes are not complete.
    Uploading,
    /// Its bytes are stored.
    Ready,
    /// Nobody may have it any more; its bytes are being removed.
    Deleted,
}

/// A file as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// What others see of it.
    pub file: FileInfo,
    /// Who uploaded it.
    pub user: UserId,
    /// What becomes of it.
    pub state: FileState,
    /// When it was uploaded.
    pub created_at: Millis,
    /// The SHA-256 of its bytes; `None` for adopted files.
    pub sha256: Option<String>,
    /// True if a browser may show it in place.
    pub shown: bool,
    /// The media type of its small picture, if it has one.
    pub thumbnail: Option<String>,
    /// Where its bytes are; for adopted files, their path in the Node server's folder.
    pub path: String,
    /// True for an adopted file whose bytes were gone.
    pub missing: bool,
    /// Since when nothing holds it.
    pub free_since: Option<Millis>,
    /// Why the scanner blocked it.
    pub blocked_for: Option<BlockedFor>,
}

impl StoredFile {
    /// What its readers may know of it, without a preview.
    #[must_use]
    pub fn details(self) -> FileDetails {
        FileDetails {
            file: self.file,
            user_id: self.user,
            created_at: self.created_at,
            sha256: self.sha256,
            missing: self.missing,
            blocked_for: self.blocked_for,
            preview: None,
        }
    }
}

const SELECT: &str = "SELECT f.id, f.user_id, f.original_filename, f.file_path, f.file_size, f.mime_type, \
    f.missing, f.uploaded_at, f.state, f.sha256, f.shown, f.width, f.height, f.duration_ms, f.thumbnail, \
    f.free_since, f.description, f.waveform, f.scan, f.blocked_for FROM chat_files f ";

fn read(row: &QueryResult) -> Result<StoredFile, Error> {
    let thumbnail: Option<String> = column(row, 14)?;
    Ok(StoredFile {
        file: FileInfo {
            id: FileId(column(row, 0)?),
            name: column(row, 2)?,
            size: column(row, 4)?,
            mime_type: column(row, 5)?,
            width: column(row, 11)?,
            height: column(row, 12)?,
            duration_ms: column(row, 13)?,
            has_thumbnail: thumbnail.is_some(),
            description: column(row, 16)?,
            state: word(column(row, 18)?)?,
            waveform: column::<Option<String>>(row, 17)?.map(|levels| waveform(&levels)),
        },
        user: column::<String>(row, 1)?.into(),
        path: column(row, 3)?,
        missing: column(row, 6)?,
        created_at: column(row, 7)?,
        state: FileState::read(&column::<String>(row, 8)?)?,
        sha256: column(row, 9)?,
        shown: column(row, 10)?,
        thumbnail,
        free_since: column(row, 15)?,
        blocked_for: word(column(row, 19)?)?,
    })
}

fn word<W: Word>(stored: Option<String>) -> Result<Option<W>, Error> {
    stored.map(|word| W::read(&word)).transpose()
}

/// The levels of a waveform: numbers with spaces between them.
fn waveform(levels: &str) -> Vec<u8> {
    let levels = levels.split(' ');
    levels.filter_map(|level| level.parse().ok()).collect()
}

/// Returns a file that `account` may have at this moment: one in a message that they see, or one of their own
/// that no message has carried yet.
///
/// # Errors
/// Any database error.
pub async fn readable(
    db: &Database,
    account: &Account,
    id: &FileId,
) -> Result<Option<StoredFile>, Error> {
    let found = all_readable(db, account, std::slice::from_ref(id)).await?;
    Ok(found.into_iter().next())
}

/// Returns those of these files that `account` may have at this moment, in their order.
///
/// # Errors
/// Any database error.
pub async fn all_readable(
    db: &Database,
    account: &Account,
    ids: &[FileId],
) -> Result<Vec<StoredFile>, Error> {
    let found = by_ids(db.reader(), ids.iter().map(FileId::as_str)).await?;
    let attached = attachments::by_ids(db, ids).await?;
    let mut found: HashMap<_, _> = found
        .into_iter()
        .chain(attached.iter().map(|one| one.file.clone()))
        .filter(|file| file.state == FileState::Ready)
        .map(|file| (file.file.id.clone(), file))
        .collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut places = Places::of(db, found.keys()).await?;
    places.add(attached);
    let mut channels = Readable::new(db, account);
    let mut readable = Vec::new();
    for id in ids {
        let Some(file) = found.remove(id) else {
            continue;
        };
        if places.permit(&mut channels, account, &file).await? {
            readable.push(file);
        }
    }
    Ok(readable)
}

/// Where files are held.
struct Places<'db> {
    db: &'db Database,
    /// The channels of the messages that carry each, with their
    /// [`Located::seen_from`](super::messages::Located::seen_from).
    messages: HashMap<FileId, Vec<(ChannelId, Seq)>>,
    /// The tickets that have each, with whether it is internal there.
    tickets: HashMap<FileId, Vec<(i64, bool)>>,
}

impl<'db> Places<'db> {
    async fn of(
        db: &'db Database,
        ids: impl Iterator<Item = &FileId> + Clone,
    ) -> Result<Self, Error> {
        Ok(Self {
            db,
            messages: messages_of(db, ids.clone()).await?,
            tickets: tickets_of(db, ids).await?,
        })
    }

    fn add(&mut self, attached: Vec<Attachment>) {
        for Attachment {
            file,
            ticket,
            comment,
        } in attached
        {
            let of = self.tickets.entry(file.file.id).or_default();
            of.push((ticket, comment.is_some()));
        }
    }

    /// Returns whether a user may have a file.
    async fn permit(
        &self,
        channels: &mut Readable<'_>,
        account: &Account,
        file: &StoredFile,
    ) -> Result<bool, Error> {
        let id = &file.file.id;
        let (messages, tickets) = (self.messages.get(id), self.tickets.get(id));
        if messages.is_none() && tickets.is_none() {
            return Ok(file.user == account.username);
        }
        for (ticket, internal) in tickets.into_iter().flatten() {
            let ticket = tickets::by_id(self.db.reader(), *ticket).await?;
            let view = ticket.and_then(|ticket| ticket.standing.permit(account).ok());
            if view.is_some_and(|view| view.internal() || !internal) {
                return Ok(true);
            }
        }
        for (channel, seen_from) in messages.into_iter().flatten() {
            let permit = channels.permit(*channel).await?;
            if permit.is_some_and(|permit| permit.sees(*seen_from)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns a file in any state.
///
/// # Errors
/// Any database error.
pub async fn get(db: &Database, id: &FileId) -> Result<Option<StoredFile>, Error> {
    let found = by_ids(db.reader(), [id.as_str()]).await?;
    Ok(found.into_iter().next())
}

/// Returns the messages that carry a file, with their authors.
///
/// # Errors
/// Any database error.
pub async fn carriers(db: &Database, id: &FileId) -> Result<Vec<(MessageId, UserId)>, Error> {
    let sql = "SELECT m.id, m.user_id FROM chat_file_refs h JOIN chat_messages m ON m.id = h.holder_id \
               WHERE h.holder = 'message' AND m.deleted_at IS NULL AND h.file_id = ";
    let found = Sql::new(db.reader(), sql)
        .bind(id.as_str())
        .add(" ORDER BY m.id");
    let found = found.all(db.reader()).await?;
    let carriers = found
        .iter()
        .map(|row| Ok((MessageId(column(row, 0)?), column::<String>(row, 1)?.into())));
    carriers.collect()
}

/// Returns some members of the channel of a message, those who have been in it for longest first.
///
/// # Errors
/// Any database error.
pub async fn witnesses(db: &Database, message: MessageId) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT p.user_id FROM chat_messages m JOIN chat_channel_members p \
               ON p.channel_id = m.channel_id WHERE m.id = ";
    let found = Sql::new(db.reader(), sql)
        .bind(message.0)
        .add(" ORDER BY p.joined_at LIMIT 5");
    let found = found.all(db.reader()).await?;
    let users = found.iter().map(|row| Ok(column::<String>(row, 0)?.into()));
    users.collect()
}

/// Returns a page of the files that wait for the scanner, those after the identifier `after`.
///
/// # Errors
/// Any database error.
pub async fn unchecked(db: &Database, after: &str, limit: u32) -> Result<Vec<StoredFile>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("WHERE f.scan = 'checking' AND f.state = 'ready' AND f.id > ")
        .bind(after)
        .add(" ORDER BY f.id LIMIT ")
        .bind(limit)
        .all(db.reader())
        .await?;
    found.iter().map(read).collect()
}

async fn messages_of(
    db: &Database,
    ids: impl Iterator<Item = &FileId>,
) -> Result<HashMap<FileId, Vec<(ChannelId, Seq)>>, Error> {
    let found = Sql::new(db.reader(), "SELECT h.file_id, m.channel_id, ")
        .add(SEEN_FROM)
        .add(
            " FROM chat_file_refs h JOIN chat_messages m ON m.id = h.holder_id \
         WHERE h.holder = 'message' AND m.deleted_at IS NULL AND h.file_id IN ",
        )
        .list(ids.map(FileId::as_str))
        .add(" ORDER BY m.id")
        .all(db.reader())
        .await?;
    let mut places: HashMap<_, Vec<_>> = HashMap::new();
    for row in &found {
        let of = places.entry(FileId(column(row, 0)?)).or_default();
        of.push((ChannelId(column(row, 1)?), column(row, 2)?));
    }
    Ok(places)
}

/// In a comment a file is internal, unless the comment is clearly public.
async fn tickets_of(
    db: &Database,
    ids: impl Iterator<Item = &FileId>,
) -> Result<HashMap<FileId, Vec<(i64, bool)>>, Error> {
    let reader = db.reader();
    let head = "SELECT file_id, holder, holder_id FROM chat_file_refs WHERE holder IN ('ticket', \
                'ticket_comment') AND file_id IN ";
    let ids = ids.map(FileId::as_str);
    let found = Sql::new(reader, head).list(ids).all(reader).await?;
    let mut tickets: HashMap<_, Vec<_>> = HashMap::new();
    for row in &found {
        let of = tickets.entry(FileId(column(row, 0)?)).or_default();
        let (kind, id): (String, i64) = (column(row, 1)?, column(row, 2)?);
        if kind == "ticket" {
            of.push((id, false));
            continue;
        }
        let columns = Columns::of(reader, "ticket_comments").await?;
        let sql = format!(
            "SELECT CAST(t.ticket_id AS BIGINT), NOT {} FROM ticket_comments t WHERE t.id = ",
            columns.is_no(reader, "is_internal")
        );
        if let Some(row) = Sql::new(reader, &sql).bind(id).one(reader).await? {
            of.push((column(&row, 0)?, column(&row, 1)?));
        }
    }
    Ok(tickets)
}

/// Returns Orvale's folder, if it is known: the one that the operator named, or that of the adoption. The files of the
/// adopted chat are in it, and what Orvale's pages attached to tickets.
///
/// # Errors
/// Any database error.
pub async fn orvale_root(db: &Database) -> Result<Option<PathBuf>, Error> {
    if let Some(folder) = db.orvale_files() {
        return Ok(Some(folder.to_owned()));
    }
    let db = db.reader();
    let sql = "SELECT report FROM chat_adoptions ORDER BY at DESC LIMIT 1";
    let Some(row) = Sql::new(db, sql).one(db).await? else {
        return Ok(None);
    };
    let report: serde_json::Value = serde_json::from_str(&column::<String>(&row, 0)?)
        .map_err(|error| Error::Corrupt(format!("the report of the adoption: {error}")))?;
    Ok(report["filesRoot"].as_str().map(PathBuf::from))
}

/// Returns how many bytes a user has uploaded since `after`.
///
/// # Errors
/// Any database error.
pub async fn uploaded_since(db: &Database, user: &UserId, after: Millis) -> Result<i64, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT CAST(COALESCE(SUM(file_size), 0) AS BIGINT) FROM chat_files WHERE user_id = ",
    )
    .bind(user.as_str())
    .add(" AND uploaded_at > ")
    .bind(after)
    .one(db.reader())
    .await?;
    found.map_or(Ok(0), |row| column(&row, 0))
}

/// Returns files that nothing has held since `before`.
///
/// # Errors
/// Any database error.
pub async fn unheld(db: &Database, before: Millis, limit: u32) -> Result<Vec<FileId>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT id FROM chat_files WHERE state <> 'deleted' AND free_since <= ",
    )
    .bind(before)
    .add(" LIMIT ")
    .bind(limit)
    .all(db.reader())
    .await?;
    found
        .iter()
        .map(|row| Ok(FileId(column(row, 0)?)))
        .collect()
}

/// Returns deleted files whose bytes are to be removed, after the identifier `after`.
///
/// # Errors
/// Any database error.
pub async fn deleted(db: &Database, after: &str, limit: u32) -> Result<Vec<StoredFile>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("WHERE f.state = 'deleted' AND f.id > ")
        .bind(after)
        .add(" ORDER BY f.id LIMIT ")
        .bind(limit)
        .all(db.reader())
        .await?;
    found.iter().map(read).collect()
}

/// Returns whether a ticket of Orvale's, or a comment on one, has a file: Orvale's tables then name its path.
///
/// # Errors
/// Any database error.
pub async fn is_of_ticket(db: &Database, id: &FileId) -> Result<bool, Error> {
    let head =
        "SELECT 1 FROM chat_file_refs WHERE holder IN ('ticket', 'ticket_comment') AND file_id = ";
    let found = Sql::new(db.reader(), head)
        .bind(id.as_str())
        .add(" LIMIT 1");
    Ok(found.one(db.reader()).await?.is_some())
}

/// Returns a page of all files, those after the identifier `after`.
///
/// # Errors
/// Any database error.
pub async fn all(db: &Database, after: &str, limit: u32) -> Result<Vec<StoredFile>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("WHERE f.id > ")
        .bind(after)
        .add(" ORDER BY f.id LIMIT ")
        .bind(limit)
        .all(db.reader())
        .await?;
    found.iter().map(read).collect()
}

pub(crate) async fn by_ids<'a>(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<StoredFile>, Error> {
    let found = Sql::new(db, SELECT)
        .add("WHERE f.id IN ")
        .list(ids)
        .all(db)
        .await?;
    found.iter().map(read).collect()
}

/// Reads the files that these holders of one kind hold, in their order.
pub(crate) async fn held_by(
    db: &impl ConnectionTrait,
    kind: &str,
    ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Vec<FileInfo>>, Error> {
    let head = SELECT.replace(" FROM", ", r.holder_id FROM");
    let found = Sql::new(db, &head)
        .add("JOIN chat_file_refs r ON r.file_id = f.id WHERE r.holder = ")
        .bind(kind)
        .add(" AND r.holder_id IN ")
        .list(ids)
        .add(" ORDER BY r.holder_id, r.position")
        .all(db)
        .await?;
    let mut held: HashMap<i64, Vec<FileInfo>> = HashMap::new();
    for row in &found {
        held.entry(column(row, 20)?)
            .or_default()
            .push(read(row)?.file);
    }
    Ok(held)
}
