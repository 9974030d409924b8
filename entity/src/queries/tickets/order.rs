//! The orders in which tickets are listed, as SQL.

use sea_orm::ConnectionTrait;

use super::{columns::Columns, stored::Stored};
use crate::{
    error::Error,
    ids::Millis,
    queries::{cursor_number, read_cursor, sql::Sql},
};

/// The order in which tickets are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The latest created first.
    #[default]
    Created,
    /// The latest changed first.
    Updated,
    /// The most urgent first, and the latest created of those first.
    Priority,
    /// The one that is due first; then those that are never due, the latest created first.
    Due,
}

impl Order {
    /// Returns the order with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "created" => Self::Created,
            "updated" => Self::Updated,
            "priority" => Self::Priority,
            "due" => Self::Due,
            _ => return None,
        })
    }
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// The key of the ticket before it; the greatest number for the first page.
    pub(super) id: i64,
    /// By what that ticket was sorted, before its key.
    sorted_by: Option<String>,
}

impl Start {
    pub(super) fn read(cursor: Option<&str>) -> Result<Self, Error> {
        if cursor.is_none() {
            return Ok(Self {
                id: i64::MAX,
                sorted_by: None,
            });
        }
        let [id, sorted_by] = read_cursor(cursor)?;
        Ok(Self {
            id: cursor_number(&id)?,
            sorted_by: Some(sorted_by),
        })
    }

    /// When the ticket before was due; `None` if the page begins with tickets that are never due.
    pub(super) fn due(&self) -> Result<Option<Millis>, Error> {
        match self.sorted_by.as_deref() {
            None => Ok(Some(Millis::MIN)),
            Some("") => Ok(None),
            Some(at) => cursor_number(at).map(Some),
        }
    }
}

/// The text by which an order sorts before the key, if any, as [`key`] returns it.
fn sorted_by(order: Order, db: &impl ConnectionTrait, columns: &Columns) -> Option<String> {
    match order {
        Order::Created | Order::Due => None,
        // Orvale writes times with a space or a `T`.
        Order::Updated => Some(format!(
            "COALESCE(SUBSTR(REPLACE({}, 'T', ' '), 1, 19), '')",
            columns.text(db, "updated_at")
        )),
        Order::Priority => Some(
            "CASE t.priority WHEN 'urgent' THEN '4' WHEN 'high' THEN '3' WHEN 'medium' THEN '2' \
             WHEN 'low' THEN '1' ELSE '0' END"
                .to_owned(),
        ),
    }
}

/// The text by which an order sorts a ticket, before its key.
pub(super) fn key(order: Order, ticket: &Stored) -> String {
    match order {
        Order::Created | Order::Due => String::new(),
        Order::Updated => {
            let at = ticket.text("updated_at").unwrap_or_default();
            at.replace('T', " ").chars().take(19).collect()
        }
        Order::Priority => match ticket.text("priority") {
            Some("urgent") => "4",
            Some("high") => "3",
            Some("medium") => "2",
            Some("low") => "1",
            _ => "0",
        }
        .to_owned(),
    }
}

/// Adds the condition that tickets come after the start.
pub(super) fn after(
    sql: Sql,
    order: Order,
    db: &impl ConnectionTrait,
    columns: &Columns,
    start: &Start,
) -> Sql {
    let by = sorted_by(order, db, columns).zip(start.sorted_by.as_deref());
    let Some((by, last)) = by else {
        return sql.add("t.id < ").bind(start.id);
    };
    sql.add(&format!("({by} < "))
        .bind(last)
        .add(&format!(" OR ({by} = "))
        .bind(last)
        .add(" AND t.id < ")
        .bind(start.id)
        .add("))")
}

/// Adds the order.
pub(super) fn ordered(sql: Sql, order: Order, db: &impl ConnectionTrait, columns: &Columns) -> Sql {
    let by = sorted_by(order, db, columns).map(|by| format!("{by} DESC, "));
    sql.add(&format!(" ORDER BY {}t.id DESC", by.unwrap_or_default()))
}
