//! What happened to a ticket: Orvale's history and comments, as far as one person may see them.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Stored, attachments, columns::Columns, times, written::written};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::{FileInfo, TicketChange, TicketComment, TicketEntry},
    permission::{Account, TicketPermission, TicketView},
    queries::{
        files,
        sql::{Sql, column},
    },
};

/// The maximum number of changes, and of comments; older ones are left out.
const MOST: i64 = 500;
/// What the person who has the problem may know of the history.
const PUBLIC: [&str; 6] = [
    "created",
    "assigned",
    "status_changed",
    "priority_changed",
    "completed",
    "escalated",
];

/// Returns the changes of the ticket `number` and its comments, oldest first.
///
/// # Errors
/// [`Error::NotFound`] if there is no such ticket that `account` may see.
pub async fn history(
    db: &Database,
    account: &Account,
    number: &str,
) -> Result<Vec<TicketEntry>, Error> {
    let found = super::find(db, number).await?.ok_or(Error::NotFound)?;
    let view = found.standing.permit(account);
    let view = view.map_err(|_| Error::NotFound)?;
    let reader = db.reader();
    let mut entries = Vec::new();
    let held = account.tickets.held;
    if held.has(TicketPermission::ViewHistory) || found.standing.is_own(account) {
        entries.extend(changes(reader, &found, view).await?);
    }
    entries.extend(comments(db, &found, view).await?);
    // Stable: those of one moment stay in their order.
    entries.sort_by_key(TicketEntry::at);
    Ok(entries)
}

async fn changes(
    db: &impl ConnectionTrait,
    ticket: &Stored,
    view: TicketView,
) -> Result<Vec<TicketEntry>, Error> {
    let columns = Columns::of(db, "ticket_history").await?;
    if !columns.has("action_type") {
        return Ok(Vec::new());
    }
    let texts = [
        "action_type",
        "performed_by",
        "performed_by_display",
        "from_value",
        "to_value",
        "from_team",
        "to_team",
        "reason",
        "performed_at",
        "details",
    ];
    let texts = texts.map(|name| columns.text(db, name)).join(", ");
    let rows = of_ticket(db, "ticket_history", &texts, ticket).await?;
    let mut notes = ticket.text("completion_notes").map(str::to_owned);
    let mut escalation = ticket.text("escalation_reason").map(str::to_owned);
    let mut read = |row: &QueryResult| {
        let action = text(row, 1).unwrap_or_default();
        let details = text(row, 10);
        let of_ticket = |kind: &str, last: &mut Option<String>| {
            let text = (action == kind).then(|| written(details.as_deref(), last));
            text.flatten()
        };
        let notes = of_ticket("completed", &mut notes);
        let escalation = of_ticket("escalated", &mut escalation);
        let internal = view.internal();
        if !internal && !PUBLIC.contains(&action.as_str()) {
            return None;
        }
        // A comment is an entry of its own.
        if action == "comment_added" {
            return None;
        }
        let by: UserId = text(row, 2).unwrap_or_default().into();
        // What was written when the ticket was created is data of Orvale's pages.
        let value = |index| text(row, index).filter(|_| action != "created");
        Some(TicketEntry::Change(TicketChange {
            id: row.try_get_by_index(0).ok()?,
            by_name: text(row, 3).unwrap_or_else(|| by.to_string()),
            by,
            from: value(4),
            to: value(5),
            from_team: text(row, 6),
            to_team: text(row, 7),
            reason: text(row, 8).or(escalation).filter(|_| internal),
            notes,
            at: text(row, 9).as_deref().and_then(times::read),
            action,
        }))
    };
    // The latest first.
    let mut changes: Vec<_> = rows.iter().filter_map(&mut read).collect();
    changes.reverse();
    Ok(changes)
}

async fn comments(
    database: &Database,
    ticket: &Stored,
    view: TicketView,
) -> Result<Vec<TicketEntry>, Error> {
    let db = database.reader();
    let columns = Columns::of(db, "ticket_comments").await?;
    if !columns.has("comment_text") {
        return Ok(Vec::new());
    }
    let texts = [
        "comment_text",
        "commented_by",
        "commented_by_name",
        "created_at",
    ];
    let texts = texts.map(|name| columns.text(db, name)).join(", ");
    let public = columns.is_no(db, "is_internal");
    let rows = of_ticket(db, "ticket_comments", &format!("{texts}, {public}"), ticket).await?;
    let ids = rows.iter().filter_map(|row| row.try_get_by_index(0).ok());
    let ids: Vec<i64> = ids.collect();
    let mut files: HashMap<i64, Vec<FileInfo>> = match ids.is_empty() {
        true => HashMap::new(),
        false => files::held_by(db, "ticket_comment", ids).await?,
    };
    for attached in attachments::of_ticket(database, ticket.id).await? {
        if let Some(comment) = attached.comment {
            files.entry(comment).or_default().push(attached.file.file);
        }
    }
    let read = |row: &QueryResult| {
        let (id, public): (i64, bool) = (column(row, 0).ok()?, column(row, 5).ok()?);
        if !public && !view.internal() {
            return None;
        }
        let author: UserId = text(row, 2).unwrap_or_default().into();
        Some(TicketEntry::Comment(TicketComment {
            id,
            text: text(row, 1).unwrap_or_default(),
            internal: !public,
            files: files.remove(&id).unwrap_or_default(),
            author_name: text(row, 3).unwrap_or_else(|| author.to_string()),
            author,
            created_at: text(row, 4).as_deref().and_then(times::read),
        }))
    };
    Ok(rows.iter().rev().filter_map(read).collect())
}

/// The latest rows of a ticket, the latest first.
async fn of_ticket(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &str,
    ticket: &Stored,
) -> Result<Vec<QueryResult>, Error> {
    let sql = format!("SELECT CAST(t.id AS BIGINT), {columns} FROM {table} t WHERE t.ticket_id = ");
    Sql::new(db, &sql)
        .bind(ticket.id)
        .add(" ORDER BY t.id DESC LIMIT ")
        .bind(MOST)
        .all(db)
        .await
}

fn text(row: &QueryResult, index: usize) -> Option<String> {
    let text: Option<String> = row.try_get_by_index(index).ok().flatten();
    text.filter(|text| !text.is_empty())
}
