//! What happened to tickets since they were looked at last, and what was stored of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::ConnectionTrait;

use super::{
    Notice, Published, Seen, Stored,
    columns::Columns,
    rooms::{created_by, latest, lines},
};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::{SystemEvent, TicketEventKind},
    notify::Notification,
    queries::sql::{Sql, column},
};

/// The word for the status of an escalated ticket.
const ESCALATED: &str = "escalated";

/// Something that happened to a ticket, before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicketEvent {
    /// The ticket's key.
    pub ticket_id: i64,
    /// Its number.
    pub number: String,
    /// The id of the team that works on it; empty for none.
    pub team: String,
    /// With [`TicketEventKind::Team`], the id of the team that did before; else empty.
    pub former_team: String,
    /// What happened.
    pub kind: TicketEventKind,
    /// Who did it.
    pub by: UserId,
    /// What was there before.
    pub from: Option<String>,
    /// What is there now; with [`TicketEventKind::Comment`], the comment's id.
    pub to: Option<String>,
    /// True for a comment that had been internal.
    pub late: bool,
}

/// Who worked on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// The id of the team; empty for none.
    pub team: String,
    /// The person; empty for nobody.
    pub assignee: String,
}

/// A ticket that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its key.
    pub ticket_id: i64,
    /// Its number.
    pub number: String,
    /// How it was; `None` if it is new.
    pub before: Option<Seen>,
    /// How it is.
    pub now: Seen,
    /// What happened, as far as a team is told of it.
    pub events: Vec<NewTicketEvent>,
    /// Whom to notify of it.
    pub notices: Vec<(UserId, Notification)>,
}

/// Returns whether the states of all tickets have been stored.
///
/// # Errors
/// Any database error.
pub async fn are_watched(db: &Database) -> Result<bool, Error> {
    let sql = "SELECT watched FROM chat_ticket_notices";
    let row = Sql::new(db.reader(), sql).one(db.reader()).await?;
    row.map_or(Ok(false), |row| column(&row, 0))
}

/// What is remembered of a ticket, in the order of the table of states.
pub(crate) fn texts(db: &impl ConnectionTrait, columns: &Columns) -> [String; 4] {
    ["status", "priority", "assigned_team", "assigned_to"]
        .map(|name| format!("COALESCE({}, '')", columns.text(db, name)))
}

/// Returns the numbers of all tickets that are not as they were.
///
/// # Errors
/// Any database error.
pub async fn unlike_before(db: &Database) -> Result<Vec<String>, Error> {
    let reader = db.reader();
    let Some(columns) = Columns::of_tickets(reader).await? else {
        return Ok(Vec::new());
    };
    let stored = ["status", "priority", "team", "assignee"];
    let differ = stored.iter().zip(texts(reader, &columns));
    let differ: Vec<_> = differ
        .map(|(name, text)| format!("s.{name} <> {text}"))
        .collect();
    let sql = format!(
        "SELECT CAST(t.submission_id AS TEXT) FROM user_tickets t LEFT JOIN chat_ticket_states s \
         ON s.ticket_id = t.id WHERE t.submission_id IS NOT NULL \
         AND (s.ticket_id IS NULL OR {})",
        differ.join(" OR ")
    );
    let rows = Sql::new(reader, &sql).all(reader).await?;
    rows.iter().map(|row| column(row, 0)).collect()
}

/// Returns who worked on these tickets when they were seen last, by number.
///
/// # Errors
/// Any database error.
pub async fn seen_last(
    db: &Database,
    numbers: &BTreeSet<String>,
) -> Result<HashMap<String, Worked>, Error> {
    let reader = db.reader();
    let mut seen = HashMap::new();
    if numbers.is_empty() || Columns::of_tickets(reader).await?.is_none() {
        return Ok(seen);
    }
    let numbers: Vec<&String> = numbers.iter().collect();
    for some in numbers.chunks(256) {
        let head = "SELECT CAST(t.submission_id AS TEXT), s.team, s.assignee FROM user_tickets t \
                    JOIN chat_ticket_states s ON s.ticket_id = t.id WHERE t.submission_id IN ";
        let sql = Sql::new(reader, head).list(some.iter().map(|number| number.as_str()));
        for row in sql.all(reader).await? {
            let worked = Worked {
                team: column(&row, 1)?,
                assignee: column(&row, 2)?,
            };
            seen.insert(column(&row, 0)?, worked);
        }
    }
    Ok(seen)
}

