//! What can be chosen for a new ticket, as Orvale's own tables have it.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::columns::Columns;
use crate::{
    Database,
    error::Error,
    model::{PRIORITIES, TicketChoice, TicketChoices},
    permission::{Account, may_create_tickets},
    queries::{
        foreign,
        sql::{Sql, column},
    },
};

/// Returns the active teams and categories, and whether `account` may create tickets.
///
/// # Errors
/// Any database error.
pub async fn choices(db: &Database, account: &Account) -> Result<TicketChoices, Error> {
    let reader = db.reader();
    Ok(TicketChoices {
        may_create: may_create_tickets(account).is_ok()
            && Columns::of_tickets(reader).await?.is_some(),
        teams: active(reader, "teams", "").await?,
        categories: active(reader, "ticket_categories", "sort_order, ").await?,
    })
}

/// Returns one of `teams` that Orvale does not have, not even as an inactive one.
///
/// # Errors
/// Any database error.
pub async fn unknown_team(
    db: &Database,
    teams: impl Iterator<Item = &str>,
) -> Result<Option<String>, Error> {
    let reader = db.reader();
    let columns = Columns::of(reader, "teams").await?;
    let id = columns.text(reader, "id");
    let mut missing: BTreeSet<&str> = teams.collect();
    let sql = Sql::new(reader, &format!("SELECT {id} FROM teams t WHERE {id} IN "));
    for row in sql.list(missing.iter().copied()).all(reader).await? {
        let found: String = column(&row, 0)?;
        missing.remove(found.as_str());
    }
    Ok(missing.first().map(|team| (*team).to_owned()))
}

/// Returns one of `priorities` that neither Orvale's pages nor any ticket has.
///
/// # Errors
/// Any database error.
pub async fn unknown_priority(
    db: &Database,
    priorities: impl Iterator<Item = &str>,
) -> Result<Option<String>, Error> {
    let reader = db.reader();
    let columns = Columns::of(reader, "user_tickets").await?;
    let others = priorities.filter(|one| !PRIORITIES.contains(one));
    for priority in others.collect::<BTreeSet<_>>() {
        let has = format!(
            "SELECT 1 FROM user_tickets t WHERE {} = ",
            columns.text(reader, "priority")
        );
        let is_used = columns.has("priority");
        let sql = Sql::new(reader, &has).bind(priority).add(" LIMIT 1");
        if !is_used || sql.one(reader).await?.is_none() {
            return Ok(Some(priority.to_owned()));
        }
    }
    Ok(None)
}

/// Returns whether a new ticket may have this category.
///
/// # Errors
/// Any database error.
pub async fn is_category(db: &Database, id: &str) -> Result<bool, Error> {
    let categories = active(db.reader(), "ticket_categories", "").await?;
    Ok(categories.iter().any(|one| one.id == id))
}

async fn active(
    db: &impl ConnectionTrait,
    table: &str,
    order: &str,
) -> Result<Vec<TicketChoice>, Error> {
    let columns = Columns::of(db, table).await?;
    if !["id", "name", "active"]
        .iter()
        .all(|name| columns.has(name))
    {
        return Ok(Vec::new());
    }
    let order = if columns.has("sort_order") { order } else { "" };
    let (id, name) = (columns.text(db, "id"), columns.text(db, "name"));
    let rows = Sql::new(
        db,
        &format!(
            "SELECT {id}, COALESCE({name}, '') FROM {table} t WHERE {} AND {id} IS NOT NULL \
             ORDER BY {order}name, id",
            foreign::active(db, "t.active")
        ),
    )
    .all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(TicketChoice {
                id: column(row, 0)?,
                name: column(row, 1)?,
            })
        })
        .collect()
}
