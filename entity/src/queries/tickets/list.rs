//! The list of tickets that someone may see.

use std::cmp::Reverse;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    super::{Listing, foreign, page_size, sql::Sql},
    columns::Columns,
    due::{OPEN, due, targets},
    order::{self, Order, Start},
    stored::{self, Stored},
    times::now,
    words::found_by,
};
use crate::{
    Database,
    error::Error,
    ids::Millis,
    model::{TicketAssignee, TicketCard},
    names::shown,
    permission::{Account, Permission, TicketPermission, TicketView, may},
    targets::{Due, Targets},
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
    /// Words, each of which is in the number, the title or the name of the person who has the problem, ignoring case and
    /// accents.
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
    /// These priorities; empty for all.
    pub priorities: Vec<String>,
    /// In which order they come.
    pub order: Order,
}

/// Returns a page of the tickets that `account` may see, without descriptions.
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
    let start = Start::read(cursor)?;
    let reader = db.reader();
    let columns = Columns::of_tickets(reader).await?;
    let Some(columns) = columns.filter(|_| may(account, Permission::AccessChannels).is_ok()) else {
        return Ok(Listing {
            items: Vec::new(),
            next: None,
        });
    };
    let list = List {
        db: reader,
        account,
        filter,
        columns: &columns,
        targets: targets(reader).await?,
        wanted: usize::try_from(limit + 1).unwrap_or(usize::MAX),
    };
    let found = match filter.order {
        Order::Due => list.by_due(&start).await?,
        order => list.found(order, &start, list.wanted, |_| true).await?,
    };
    let order = filter.order;
    let page = Listing::of(found, limit, |one| one.key(order));
    let at = now();
    Ok(Listing {
        items: page.items.iter().map(|one| one.card(at)).collect(),
        next: page.next,
    })
}

/// A list that is being read.
struct List<'a, C> {
    db: &'a C,
    account: &'a Account,
    filter: &'a Filter,
    columns: &'a Columns,
    targets: Targets,
    /// How many tickets are needed: one more than there are on a page.
    wanted: usize,
}

/// A listed ticket.
struct Found {
    view: TicketView,
    ticket: Stored,
    due: Option<Due>,
}

impl<C: ConnectionTrait> List<'_, C> {
    /// Reads up to `most` tickets after `start` of which `keep` is true.
    async fn found(
        &self,
        order: Order,
        start: &Start,
        most: usize,
        keep: impl Fn(&Found) -> bool,
    ) -> Result<Vec<Found>, Error> {
        let mut count = most as u64;
        loop {
            let sql = Sql::new(self.db, &stored::select(self.db, self.columns)).add("WHERE ");
            let sql = order::after(sql, order, self.db, self.columns, start);
            let rows = order::ordered(self.restricted(sql), order, self.db, self.columns)
                .add(" LIMIT ")
                .bind(count.cast_signed())
                .all(self.db)
                .await?;
            let mut found = self.seen(&rows).await?;
            found.retain(&keep);
            if found.len() >= most || (rows.len() as u64) < count {
                found.truncate(most);
                return Ok(found);
            }
            // Others took up space, such as rows that cannot be read.
            count *= 2;
        }
    }

    /// Those that are due come first; when they are, no statement can tell.
    async fn by_due(&self, start: &Start) -> Result<Vec<Found>, Error> {
        let mut found = Vec::new();
        let mut rest = start.clone();
        if let Some(at) = start.due()? {
            let sql = Sql::new(self.db, &stored::select(self.db, self.columns));
            let sql = sql.add("WHERE t.status IN ").list(OPEN);
            let rows = self.restricted(sql).all(self.db).await?;
            let place = |one: &Found| Some((one.due?.at, Reverse(one.ticket.id)));
            found = self.seen(&rows).await?;
            found.retain(|one| place(one) > Some((at, Reverse(start.id))));
            found.sort_by_key(place);
            found.truncate(self.wanted);
            rest = Start::read(None)?;
        }
        let left = self.wanted - found.len();
        if left > 0 {
            let never = |one: &Found| one.due.is_none();
            found.extend(self.found(Order::Created, &rest, left, never).await?);
        }
        Ok(found)
    }

    /// Adds who may see the tickets, and the filter.
    fn restricted(&self, sql: Sql) -> Sql {
        let sql = visible(sql, self.account, self.columns);
        filtered(sql, self.db, self.account, self.filter, self.columns)
    }

    async fn seen(&self, rows: &[QueryResult]) -> Result<Vec<Found>, Error> {
        let read: Vec<Stored> = rows.iter().filter_map(stored::read).collect();
        let due = due(self.db, &self.targets, &read.iter().collect::<Vec<_>>()).await?;
        let seen = read.into_iter().filter_map(|ticket| {
            Some(Found {
                view: ticket.standing.permit(self.account).ok()?,
                due: due.get(&ticket.id).copied(),
                ticket,
            })
        });
        Ok(seen.collect())
    }
}

impl Found {
    fn key(&self, order: Order) -> [String; 2] {
        let due = self.due.filter(|_| order == Order::Due);
        let by = due.map_or_else(|| order::key(order, &self.ticket), |due| due.at.to_string());
        [self.ticket.id.to_string(), by]
    }

    fn card(&self, now: Millis) -> TicketCard {
        let mut card = TicketCard {
            description: None,
            ..self.ticket.card(self.view)
        };
        card.set_due(self.due, now);
        card
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
    let text = |row: &QueryResult, index: usize| -> Option<String> {
        row.try_get_by_index(index).ok().flatten()
    };
    // A row that cannot be read names nobody.
    let assignees = rows.iter().filter_map(|row| {
        let username = text(row, 0)?;
        Some(TicketAssignee {
            display_name: shown(&text(row, 1).unwrap_or_default(), &username),
            username: username.into(),
        })
    });
    Ok(assignees.collect())
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
    if !filter.priorities.is_empty() {
        let priorities = filter.priorities.iter().map(String::as_str);
        sql = sql.add(" AND t.priority IN ").list(priorities);
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
