//! The credentials that logins are checked against. A name that differs from the username only in letter
//! case or in the encoding of accents also finds the user, unless several users match.

use sea_orm::QueryResult;

use super::super::{
    foreign,
    sql::{Sql, column},
};
use crate::{Database, error::Error, ids::UserId, names::folded, password::PasswordHash};

/// The data that a login is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The username as stored.
    pub username: UserId,
    /// The row's id, which Orvale's own pages read from a token; 0 if it is not a number.
    pub id: i64,
    /// The bcrypt hash of the password, as stored by Orvale.
    pub password_hash: PasswordHash,
    /// False if deactivated.
    pub active: bool,
    /// True if another user's name differs from this one only in letter case or in the encoding of accents.
    pub has_twin: bool,
}

/// Finds the credentials for `username`: those of the user with exactly this name, else of the only one
/// whose name differs in letter case or in the encoding of accents. `None` also if the row cannot be read.
/// The work is the same whether such a user exists or not.
///
/// # Errors
/// Any database error.
pub async fn credentials(db: &Database, username: &str) -> Result<Option<Credentials>, Error> {
    let reader = db.reader();
    let name = foreign::text(reader, "username");
    let key = folded(username);
    let found = Sql::new(
        reader,
        &format!(
            "SELECT CAST(id AS TEXT), {}, {}, {name} FROM users WHERE username = ",
            foreign::text(reader, "password_hash"),
            foreign::active(reader, "active"),
        ),
    )
    .bind(username)
    .add(&format!(
        " OR {} = ",
        foreign::ascii_lowercase(reader, &name)
    ))
    .bind(key.as_str())
    // Databases differ in what they know of other letters.
    .add(&format!(" OR NOT {}", foreign::is_ascii(reader, &name)))
    .all(reader)
    .await?;
    let mut alike: Vec<_> = found
        .iter()
        .filter_map(|row| Some((foreign::read_text(row, 3, "username").ok()?, row)))
        .filter(|(name, _)| folded(name) == key)
        .collect();
    let has_twin = alike.len() > 1;
    let exact = alike.iter().position(|(name, _)| name == username);
    Ok(match (exact, alike.len()) {
        (Some(index), _) => Some(alike.swap_remove(index)),
        (None, 1) => alike.pop(),
        _ => None,
    }
    .and_then(|(name, row)| read(name.into(), row, has_twin)))
}

fn read(username: UserId, row: &QueryResult, has_twin: bool) -> Option<Credentials> {
    let id = foreign::read_text(row, 0, "id").ok();
    Some(Credentials {
        username,
        id: id.and_then(|id| id.parse().ok()).unwrap_or(0),
        password_hash: foreign::read_text(row, 1, "password_hash").ok()?.into(),
        active: column(row, 2).ok()?,
        has_twin,
    })
}

/// Finds a user whose name looks like `username`, except for letter case.
///
/// # Errors
/// Any database error.
pub async fn namesake(db: &Database, username: &str) -> Result<Option<UserId>, Error> {
    let reader = db.reader();
    let name = foreign::text(reader, "username");
    let rows = Sql::new(reader, &format!("SELECT {name} FROM users"))
        .all(reader)
        .await?;
    let key = folded(username);
    Ok(rows
        .iter()
        .filter_map(|row| foreign::read_text(row, 0, "username").ok())
        .find(|name| folded(name) == key)
        .map(UserId::from))
}
