//! Tickets in Orvale's tables, as far as one person may see them.
//!
//! The columns differ between Orvale's versions: those that do not exist read as empty. A database without tickets
//! has none; nothing fails.

pub(crate) mod attachments;
mod choices;
pub(crate) mod columns;
mod deleted;
mod due;
mod events;
mod gone;
mod history;
mod lines;
mod list;
mod notices;
mod order;
mod published;
mod requester;
mod rooms;
mod states;
mod stored;
mod teams;
pub(crate) mod times;
mod touched;
mod words;
mod written;

use sea_orm::ConnectionTrait;

use self::{columns::Columns, times::now};
use super::{
    files, foreign,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, MessageId},
    model::{TicketAction, TicketCard},
    permission::Account,
};

pub use choices::{choices, is_category, unknown_priority, unknown_team};
pub use deleted::{Deleted, deleted, surplus, unremembered};
pub use due::{DueSoon, Reminded, Reminders, Whom, due_soon, target_settings};
pub(crate) use due::{due, targets};
pub use events::{Changed, NewTicketEvent, Recorded, recorded};
pub use gone::{Gone, gone, returned};
pub use history::history;
pub use list::{Filter, Held, assignees, list};
pub(crate) use notices::noticed_on;
pub use notices::{Notice, Noticed, noticed, notices};
pub use order::Order;
pub(crate) use published::LATEST;
pub use published::{Published, published};
pub use requester::{Requester, requester};
pub use rooms::{Outdated, RoomMember, Seen, members_by_ticket, members_of, outdated, room};
pub(crate) use states::{GONE, STATE, States, states_on, texts};
pub use states::{SeenLast, are_watched, incomplete, seen_last, unlike_before};
pub use stored::{ORVALE, Stored};
pub use teams::{Pending, TeamChannel, details, latest_event, pending, team_channels, untold};
pub use touched::{Rows, happened, marker, touched};
pub use words::{Unindexed, unindexed, unindexed_after};
pub(crate) use written::WrittenWith;

/// Returns whether this database has tickets: Orvale's table, and a ticket or a team that could have one.
///
/// # Errors
/// Any database error.
pub async fn are_used(db: &Database) -> Result<bool, Error> {
    let reader = db.reader();
    if Columns::of_tickets(reader).await?.is_none() {
        return Ok(false);
    }
    let any = "SELECT EXISTS(SELECT 1 FROM user_tickets) OR EXISTS(SELECT 1 FROM teams)";
    let found = Sql::new(reader, any).one(reader).await?;
    found.map_or(Ok(false), |row| column(&row, 0))
}

/// Returns whether this database has Orvale's table of tickets.
///
/// # Errors
/// Any database error.
pub async fn exist(db: &Database) -> Result<bool, Error> {
    Ok(Columns::of_tickets(db.reader()).await?.is_some())
}

/// Finds the ticket with this number, whoever may see it. Letter case does not matter.
///
/// # Errors
/// Any database error.
pub async fn find(db: &Database, number: &str) -> Result<Option<Stored>, Error> {
    by_number(db.reader(), number, "").await
}

/// Returns the tickets with these numbers, as they are written, whoever may see them.
///
/// # Errors
/// Any database error.
pub async fn find_all<'a, N: AsRef<str> + ?Sized + 'a>(
    db: &Database,
    numbers: impl IntoIterator<Item = &'a N>,
) -> Result<Vec<Stored>, Error> {
    let reader = db.reader();
    let Some(columns) = Columns::of_tickets(reader).await? else {
        return Ok(Vec::new());
    };
    let numbers: Vec<&str> = numbers.into_iter().map(AsRef::as_ref).collect();
    let mut found = Vec::with_capacity(numbers.len());
    for some in numbers.chunks(256) {
        let rows = Sql::new(reader, &stored::select(reader, &columns))
            .add("WHERE t.submission_id IN ")
            .list(some.iter().copied())
            .all(reader)
            .await?;
        found.extend(rows.iter().filter_map(stored::read));
    }
    Ok(found)
}

/// Returns the numbers of the tickets that have a room.
///
/// # Errors
/// Any database error.
pub async fn with_room(db: &Database) -> Result<Vec<String>, Error> {
    let sql = "SELECT ticket_number FROM chat_channels WHERE ticket_number IS NOT NULL";
    let rows = Sql::new(db.reader(), sql).all(db.reader()).await?;
    rows.iter().map(|row| column(row, 0)).collect()
}

