//! Accounts: Orvale's users with what the chat grants them and keeps about them.

use sea_orm::QueryResult;

use super::sql::{Sql, column};
use crate::{
    Database,
    error::Error,
    ids::{Millis, UserId},
    permission::{ADMIN_ROLE, Account, Grants},
};

mod grants;
mod tokens;

pub use grants::{permission_sources, set_role_permissions};
pub use tokens::{
    KnownToken, epoch_of, know_tokens, prune_tokens, revoke_all_tokens, revoke_token, revoked,
};

const SELECT: &str = "SELECT u.username, u.display_name, u.role, u.team_id, \
    COALESCE(u.active, FALSE), c.blocked_at, COALESCE(c.token_epoch, 0), \
    COALESCE(c.tokens_valid_after, 0) \
    FROM users u LEFT JOIN chat_users c ON c.user_id = u.username";

/// What a password is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The row's id; Orvale's own pages want it in a token.
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

/// A user to be added to Orvale's `users`.
#[derive(Clone)]
pub struct NewUser {
    /// What the system calls them.
    pub username: UserId,
    /// What people call them.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// The bcrypt hash of their password.
    pub password_hash: String,
}

/// The account of that name, if there is one.
///
/// # Errors
/// Any failure to ask.
pub async fn load(db: &Database, user: &UserId) -> Result<Option<Account>, Error> {
    let found = Sql::new(db.reader(), SELECT)
        .add(" WHERE u.username = ")
        .bind(user.as_str())
        .one(db.reader())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let granted = grants::load(db.reader()).await?;
    account(&row, &granted).map(Some)
}

/// All accounts, in two statements.
///
/// # Errors
/// Any failure to ask.
pub async fn load_all(db: &Database) -> Result<Vec<Account>, Error> {
    let granted = grants::load(db.reader()).await?;
    let found = Sql::new(db.reader(), SELECT).all(db.reader()).await?;
    found.iter().map(|row| account(row, &granted)).collect()
}

fn account(row: &QueryResult, granted: &grants::Granted) -> Result<Account, Error> {
    let role: String = column(row, 2)?;
    Ok(Account {
        username: column::<String>(row, 0)?.into(),
        display_name: column(row, 1)?,
        grants: if role == ADMIN_ROLE {
            Grants::all()
        } else {
            granted.of(&role)
        },
        role,
        team_id: column(row, 3)?,
        active: column(row, 4)?,
        blocked: column::<Option<i64>>(row, 5)?.is_some(),
        token_epoch: column(row, 6)?,
        tokens_valid_after: column(row, 7)?,
    })
}

/// What the password of `username` is checked against.
///
/// # Errors
/// Any failure to ask.
pub async fn credentials(db: &Database, username: &str) -> Result<Option<Credentials>, Error> {
    let found = Sql::new(
        db.reader(),
        "SELECT CAST(id AS BIGINT), password_hash, COALESCE(active, FALSE) FROM users \
         WHERE username = ",
    )
    .bind(username)
    .one(db.reader())
    .await?;
    found
        .map(|row| {
            Ok(Credentials {
                id: column(&row, 0)?,
                password_hash: column(&row, 1)?,
                active: column(&row, 2)?,
            })
        })
        .transpose()
}

/// Adds an active user to Orvale's table.
///
/// # Errors
/// [`Error::Conflict`] when there is a user of that name; [`Error::Invalid`] for a name that is
/// empty or holds a control character.
pub async fn add_user(db: &Database, user: &NewUser) -> Result<(), Error> {
    let name = user.username.as_str();
    name.parse::<UserId>()
        .map_err(|error| Error::Invalid(format!("username: {error}")))?;
    let written = Sql::new(
        db.writer(),
        "INSERT INTO users (username, display_name, password_hash, role, team_id, active) VALUES ",
    )
    .rows([[
        name.into(),
        user.display_name.as_str().into(),
        user.password_hash.as_str().into(),
        user.role.as_str().into(),
        user.team_id.clone().into(),
        true.into(),
    ]])
    .run(db.writer())
    .await;
    match written {
        Err(error) if error.is_unique_violation() => {
            Err(Error::Conflict(format!("there is a user {name} already")))
        }
        other => other.map(drop),
    }
}

/// Gives a user another password hash.
///
/// # Errors
/// [`Error::NotFound`] when there is no such user.
pub async fn set_password(db: &Database, user: &UserId, hash: &str) -> Result<(), Error> {
    let done = Sql::new(db.writer(), "UPDATE users SET password_hash = ")
        .bind(hash)
        .add(" WHERE username = ")
        .bind(user.as_str())
        .run(db.writer());
    if done.await? == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// Activates or deactivates a user of Orvale.
///
/// # Errors
/// [`Error::NotFound`] when there is no such user.
pub async fn set_active(db: &Database, user: &UserId, active: bool) -> Result<(), Error> {
    let done = Sql::new(db.writer(), "UPDATE users SET active = ")
        .bind(active)
        .add(" WHERE username = ")
        .bind(user.as_str())
        .run(db.writer());
    if done.await? == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// Keeps a user out of the chat; blocked again, the first time and reason stand.
///
/// # Errors
/// [`Error::NotFound`] when there is no such user.
pub async fn block(db: &Database, user: &UserId, by: &UserId, at: Millis) -> Result<(), Error> {
    let done = Sql::new(
        db.writer(),
        "INSERT INTO chat_users (user_id, blocked_at, blocked_by) SELECT u.username, ",
    )
    .bind(at)
    .add(", ")
    .bind(by.as_str())
    .add(" FROM users u WHERE u.username = ")
    .bind(user.as_str())
    .add(
        " ON CONFLICT (user_id) DO UPDATE SET \
         blocked_by = CASE WHEN chat_users.blocked_at IS NULL THEN excluded.blocked_by \
                           ELSE chat_users.blocked_by END, \
         blocked_at = COALESCE(chat_users.blocked_at, excluded.blocked_at)",
    )
    .run(db.writer());
    if done.await? == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// Lets a user into the chat again; whoever was not blocked stays so.
///
/// # Errors
/// Any failure to write.
pub async fn unblock(db: &Database, user: &UserId) -> Result<(), Error> {
    Sql::new(
        db.writer(),
        "UPDATE chat_users SET blocked_at = NULL, blocked_by = NULL ",
    )
    .add("WHERE user_id = ")
    .bind(user.as_str())
    .run(db.writer())
    .await?;
    Ok(())
}
