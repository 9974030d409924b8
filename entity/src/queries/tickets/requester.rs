//! The person who has the problem of a new ticket, as Orvale knows them.

use sea_orm::ConnectionTrait;

use super::columns::Columns;
use crate::{
    Database,
    error::Error,
    names::shown,
    queries::{
        foreign,
        sql::{Sql, column},
    },
};

/// The columns of `ticket_users`, each with the one of a ticket that gets its text.
const DETAILS: [(&str, &str); 7] = [
    ("phone", "phone_number"),
    ("location", "location"),
    ("cubicle_room", "cubicle_room"),
    ("office", "office"),
    ("bureau", "bureau"),
    ("division", "division"),
    ("section", "section"),
];

/// The person who has the problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requester {
    /// Their username, in Orvale or among the people for whom its staff have filed tickets.
    pub username: String,
    /// Their name.
    pub name: String,
    /// Their employee number: for users it is the username.
    pub number: String,
    /// Where to find them: columns of a ticket and their texts.
    pub details: Vec<(&'static str, String)>,
}

/// Finds an active user of Orvale, or one of the people for whom its staff have filed tickets.
///
/// # Errors
/// Any database error.
pub async fn requester(db: &Database, username: &str) -> Result<Option<Requester>, Error> {
    let reader = db.reader();
    let known = known(reader, username).await?;
    let user = user(reader, username).await?;
    Ok(match (user, known) {
        (Some(user), Some(known)) => Some(Requester {
            details: known.details,
            ..user
        }),
        (user, known) => user.or(known),
    })
}

async fn user(db: &impl ConnectionTrait, username: &str) -> Result<Option<Requester>, Error> {
    let name = foreign::text(db, "display_name");
    let sql = format!(
        "SELECT {name} FROM users WHERE {} AND username = ",
        foreign::active(db, "active")
    );
    let row = Sql::new(db, &sql).bind(username).one(db).await?;
    Ok(row.map(|row| {
        let name = foreign::read_optional_text(&row, 0, "display_name");
        let name = name.ok().flatten().unwrap_or_default();
        Requester {
            username: username.to_owned(),
            name: shown(&name, username),
            number: username.to_owned(),
            details: Vec::new(),
        }
    }))
}

async fn known(db: &impl ConnectionTrait, username: &str) -> Result<Option<Requester>, Error> {
    let columns = Columns::of(db, "ticket_users").await?;
    if !columns.has("username") || !columns.has("display_name") {
        return Ok(None);
    }
    let text = |name| format!("COALESCE({}, '')", columns.text(db, name));
    let details = DETAILS.map(|(name, _)| text(name)).join(", ");
    let mut sql = Sql::new(
        db,
        &format!(
            "SELECT {}, {}, {details} FROM ticket_users t WHERE t.username = ",
            text("display_name"),
            text("employee_number"),
        ),
    )
    .bind(username);
    if columns.has("active") {
        sql = sql.add(&format!(" AND {}", foreign::active(db, "t.active")));
    }
    let Some(row) = sql.one(db).await? else {
        return Ok(None);
    };
    let (name, number): (String, String) = (column(&row, 0)?, column(&row, 1)?);
    let mut details = Vec::new();
    for (index, (_, of_ticket)) in DETAILS.into_iter().enumerate() {
        let text: String = column(&row, index + 2)?;
        if !text.is_empty() {
            details.push((of_ticket, text));
        }
    }
    Ok(Some(Requester {
        username: username.to_owned(),
        name: shown(&name, username),
        number: if number.is_empty() {
            username.to_owned()
        } else {
            number
        },
        details,
    }))
}
