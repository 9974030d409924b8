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

/// The hash of `orvale-demo`, the password of all users in the demonstration. Public as it is, it is
/// not hashed anew at each start.
const PASSWORD_HASH: &str = "$2b$10$OrvaleDemoOrvaleDemoOuoD3rjbdu6VwPelvQgZvMwi3OkqRCzQS";

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
    for (username, display_name, role, team) in PEOPLE {
        let user = NewUser {
            username: (*username).into(),
            display_name: (*display_name).to_owned(),
            role: (*role).to_owned(),
            team_id: team.map(str::to_owned),
            password_hash: PASSWORD_HASH.into(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_has_the_documented_password() {
        assert!(bcrypt::verify("orvale-demo", PASSWORD_HASH).expect("a hash of bcrypt"));
    }
}
