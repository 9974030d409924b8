//! What happened to tickets since people were notified last.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Rows, columns::Columns};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    queries::sql::{Sql, column},
};

/// The maximum number of rows of each table that are looked through at a time.
const MOST: i64 = 500;

/// A row of Orvale's history or comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The ticket's number.
    pub number: String,
    /// Who did it.
    pub by: UserId,
    /// What they did.
    pub what: Noticed,
}

/// What somebody did with a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Assigned it to someone, or to nobody.
    Assigned(String),
    /// Changed its status.
    Status,
    /// Commented on it for everyone who sees it.
    Comment,
    /// Commented on it, with this id, for those who see what is internal.
    InternalComment(i64),
}

/// Returns how far people have been notified; `None` if never.
///
/// # Errors
/// Any database error.
pub async fn noticed(db: &Database) -> Result<Option<Rows>, Error> {
    noticed_on(db.reader()).await
}

pub(crate) async fn noticed_on(db: &impl ConnectionTrait) -> Result<Option<Rows>, Error> {
    let sql = "SELECT history, comments FROM chat_ticket_notices";
    let row = Sql::new(db, sql).one(db).await?;
    let read = |row| {
        Ok(Rows {
            history: column(&row, 0)?,
            comments: column(&row, 1)?,
        })
    };
    row.map(read).transpose()
}

/// Returns what happened after `before`, up to `latest` or a part of it, and how far that is.
///
/// # Errors
/// Any database error.
pub async fn notices(
    db: &Database,
    before: Rows,
    latest: Rows,
) -> Result<(Vec<Notice>, Rows), Error> {
    let mut notices = Vec::new();
    let history = history(db, (before.history, latest.history), &mut notices).await?;
    let comments = comments(db, (before.comments, latest.comments), &mut notices).await?;
    Ok((notices, Rows { history, comments }))
}

async fn history(
    db: &Database,
    (before, latest): (i64, i64),
    notices: &mut Vec<Notice>,
) -> Result<i64, Error> {
    let reader = db.reader();
    let columns = Columns::of(reader, "ticket_history").await?;
    if before >= latest || !columns.has("action_type") {
        return Ok(latest);
    }
    let names = ["performed_by", "action_type", "to_value"];
    let texts = names.map(|name| format!("COALESCE({}, '')", columns.text(reader, name)));
    let rows = between(db, "ticket_history", &texts.join(", "), (before, latest)).await?;
    for row in &rows {
        let action: String = column(row, 3)?;
        let what = match action.as_str() {
            "assigned" => Noticed::Assigned(column(row, 4)?),
            "status_changed" | "completed" | "escalated" => Noticed::Status,
            _ => continue,
        };
        notices.push(notice(row, what)?);
    }
    reached(&rows, latest)
}

async fn comments(
    db: &Database,
    (before, latest): (i64, i64),
    notices: &mut Vec<Notice>,
) -> Result<i64, Error> {
    let reader = db.reader();
    let columns = Columns::of(reader, "ticket_comments").await?;
    if before >= latest || !columns.has("commented_by") {
        return Ok(latest);
    }
    let texts = format!(
        "COALESCE({}, ''), {}",
        columns.text(reader, "commented_by"),
        columns.is_no(reader, "is_internal")
    );
    let rows = between(db, "ticket_comments", &texts, (before, latest)).await?;
    for row in &rows {
        let what = match column(row, 3)? {
            true => Noticed::Comment,
            false => Noticed::InternalComment(column(row, 0)?),
        };
        notices.push(notice(row, what)?);
    }
    reached(&rows, latest)
}

fn notice(row: &QueryResult, what: Noticed) -> Result<Notice, Error> {
    Ok(Notice {
        number: column(row, 1)?,
        by: column::<String>(row, 2)?.into(),
        what,
    })
}

/// How far these rows are: all the way, unless there are too many.
fn reached(rows: &[QueryResult], latest: i64) -> Result<i64, Error> {
    let full = rows.len() as u64 >= MOST.unsigned_abs();
    match rows.last().filter(|_| full) {
        Some(last) => column(last, 0),
        None => Ok(latest),
    }
}

async fn between(
    db: &Database,
    table: &str,
    texts: &str,
    (before, latest): (i64, i64),
) -> Result<Vec<QueryResult>, Error> {
    // The columns are of `t`, as `Columns` has them.
    let sql = format!(
        "SELECT CAST(t.id AS BIGINT), CAST(k.submission_id AS TEXT), {texts} FROM {table} t \
         JOIN user_tickets k ON k.id = t.ticket_id WHERE k.submission_id IS NOT NULL AND t.id > "
    );
    Sql::new(db.reader(), &sql)
        .bind(before)
        .add(" AND t.id <= ")
        .bind(latest)
        .add(" ORDER BY t.id LIMIT ")
        .bind(MOST)
        .all(db.reader())
        .await
}
