//! Accounts: Orvale's users, with their permissions and our own data about them.
//!
//! A row of Orvale's that cannot be read is skipped and reported, and its user counts as inactive.
//! Nothing here decides what an account may do.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    foreign::{self, OddRow},
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    names::shown,
    permission::{ADMIN_ROLE, Account, Grants},
};

pub(crate) mod grants;
mod logins;
mod marker;
mod reads;
mod tokens;

pub use grants::permission_sources;
pub use logins::{Credentials, credentials, namesake};
pub use marker::Marker;
pub use reads::Reads;
pub use tokens::{Expired, epoch_of, expired, known_tokens, revoked};

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

/// All accounts, and the rows that could not be read.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The rows that were skipped.
    pub odd: Vec<OddRow>,
}

/// Loads the account with this username, if it exists and its row can be read.
///
/// # Errors
/// Any database error.
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

/// Loads the accounts with these usernames, in a few statements: those that exist and whose rows can be read.
///
/// # Errors
/// Any database error.
pub async fn load_these<'u>(
    db: &Database,
    users: impl IntoIterator<Item = &'u UserId>,
) -> Result<Vec<Account>, Error> {
    let users: Vec<&UserId> = users.into_iter().collect();
    let mut accounts = Vec::with_capacity(users.len());
    if users.is_empty() {
        return Ok(accounts);
    }
    let granted = grants::load(db.reader()).await?;
    for some in users.chunks(256) {
        let sql = select(db.reader()).add(" WHERE u.username IN ");
        let sql = sql.list(some.iter().map(|user| user.as_str()));
        let rows = sql.all(db.reader()).await?;
        accounts.extend(rows.iter().filter_map(|row| account(row, &granted).ok()));
    }
    Ok(accounts)
}

/// Loads all accounts, in two statements.
///
/// # Errors
/// Any database error.
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

/// Returns the names of Orvale's teams, each with the id of its team: their ids, too, and those that users have.
/// Teams that cannot be read are left out.
///
/// # Errors
/// Any database error.
pub async fn team_names(db: &Database) -> Result<Vec<(String, String)>, Error> {
    let db = db.reader();
    let [id, name] = ["id", "name"].map(|column| foreign::text(db, column));
    let teams = Sql::new(db, &format!("SELECT {id}, {name} FROM teams"))
        .all(db)
        .await?;
    let mut names = Vec::new();
    for row in &teams {
        if let (Ok(id), Ok(name)) = (
            foreign::read_text(row, 0, "id"),
            foreign::read_text(row, 1, "name"),
        ) {
            names.push((name, id));
        }
    }
    let own = foreign::text(db, "team_id");
    let of_users = format!("SELECT DISTINCT {own} FROM users WHERE team_id IS NOT NULL");
    for row in &Sql::new(db, &of_users).all(db).await? {
        if let Ok(id) = foreign::read_text(row, 0, "team_id") {
            names.push((id.clone(), id));
        }
    }
    Ok(names)
}

/// Returns whether Orvale's table has any user, readable or not.
///
/// # Errors
/// Any database error.
pub async fn any(db: &Database) -> Result<bool, Error> {
    let found = Sql::new(db.reader(), "SELECT 1 FROM users LIMIT 1")
        .one(db.reader())
        .await?;
    Ok(found.is_some())
}

/// Reads the account in a row; fails with a description of the problem.
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
        tickets: granted.tickets_of(&role),
        role,
        team_id: foreign::read_optional_text(row, 3, "team_id")?,
        active: column(row, 4).map_err(ours)?,
        blocked: column::<Option<i64>>(row, 6).map_err(ours)?.is_some(),
        token_epoch: column(row, 7).map_err(ours)?,
        tokens_valid_after: column(row, 8).map_err(ours)?,
    })
}
