//! How tickets were seen last, as it is stored: nothing here reads what happened since.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::RangeInclusive,
};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Seen, Stored, columns::Columns, stored::PEOPLE};
use crate::{
    Database,
    error::Error,
    permission::TicketStanding,
    queries::sql::{Sql, column},
};

/// Between the people of a state.
const BETWEEN: &str = "\u{1f}";
/// The maximum number of states that are completed at a time.
const COMPLETED: i64 = 2_000;
/// The columns of a state, after its key.
pub(crate) const STATE: &str =
    "status, priority, team, assignee, ticket_number, people, history, comment";
/// The columns that are kept of a state when its ticket is gone: all but the people.
pub(crate) const GONE: &str = "status, priority, team, assignee, ticket_number, history, comment";
/// The columns that are compared with Orvale's, in the order of [`texts`].
const COMPARED: [&str; 6] = [
    "status",
    "priority",
    "team",
    "assignee",
    "ticket_number",
    "people",
];

/// What is remembered of a ticket, in the order of [`STATE`], without how far its history and comments are.
pub(crate) fn texts(db: &impl ConnectionTrait, columns: &Columns) -> [String; 6] {
    let text = |name: &str| format!("COALESCE({}, '')", columns.text(db, name));
    let [status, priority, team, assignee, number] = [
        "status",
        "priority",
        "assigned_team",
        "assigned_to",
        "submission_id",
    ]
    .map(text);
    let people = PEOPLE.map(text).join(&format!(" || '{BETWEEN}' || "));
    [status, priority, team, assignee, number, people]
}

/// The people of a ticket, as a state has them.
pub(super) fn people<'t>(text: impl Fn(&str) -> Option<&'t str>) -> String {
    let names = PEOPLE.map(|name| text(name).unwrap_or_default());
    names.join(BETWEEN)
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

/// Returns the keys of the next tickets after `after` whose states a version stored that did not remember their numbers and
/// people: at most 2,000, so that other changes wait only briefly.
///
/// # Errors
/// Any database error.
pub async fn incomplete(db: &Database, after: i64) -> Result<Option<RangeInclusive<i64>>, Error> {
    let head = "SELECT MIN(ticket_id), MAX(ticket_id) FROM (SELECT ticket_id \
                FROM chat_ticket_states WHERE ticket_number IS NULL AND ticket_id > ";
    let row = Sql::new(db.reader(), head)
        .bind(after)
        .add(" ORDER BY ticket_id LIMIT ")
        .bind(COMPLETED)
        .add(") AS next")
        .one(db.reader())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let (first, last): (Option<i64>, Option<i64>) = (column(&row, 0)?, column(&row, 1)?);
    Ok(first.zip(last).map(|(first, last)| first..=last))
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
    let differ = COMPARED.iter().zip(texts(reader, &columns));
    let differ: Vec<_> = differ
        .map(|(name, text)| format!("COALESCE(s.{name}, '') <> {text}"))
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

/// A ticket as it was seen last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenLast {
    /// The number that it had.
    pub number: String,
    /// Who saw it.
    pub standing: TicketStanding,
}

impl SeenLast {
    /// A ticket as it is now.
    #[must_use]
    pub fn of(ticket: &Stored) -> Self {
        Self {
            number: ticket.number().to_owned(),
            standing: ticket.standing.clone(),
        }
    }
}

/// Returns how the tickets that have these numbers now were seen last, by the present number.
///
/// # Errors
/// Any database error.
pub async fn seen_last(
    db: &Database,
    numbers: &BTreeSet<String>,
) -> Result<HashMap<String, SeenLast>, Error> {
    let reader = db.reader();
    let mut seen = HashMap::new();
    if numbers.is_empty() || Columns::of_tickets(reader).await?.is_none() {
        return Ok(seen);
    }
    let numbers: Vec<&String> = numbers.iter().collect();
    for some in numbers.chunks(256) {
        let head = "SELECT s.ticket_number, s.people, s.team, s.assignee, \
                    CAST(t.submission_id AS TEXT) FROM user_tickets t \
                    JOIN chat_ticket_states s ON s.ticket_id = t.id WHERE t.submission_id IN ";
        let sql = Sql::new(reader, head).list(some.iter().map(|number| number.as_str()));
        for row in sql.all(reader).await? {
            seen.insert(column(&row, 4)?, read(&row, 0)?);
        }
    }
    Ok(seen)
}

/// Reads number, people, team and assignee, in this order.
pub(super) fn read(row: &QueryResult, first: usize) -> Result<SeenLast, Error> {
    let text = |index: usize| -> Result<Option<String>, Error> { column(row, first + index) };
    let people = text(1)?.unwrap_or_default();
    let mut people = people.split(BETWEEN).map(str::to_owned);
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(SeenLast {
        number: text(0)?.unwrap_or_default(),
        standing: TicketStanding {
            requester: people
                .by_ref()
                .take(2)
                .filter(|name| !name.is_empty())
                .collect(),
            filed_by: people.filter(|name| !name.is_empty()).collect(),
            team: some(text(2)?),
            assigned_to: some(text(3)?),
            ..TicketStanding::default()
        },
    })
}

/// How tickets were seen last.
#[derive(Default)]
pub(crate) struct States {
    /// The states, by the keys that the tickets have now.
    pub(crate) seen: BTreeMap<i64, Seen>,
    /// The keys of those that were gone, and have returned.
    pub(crate) returned: BTreeSet<i64>,
}

/// Returns the states of these tickets, given by key and number, as far as they are stored.
pub(crate) async fn states_on(
    db: &impl ConnectionTrait,
    tickets: &[(i64, &str)],
) -> Result<States, Error> {
    let mut states = States::default();
    for some in tickets.chunks(256) {
        let head = format!("SELECT {STATE}, ticket_id FROM chat_ticket_states WHERE ticket_id IN ");
        let sql = Sql::new(db, &head).list(some.iter().map(|(id, _)| *id));
        for row in sql.all(db).await? {
            states.seen.insert(column(&row, 8)?, state(&row)?);
        }
    }
    let unknown = tickets
        .iter()
        .filter(|(id, _)| !states.seen.contains_key(id));
    let unknown: HashMap<&str, i64> = unknown.map(|(id, number)| (*number, *id)).collect();
    let numbers: Vec<&str> = unknown.keys().copied().collect();
    for some in numbers.chunks(256) {
        let head = "SELECT status, priority, team, assignee, ticket_number, NULL, history, comment \
                    FROM chat_ticket_gone WHERE ticket_number IN ";
        let sql = Sql::new(db, head).list(some.iter().copied());
        for row in sql.all(db).await? {
            let state = state(&row)?;
            if let Some(id) = unknown.get(state.number.as_str()) {
                states.returned.insert(*id);
                states.seen.insert(*id, state);
            }
        }
    }
    Ok(states)
}

/// Reads [`STATE`].
fn state(row: &QueryResult) -> Result<Seen, Error> {
    Ok(Seen {
        status: column(row, 0)?,
        priority: column(row, 1)?,
        team: column(row, 2)?,
        assignee: column(row, 3)?,
        number: column::<Option<String>>(row, 4)?.unwrap_or_default(),
        people: column::<Option<String>>(row, 5)?.unwrap_or_default(),
        history: column(row, 6)?,
        comment: column(row, 7)?,
        ..Seen::default()
    })
}
