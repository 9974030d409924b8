//! What people are notified of about tickets: how tickets changed, and the comments since they were notified last.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{NewTicketEvent, Rows, columns::Columns};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::TicketEventKind,
    queries::sql::{Sql, column},
};

/// The maximum number of comments that are looked through at a time.
const MOST: i64 = 500;

/// Something that somebody did with a ticket.
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
    /// Created it.
    Created,
    /// Assigned it to someone, or to nobody.
    Assigned {
        /// Who worked on it before; empty for nobody.
        from: String,
        /// Who works on it; empty for nobody.
        to: String,
    },
    /// Set its status to this.
    Status(String),
    /// Set its priority to this.
    Priority(String),
    /// Moved it to the team with this id; empty for none.
    Team(String),
    /// Commented on it for everyone who sees it.
    Comment,
    /// Commented on it, with this id, for those who see what is internal.
    InternalComment(i64),
}

impl Notice {
    /// What people are notified of an event; `None` of a comment, of which its own row notifies them.
    pub(super) fn of(event: &NewTicketEvent) -> Option<Self> {
        let to = || event.to.clone().unwrap_or_default();
        let what = match event.kind {
            TicketEventKind::Created => Noticed::Created,
            TicketEventKind::Status | TicketEventKind::Escalated => Noticed::Status(to()),
            TicketEventKind::Priority => Noticed::Priority(to()),
            TicketEventKind::Team => Noticed::Team(to()),
            TicketEventKind::Assignee => Noticed::Assigned {
                from: event.from.clone().unwrap_or_default(),
                to: to(),
            },
            TicketEventKind::Comment => return None,
        };
        Some(Self {
            number: event.number.clone(),
            by: event.by.clone(),
            what,
        })
    }
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

/// Returns the comments after `before`, up to `latest` or a part of them, and how far that is.
///
/// # Errors
/// Any database error.
pub async fn notices(
    db: &Database,
    before: Rows,
    latest: Rows,
) -> Result<(Vec<Notice>, Rows), Error> {
    let mut notices = Vec::new();
    let comments = comments(db, (before.comments, latest.comments), &mut notices).await?;
    // Of what the history says, people are notified as the tickets' states are stored.
    Ok((notices, Rows { comments, ..latest }))
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
    let rows = between(db, &texts, (before, latest)).await?;
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
    texts: &str,
    (before, latest): (i64, i64),
) -> Result<Vec<QueryResult>, Error> {
    // The columns are of `t`, as `Columns` has them.
    let sql = format!(
        "SELECT CAST(t.id AS BIGINT), CAST(k.submission_id AS TEXT), {texts} FROM ticket_comments t \
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
