//! Rows of Orvale's ticket tables, as its pages write them, in the columns that its version has.

use sea_orm::DatabaseTransaction;

use super::{files::Holder, write::insert};
use crate::{
    error::Error,
    ids::{Millis, UserId},
    queries::{
        files::StoredFile,
        sql::Sql,
        tickets::{columns::Columns, times},
    },
};

/// A value as it is written.
#[derive(Clone, Debug)]
pub(super) enum Written {
    Text(Option<String>),
    Flag(bool),
    Number(i64),
    /// A time, which is text or a timestamp, whatever the column is.
    Time(String),
}

impl Written {
    /// Appends the value to a statement.
    pub(super) fn add_to(self, sql: Sql) -> Sql {
        match self {
            // Without a type, so that it fits a column of any type.
            Self::Time(time) => sql.add(&format!("'{time}'")),
            Self::Flag(flag) => sql.add(if flag { "TRUE" } else { "FALSE" }),
            Self::Number(number) => sql.bind(number),
            Self::Text(None) => sql.add("NULL"),
            Self::Text(text) => sql.bind(text),
        }
    }
}

pub(super) fn text(value: Option<&str>) -> Written {
    Written::Text(value.map(str::to_owned))
}

/// A statement that adds a row of the ticket `ticket` to `table`, with the columns that exist.
pub(super) fn insert_row(
    db: &DatabaseTransaction,
    table: &str,
    known: &Columns,
    ticket: i64,
    columns: Vec<(&'static str, Written)>,
) -> Sql {
    let columns = columns.into_iter().filter(|(name, _)| known.has(name));
    let (names, values): (Vec<_>, Vec<_>) = columns.unzip();
    let names: String = names.iter().map(|name| format!(", {name}")).collect();
    let head = format!("INSERT INTO {table} (ticket_id{names}) VALUES (");
    let sql = Sql::new(db, &head).bind(ticket);
    let sql = values
        .into_iter()
        .fold(sql, |sql, value| value.add_to(sql.add(", ")));
    sql.add(")")
}

/// What a row of `ticket_history` says.
#[derive(Clone, Debug, Default)]
pub(super) struct HistoryRow {
    pub(super) action: &'static str,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) from_team: Option<String>,
    pub(super) to_team: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) details: Option<String>,
}

/// A row of `ticket_history`.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) ticket: i64,
    pub(super) by: UserId,
    pub(super) by_name: String,
    pub(super) at: Millis,
    pub(super) row: HistoryRow,
}

/// Adds rows to the history; an Orvale without one gets none.
pub(super) async fn insert_history(
    db: &DatabaseTransaction,
    known: &Columns,
    rows: Vec<Happened>,
) -> Result<(), Error> {
    if !known.has("action_type") {
        return Ok(());
    }
    for happened in rows {
        let row = happened.row;
        let mut columns = vec![
            ("action_type", text(Some(row.action))),
            ("performed_by", text(Some(happened.by.as_str()))),
            ("performed_at", Written::Time(times::seconds(happened.at))),
        ];
        let texts = [
            ("performed_by_display", Some(happened.by_name)),
            ("from_value", row.from),
            ("to_value", row.to),
            ("from_team", row.from_team),
            ("to_team", row.to_team),
            ("reason", row.reason),
            ("details", row.details),
        ];
        columns.extend(
            texts
                .into_iter()
                .filter(|(_, text)| text.is_some())
                .map(|(name, text)| (name, Written::Text(text))),
        );
        insert_row(db, "ticket_history", known, happened.ticket, columns)
            .run(db)
            .await?;
    }
    Ok(())
}

/// Has a ticket or a comment hold files.
pub(super) async fn hold_files(
    db: &DatabaseTransaction,
    holder: Holder,
    files: &[StoredFile],
) -> Result<(), Error> {
    let (kind, id) = holder.columns();
    let rows = (0_i64..).zip(files).map(|(position, file)| {
        [
            kind.into(),
            id.into(),
            position.into(),
            file.file.id.as_str().into(),
        ]
    });
    let head = "INSERT INTO chat_file_refs (holder, holder_id, position, file_id) VALUES ";
    insert(db, head, rows.collect(), "").await?;
    Ok(())
}

/// Adds files to the attachments of a ticket, where Orvale has them. Everyone who sees the ticket sees these.
pub(super) async fn attach(
    db: &DatabaseTransaction,
    known: &Columns,
    ticket: i64,
    files: &[StoredFile],
    (by, at): (&UserId, Millis),
) -> Result<(), Error> {
    let needed = ["ticket_id", "filename", "original_filename", "file_path"];
    if !needed.iter().all(|name| known.has(name)) {
        return Ok(());
    }
    for stored in files {
        let file = &stored.file;
        let columns = vec![
            ("filename", text(Some(file.id.as_str()))),
            ("original_filename", text(Some(&file.name))),
            ("file_size", Written::Number(file.size)),
            ("mime_type", text(Some(&file.mime_type))),
            ("file_path", text(Some(&stored.path))),
            ("uploaded_by", text(Some(by.as_str()))),
            ("uploaded_at", Written::Time(times::seconds(at))),
        ];
        insert_row(db, "ticket_attachments", known, ticket, columns)
            .run(db)
            .await?;
    }
    Ok(())
}
