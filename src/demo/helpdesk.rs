//! What the demonstration adds to Orvale's own tables: teams, people, and what roles may do with tickets.

use actors::clock::now;
use entity::{
    Database,
    change::By,
    commit_alone,
    ledgers::{
        accounts::{AddUser, NewUser},
        tickets::{AddTeam, GrantTickets},
    },
    permission::{Account, TicketSet},
    queries::accounts,
};

use super::{
    script::{PEOPLE, TEAMS},
    tickets::GRANTS,
};
use crate::identity::password;

/// The password of all users in the demonstration.
const PASSWORD: &str = "orvale-demo";

/// Adds what does not exist yet.
///
/// # Errors
/// When people or grants cannot be written.
pub(super) async fn add(database: &Database) -> Result<(), entity::Error> {
    add_teams(database).await;
    add_people(database).await?;
    grant_tickets(database).await
}

/// Adds teams. Orvale's own table may have other columns; its own teams are used then.
async fn add_teams(database: &Database) {
    for (id, name) in TEAMS {
        let team = AddTeam {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            by: By::Server,
        };
        if let Err(error) = commit_alone(database, now(), team).await {
            tracing::warn!(%error, "demo: cannot add teams to this database");
            return;
        }
    }
}

async fn add_people(database: &Database) -> Result<(), entity::Error> {
    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD))
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or_else(|| entity::Error::Invalid("the password cannot be hashed".into()))?;
    for (username, display_name, role, team) in PEOPLE {
        let user = NewUser {
            username: (*username).into(),
            display_name: (*display_name).to_owned(),
            role: (*role).to_owned(),
            team_id: team.map(str::to_owned),
            password_hash: hash.clone(),
        };
        let by = By::Server;
        match commit_alone(database, now(), AddUser { user, by }).await {
            Ok(_) | Err(entity::Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Grants the roles what Orvale grants them, unless something is granted already.
async fn grant_tickets(database: &Database) -> Result<(), entity::Error> {
    let everyone = accounts::load_all(database).await?.accounts;
    let granted = |account: &Account| account.tickets.known != TicketSet::default();
    if everyone.iter().any(granted) {
        return Ok(());
    }
    for (role, permissions) in GRANTS {
        let grant = GrantTickets {
            role: (*role).to_owned(),
            permissions: permissions.to_vec(),
            by: By::Server,
        };
        commit_alone(database, now(), grant).await?;
    }
    Ok(())
}
