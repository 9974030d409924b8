//! Tickets that Orvale has deleted, and those that nobody has noticed yet, however long ago they were changed.

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

/// Returns how many more tickets there are than are remembered; less than 0 if some are gone. Without Orvale's table, `None`.
///
/// # Errors
/// Any database error.
pub async fn surplus(db: &Database) -> Result<Option<i64>, Error> {
    let reader = db.reader();
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok(None);
    }
    let sql = "SELECT CAST((SELECT COUNT(*) FROM user_tickets WHERE submission_id IS NOT NULL) \
               - (SELECT COUNT(*) FROM chat_ticket_states) AS BIGINT)";
    let row = Sql::new(reader, sql).one(reader).await?;
    row.map(|row| column(&row, 0)).transpose()
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

/// Returns the numbers of the tickets that are not remembered.
///
/// # Errors
/// Any database error.
pub async fn unremembered(db: &Database) -> Result<Vec<String>, Error> {
    let reader = db.reader();
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok(Vec::new());
    }
    let sql = "SELECT CAST(t.submission_id AS TEXT) FROM user_tickets t \
               WHERE t.submission_id IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM chat_ticket_states s WHERE s.ticket_id = t.id)";
    let rows = Sql::new(reader, sql).all(reader).await?;
    rows.iter().map(|row| column(row, 0)).collect()
}
