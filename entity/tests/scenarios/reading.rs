//! Read positions, unread counts, and mentions.

use entity::{
    Error,
    change::ReadState,
    event::Payload,
    ledgers::{messages::EditMessage, notifications::Notification, reads::ReadUpdated},
    model::{ChannelKind, ChannelRole, ChannelView, UNREAD_CAP},
    notify::NotificationKind,
    queries::channels,
};

use super::world::{
    World, at, delete, edit, join, mentioning, on_both, post, read, unread, user, words,
};

on_both!(
    counts,
    marking,
    own_messages,
    mentions,
    edited_mentions,
    newcomers,
    snapshots,
    capped
);

async fn view(world: &World, who: &str) -> ChannelView {
    let (mut views, _) = channels::snapshot(&world.db, &user(who)).await.unwrap();
    assert_eq!(views.len(), 1);
    views.pop().unwrap()
}

async fn counts(mut world: World) {
    let lobby = world.lobby().await;
    for n in 0..3 {
        world.say(lobby, "ann", &format!("{n}")).await;
    }
    let doomed = world
        .keep(mentioning(lobby, "bob", "@cid", &["cid"]))
        .await
        .message
        .unwrap();
    let seen = view(&world, "cid").await;
    assert_eq!(
        (seen.unread_count, seen.mention_count, seen.last_read_seq),
        (4, 1, 0)
    );
    assert_eq!(view(&world, "ann").await.unread_count, 1);
    world.keep(delete(&doomed, "bob")).await;
    let seen = view(&world, "cid").await;
    assert_eq!((seen.unread_count, seen.mention_count), (3, 0));
    let single = channels::view(&world.db, lobby, &user("cid"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(single, seen);
}

async fn marking(mut world: World) {
    let lobby = world.lobby().await;
    for _ in 0..4 {
        world.say(lobby, "ann", "x").await;
    }
    let state = |last_read_seq, unread_count, counted_seq| {
        let channel_id = lobby;
        Some(ReadState {
            channel_id,
            last_read_seq,
            unread_count,
            mention_count: 0,
            counted_seq,
        })
    };
    let kept = world.keep(read(lobby, "bob", 3)).await;
    assert_eq!((kept.read, kept.repeated), (state(3, 1, 4), false));
    let fact: ReadUpdated = kept.user_events[0].fact().unwrap();
    assert_eq!((fact.last_read_seq, fact.unread_count), (3, 1));
    let kept = world.keep(read(lobby, "bob", 1)).await;
    assert_eq!(
        (kept.read, kept.repeated, kept.user_events.len()),
        (state(3, 1, 4), true, 0)
    );
    let kept = world.keep(unread(lobby, "bob", 1)).await;
    assert_eq!((kept.read, kept.repeated), (state(1, 3, 4), false));
    assert_eq!(kept.user_events[0].seq, 3);
    for bad in [-1, 5] {
        let refused = world.try_keep(read(lobby, "bob", bad)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
    let results = world
        .batch(vec![
            read(lobby, "bob", 2),
            post(lobby, "ann", "y"),
            read(lobby, "bob", 5),
        ])
        .await;
    assert_eq!(results[0].as_ref().unwrap().read, state(2, 2, 4));
    assert_eq!(results[2].as_ref().unwrap().read, state(5, 0, 5));
    assert_eq!(view(&world, "bob").await.last_read_seq, 5);
}

async fn own_messages(mut world: World) {
    let lobby = world.lobby().await;
    world.say(lobby, "ann", "x").await;
    let kept = world.keep(post(lobby, "bob", "y")).await;
    assert!(kept.user_events.is_empty());
    let seen = view(&world, "bob").await;
    assert_eq!((seen.last_read_seq, seen.unread_count), (2, 0));
    world
        .batch(vec![post(lobby, "bob", "z"), unread(lobby, "bob", 1)])
        .await;
    assert_eq!(view(&world, "bob").await.last_read_seq, 1);
    world
        .batch(vec![unread(lobby, "bob", 0), post(lobby, "bob", "z")])
        .await;
    assert_eq!(view(&world, "bob").await.last_read_seq, 4);
}

async fn mentions(mut world: World) {
    let lobby = world.lobby().await;
    let whom = ["bob", "ann", "bob", "cid"];
    let kept = world.keep(mentioning(lobby, "ann", "@all", &whom)).await;
    let told: Vec<_> = kept
        .user_events
        .iter()
        .map(|event| event.user.as_str())
        .collect();
    assert_eq!(told, ["bob", "cid"]);
    let message = kept.message.unwrap();
    let fact = Notification {
        channel_id: Some(lobby),
        message_id: Some(message.id),
        message_seq: Some(1),
        from: Some(user("ann")),
        ..Notification::of(NotificationKind::Mention)
    };
    assert!(
        kept.user_events
            .iter()
            .all(|event| event.fact() == Some(fact.clone()) && event.seq == 2)
    );
    assert_eq!(
        world
            .keep(read(lobby, "bob", 1))
            .await
            .read
            .unwrap()
            .mention_count,
        0
    );
    assert_eq!(
        world
            .keep(unread(lobby, "bob", 0))
            .await
            .read
            .unwrap()
            .mention_count,
        1
    );
}

async fn edited_mentions(mut world: World) {
    let lobby = world.lobby().await;
    let message = world
        .keep(mentioning(lobby, "ann", "@bob", &["bob"]))
        .await
        .message
        .unwrap();
    let kept = world
        .keep(Box::new(EditMessage {
            thread: None,
            message: at(&message),
            by: user("ann"),
            text: words("@cid"),
            mentions: super::world::mentions(&["cid"]),
            addressed: entity::notify::Addressed::default(),
        }))
        .await;
    let told: Vec<_> = kept
        .user_events
        .iter()
        .filter(|event| event.name == "notification")
        .map(|event| event.user.as_str())
        .collect();
    assert_eq!(told, ["cid"]);
    assert_eq!(view(&world, "bob").await.mention_count, 0);
    assert_eq!(view(&world, "cid").await.mention_count, 1);
    world.keep(edit(&message, "nobody")).await;
    assert_eq!(view(&world, "cid").await.mention_count, 0);
}

async fn newcomers(mut world: World) {
    let lobby = world.lobby().await;
    world.say(lobby, "ann", "old").await;
    let kept = world.keep(join(lobby, "dora", ChannelRole::Member)).await;
    let Payload::Joined(joined) = &kept.user_events[0].payload else {
        panic!("{kept:?}")
    };
    assert_eq!(joined.channel.id, lobby);
    let seen = view(&world, "dora").await;
    assert_eq!((seen.unread_count, seen.last_read_seq), (0, 3));
    assert_eq!(seen.channel.member_count, 4);
    world.say(lobby, "ann", "new").await;
    assert_eq!(view(&world, "dora").await.unread_count, 1);
    let kept = world.keep(join(lobby, "dora", ChannelRole::Owner)).await;
    assert_eq!(kept.user_events.len(), 1);
    let seen = view(&world, "dora").await;
    assert_eq!(
        (seen.role, seen.unread_count),
        (Some(ChannelRole::Owner), 1)
    );
}

async fn snapshots(mut world: World) {
    let (views, seq) = channels::snapshot(&world.db, &user("root")).await.unwrap();
    assert_eq!((views.len(), seq), (0, 0));
    let lobby = world.lobby().await;
    let pair = world.create(ChannelKind::Direct, "", &["ann", "bob"]).await;
    let unseen = channels::snapshot(&world.db, &user("bob")).await.unwrap();
    assert_eq!((unseen.0.len(), unseen.1), (1, 1));
    let mut first = super::world::new_message(pair, "ann", "psst");
    first.shows_to = vec![user("bob")];
    world.keep(Box::new(first)).await;
    let (views, seq) = channels::snapshot(&world.db, &user("bob")).await.unwrap();
    assert_eq!(seq, 2);
    let shown: Vec<_> = views
        .iter()
        .map(|view| (view.channel.id, view.unread_count))
        .collect();
    assert_eq!(shown, [(lobby, 0), (pair, 1)]);
    assert_eq!(views[1].channel.members, [user("ann"), user("bob")]);
    assert!(views[0].channel.members.is_empty() && views[0].last_message.is_none());
    let listed = channels::list(&world.db, &user("bob")).await.unwrap();
    assert_eq!(listed[0].channel.id, pair);
    assert_eq!(listed[0].last_message.as_ref().unwrap().text, "psst");
}

async fn capped(mut world: World) {
    let lobby = world.lobby().await;
    let whats = (0..150).map(|_| mentioning(lobby, "ann", "@bob", &["bob"]));
    world.batch(whats.collect()).await;
    let seen = view(&world, "bob").await;
    assert_eq!(
        (seen.unread_count, seen.mention_count),
        (UNREAD_CAP, UNREAD_CAP)
    );
    let state = world.keep(read(lobby, "bob", 60)).await.read.unwrap();
    assert_eq!((state.unread_count, state.mention_count), (90, 90));
}
