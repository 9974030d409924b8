//! Accounts: Orvale's users with what the chat grants them and keeps about them.
//!
//! A row of Orvale's that cannot be read is skipped and reported, and whoever it is about counts as
//! not active. Nothing here decides what an account may do.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    foreign::{self, OddRow},
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::{Millis, UserId},
    names::shown,
    permission::{ADMIN_ROLE, Account, Grants},
};

mod grants;
mod logins;
mod marker;
mod tokens;

pub use grants::{permission_sources, set_role_permissions};
pub use logins::{Credentials, credentials, namesake};
pub use marker::Marker;
pub use tokens::{
    KnownToken, epoch_of, know_tokens, prune_tokens, revoke_all_tokens, revoke_token, revoked,
};

fn select(db: &impl ConnectionTrait) -> Sql {
    let text = |column| foreign::text(db, column);
    Sql::new(
        db,
        &format!(
            "SELECT {}, {}, {}, {}, {}, {}, c.blocked_at, COALESCE(c.token_epoch, 0), \
             COALESCE(c.tokens_valid_after, 0) \
             FROM users u LEFT JOIN chat_users c ON c.user_id = u.username",
            text("u.username"),
            text("u.display_name"),
            text("u.role"),
            text("u.team_id"),
            foreign::active(db, "u.active"),
            foreign::is_flag(db, "u.active"),
        ),
    )
}

/// Every account, and the rows from which none could be read.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The rows that were skipped.
    pub odd: Vec<OddRow>,
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

/// The account of that name, if there is one and its row can be read.
///
/// # Errors
/// Any failure to ask.
pub async fn load(db: &Database, user: &UserId) -> Result<Option<Account>, Error> {
    let found = select(db.reader())
        .add(" WHERE u.username = ")
        .bind(user.as_str())
        .one(db.reader())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let granted = grants::load(db.reader()).await?;
    Ok(account(&row, &granted).ok())
}

/// All accounts, in two statements.
///
/// # Errors
/// Any failure to ask.
pub async fn load_all(db: &Database) -> Result<Accounts, Error> {
    let granted = grants::load(db.reader()).await?;
    let mut all = Accounts {
        odd: granted.odd.clone(),
        ..Accounts::default()
    };
    for row in select(db.reader()).all(db.reader()).await? {
        match account(&row, &granted) {
            Ok(account) => all.accounts.push(account),
            Err(problem) => all.odd.push(OddRow {
                table: "users",
                row: foreign::shown(&row, 0),
                problem,
            }),
        }
    }
    Ok(all)
}

/// Whether Orvale's table has any user, readable or not.
///
/// # Errors
/// Any failure to ask.
pub async fn any(db: &Database) -> Result<bool, Error> {
    let found = Sql::new(db.reader(), "SELECT 1 FROM users LIMIT 1")
        .one(db.reader())
        .await?;
    Ok(found.is_some())
}

/// The account in a row, or what is wrong with the row.
fn account(row: &QueryResult, granted: &grants::Granted) -> Result<Account, String> {
    let ours = |_| "its row of chat_users cannot be read".to_owned();
    if !column::<bool>(row, 5).unwrap_or(false) {
        return Err("active is neither true nor false".into());
    }
    let role = foreign::read_text(row, 2, "role")?;
    let username = foreign::read_text(row, 0, "username")?;
    Ok(Account {
        display_name: shown(&foreign::read_text(row, 1, "display_name")?, &username),
        username: username.into(),
        grants: if role == ADMIN_ROLE {
            Grants::all()
        } else {
            granted.of(&role)
        },
        role,
        team_id: foreign::read_optional_text(row, 3, "team_id")?,
        active: column(row, 4).map_err(ours)?,
        blocked: column::<Option<i64>>(row, 6).map_err(ours)?.is_some(),
        token_epoch: column(row, 7).map_err(ours)?,
        tokens_valid_after: column(row, 8).map_err(ours)?,
    })
}

/// Adds an active user to Orvale's table.
///
/// # Errors
/// [`Error::Conflict`] when there is a user of that name; [`Error::Invalid`] for a name that
/// [`UserId`] refuses from outside.
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
        Err(error) if error.is_unique_violation() => Err(Error::Conflict(format!(
            "username is taken: {name} exists; choose another"
        ))),
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

/// Keeps a user out of the chat. Blocking again changes neither the time nor who did it first.
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

/// Lets a user into the chat again. Changes nothing for a user who is not blocked.
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
