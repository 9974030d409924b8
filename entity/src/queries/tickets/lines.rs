//! The lines that tell what changed about tickets, and who did it: of any number of tickets in a few statements.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::{Seen, Stored, columns::Columns, stored::ORVALE};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::{SystemEvent, SystemNote},
    queries::sql::{Sql, column},
};

/// The maximum number of rows of the history, and of comments, of a ticket that one telling looks through.
const MOST: i64 = 200;
/// The number of tickets of one statement.
const AT_ONCE: usize = 256;

/// A line, with its author.
pub(super) type Line = (UserId, SystemNote);

/// A change of a ticket.
#[derive(Clone, Copy)]
pub(super) struct Change<'t> {
    pub(super) ticket: &'t Stored,
    /// As it was told; `None` if it is new.
    pub(super) before: Option<&'t Seen>,
    pub(super) now: &'t Seen,
}

/// A row of the history.
struct Happened {
    action: String,
    from: String,
    by: UserId,
    to: String,
    to_team: String,
}

/// What Orvale's tables say of changes, by the keys of their tickets.
#[derive(Default)]
pub(super) struct Told {
    /// Who created the tickets, as far as the history says it.
    creators: HashMap<i64, UserId>,
    /// What happened since, the latest first.
    history: HashMap<i64, Vec<Happened>>,
    /// The public comments since, in their order.
    comments: HashMap<i64, Vec<Line>>,
}

impl Change<'_> {
    fn parts(&self) -> Option<[(SystemEvent, &str, &str); 4]> {
        let (before, now) = (self.before?, self.now);
        Some([
            (SystemEvent::TicketStatus, &before.status, &now.status),
            (SystemEvent::TicketPriority, &before.priority, &now.priority),
            (SystemEvent::TicketTeam, &before.team, &now.team),
            (SystemEvent::TicketAssignee, &before.assignee, &now.assignee),
        ])
    }

    /// Returns whether the history says who did it.
    fn has_author(&self) -> bool {
        let parts = self.parts();
        parts.is_some_and(|parts| parts.iter().any(|(_, from, to)| from != to))
    }

    /// Returns whether only the history has got a row.
    pub(super) fn is_of_history_alone(&self) -> bool {
        let before = self
            .before
            .filter(|before| before.history < self.now.history);
        before.is_some_and(|before| {
            let now = Seen {
                history: before.history,
                ..self.now.clone()
            };
            *before == now
        })
    }
}

