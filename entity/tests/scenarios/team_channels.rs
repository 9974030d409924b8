//! Channels that follow a team: whose membership is to change.

use entity::{
    ids::ChannelId,
    ledgers::{
        channels::{CreateChannel, Membership, NewChannel},
        team_members::FollowTeam,
    },
    model::{ChannelKind, ChannelRole},
    queries::channels::{self, Belongs, TeamChange},
    text::TeamId,
};
use sea_orm::ConnectionTrait;

use super::world::{World, join, new_channel, on_both};

on_both!(members_follow);

async fn orvale(world: &World, statement: &str) {
    world
        .db
        .writer()
        .execute_unprepared(statement)
        .await
        .unwrap();
}

/// The changes that are due, as `+name` and `-name`.
async fn due(world: &World) -> Vec<String> {
    let changes = channels::team_changes(&world.db).await.unwrap();
    let mut words: Vec<_> = changes
        .iter()
        .map(|change| match change.belongs {
            Belongs::Yes => format!("+{}", change.user),
            Belongs::NoLonger => format!("-{}", change.user),
        })
        .collect();
    words.sort();
    words
}

async fn follow(world: &mut World) {
    for change in channels::team_changes(&world.db).await.unwrap() {
        let TeamChange {
            channel_id,
            user,
            belongs,
        } = change;
        let change = FollowTeam {
            channel_id,
            user,
            belongs,
        };
        world.keep(Box::new(change)).await;
    }
}

async fn roles(world: &World, channel: ChannelId) -> Vec<(String, ChannelRole)> {
    let roster = channels::roster(&world.db, channel).await.unwrap().unwrap();
    let members = roster.members.into_iter();
    members
        .map(|(user, own)| (user.to_string(), own.role))
        .collect()
}

async fn members_follow(mut world: World) {
    orvale(
        &world,
        "INSERT INTO sections (id, name) VALUES ('IT', 'IT')",
    )
    .await;
    let team = "INSERT INTO teams (id, name, section_id) VALUES ('NET', 'Network', 'IT')";
    orvale(&world, team).await;
    let moved = "UPDATE users SET team_id = 'NET' WHERE username IN ('ann', 'bob')";
    orvale(&world, moved).await;
    let mut new: CreateChannel = new_channel(ChannelKind::Private, "network", &["ann"]);
    if let NewChannel::Named {
        team, membership, ..
    } = &mut new.content
    {
        *team = Some(TeamId::parse("NET".into()).unwrap());
        *membership = Membership::OfTeam;
    }
    let view = world.keep(Box::new(new)).await.channel.unwrap();
    assert!(view.channel.follows_team);
    let id = view.channel.id;
    assert_eq!(due(&world).await, ["+ann", "+bob"]);
    follow(&mut world).await;
    assert_eq!(due(&world).await, [] as [&str; 0]);
    let ann = ("ann".to_owned(), ChannelRole::Owner);
    let bob = ("bob".to_owned(), ChannelRole::Member);
    assert_eq!(roles(&world, id).await, [ann.clone(), bob.clone()]);

    // A guest is not of the team. Who was one and comes to it belongs to it from then on.
    world.keep(join(id, "cid", ChannelRole::Admin)).await;
    world.keep(join(id, "dora", ChannelRole::Member)).await;
    assert_eq!(due(&world).await, [] as [&str; 0]);
    orvale(
        &world,
        "UPDATE users SET team_id = 'NET' WHERE username = 'cid'",
    )
    .await;
    orvale(
        &world,
        "UPDATE users SET team_id = NULL WHERE username = 'bob'",
    )
    .await;
    assert_eq!(due(&world).await, ["+cid", "-bob"]);
    follow(&mut world).await;
    let cid = ("cid".to_owned(), ChannelRole::Admin);
    let dora = ("dora".to_owned(), ChannelRole::Member);
    assert_eq!(roles(&world, id).await, [ann, cid, dora]);
    world.deactivate("cid").await;
    orvale(&world, "DELETE FROM users WHERE username = 'cid'").await;
    assert_eq!(due(&world).await, ["-cid"]);
}
