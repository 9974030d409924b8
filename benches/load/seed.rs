//! Writes a population into a new database of Orvale Chat, without a server.

use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use entity::{
    Database, Memory,
    change::By,
    commit,
    ids::UserId,
    ledgers::Entry,
    ledgers::accounts::{AddUser, NewUser},
    ledgers::channels::{Access, CreateChannel, Membership, NewChannel},
    model::{ChannelRole, History, Pinning},
    text::{ChannelName, Topic},
};

use crate::population::{Population, Room};

/// The number of users or channels created in one commit.
const BATCH: usize = 64;

/// Writes everyone and every channel of `population` into a new database.
///
/// # Errors
/// If the database refuses.
pub fn seed(population: &Population, url: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(seed_all(population, url))
}

async fn seed_all(population: &Population, url: &str) -> Result<()> {
    let database = Database::open(url, true).await?;
    migration::migrate(database.writer()).await?;
    let mut memory = Memory::default();
    for users in population.users.chunks(BATCH) {
        let changes: Vec<_> = users.iter().map(|user| addition(user)).collect();
        for added in commit(&database, &mut memory, &changes).await {
            added?;
        }
    }
    for rooms in population.channels.chunks(BATCH) {
        let changes = rooms.iter().map(|room| creation(population, room));
        let changes = changes.collect::<Result<Vec<Entry>>>()?;
        for (room, committed) in rooms
            .iter()
            .zip(commit(&database, &mut memory, &changes).await)
        {
            let id = committed?
                .channel
                .context("no channel came back")?
                .channel
                .id
                .0;
            if id != room.id {
                bail!("channel {} got the id {id}", room.id);
            }
        }
    }
    database.close().await?;
    Ok(())
}

fn addition(user: &str) -> Entry {
    let user = NewUser {
        username: UserId::from(user),
        display_name: user.to_owned(),
        role: "user".to_owned(),
        team_id: None,
        // Everyone logs in with a token; no password matches this.
        password_hash: "no password".into(),
    };
    let by = By::Server;
    Entry::new(0, AddUser { user, by })
}

fn creation(population: &Population, room: &Room) -> Result<Entry> {
    let name = |user: usize| UserId::from(population.users[user].as_str());
    let members = room
        .members
        .iter()
        .map(|user| (name(*user), ChannelRole::Member));
    let at = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let channel = CreateChannel {
        content: NewChannel::Named {
            name: ChannelName::parse(room.name.clone())?,
            topic: Topic::parse(String::new())?,
            access: Access::Public,
            team: None,
            pinning: Pinning::Members,
            history: History::All,
            read_only: false,
            membership: Membership::Chosen,
        },
        created_by: name(room.members[0]),
        members: members.collect(),
    };
    let at = i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
    Ok(Entry::new(at, channel))
}
