//! The files that Orvale's own pages attached to tickets. Their bytes are where Orvale put them.
//!
//! Orvale keeps no link between a comment and the files that were sent with it. What the author of an internal comment
//! attached within a minute of it is internal, too.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{columns::Columns, times};
use crate::{
    Database,
    error::Error,
    ids::{FileId, Millis, UserId},
    model::FileInfo,
    names::reverses,
    queries::{
        files::{FileState, StoredFile, orvale_root},
        sql::{Sql, column},
    },
};

/// The columns without which there are no attachments.
const NEEDED: [&str; 4] = ["id", "ticket_id", "original_filename", "file_path"];
/// What the ids of attachments begin with.
const PREFIX: &str = "attachment-";
/// The folder of Orvale's files, below its own.
const FOLDER: &str = "uploads";
/// Within what time of an internal comment its author attaches files to it.
const TOGETHER: Millis = 60_000;
/// How many attachments of a ticket are shown.
const MOST: i64 = 200;

/// A file that was attached to a ticket.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    /// The file; its path is below Orvale's folder.
    pub(crate) file: StoredFile,
    /// The key of its ticket.
    pub(crate) ticket: i64,
    /// The internal comment with which it was sent.
    pub(crate) comment: Option<i64>,
}

/// Returns what Orvale's pages attached to a ticket, oldest first.
pub(crate) async fn of_ticket(db: &Database, ticket: i64) -> Result<Vec<Attachment>, Error> {
    let condition = |sql: Sql| {
        let sql = sql.add("t.ticket_id = ").bind(ticket);
        sql.add(" ORDER BY t.id LIMIT ").bind(MOST)
    };
    found(db, condition).await
}

/// Returns those of these files that are attachments.
pub(crate) async fn by_ids<'a>(
    db: &Database,
    ids: impl IntoIterator<Item = &'a FileId>,
) -> Result<Vec<Attachment>, Error> {
    let key = |id: &FileId| id.as_str().strip_prefix(PREFIX)?.parse::<i64>().ok();
    let keys: Vec<i64> = ids.into_iter().filter_map(key).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    found(db, |sql| sql.add("t.id IN ").list(keys)).await
}

async fn found(
    database: &Database,
    condition: impl FnOnce(Sql) -> Sql,
) -> Result<Vec<Attachment>, Error> {
    let db = database.reader();
    let columns = Columns::of(db, "ticket_attachments").await?;
    if !NEEDED.iter().all(|name| columns.has(name)) || orvale_root(database).await?.is_none() {
        return Ok(Vec::new());
    }
    let texts = [
        "original_filename",
        "file_path",
        "mime_type",
        "uploaded_by",
        "uploaded_at",
        "file_size",
    ];
    let texts = texts.map(|name| columns.text(db, name)).join(", ");
    let head = format!(
        "SELECT CAST(t.id AS BIGINT), CAST(t.ticket_id AS BIGINT), {texts} \
         FROM ticket_attachments t WHERE {} AND ",
        not_of_chat(db, &columns)
    );
    let rows = condition(Sql::new(db, &head)).all(db).await?;
    let mut found: Vec<_> = rows.iter().filter_map(read).collect();
    let comments = internal_comments(db, found.iter().map(|(one, _)| one)).await?;
    for (one, at) in &mut found {
        let sent_with = |comment: &&Comment| {
            comment.ticket == one.ticket
                && comment.by == one.file.user
                && apart(comment.at, *at) <= TOGETHER.unsigned_abs()
        };
        let nearest = comments.iter().filter(sent_with);
        let nearest = nearest.min_by_key(|comment| apart(comment.at, *at));
        one.comment = nearest.map(|comment| comment.id);
    }
    Ok(found.into_iter().map(|(one, _)| one).collect())
}

/// The condition that the chat did not write the row: it names such rows by the file, which the ticket or a comment holds.
fn not_of_chat(db: &impl ConnectionTrait, columns: &Columns) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM chat_file_refs r WHERE r.file_id = {} AND \
         (r.holder = 'ticket_comment' OR (r.holder = 'ticket' AND r.holder_id = t.ticket_id)))",
        columns.text(db, "filename")
    )
}

