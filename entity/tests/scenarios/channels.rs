//! Finding channels, users' standing in them, and their members.

use entity::{
    Error,
    change::{Committed, RoomChange},
    ids::ChannelId,
    ledgers::channels::UpdateChannel,
    model::{ChannelKind, ChannelRole},
    permission::{Action, Membership, decide},
    queries::channels::{self, Shelf},
};

use sea_orm::ConnectionTrait;

use super::world::{self, What, World, join, leave, new_channel, on_both, renamed, user};

on_both!(
    browsing, archive, names, standings, members, silenced, settings
);

async fn browsing(mut world: World) {
    for name in ["Zebra", "alpha", "50%", "Ärger"] {
        world.create(ChannelKind::Public, name, &["ann"]).await;
    }
    world
        .create(ChannelKind::Private, "alpha secret", &["ann"])
        .await;
    let bob = world.account("bob").await;
    let find = async |query: &str, cursor: Option<String>, limit| {
        let cursor = cursor.as_deref();
        let found = channels::browse(&world.db, &bob, (Shelf::InUse, query), cursor, limit)
            .await
            .unwrap();
        let names: Vec<_> = found
            .items
            .iter()
            .map(|view| view.channel.name.clone())
            .collect();
        (names, found.next)
    };
    assert_eq!(find("ALPH", None, 10).await.0, ["alpha"]);
    assert_eq!(find("ÄRG", None, 10).await.0, ["Ärger"]);
    assert_eq!(find("0%", None, 10).await.0, ["50%"]);
    let (first, next) = find("", None, 3).await;
    let (rest, end) = find("", next, 3).await;
    assert_eq!((first.len(), rest.len(), end), (3, 1, None));
    let all: Vec<_> = first.into_iter().chain(rest).collect();
    let at = |name| all.iter().position(|known| known == name);
    assert!(
        at("alpha") < at("Zebra"),
        "capitals sort with the others: {all:?}"
    );
    let bad = Some("[\"a\",\"b\"]");
    let bad = channels::browse(&world.db, &bob, (Shelf::InUse, ""), bad, 3).await;
    assert!(matches!(bad, Err(Error::Invalid(_))));
    let found = channels::browse(&world.db, &bob, (Shelf::InUse, "zebra"), None, 3)
        .await
        .unwrap();
    assert_eq!(
        (found.items[0].role, found.items[0].unread_count),
        (None, 0)
    );
}

async fn archive(mut world: World) {
    let create = [
        (ChannelKind::Public, "old", "ann"),
        (ChannelKind::Private, "ours", "bob"),
        (ChannelKind::Private, "theirs", "ann"),
        (ChannelKind::Public, "live", "ann"),
    ];
    for (kind, name, owner) in create {
        let id = world.create(kind, name, &[owner]).await;
        let update = UpdateChannel {
            ticket_events: None,
            active: Some(name == "live"),
            ..world::settings(id, owner)
        };
        world.keep(Box::new(update)).await;
    }
    let bob = world.account("bob").await;
    let found = channels::browse(&world.db, &bob, (Shelf::Archived, ""), None, 9).await;
    let names = found.unwrap().items.into_iter();
    let names: Vec<_> = names.map(|view| view.channel.name).collect();
    assert_eq!(names, ["old", "ours"], "those of others stay theirs");
}

/// A muted user stays muted after leaving and rejoining, or being invited.
async fn silenced(mut world: World) {
    let lobby = world.lobby().await;
    let silence = "UPDATE chat_channel_members SET can_post = FALSE WHERE user_id = 'bob'";
    world.db.writer().execute_unprepared(silence).await.unwrap();
    let can_post = async |world: &World| {
        let roster = channels::roster(&world.db, lobby).await.unwrap().unwrap();
        let bob = roster
            .members
            .into_iter()
            .find(|(who, _)| *who == user("bob"));
        bob.unwrap().1.can_post
    };
    let told = |kept: Committed| match kept.room {
        Some(RoomChange::Joined { can_post, .. }) => can_post,
        other => panic!("{other:?}"),
    };
    world.keep(leave(lobby, "bob")).await;
    let back = world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert!(!told(back), "the channel's actor learns of it");
    assert!(!can_post(&world).await);
    let role = world.keep(join(lobby, "bob", ChannelRole::Admin)).await;
    assert!(!told(role), "another role is not a voice");
    // Within one batch.
    let batch = vec![leave(lobby, "bob"), join(lobby, "bob", ChannelRole::Member)];
    assert!(world.batch(batch).await.iter().all(Result::is_ok));
    assert!(!can_post(&world).await);
    // A user who is unmuted before leaving can post after rejoining.
    let unsilence = silence.replace("FALSE", "TRUE");
    world
        .db
        .writer()
        .execute_unprepared(&unsilence)
        .await
        .unwrap();
    world.keep(leave(lobby, "bob")).await;
    let back = world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert!(told(back));
    assert!(can_post(&world).await);
}

