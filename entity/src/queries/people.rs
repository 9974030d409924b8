//! People, as others see them.

use sea_orm::QueryResult;

use super::{
    Listing, page_size, patterns, read_cursor,
    sql::{Sql, column},
};
use crate::{Database, error::Error, ids::UserId, model::Person};

const SELECT: &str =
    "SELECT username, display_name, role, team_id, COALESCE(active, FALSE) FROM users ";

/// Active people whose name, username or team contains `query` in any case, by name.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that is not ours.
pub async fn search(
    db: &Database,
    query: &str,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Person>, Error> {
    let [name, username] = read_cursor(cursor)?;
    let limit = page_size(limit);
    let [one, other] = patterns(query);
    let text = "LOWER(display_name || ' ' || username || ' ' || COALESCE(team_id, ''))";
    let found = Sql::new(db.reader(), SELECT)
        .add("WHERE COALESCE(active, FALSE) AND (display_name, username) > (")
        .bind(name)
        .add(", ")
        .bind(username)
        .add(&format!(") AND ({text} LIKE "))
        .bind(one)
        .add(&format!(" ESCAPE '\\' OR {text} LIKE "))
        .bind(other)
        .add(" ESCAPE '\\') ORDER BY display_name, username LIMIT ")
        .bind(limit.cast_signed() + 1)
        .all(db.reader())
        .await?;
    let items = found.iter().map(person).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::of(items, limit, |person| {
        [person.display_name.clone(), person.username.to_string()]
    }))
}

/// The people of these names, deactivated ones included, by username; unknown names are left out.
///
/// # Errors
/// Any failure to ask.
pub async fn by_username(db: &Database, usernames: &[UserId]) -> Result<Vec<Person>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add("WHERE username IN ")
        .list(usernames.iter().map(UserId::as_str))
        .add(" ORDER BY username")
        .all(db.reader())
        .await?;
    found.iter().map(person).collect()
}

fn person(row: &QueryResult) -> Result<Person, Error> {
    Ok(Person {
        username: column::<String>(row, 0)?.into(),
        display_name: column(row, 1)?,
        role: column(row, 2)?,
        team_id: column(row, 3)?,
        active: column(row, 4)?,
    })
}
