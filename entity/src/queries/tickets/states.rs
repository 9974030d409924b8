//! How tickets were seen last, as it is stored: nothing here reads what happened since.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Seen, columns::Columns, stored::PEOPLE};
use crate::{
    Database,
    error::Error,
    permission::TicketStanding,
    queries::sql::{Sql, column},
};

/// Between the people of a state.
const BETWEEN: &str = "\u{1f}";
/// The columns of a state, after its key.
pub(crate) const STATE: &str =
    "status, priority, team, assignee, ticket_number, people, history, comment";
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

/// Returns whether a state was stored by a version that did not remember the ticket's number and people.
///
/// # Errors
/// Any database error.
pub async fn are_incomplete(db: &Database) -> Result<bool, Error> {
    let sql = "SELECT EXISTS(SELECT 1 FROM chat_ticket_states WHERE ticket_number IS NULL)";
    let row = Sql::new(db.reader(), sql).one(db.reader()).await?;
    row.map_or(Ok(false), |row| column(&row, 0))
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

/// Returns the states of these tickets, as far as they are stored.
pub(crate) async fn states_on(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Seen>, Error> {
    let tickets: Vec<i64> = tickets.into_iter().collect();
    let mut states = BTreeMap::new();
    for some in tickets.chunks(256) {
        let head = format!("SELECT ticket_id, {STATE} FROM chat_ticket_states WHERE ticket_id IN ");
        let sql = Sql::new(db, &head).list(some.iter().copied());
        for row in sql.all(db).await? {
            let state = Seen {
                status: column(&row, 1)?,
                priority: column(&row, 2)?,
                team: column(&row, 3)?,
                assignee: column(&row, 4)?,
                number: column::<Option<String>>(&row, 5)?.unwrap_or_default(),
                people: column::<Option<String>>(&row, 6)?.unwrap_or_default(),
                history: column(&row, 7)?,
                comment: column(&row, 8)?,
                ..Seen::default()
            };
            states.insert(column(&row, 0)?, state);
        }
    }
    Ok(states)
}