/// Returns the states of these tickets, as far as they are stored.
pub(crate) async fn states_on(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Seen>, Error> {
    let tickets: Vec<i64> = tickets.into_iter().collect();
    let mut states = BTreeMap::new();
    for some in tickets.chunks(256) {
        let head = "SELECT ticket_id, status, priority, team, assignee, history, comment \
                    FROM chat_ticket_states WHERE ticket_id IN ";
        let sql = Sql::new(db, head).list(some.iter().copied());
        for row in sql.all(db).await? {
            let state = Seen {
                status: column(&row, 1)?,
                priority: column(&row, 2)?,
                team: column(&row, 3)?,
                assignee: column(&row, 4)?,
                history: column(&row, 5)?,
                comment: column(&row, 6)?,
                ..Seen::default()
            };
            states.insert(column(&row, 0)?, state);
        }
    }
    Ok(states)
}

/// Returns those of these tickets that are not as they were, with what happened to those of `teams`, and what happened to
/// those that concern someone. Nobody is notified yet.
///
/// # Errors
/// Any database error.
pub async fn recorded(
    db: &Database,
    tickets: &[Stored],
    teams: &HashSet<String>,
) -> Result<(Vec<Recorded>, Vec<Notice>), Error> {
    let ids: Vec<i64> = tickets.iter().map(|ticket| ticket.id).collect();
    let states = states_on(db.reader(), ids.iter().copied()).await?;
    let latest = [
        latest(db, "ticket_history", &ids).await?,
        latest(db, "ticket_comments", &ids).await?,
    ];
    let mut recorded = Vec::new();
    let mut notices = Vec::new();
    for ticket in tickets {
        let now = Seen::without_room(ticket, &latest);
        let before = states.get(&ticket.id).cloned();
        if before.as_ref() == Some(&now) {
            continue;
        }
        let former = before.as_ref().map(|before| &before.team);
        let of_teams = teams.contains(&now.team) || former.is_some_and(|team| teams.contains(team));
        let concerns = ticket.assignee().is_some() || ticket.requester().is_some();
        let mut events = match of_teams || concerns {
            true => events(db, ticket, (before.as_ref(), &now)).await?,
            false => Vec::new(),
        };
        notices.extend(events.iter().filter_map(Notice::of));
        events.retain(|_| of_teams);
        recorded.push(Recorded {
            ticket_id: ticket.id,
            number: ticket.number().to_owned(),
            before,
            now,
            events,
            notices: Vec::new(),
        });
    }
    Ok((recorded, notices))
}

async fn events(
    db: &Database,
    ticket: &Stored,
    (before, now): (Option<&Seen>, &Seen),
) -> Result<Vec<NewTicketEvent>, Error> {
    let event = |kind, by| NewTicketEvent {
        ticket_id: ticket.id,
        number: ticket.number().to_owned(),
        team: now.team.clone(),
        former_team: String::new(),
        kind,
        by,
        from: None,
        to: None,
        late: false,
    };
    let Some(before) = before else {
        let by = created_by(db, ticket).await?;
        return Ok(vec![event(TicketEventKind::Created, by)]);
    };
    let lines = lines(db, ticket, (before, now)).await?;
    let told = lines.into_iter().filter_map(|(by, note)| {
        let kind = match note.event {
            SystemEvent::TicketStatus if note.to.as_deref() == Some(ESCALATED) => {
                TicketEventKind::Escalated
            }
            SystemEvent::TicketStatus => TicketEventKind::Status,
            SystemEvent::TicketPriority => TicketEventKind::Priority,
            SystemEvent::TicketTeam => TicketEventKind::Team,
            SystemEvent::TicketAssignee => TicketEventKind::Assignee,
            SystemEvent::TicketComment => TicketEventKind::Comment,
            _ => return None,
        };
        let former_team = match kind {
            TicketEventKind::Team => before.team.clone(),
            _ => String::new(),
        };
        Some(NewTicketEvent {
            former_team,
            from: note.from,
            to: note.to.or(note.comment.map(|id| id.to_string())),
            ..event(kind, by)
        })
    });
    Ok(told.collect())
}

impl Published {
    /// The event that tells of it.
    #[must_use]
    pub fn event(&self, ticket: &Stored) -> NewTicketEvent {
        NewTicketEvent {
            ticket_id: ticket.id,
            number: self.number.clone(),
            team: ticket.text("assigned_team").unwrap_or_default().to_owned(),
            former_team: String::new(),
            kind: TicketEventKind::Comment,
            by: self.by.clone(),
            from: None,
            to: Some(self.comment_id.to_string()),
            late: true,
        }
    }
}