async fn names(mut world: World) {
    let create = |kind, name: &str| -> What { Box::new(new_channel(kind, name, &["ann"])) };
    let ours = world.create(ChannelKind::Public, "Ärger", &["ann"]).await;
    let taken = world.try_keep(create(ChannelKind::Public, "ärger")).await;
    assert!(matches!(taken, Err(Error::Conflict(_))));
    let both = vec![
        create(ChannelKind::Public, "new"),
        create(ChannelKind::Public, "NEW"),
        create(ChannelKind::Private, "secret"),
        create(ChannelKind::Public, "secret"),
    ];
    let kept: Vec<_> = world.batch(both).await.iter().map(Result::is_ok).collect();
    assert_eq!(
        kept,
        [true, false, true, true],
        "a private name is nobody else's business"
    );
    let update = |name: Option<&str>, active| -> What {
        let update = name.map_or_else(
            || world::settings(ours, "ann"),
            |name| renamed(ours, "ann", name),
        );
        Box::new(UpdateChannel { active, ..update })
    };
    assert!(matches!(
        world.try_keep(update(Some("New"), None)).await,
        Err(Error::Conflict(_))
    ));
    assert!(
        world.try_keep(update(Some("ÄRGER"), None)).await.is_ok(),
        "one's own name"
    );
    world.keep(update(None, Some(false))).await;
    world.create(ChannelKind::Public, "ärger", &["ann"]).await;
    let back = world.try_keep(update(None, Some(true))).await;
    assert!(
        matches!(back, Err(Error::Conflict(_))),
        "its name is taken now"
    );
}

async fn standings(mut world: World) {
    let club = world
        .create(ChannelKind::Private, "club", &["ann", "bob"])
        .await;
    let standing = async |who: &str| {
        channels::standing(&world.db, club, &user(who))
            .await
            .unwrap()
            .unwrap()
    };
    let own = standing("ann").await;
    assert_eq!(
        (own.kind, own.active, own.read_only),
        (ChannelKind::Private, true, false)
    );
    assert_eq!(
        own.membership,
        Some(Membership {
            role: ChannelRole::Owner,
            can_post: true,
            history_after: 0,
        })
    );
    assert_eq!(standing("cid").await.membership, None);
    assert_eq!(
        channels::standing(&world.db, ChannelId(99), &user("ann")).await,
        Ok(None)
    );
    let roster = channels::roster(&world.db, club).await.unwrap().unwrap();
    for who in ["ann", "bob", "cid"] {
        assert_eq!(roster.standing(&user(who)), standing(who).await);
    }
    assert_eq!(channels::roster(&world.db, ChannelId(99)).await, Ok(None));
    assert_eq!(
        channels::view(&world.db, ChannelId(99), &user("ann")).await,
        Ok(None)
    );
}

async fn members(mut world: World) {
    let lobby = world.lobby().await;
    world.keep(join(lobby, "dora", ChannelRole::Admin)).await;
    let account = world.account("ann").await;
    let standing = channels::standing(&world.db, lobby, &user("ann"))
        .await
        .unwrap()
        .unwrap();
    let permit = decide(&account, &standing, Action::Read).unwrap();
    let first = channels::members(&world.db, &permit, None, 3)
        .await
        .unwrap();
    let next = first.next.as_deref();
    let rest = channels::members(&world.db, &permit, next, 3)
        .await
        .unwrap();
    let names: Vec<_> = first
        .items
        .iter()
        .map(|member| member.display_name.as_str())
        .collect();
    assert_eq!(names, ["Ann", "Bob", "Cid"]);
    assert_eq!(
        (rest.items.len(), rest.items[0].role),
        (1, ChannelRole::Admin)
    );
    assert_eq!(rest.next, None);
}

async fn settings(mut world: World) {
    let lobby = world.lobby().await;
    let update = |id, name: Option<&str>, active| -> What {
        let update = name.map_or_else(
            || world::settings(id, "ann"),
            |name| renamed(id, "ann", name),
        );
        Box::new(UpdateChannel {
            read_only: Some(true),
            active,
            ..update
        })
    };
    world.keep(update(lobby, Some("hall"), Some(false))).await;
    let view = channels::view(&world.db, lobby, &user("bob"))
        .await
        .unwrap()
        .unwrap();
    let channel = &view.channel;
    assert_eq!(
        (channel.name.as_str(), channel.active, channel.read_only),
        ("hall", false, true)
    );
    assert_eq!(
        (channel.description.as_str(), channel.updated_at),
        ("about lobby", world.clock)
    );
    assert!(world.keep(update(lobby, None, Some(false))).await.repeated);
    let pair = world.create(ChannelKind::Direct, "", &["ann", "bob"]).await;
    let refused = world.try_keep(update(pair, Some("x"), None)).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}
