//! Tickets in the tables that this engine creates where Orvale's are absent.
//!
//! Orvale's own ticket tables differ between its versions; nothing here writes into those.

use crate::{Database, error::Error, queries::sql::Sql};

/// A ticket of the helpdesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// What people call it, as `HD-250819-138`.
    pub submission_id: String,
    /// Whose trouble it is, by name.
    pub user_name: String,
    /// Who wrote it down.
    pub submitted_by: String,
    /// What it is about, in a line.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// `low`, `medium`, `high` or `urgent`.
    pub priority: String,
    /// `pending`, `open`, `in_progress`, `escalated` or `completed`.
    pub status: String,
    /// Who works on it.
    pub assigned_to: Option<String>,
}

/// Writes tickets; those whose `submission_id` is taken already stay as they are.
///
/// # Errors
/// Any failure to write, such as Orvale's table having other columns.
pub async fn add(db: &Database, tickets: &[NewTicket]) -> Result<u64, Error> {
    if tickets.is_empty() {
        return Ok(0);
    }
    let rows: Vec<_> = tickets
        .iter()
        .map(|ticket| {
            [
                ticket.submission_id.as_str().into(),
                ticket.user_name.as_str().into(),
                "".into(),
                ticket.submitted_by.as_str().into(),
                "".into(),
                ticket.title.as_str().into(),
                ticket.description.as_str().into(),
                ticket.priority.as_str().into(),
                ticket.status.as_str().into(),
                ticket.assigned_to.clone().into(),
            ]
        })
        .collect();
    Sql::new(
        db.writer(),
        "INSERT INTO user_tickets (submission_id, user_name, employee_number, submitted_by, \
         submitted_by_employee_number, issue_title, issue_description, priority, status, \
         assigned_to) VALUES ",
    )
    .rows(rows)
    .add(" ON CONFLICT (submission_id) DO NOTHING")
    .run(db.writer())
    .await
}
