//! Comments that had been internal and became public.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::{columns::Columns, lines::Line, stored::ORVALE};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::SystemNote,
    queries::sql::{Sql, column},
};

/// How many of the latest internal comments are looked at: each look takes a few milliseconds.
pub(crate) const LATEST: i64 = 10_000;
/// The maximum number of comments that are found at a time.
const MOST: i64 = 200;

/// A comment that had been internal and is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub comment_id: i64,
    /// Its author.
    pub by: UserId,
    /// The ticket's number.
    pub number: String,
}

/// Returns the comments that had been internal and are public.
///
/// # Errors
/// Any database error.
pub async fn published(db: &Database) -> Result<Vec<Published>, Error> {
    let reader = db.reader();
    let columns = Columns::of(reader, "ticket_comments").await?;
    if !columns.has("ticket_id") || !columns.has("is_internal") {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT h.comment_id, COALESCE({}, ''), CAST(k.submission_id AS TEXT) \
         FROM (SELECT comment_id FROM chat_ticket_hidden ORDER BY comment_id DESC LIMIT {LATEST}) h \
         JOIN ticket_comments t ON t.id = h.comment_id \
         JOIN user_tickets k ON k.id = t.ticket_id \
         WHERE k.submission_id IS NOT NULL AND {} ORDER BY h.comment_id LIMIT ",
        columns.text(reader, "commented_by"),
        columns.is_no(reader, "is_internal"),
    );
    let rows = Sql::new(reader, &sql).bind(MOST).all(reader).await?;
    let read = |row: &QueryResult| {
        let by: String = column(row, 1)?;
        Ok(Published {
            comment_id: column(row, 0)?,
            by: if by.is_empty() {
                ORVALE.into()
            } else {
                by.into()
            },
            number: column(row, 2)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The latest event of each ticket that tells of a comment that became public.
pub(super) async fn latest_published(
    db: &Database,
    tickets: &[i64],
) -> Result<HashMap<i64, i64>, Error> {
    let reader = db.reader();
    let mut latest = HashMap::new();
    for some in tickets.chunks(256) {
        let head = "SELECT ticket_id, MAX(id) FROM chat_ticket_events WHERE late AND ticket_id IN ";
        let sql = Sql::new(reader, head).list(some.iter().copied());
        for row in sql.add(" GROUP BY ticket_id").all(reader).await? {
            latest.insert(column(&row, 0)?, column(&row, 1)?);
        }
    }
    Ok(latest)
}

/// The lines of the comments of tickets that became public after an event.
pub(super) async fn published_after(
    db: &Database,
    after: &[(i64, i64)],
) -> Result<HashMap<i64, Vec<Line>>, Error> {
    let reader = db.reader();
    let mut lines: HashMap<i64, Vec<Line>> = HashMap::new();
    for some in after.chunks(256) {
        let sql = Sql::new(reader, "WITH wanted (ticket, told) AS (VALUES ")
            .rows(
                some.iter()
                    .map(|(id, after)| [(*id).into(), (*after).into()]),
            )
            .add(
                ") SELECT e.ticket_id, e.by_user, e.to_value FROM wanted \
                 CROSS JOIN chat_ticket_events e WHERE e.ticket_id = wanted.ticket \
                 AND e.id > wanted.told AND e.late ORDER BY e.id",
            );
        for row in sql.all(reader).await? {
            let comment: Option<String> = column(&row, 2)?;
            let comment = comment.and_then(|id| id.parse().ok());
            let by = column::<String>(&row, 1)?.into();
            let of_ticket = lines.entry(column(&row, 0)?).or_default();
            of_ticket.push((by, SystemNote::of_comment(comment)));
        }
    }
    Ok(lines)
}
