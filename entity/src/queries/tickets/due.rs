//! When tickets are due, by the administrator's targets.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Stored, columns::Columns, stored, times};
use crate::{
    Database,
    error::Error,
    ids::{Millis, UserId},
    queries::{
        foreign,
        sql::{Sql, column},
    },
    targets::{Due, DueState, Targets, TicketTargets},
};

/// The statuses of tickets that are worked on. Others, such as a word that nobody knows, are never due.
pub(super) const OPEN: [&str; 4] = ["pending", "open", "in_progress", "escalated"];
/// The statement of the setting.
const SETTINGS: &str = "SELECT settings FROM chat_ticket_targets";

/// Returns the targets as an administrator set them.
///
/// # Errors
/// Any database error.
pub async fn target_settings(db: &Database) -> Result<TicketTargets, Error> {
    settings(db.reader()).await
}

async fn settings(db: &impl ConnectionTrait) -> Result<TicketTargets, Error> {
    let Some(row) = Sql::new(db, SETTINGS).one(db).await? else {
        return Ok(TicketTargets::default());
    };
    let stored: String = column(&row, 0)?;
    serde_json::from_str(&stored).map_err(|error| Error::Corrupt(format!("targets: {error}")))
}

/// Returns the targets, with Orvale's days off.
///
/// # Errors
/// Any database error.
pub(crate) async fn targets(db: &impl ConnectionTrait) -> Result<Targets, Error> {
    let settings = settings(db).await?;
    if settings.targets.is_empty() {
        return Ok(Targets::default());
    }
    settings.read(&holidays(db).await?)
}

/// Orvale's days off, where it has them: dates, or objects with a `date`.
async fn holidays(db: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let columns = Columns::of(db, "public_portal_widget_settings").await?;
    if !columns.has("holidays_json") {
        return Ok(Vec::new());
    }
    let text = columns.text(db, "holidays_json");
    let sql = format!("SELECT COALESCE({text}, '') FROM public_portal_widget_settings t LIMIT 1");
    let Some(row) = Sql::new(db, &sql).one(db).await? else {
        return Ok(Vec::new());
    };
    let stored: String = column(&row, 0)?;
    let days: Vec<serde_json::Value> = serde_json::from_str(&stored).unwrap_or_default();
    let date = |day: &serde_json::Value| {
        let date = day.as_str().or_else(|| day.get("date")?.as_str())?;
        Some(date.get(..10)?.to_owned())
    };
    Ok(days.iter().filter_map(date).collect())
}

/// Returns when these tickets are due, by key. The time of one that was reopened begins anew then.
///
/// # Errors
/// Any database error.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    targets: &Targets,
    tickets: &[&Stored],
) -> Result<HashMap<i64, Due>, Error> {
    let mut due = HashMap::new();
    if targets.is_empty() {
        return Ok(due);
    }
    let open = |ticket: &&&Stored| OPEN.contains(&ticket.text("status").unwrap_or_default());
    let open: Vec<&Stored> = tickets.iter().filter(open).copied().collect();
    let reopened = reopened(db, &open).await?;
    for ticket in open {
        let created = ticket.text("submitted_at").and_then(times::read);
        let began = reopened.get(&ticket.id).copied().or(created);
        let priority = ticket.text("priority").unwrap_or_default();
        let found = began.and_then(|at| targets.due(priority, ticket.text("assigned_team"), at));
        if let Some(found) = found {
            due.insert(ticket.id, found);
        }
    }
    Ok(due)
}

/// When each of these tickets was reopened last.
async fn reopened(
    db: &impl ConnectionTrait,
    tickets: &[&Stored],
) -> Result<HashMap<i64, Millis>, Error> {
    let mut reopened: HashMap<i64, Millis> = HashMap::new();
    let columns = Columns::of(db, "ticket_history").await?;
    if !columns.has("from_value") || !columns.has("performed_at") {
        return Ok(reopened);
    }
    let at = columns.text(db, "performed_at");
    for some in tickets.chunks(256) {
        let head = format!(
            "SELECT CAST(t.ticket_id AS BIGINT), {at} FROM ticket_history t \
             WHERE t.from_value = 'completed' AND t.ticket_id IN "
        );
        let sql = Sql::new(db, &head).list(some.iter().map(|ticket| ticket.id));
        for row in sql.all(db).await? {
            let at: Option<String> = column(&row, 1)?;
            if let Some(at) = at.as_deref().and_then(times::read) {
                let latest = reopened.entry(column(&row, 0)?).or_insert(at);
                *latest = (*latest).max(at);
            }
        }
    }
    Ok(reopened)
}

/// Of what people have been reminded about a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminded {
    /// When it was due.
    pub due_at: Millis,
    /// True if it was overdue.
    pub late: bool,
    /// Who worked on it; empty for nobody. `None` if a former version did not store it.
    pub assignee: Option<String>,
}