/// Reads an attachment and its time; `None` for a row that cannot be read.
fn read(row: &QueryResult) -> Option<(Attachment, Option<Millis>)> {
    let text = |index| text(row, index);
    let (id, ticket) = (
        row.try_get_by_index::<i64>(0).ok()?,
        row.try_get_by_index(1).ok()?,
    );
    let path = text(3)?;
    let name = text(2).unwrap_or_default().replace(reverses, "");
    let size = text(7).and_then(|size| size.parse().ok());
    let path = below_orvale(&path);
    let at = text(6).as_deref().and_then(times::read);
    let read = Attachment {
        ticket,
        comment: None,
        file: StoredFile {
            file: FileInfo {
                id: FileId(format!("{PREFIX}{id}")),
                name: name.replace(char::is_control, ""),
                size: size.filter(|size| *size >= 0).unwrap_or_default(),
                mime_type: text(4).unwrap_or_else(|| "application/octet-stream".to_owned()),
                width: None,
                height: None,
                duration_ms: None,
                has_thumbnail: false,
                description: None,
                state: None,
                waveform: None,
            },
            user: text(5).unwrap_or_default().into(),
            state: FileState::Ready,
            created_at: at.unwrap_or_default(),
            sha256: None,
            shown: false,
            thumbnail: None,
            missing: path.is_none(),
            path: path.unwrap_or_default(),
            free_since: None,
            blocked_for: None,
        },
    };
    Some((read, at))
}

/// An internal comment.
struct Comment {
    id: i64,
    ticket: i64,
    by: UserId,
    at: Option<Millis>,
}

/// How far apart two times are; 0 where one is unknown, so that what may be internal counts as that.
fn apart(one: Option<Millis>, other: Option<Millis>) -> u64 {
    one.zip(other).map_or(0, |(one, other)| one.abs_diff(other))
}

/// The internal comments of the tickets that have these attachments.
async fn internal_comments(
    db: &impl ConnectionTrait,
    attachments: impl Iterator<Item = &Attachment>,
) -> Result<Vec<Comment>, Error> {
    let columns = Columns::of(db, "ticket_comments").await?;
    let tickets: BTreeSet<i64> = attachments.map(|one| one.ticket).collect();
    if tickets.is_empty() || !columns.has("commented_by") {
        return Ok(Vec::new());
    }
    let texts = ["commented_by", "created_at"].map(|name| columns.text(db, name));
    let head = format!(
        "SELECT CAST(t.id AS BIGINT), CAST(t.ticket_id AS BIGINT), {} \
         FROM ticket_comments t WHERE NOT {} AND t.ticket_id IN ",
        texts.join(", "),
        columns.is_no(db, "is_internal"),
    );
    let rows = Sql::new(db, &head).list(tickets).all(db).await?;
    let read = |row: &QueryResult| {
        Some(Comment {
            id: column(row, 0).ok()?,
            ticket: column(row, 1).ok()?,
            by: text(row, 2).unwrap_or_default().into(),
            at: text(row, 3).as_deref().and_then(times::read),
        })
    };
    Ok(rows.iter().filter_map(read).collect())
}

fn text(row: &QueryResult, index: usize) -> Option<String> {
    let text: Option<String> = row.try_get_by_index(index).ok().flatten();
    text.filter(|text| !text.is_empty())
}

/// The path from Orvale's folder on, wherever that was when the file was attached. Only what is in its folder of
/// uploads is ever read.
fn below_orvale(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let start = parts.iter().rposition(|part| *part == FOLDER)?;
    Some(parts[start..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_uploads_are_read() {
        for (path, found) in [
            (
                "/srv/orvale/uploads/tickets/a.pdf",
                Some("uploads/tickets/a.pdf"),
            ),
            (
                "C:\\orvale\\uploads\\tickets\\a.pdf",
                Some("uploads/tickets/a.pdf"),
            ),
            ("/uploads/orvale/uploads/a.pdf", Some("uploads/a.pdf")),
            ("/etc/passwd", None),
            ("", None),
        ] {
            assert_eq!(below_orvale(path).as_deref(), found, "{path}");
        }
    }
}
