//! What logins are checked against. Names that people do not tell apart find the same user, as long as
//! there is one only.

use sea_orm::QueryResult;

use super::super::{
    foreign,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    names::{composed, decomposed, folded},
};

/// What a password is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The username as it is in the row.
    pub username: UserId,
    /// The row's id, which Orvale's own pages read from a token; 0 when it is not a number.
    pub id: i64,
    /// Orvale's bcrypt hash.
    pub password_hash: String,
    /// False once deactivated.
    pub active: bool,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

/// What the password of `username` is checked against: the user who is called exactly so, else the
/// only one whose name differs in letter case or in how its accents are written. `None` also when the
/// row cannot be read. The work is the same whether there is such a user or not.
///
/// # Errors
/// Any failure to ask.
pub async fn credentials(db: &Database, username: &str) -> Result<Option<Credentials>, Error> {
    let reader = db.reader();
    let name = foreign::text(reader, "username");
    let forms = [composed(username), decomposed(username)];
    let found = Sql::new(
        reader,
        &format!(
            "SELECT CAST(id AS TEXT), {}, {}, {name} FROM users WHERE username = ",
            foreign::text(reader, "password_hash"),
            foreign::active(reader, "active"),
        ),
    )
    .bind(username)
    .add(&format!(" OR {name} IN "))
    .list(forms.iter().map(String::as_str))
    .add(&format!(" OR LOWER({name}) IN "))
    .list(forms.iter().map(|form| form.to_lowercase()))
    .all(reader)
    .await?;
    let key = folded(username);
    let mut alike: Vec<_> = found
        .iter()
        .filter_map(|row| Some((foreign::read_text(row, 3, "username").ok()?, row)))
        .filter(|(name, _)| folded(name) == key)
        .collect();
    let exact = alike.iter().position(|(name, _)| name == username);
    Ok(match (exact, alike.len()) {
        (Some(index), _) => Some(alike.swap_remove(index)),
        (None, 1) => alike.pop(),
        _ => None,
    }
    .and_then(|(name, row)| read(name.into(), row)))
}

fn read(username: UserId, row: &QueryResult) -> Option<Credentials> {
    let id = foreign::read_text(row, 0, "id").ok();
    Some(Credentials {
        username,
        id: id.and_then(|id| id.parse().ok()).unwrap_or(0),
        password_hash: foreign::read_text(row, 1, "password_hash").ok()?,
        active: column(row, 2).ok()?,
    })
}

/// A user whose name people would not tell from `username`, if there is one.
///
/// # Errors
/// Any failure to ask.
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
