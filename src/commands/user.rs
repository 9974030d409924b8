//! `user`: adds users, changes their passwords, deactivates and reactivates them.

use std::{collections::BTreeSet, io::Read as _};

use actors::clock::now;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use entity::{
    Database,
    change::By,
    commit_alone,
    ids::UserId,
    ledgers::{
        accounts::{AddUser, NewUser, SetActive, SetPassword},
        tokens::RevokeAllTokens,
    },
    names::folded,
    password::PasswordHash,
    queries::accounts,
    text::{DisplayName, Username},
};

use super::Failure;
use crate::{config::Config, identity::password, server};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a user; prints a generated password unless one is given on standard input
    Add(Add),
    /// Change a user's password and log them out everywhere
    Passwd(Passwd),
    /// Deactivate a user and log them out everywhere
    Deactivate {
        /// Who
        username: String,
    },
    /// Reactivate a deactivated user
    Activate {
        /// Who
        username: String,
    },
}

#[derive(Args)]
pub(super) struct Add {
    /// The username
    username: String,
    /// The displayed name [default: the username]
    #[arg(long)]
    name: Option<String>,
    /// Their role in Orvale
    #[arg(long, default_value = "it_user")]
    role: String,
    /// The id or the name of their Orvale team, in any letter case [default: none]
    #[arg(long)]
    team: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub(super) struct Passwd {
    /// Whose
    username: String,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

/// Runs the command. A running server notices the change within a second.
pub(super) async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    let database = server::open(config, true).await?;
    migration::migrate(database.writer())
        .await
        .map_err(server::Error::from)?;
    match command {
        Command::Add(arguments) => add(&database, arguments).await?,
        Command::Passwd(arguments) => passwd(&database, arguments).await?,
        Command::Deactivate { username } => set_active(&database, &username, false).await?,
        Command::Activate { username } => set_active(&database, &username, true).await?,
    }
    Ok(database.close().await?)
}

async fn add(database: &Database, arguments: Add) -> Result<(), Failure> {
    let username = Username::parse(&arguments.username).map_err(misuse)?;
    let name = arguments.name.as_deref().unwrap_or(username.as_str());
    let display_name = DisplayName::parse(name).map_err(misuse)?.into();
    if let Some(other) = accounts::namesake(database, username.as_str()).await? {
        return Err(Failure::Failed(format!(
            "username is taken: {other} exists; choose another"
        )));
    }
    let team_id = match arguments.team {
        Some(team) => Some(team_called(database, team).await?),
        None => None,
    };
    let (password, made_up) = new_password(arguments.password_stdin)?;
    let user = NewUser {
        display_name,
        username: String::from(username).into(),
        role: arguments.role,
        team_id,
        password_hash: hashed(&password)?,
    };
    let username = user.username.clone();
    let by = By::Operator;
    commit_alone(database, now(), AddUser { user, by })
        .await
        .map_err(in_words(&username))?;
    println!("added {username}");
    show(&password, made_up);
    Ok(())
}

/// Returns the id of the team with this id, else with this name, else with either in another letter case. A team that is
/// not there becomes one by this user, which the operator is warned about.
async fn team_called(database: &Database, given: String) -> Result<String, Failure> {
    let teams = accounts::team_names(database).await?;
    let key = folded(&given);
    let closeness = |name: &str, id: &str| match () {
        () if id == given => Some(0),
        () if name == given => Some(1),
        () if folded(id) == key || folded(name) == key => Some(2),
        () => None,
    };
    let close = teams.iter();
    let close = close.filter_map(|(name, id)| Some((closeness(name, id)?, id)));
    let close: BTreeSet<(u8, &String)> = close.collect();
    let closest = close.first().map(|(closeness, _)| *closeness);
    let mut same = close.iter().filter(|(one, _)| Some(*one) == closest);
    match (same.next(), same.next()) {
        (Some((_, id)), None) => Ok((*id).clone()),
        (Some((_, one)), Some((_, other))) => Err(Failure::Misuse(format!(
            "team is ambiguous: {given} may be {one} or {other}; give its id"
        ))),
        (None, _) => {
            let ids: BTreeSet<&str> = teams.iter().map(|(_, id)| id.as_str()).collect();
            let ids: Vec<&str> = ids.into_iter().collect();
            let ids = if ids.is_empty() {
                "none".to_owned()
            } else {
                ids.join(", ")
            };
            eprintln!("warning: there was no team {given}; the teams were: {ids}");
            Ok(given)
        }
    }
}

async fn passwd(database: &Database, arguments: Passwd) -> Result<(), Failure> {
    let (password, made_up) = new_password(arguments.password_stdin)?;
    let user = UserId::from(arguments.username);
    let change = SetPassword {
        user: user.clone(),
        hash: hashed(&password)?,
        by: By::Operator,
    };
    commit_alone(database, now(), change)
        .await
        .map_err(in_words(&user))?;
    end_logins(database, &user).await?;
    println!("changed the password of {user}; their logins have ended");
    show(&password, made_up);
    Ok(())
}

async fn set_active(database: &Database, username: &str, active: bool) -> Result<(), Failure> {
    let user = UserId::from(username);
    let change = SetActive {
        user: user.clone(),
        active,
        by: By::Operator,
    };
    commit_alone(database, now(), change)
        .await
        .map_err(in_words(&user))?;
    if active {
        println!("activated {user}");
    } else {
        end_logins(database, &user).await?;
        println!("deactivated {user}; their logins have ended");
    }
    Ok(())
}

async fn end_logins(database: &Database, user: &UserId) -> Result<(), Failure> {
    let change = RevokeAllTokens {
        user: user.clone(),
        by: By::Operator,
    };
    commit_alone(database, now(), change).await?;
    Ok(())
}

fn misuse(bad: impl std::fmt::Display) -> Failure {
    Failure::Misuse(bad.to_string())
}

fn in_words(user: &UserId) -> impl Fn(entity::Error) -> Failure {
    move |error| match error {
        entity::Error::NotFound => Failure::Failed(format!("there is no user {user}")),
        entity::Error::Conflict(_) => {
            Failure::Failed(format!("username is taken: {user} exists; choose another"))
        }
        other => other.into(),
    }
}

/// Returns the password, and whether it was generated.
fn new_password(from_input: bool) -> Result<(String, bool), Failure> {
    if !from_input {
        return Ok((server::random_password(), true));
    }
    let mut given = String::new();
    std::io::stdin()
        .take(4096)
        .read_to_string(&mut given)
        .context("cannot read the password from standard input")?;
    Ok((given.trim_end_matches(['\r', '\n']).to_owned(), false))
}

fn hashed(password: &str) -> Result<PasswordHash, Failure> {
    password::hash(password).map_err(misuse)
}

fn show(password: &str, made_up: bool) {
    if made_up {
        println!("password: {password} (shown only now)");
    }
}