impl Reminded {
    /// Reads the columns after the ticket's key.
    pub(crate) fn read(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            due_at: column(row, 1)?,
            late: column(row, 2)?,
            assignee: column(row, 3)?,
        })
    }

    /// Returns whom to remind after this; `None` if nobody.
    fn then(&self, now: &Self) -> Option<Whom> {
        let is_later = now.due_at > self.due_at;
        // That it is overdue has been said, also if it is so for longer now.
        let is_said = self.late && now.late && !is_later;
        let is_same = now.due_at == self.due_at && (self.late || !now.late);
        let is_new = |known: &String| Some(known) != now.assignee.as_ref();
        if !is_said && !is_same {
            Some(Whom::All)
        } else if self.assignee.as_ref().is_some_and(is_new) && now.assignee.as_deref() != Some("")
        {
            Some(Whom::Assignee)
        } else {
            None
        }
    }
}

/// Who is to be reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Who works on it and who leads the team.
    All,
    /// Who works on it, since somebody else did when people were reminded.
    Assignee,
}

/// A ticket that is due soon, or overdue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSoon {
    /// The ticket.
    pub ticket: Stored,
    /// Of what people are to be reminded.
    pub now: Reminded,
    /// Whom to remind.
    pub whom: Whom,
    /// The leads of its team, by username.
    pub leads: Vec<UserId>,
}

/// The tickets that are due soon, or overdue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reminders {
    /// Those of which people are to be reminded, those that are due last first.
    pub due: Vec<DueSoon>,
    /// When there will be others, unless something changes; `None` if there will be none.
    pub next: Option<Millis>,
}

/// Returns the tickets that are due soon or overdue at `now`, if people work then, and of which they were not reminded.
///
/// # Errors
/// Any database error.
pub async fn due_soon(db: &Database, now: Millis) -> Result<Reminders, Error> {
    let reader = db.reader();
    let targets = targets(reader).await?;
    let columns = Columns::of_tickets(reader).await?;
    let Some(columns) = columns.filter(|_| !targets.is_empty()) else {
        return Ok(Reminders::default());
    };
    if !targets.is_working(now) {
        // Some may have become due at the end of work.
        let next = Some(now);
        return Ok(Reminders {
            next,
            ..Reminders::default()
        });
    }
    let rows = Sql::new(reader, &stored::select(reader, &columns))
        .add("WHERE t.status IN ")
        .list(OPEN)
        .all(reader)
        .await?;
    let tickets: Vec<Stored> = rows.iter().filter_map(stored::read).collect();
    let all: Vec<&Stored> = tickets.iter().collect();
    let due = due(reader, &targets, &all).await?;
    // Those of completed tickets stay for ever.
    let sql = "SELECT r.ticket_id, r.due_at, r.late, r.assignee FROM user_tickets t \
               JOIN chat_ticket_reminders r ON r.ticket_id = t.id WHERE t.status IN ";
    let rows = Sql::new(reader, sql).list(OPEN).all(reader).await?;
    let mut reminded: HashMap<i64, Reminded> = HashMap::new();
    for row in &rows {
        reminded.insert(column(row, 0)?, Reminded::read(row)?);
    }
    let later = due.values().flat_map(|due| [due.soon_at, due.at]);
    let next = later.filter(|at| *at > now).min();
    let leads = leads(reader).await?;
    let found = tickets.into_iter().filter_map(|ticket| {
        let found = due.get(&ticket.id)?;
        let state = found.state(now);
        let now = Reminded {
            due_at: found.at,
            late: state == DueState::Late,
            assignee: Some(
                ticket
                    .assignee()
                    .map_or_else(String::new, |one| one.as_str().to_owned()),
            ),
        };
        let known = reminded.get(&ticket.id);
        let whom = known.map_or(Some(Whom::All), |known| known.then(&now));
        let team = ticket.text("assigned_team").unwrap_or_default();
        let leads = leads.get(team).cloned().unwrap_or_default();
        (state != DueState::Ok).then_some(DueSoon {
            whom: whom?,
            now,
            leads,
            ticket,
        })
    });
    let mut due: Vec<DueSoon> = found.collect();
    due.sort_by_key(|one| std::cmp::Reverse(one.now.due_at));
    Ok(Reminders { due, next })
}

/// The active leads of each team.
async fn leads(db: &impl ConnectionTrait) -> Result<HashMap<String, Vec<UserId>>, Error> {
    let columns = Columns::of(db, "teams").await?;
    let mut leads: HashMap<String, Vec<UserId>> = HashMap::new();
    if !columns.has("lead_user_id") {
        return Ok(leads);
    }
    let sql = format!(
        "SELECT {}, {} FROM teams t JOIN users u ON u.id = t.lead_user_id WHERE {}",
        foreign::text(db, "t.id"),
        foreign::text(db, "u.username"),
        foreign::active(db, "u.active")
    );
    for row in Sql::new(db, &sql).all(db).await? {
        let read = |row: &QueryResult| -> Result<(String, String), Error> {
            Ok((column(row, 0)?, column(row, 1)?))
        };
        // An unreadable row has no lead.
        if let Ok((team, user)) = read(&row) {
            leads.entry(team).or_default().push(user.into());
        }
    }
    Ok(leads)
}
