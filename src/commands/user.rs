//! `user`: adds users, changes their passwords, deactivates and reactivates them.

use std::{collections::BTreeSet, io::Read as _, time::Duration};

use actors::clock::now;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use entity::{
    Database, Memory,
    change::By,
    commit, commit_alone,
    ids::UserId,
    ledgers::{
        Entry,
        account_reads::AskForRead,
        accounts::{AddUser, NewUser, SetActive, SetPassword},
        tokens::RevokeAllTokens,
    },
    names::folded,
    password::PasswordHash,
    queries::accounts::{self, Reads},
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

/// How long a running server has to apply a change, and how often it is looked whether it has.
const PATIENCE: Duration = Duration::from_secs(10);
const EVERY: Duration = Duration::from_millis(20);

/// Runs the command. A running server notices the change within a second; a command that ends logins returns once
/// the server has ended them.
pub(super) async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    let database = server::open(config, true).await?;
    migration::migrate(database.writer())
        .await
        .map_err(server::Error::from)?;
    match command {
        Command::Add(arguments) => add(&database, arguments).await?,
        Command::Passwd(arguments) => return passwd(config, database, arguments).await,
        Command::Deactivate { username } => return deactivate(config, database, &username).await,
        Command::Activate { username } => activate(&database, &username).await?,
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

async fn passwd(config: &Config, database: Database, arguments: Passwd) -> Result<(), Failure> {
    let (password, made_up) = new_password(arguments.password_stdin)?;
    let user = UserId::from(arguments.username);
    let change = SetPassword {
        user: user.clone(),
        hash: hashed(&password)?,
        by: By::Operator,
    };
    commit_alone(&database, now(), change)
        .await
        .map_err(in_words(&user))?;
    let done = format!("changed the password of {user}");
    // First: it is stored, and whoever interrupts the wait must have it.
    show(&password, made_up);
    end_logins(config, database, &user, &done).await
}

async fn activate(database: &Database, username: &str) -> Result<(), Failure> {
    set_active(database, username, true).await?;
    println!("activated {username}");
    Ok(())
}

async fn deactivate(config: &Config, database: Database, username: &str) -> Result<(), Failure> {
    set_active(&database, username, false).await?;
    let done = format!("deactivated {username}");
    end_logins(config, database, &UserId::from(username), &done).await
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
    Ok(())
}

/// Ends the logins of a user after what was `done`, and prints both.
async fn end_logins(
    config: &Config,
    database: Database,
    user: &UserId,
    done: &str,
) -> Result<(), Failure> {
    let change = RevokeAllTokens {
        user: user.clone(),
        by: By::Operator,
    };
    // Together, so that the server cannot read the new accounts without the request.
    let batch = [Entry::new(now(), change), Entry::new(now(), AskForRead)];
    for result in commit(&database, &mut Memory::default(), &batch).await {
        result?;
    }
    let Reads { asked, .. } = Reads::load(&database).await?;
    database.close().await?;
    // A server that starts from here on reads the accounts as they are.
    if Database::is_served(&config.database).await? && !is_confirmed(config, asked).await? {
        return Err(Failure::Failed(format!(
            "{done}, but the running server has not confirmed within {} s that their logins have ended; it ends \
             them as soon as it can read the database",
            PATIENCE.as_secs()
        )));
    }
    println!("{done}; their logins have ended");
    Ok(())
}

/// Waits until the running server has read the accounts as this command left them, and informed its sessions.
/// Returns false if it has not in time.
async fn is_confirmed(config: &Config, asked: i64) -> Result<bool, Failure> {
    let database = Database::open(&config.database, false).await?;
    let confirmed = async {
        while Reads::load(&database).await?.confirmed < asked {
            tokio::time::sleep(EVERY).await;
        }
        Ok::<_, entity::Error>(())
    };
    let waited = tokio::time::timeout(PATIENCE, confirmed).await;
    database.close().await?;
    Ok(waited.map(|read| read.is_ok()).unwrap_or(false))
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
