//! Tickets that Orvale has deleted, however long ago they were changed.

use super::{
    columns::Columns,
    states::{self, SeenLast},
};
use crate::{
    Database,
    error::Error,
    queries::sql::{Sql, column},
};

/// The maximum number of deleted tickets that are found at a time.
const MOST: i64 = 500;

/// Which tickets there are, as far as it takes to notice that some are deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Existing {
    count: i64,
    /// The greatest key.
    last: i64,
}

/// Returns which tickets there are, and whether some of those `before` are not among them.
///
/// # Errors
/// Any database error.
pub async fn existing(db: &Database, before: Existing) -> Result<(Existing, bool), Error> {
    let reader = db.reader();
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok((Existing::default(), false));
    }
    let head = "SELECT CAST((SELECT COUNT(*) FROM user_tickets) AS BIGINT), \
                CAST((SELECT COALESCE(MAX(id), 0) FROM user_tickets) AS BIGINT), \
                CAST((SELECT COUNT(*) FROM user_tickets WHERE id > ";
    let row = Sql::new(reader, head)
        .bind(before.last)
        .add(") AS BIGINT)")
        .one(reader)
        .await?;
    let Some(row) = row else {
        return Ok((Existing::default(), false));
    };
    let now = Existing {
        count: column(&row, 0)?,
        last: column(&row, 1)?,
    };
    let new: i64 = column(&row, 2)?;
    Ok((now, now.count - new < before.count))
}

/// A ticket that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// Its key.
    pub ticket_id: i64,
    /// As it was seen last.
    pub before: SeenLast,
}

/// Returns tickets that are remembered and gone, at most 500, and whether these are all.
///
/// # Errors
/// Any database error.
pub async fn deleted(db: &Database) -> Result<(Vec<Deleted>, bool), Error> {
    let reader = db.reader();
    // Without Orvale's table, nothing says that a ticket was deleted.
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok((Vec::new(), true));
    }
    let sql = "SELECT s.ticket_id, s.ticket_number, s.people, s.team, s.assignee \
               FROM chat_ticket_states s WHERE NOT EXISTS \
               (SELECT 1 FROM user_tickets t WHERE t.id = s.ticket_id) LIMIT ";
    let rows = Sql::new(reader, sql).bind(MOST).all(reader).await?;
    let all = (rows.len() as u64) < MOST.unsigned_abs();
    let deleted = rows.iter().map(|row| {
        Ok(Deleted {
            ticket_id: column(row, 0)?,
            before: states::read(row, 1)?,
        })
    });
    Ok((deleted.collect::<Result<_, Error>>()?, all))
}