impl Told {
    /// Reads what is said of these changes.
    pub(super) async fn read(db: &Database, changes: &[Change<'_>]) -> Result<Self, Error> {
        let mut told = Self::default();
        let new = changes.iter().filter(|change| change.before.is_none());
        let new: Vec<i64> = new.map(|change| change.ticket.id).collect();
        // Also what the history has got since `now` was read.
        let changed = changes.iter().filter(|change| change.has_author());
        let changed = changed.filter_map(|change| Some((change.ticket.id, change.before?.history)));
        let changed: Vec<(i64, i64)> = changed.collect();
        let commented = changes.iter().filter_map(|change| {
            let before = change.before.map(|before| before.comment);
            let before = before.filter(|before| *before < change.now.comment)?;
            Some((change.ticket.id, before))
        });
        let commented: Vec<(i64, i64)> = commented.collect();
        told.read_creators(db, &new).await?;
        told.read_history(db, &changed).await?;
        told.read_comments(db, &commented).await?;
        Ok(told)
    }

    async fn read_creators(&mut self, db: &Database, new: &[i64]) -> Result<(), Error> {
        let reader = db.reader();
        if new.is_empty() {
            return Ok(());
        }
        let columns = Columns::of(reader, "ticket_history").await?;
        if !columns.has("action_type") {
            return Ok(());
        }
        let by = columns.text(reader, "performed_by");
        for some in new.chunks(AT_ONCE) {
            let head = format!(
                "SELECT CAST(t.ticket_id AS BIGINT), COALESCE({by}, '') FROM ticket_history t \
                 WHERE t.action_type = 'created' AND t.ticket_id IN "
            );
            let sql = Sql::new(reader, &head).list(some.iter().copied());
            // The latest one counts.
            for row in sql.add(" ORDER BY t.id").all(reader).await? {
                self.creators.insert(column(&row, 0)?, author(&row, 1)?);
            }
        }
        Ok(())
    }

    async fn read_history(&mut self, db: &Database, after: &[(i64, i64)]) -> Result<(), Error> {
        let reader = db.reader();
        if after.is_empty() {
            return Ok(());
        }
        let columns = Columns::of(reader, "ticket_history").await?;
        if !columns.has("ticket_id") {
            return Ok(());
        }
        let names = [
            "action_type",
            "performed_by",
            "to_value",
            "to_team",
            "from_value",
        ];
        let texts = names.map(|name| format!("COALESCE({}, '')", columns.text(reader, name)));
        let [action, by, to, to_team, from] = texts;
        let found = Since {
            table: "ticket_history",
            texts: &format!(
                "{action} AS action, {by} AS author, {to} AS target, {to_team} AS team, \
                 {from} AS origin"
            ),
            names: "action, author, target, team, origin",
            condition: "",
            order: "DESC",
        };
        for row in found.read(db, after).await? {
            let happened = Happened {
                action: column(&row, 1)?,
                by: author(&row, 2)?,
                to: column(&row, 3)?,
                to_team: column(&row, 4)?,
                from: column(&row, 5)?,
            };
            self.history
                .entry(column(&row, 0)?)
                .or_default()
                .push(happened);
        }
        Ok(())
    }

    /// The comments that everyone who sees the ticket may read.
    async fn read_comments(&mut self, db: &Database, after: &[(i64, i64)]) -> Result<(), Error> {
        let reader = db.reader();
        if after.is_empty() {
            return Ok(());
        }
        let columns = Columns::of(reader, "ticket_comments").await?;
        let found = Since {
            table: "ticket_comments",
            texts: &format!(
                "COALESCE({}, '') AS author, CAST(t.id AS BIGINT) AS comment_id",
                columns.text(reader, "commented_by")
            ),
            names: "author, comment_id",
            condition: &format!("AND {}", columns.is_no(reader, "is_internal")),
            order: "ASC",
        };
        for row in found.read(db, after).await? {
            let by: String = column(&row, 1)?;
            let note = SystemNote::of_comment(Some(column(&row, 2)?));
            let lines = self.comments.entry(column(&row, 0)?).or_default();
            lines.push((by.into(), note));
        }
        Ok(())
    }

    /// Returns who created a ticket, and whether the history says it.
    pub(super) fn creator(&self, ticket: &Stored) -> (UserId, bool) {
        let by = self.creators.get(&ticket.id);
        if let Some(by) = by.filter(|by| by.as_str() != ORVALE) {
            return (by.clone(), true);
        }
        let filed = ["created_by_staff", "submitted_by"];
        let filed = filed.into_iter().find_map(|name| ticket.text(name));
        (filed.unwrap_or(ORVALE).into(), by.is_some())
    }

    /// The lines that tell of a change: who did it says the history since the last telling.
    pub(super) fn lines(&self, change: &Change<'_>) -> Vec<Line> {
        let Some(parts) = change.parts() else {
            return Vec::new();
        };
        let (ticket, now) = (change.ticket, change.now);
        let history = self.history.get(&ticket.id).map_or(&[][..], Vec::as_slice);
        let by =
            |is: &dyn Fn(&Happened) -> bool| history.iter().find(|one| is(one)).map(|one| &one.by);
        let assigned =
            |one: &Happened| one.action.contains("assign") || one.action.contains("team");
        let authors = [
            // Who only wrote more to a status has not set it.
            by(&|one| one.from != now.status && (one.to == now.status || one.action == now.status)),
            by(&|one| one.action.contains("priority") && one.to == now.priority),
            by(&|one| assigned(one) && (one.to_team == now.team || one.to == now.team)),
            by(&|one| assigned(one) && (one.to == now.assignee || now.assignee.is_empty())),
        ];
        let changed = parts.into_iter().zip(authors);
        let changed = changed.filter(|((_, from, to), _)| from != to);
        let mut lines: Vec<Line> = changed
            .map(|((event, from, to), by)| {
                let by = by.cloned().unwrap_or_else(|| ORVALE.into());
                let note = SystemNote {
                    to_name: ticket
                        .team_name()
                        .filter(|_| event == SystemEvent::TicketTeam),
                    ..SystemNote::of_setting(event, from, to)
                };
                (by, note)
            })
            .collect();
        lines.extend(self.comments.get(&ticket.id).into_iter().flatten().cloned());
        lines
    }
}

/// Rows of Orvale's after a key, of each ticket at most 200.
struct Since<'s> {
    table: &'s str,
    /// The expressions of the columns, each with its name.
    texts: &'s str,
    names: &'s str,
    condition: &'s str,
    /// Which of a ticket's rows come first.
    order: &'s str,
}

impl Since<'_> {
    /// Reads the rows of tickets after these keys: first the ticket's key, then the columns.
    async fn read(&self, db: &Database, after: &[(i64, i64)]) -> Result<Vec<QueryResult>, Error> {
        let reader = db.reader();
        let Self {
            table,
            texts,
            names,
            condition,
            order,
        } = self;
        let mut rows = Vec::new();
        for some in after.chunks(AT_ONCE) {
            let sql = Sql::new(reader, "WITH wanted (ticket, told) AS (VALUES ").rows(
                some.iter()
                    .map(|(id, after)| [(*id).into(), (*after).into()]),
            );
            let sql = sql.add(&format!(
                ") SELECT ticket, {names} FROM (SELECT wanted.ticket, {texts}, ROW_NUMBER() OVER \
                 (PARTITION BY t.ticket_id ORDER BY t.id {order}) AS place FROM wanted \
                 CROSS JOIN {table} t WHERE t.ticket_id = wanted.ticket AND t.id > wanted.told \
                 {condition}) found WHERE place <= {MOST} ORDER BY ticket, place"
            ));
            rows.extend(sql.all(reader).await?);
        }
        Ok(rows)
    }
}

/// The name in a column: Orvale's where there is none.
fn author(row: &QueryResult, index: usize) -> Result<UserId, Error> {
    let by: String = column(row, index)?;
    Ok(match by.is_empty() {
        true => ORVALE.into(),
        false => by.into(),
    })
}
