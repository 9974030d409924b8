//! The list of tickets that someone may see.

use sea_orm::ConnectionTrait;

use super::{
    super::{
        Listing, cursor_number, foreign, page_size, read_cursor,
        sql::{Sql, column},
    },
    columns::Columns,
    due::{due, targets},
    stored::{self, Stored},
    times::now,
    words::found_by,
};
use crate::{
    Database,
    error::Error,
    model::{TicketAssignee, TicketCard},
    names::shown,
    permission::{Account, Permission, TicketPermission, TicketView, may},
};

/// By whom a listed ticket is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// By this user or team.
    By(String),
    /// By nobody, or by a user who is gone.
    ByNobody,
}

/// Which tickets are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the number, the title or the name of the person who has the problem, ignoring case and accents.
    pub text: String,
    /// These statuses; empty for all.
    pub statuses: Vec<String>,
    /// None of these statuses.
    pub other_than: Vec<String>,
    /// Who works on it.
    pub assignee: Option<Held>,
    /// Which team works on it.
    pub team: Option<Held>,
    /// Only one's own: those that one has, filed or works on.
    pub own: bool,
}

/// Returns a page of the tickets that `account` may see, the latest created first, without descriptions.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn list(
    db: &Database,
    account: &Account,
    filter: &Filter,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<TicketCard>, Error> {
    let limit = page_size(limit);
    let before = before(cursor)?;
    let reader = db.reader();
    let columns = Columns::of_tickets(reader).await?;
    let Some(columns) = columns.filter(|_| may(account, Permission::AccessChannels).is_ok()) else {
        return Ok(Listing {
            items: Vec::new(),
            next: None,
        });
    };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut most = limit + 1;
    loop {
        let mut sql = Sql::new(reader, &stored::select(reader, &columns)).add("WHERE t.id < ");
        sql = visible(sql.bind(before), account, &columns);
        sql = filtered(sql, reader, account, filter, &columns);
        let rows = sql
            .add(" ORDER BY t.id DESC LIMIT ")
            .bind(most.cast_signed())
            .all(reader)
            .await?;
        let exhausted = (rows.len() as u64) < most;
        let seen = rows.iter().filter_map(stored::read);
        let seen: Vec<_> = seen
            .filter_map(|one| Some((one.standing.permit(account).ok()?, one)))
            .collect();
        if exhausted || seen.len() > wanted {
            let page = Listing::of(seen, limit, key);
            let tickets: Vec<&Stored> = page.items.iter().map(|(_, ticket)| ticket).collect();
            let due = due(reader, &targets(reader).await?, &tickets).await?;
            let at = now();
            let items = page.items.iter().map(|seen| {
                let mut card = card(seen);
                card.set_due(due.get(&seen.1.id).copied(), at);
                card
            });
            return Ok(Listing {
                items: items.collect(),
                next: page.next,
            });
        }
        // Unreadable rows took up space on this page.
        most *= 2;
    }
}

/// Returns everyone who works on a ticket that `account` may see, by username; also those who are gone.
///
/// # Errors
/// Any database error.
pub async fn assignees(db: &Database, account: &Account) -> Result<Vec<TicketAssignee>, Error> {
    let reader = db.reader();
    let columns = Columns::of_tickets(reader).await?;
    let Some(columns) = columns.filter(|_| may(account, Permission::AccessChannels).is_ok()) else {
        return Ok(Vec::new());
    };
    let names = format!(
        "SELECT n.name, {} FROM (SELECT DISTINCT {} AS name FROM user_tickets t \
         WHERE COALESCE(t.assigned_to, '') <> ''",
        foreign::text(reader, "a.display_name"),
        columns.text(reader, "assigned_to"),
    );
    let rows = visible(Sql::new(reader, &names), account, &columns)
        .add(") n LEFT JOIN users a ON a.username = n.name ORDER BY n.name")
        .all(reader)
        .await?;
    rows.iter()
        .map(|row| {
            let username: String = column(row, 0)?;
            let display_name: Option<String> = column(row, 1)?;
            Ok(TicketAssignee {
                display_name: shown(&display_name.unwrap_or_default(), &username),
                username: username.into(),
            })
        })
        .collect()
}

fn key((_, of): &(TicketView, Stored)) -> [String; 2] {
    [of.id.to_string(), String::new()]
}

fn card((view, of): &(TicketView, Stored)) -> TicketCard {
    TicketCard {
        description: None,
        ..of.card(*view)
    }
}

fn before(cursor: Option<&str>) -> Result<i64, Error> {
    if cursor.is_none() {
        return Ok(i64::MAX);
    }
    let [id, _] = read_cursor(cursor)?;
    cursor_number(&id)
}

/// Adds the rule of `TicketStanding::sees`.
fn visible(mut sql: Sql, account: &Account, columns: &Columns) -> Sql {
    let held = account.tickets.held;
    if held.has(TicketPermission::ViewAll) {
        return sql;
    }
    sql = own(sql.add(" AND ("), account, columns);
    if held.has(TicketPermission::ViewTeam)
        && let Some(team) = &account.team_id
    {
        sql = sql.add(" OR t.assigned_team = ").bind(team.as_str());
    }
    sql.add(")")
}

fn own(mut sql: Sql, account: &Account, columns: &Columns) -> Sql {
    sql = sql.add("t.assigned_to = ").bind(account.username.as_str());
    let names = [
        "user_name",
        "employee_number",
        "submitted_by",
        "submitted_by_employee_number",
        "created_by_staff",
    ];
    for name in names.into_iter().filter(|name| columns.has(name)) {
        sql = sql
            .add(&format!(" OR t.{name} = "))
            .bind(account.username.as_str());
    }
    sql
}

fn filtered(
    mut sql: Sql,
    db: &impl ConnectionTrait,
    account: &Account,
    filter: &Filter,
    columns: &Columns,
) -> Sql {
    if filter.own {
        sql = own(sql.add(" AND ("), account, columns).add(")");
    }
    if !filter.statuses.is_empty() {
        let statuses = filter.statuses.iter().map(String::as_str);
        sql = sql.add(" AND t.status IN ").list(statuses);
    }
    if !filter.other_than.is_empty() {
        let statuses = filter.other_than.iter().map(String::as_str);
        sql = sql
            .add(" AND COALESCE(t.status, '') NOT IN ")
            .list(statuses);
    }
    sql = match &filter.assignee {
        Some(Held::By(user)) => sql.add(" AND t.assigned_to = ").bind(user.as_str()),
        Some(Held::ByNobody) => sql.add(&format!(
            " AND (COALESCE(t.assigned_to, '') = '' OR a.username IS NULL OR NOT {})",
            foreign::active(db, "a.active")
        )),
        None => sql,
    };
    sql = match &filter.team {
        Some(Held::By(team)) => sql
            .add(" AND t.assigned_team <> '' AND t.assigned_team = ")
            .bind(team.as_str()),
        Some(Held::ByNobody) => sql.add(" AND COALESCE(t.assigned_team, '') = ''"),
        None => sql,
    };
    if filter.text.is_empty() {
        return sql;
    }
    found_by(sql, db, columns, &filter.text)
}