/// Returns the ticket with this number as `account` sees it.
///
/// # Errors
/// [`Error::NotFound`] if there is none that they may see.
pub async fn card(db: &Database, account: &Account, number: &str) -> Result<TicketCard, Error> {
    let found = find(db, number).await?.ok_or(Error::NotFound)?;
    let mut card = as_seen_by(db.reader(), account, &found).await?;
    let attached = attachments::of_ticket(db, found.id).await?;
    let of_ticket = attached.into_iter().filter(|one| one.comment.is_none());
    card.files.extend(of_ticket.map(|one| one.file.file));
    Ok(card)
}

/// Returns the ticket that was made from a message, as `account` sees it.
///
/// # Errors
/// [`Error::NotFound`] if there is none that they may see.
pub async fn made_from(
    db: &Database,
    account: &Account,
    message: MessageId,
) -> Result<TicketCard, Error> {
    let head = "SELECT ticket_number FROM chat_ticket_links WHERE message_id = ";
    let found = Sql::new(db.reader(), head)
        .bind(message.0)
        .one(db.reader())
        .await?;
    let number: String = column(&found.ok_or(Error::NotFound)?, 0)?;
    card(db, account, &number).await
}

/// Returns the ticket whose room a channel is, as `account` sees it.
///
/// # Errors
/// [`Error::NotFound`] if there is none that they may see.
pub async fn of_room(
    db: &Database,
    account: &Account,
    channel: ChannelId,
) -> Result<TicketCard, Error> {
    let head = "SELECT ticket_number FROM chat_channels WHERE ticket_number IS NOT NULL AND id = ";
    let found = Sql::new(db.reader(), head)
        .bind(channel.0)
        .one(db.reader())
        .await?;
    let number: String = column(&found.ok_or(Error::NotFound)?, 0)?;
    card(db, account, &number).await
}

/// The card of a ticket, with what `account` may do, and without what Orvale's pages attached to it.
pub(crate) async fn as_seen_by(
    db: &impl ConnectionTrait,
    account: &Account,
    found: &Stored,
) -> Result<TicketCard, Error> {
    let view = found.standing.permit(account);
    let mut card = found.card(view.map_err(|_| Error::NotFound)?);
    let due = due(db, &targets(db).await?, &[found]).await?;
    card.set_due(due.get(&found.id).copied(), now());
    card.may = found.standing.allowed(account);
    card.sight = Some(found.standing.sight(account));
    let held = files::held_by(db, "ticket", [found.id]).await?;
    card.files = held.into_values().flatten().collect();
    let comments = Columns::of(db, "ticket_comments").await?;
    card.may.retain(|one| match one {
        TicketAction::Comment => comments.has("comment_text"),
        TicketAction::CommentInternal => {
            comments.has("comment_text") && comments.has("is_internal")
        }
        _ => true,
    });
    Ok(card)
}

/// Returns whether there is an active team of this id.
///
/// # Errors
/// Any database error.
pub async fn is_active_team(db: &Database, team: &str) -> Result<bool, Error> {
    let reader = db.reader();
    let sql = format!(
        "SELECT 1 FROM teams WHERE {} AND id = ",
        foreign::active(reader, "active")
    );
    let found = Sql::new(reader, &sql).bind(team).one(reader).await?;
    Ok(found.is_some())
}

/// Finds the ticket with this key, whoever may see it.
pub(crate) async fn by_id(db: &impl ConnectionTrait, id: i64) -> Result<Option<Stored>, Error> {
    let Some(columns) = Columns::of_tickets(db).await? else {
        return Ok(None);
    };
    let row = Sql::new(db, &stored::select(db, &columns))
        .add("WHERE t.id = ")
        .bind(id)
        .one(db)
        .await?;
    Ok(row.as_ref().and_then(stored::read))
}

/// As [`find`], with `lock` at the end of the statement.
pub(crate) async fn by_number(
    db: &impl ConnectionTrait,
    number: &str,
    lock: &str,
) -> Result<Option<Stored>, Error> {
    let Some(columns) = Columns::of_tickets(db).await? else {
        return Ok(None);
    };
    let forms = [
        number.to_owned(),
        number.to_uppercase(),
        number.to_lowercase(),
    ];
    let rows = Sql::new(db, &stored::select(db, &columns))
        .add("WHERE t.submission_id IN ")
        .list(forms.iter().map(String::as_str))
        .add(lock)
        .all(db)
        .await?;
    let mut found: Vec<_> = rows.iter().filter_map(stored::read).collect();
    // As it was written, if there is one like that.
    found.sort_by_key(|one| one.text("submission_id") != Some(number));
    Ok(found.into_iter().next())
}
