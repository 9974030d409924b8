//! Rooms whose ticket Orvale has deleted.

use super::{columns::Columns, rooms::Seen, stored::ORVALE};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, UserId},
    model::{SystemEvent, SystemNote},
    queries::sql::{Sql, column},
};

/// A room whose ticket is gone, and which has not been told so.
#[derive(Clone, Debug)]
pub struct Gone {
    /// The room.
    pub channel_id: ChannelId,
    /// The ticket's number.
    pub number: String,
    /// True if the room is not archived.
    pub active: bool,
    /// What it knows.
    pub before: Seen,
    /// The line that tells of it, with its author.
    pub line: (UserId, SystemNote),
}

/// Returns the rooms that have not been told that their ticket is gone.
///
/// # Errors
/// Any database error.
pub async fn gone(db: &Database) -> Result<Vec<Gone>, Error> {
    let reader = db.reader();
    // Without Orvale's table, nothing says that a ticket was deleted.
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok(Vec::new());
    }
    let sql = "SELECT c.id, c.ticket_number, c.active, c.ticket_seen FROM chat_channels c \
               WHERE c.ticket_number IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM user_tickets t WHERE t.submission_id = c.ticket_number)";
    let rows = Sql::new(reader, sql).all(reader).await?;
    let mut gone = Vec::new();
    for row in &rows {
        let kept: Option<String> = column(row, 3)?;
        let before = Seen::parse(kept.as_deref());
        if before.deleted {
            continue;
        }
        gone.push(Gone {
            channel_id: ChannelId(column(row, 0)?),
            number: column(row, 1)?,
            active: column(row, 2)?,
            before,
            line: (
                ORVALE.into(),
                SystemNote::of_event(SystemEvent::TicketDeleted),
            ),
        });
    }
    Ok(gone)
}

/// Returns the numbers of tickets that are there again although their rooms were told that they are gone.
///
/// # Errors
/// Any database error.
pub async fn returned(db: &Database) -> Result<Vec<String>, Error> {
    let reader = db.reader();
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok(Vec::new());
    }
    let sql = "SELECT c.ticket_number FROM chat_channels c WHERE c.ticket_number IS NOT NULL \
               AND c.ticket_seen LIKE '%\"deleted\":true%' AND EXISTS \
               (SELECT 1 FROM user_tickets t WHERE t.submission_id = c.ticket_number)";
    let rows = Sql::new(reader, sql).all(reader).await?;
    rows.iter().map(|row| column(row, 0)).collect()
}
