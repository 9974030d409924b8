//! A message sent twice is stored once, in one batch or in two; a client id used for two messages is a conflict.

use entity::{
    Error,
    ids::ClientId,
    ledgers::messages::PostMessage,
    model::{ChannelKind, ChannelRole},
    queries::{channels, messages},
};
use sea_orm::ConnectionTrait;

use super::world::{
    What, World, client, delete, edit, join, leave, new_channel, new_message, on_both, post, react,
    read, sent, unreact, user,
};

on_both!(
    in_one_batch,
    across_batches,
    conflicts,
    rewritten,
    by_ids_with_a_time,
    repeats_that_change_nothing,
    directs
);

async fn in_one_batch(mut world: World) {
    let lobby = world.lobby().await;
    let results = world
        .batch(vec![
            sent(lobby, "ann", "hi", "c1"),
            sent(lobby, "bob", "hi", "c1"),
            sent(lobby, "ann", "hi", "c1"),
            post(lobby, "cid", "next"),
        ])
        .await;
    let kept: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    assert!(kept[2].repeated && kept[2].channel_event.is_none());
    assert_eq!(kept[2].message, kept[0].message);
    assert_ne!(kept[1].message, kept[0].message);
    assert_eq!(kept[3].message.as_ref().unwrap().seq, 3);
}

/// Ids of version 7 are looked up only where they may be stored.
async fn by_ids_with_a_time(mut world: World) {
    let lobby = world.lobby().await;
    let id = |time: u64, name: u8| {
        let mut bytes = (u128::from(time) << 80).to_be_bytes();
        (bytes[6], bytes[8], bytes[15]) = (0x70, 0x80, name);
        ClientId::from_bytes(&bytes).unwrap()
    };
    let sent = |id, text: &str| -> What {
        Box::new(PostMessage {
            client_id: Some(id),
            ..new_message(lobby, "ann", text)
        })
    };
    // Clocks that are right, slow, and far ahead.
    let ids = [id(2_000, 1), id(1, 2), id(9_000_000, 3), id(1 << 47, 4)];
    for id in ids {
        assert!(!world.keep(sent(id, "once")).await.repeated);
        assert!(world.keep(sent(id, "once")).await.repeated);
        let other = world.try_keep(sent(id, "another")).await;
        assert!(matches!(other, Err(Error::Conflict(_))));
    }
    world.memory = entity::Memory::default();
    for id in ids {
        assert!(
            world.keep(sent(id, "once")).await.repeated,
            "after a restart"
        );
    }
    assert!(!world.keep(sent(id(2_000, 5), "new")).await.repeated);
}

async fn across_batches(mut world: World) {
    let lobby = world.lobby().await;
    let first = world
        .keep(sent(lobby, "ann", "hi", "c1"))
        .await
        .message
        .unwrap();
    world.keep(react(&first, "bob", "👍")).await;
    let results = world
        .batch(vec![
            post(lobby, "bob", "before"),
            sent(lobby, "ann", "hi", "c1"),
            sent(lobby, "ann", "new", "c2"),
        ])
        .await;
    let kept: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    let repeat = kept[1].message.as_ref().unwrap();
    assert!(kept[1].repeated);
    assert_eq!(
        (repeat.id, repeat.seq, repeat.reactions.len()),
        (first.id, first.seq, 1)
    );
    assert_eq!(kept[0].message.as_ref().unwrap().seq, 3);
    assert_eq!(kept[2].message.as_ref().unwrap().seq, 4);
    let found = messages::by_client_id(&world.db, &user("ann"), client("c2"))
        .await
        .unwrap();
    assert_eq!(found, kept[2].message.as_deref().cloned());
    assert_eq!(
        messages::by_client_id(&world.db, &user("bob"), client("c2"))
            .await
            .unwrap(),
        None
    );
}

async fn conflicts(mut world: World) {
    let lobby = world.lobby().await;
    let other = world.create(ChannelKind::Private, "other", &["ann"]).await;
    world.keep(sent(lobby, "ann", "hi", "c1")).await;
    let results = world
        .batch(vec![
            sent(lobby, "ann", "other words", "c1"),
            sent(other, "ann", "hi", "c1"),
            sent(lobby, "ann", "a", "c2"),
            sent(lobby, "ann", "b", "c2"),
        ])
        .await;
    for conflict in [0, 1, 3] {
        assert!(
            matches!(results[conflict], Err(Error::Conflict(_))),
            "{:?}",
            results[conflict]
        );
    }
    assert_eq!(
        results[2].as_ref().unwrap().message.as_ref().unwrap().seq,
        2
    );
}

async fn rewritten(mut world: World) {
    let lobby = world.lobby().await;
    let first = world
        .keep(sent(lobby, "ann", "hi", "c1"))
        .await
        .message
        .unwrap();
    world.keep(edit(&first, "hello")).await;
    let again = world.keep(sent(lobby, "ann", "hi", "c1")).await;
    assert!(again.repeated && again.message.unwrap().text == "hello");
    world.keep(delete(&first, "ann")).await;
    let again = world.keep(sent(lobby, "ann", "hi", "c1")).await;
    assert!(again.repeated && again.message.unwrap().deleted_at.is_some());
}

async fn repeats_that_change_nothing(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "one").await;
    let doomed = world.say(lobby, "ann", "two").await;
    for what in [
        react(&message, "bob", "👍"),
        delete(&doomed, "ann"),
        leave(lobby, "cid"),
        join(lobby, "bob", ChannelRole::Admin),
    ] {
        assert!(!world.keep(what).await.repeated);
    }
    let before = channels::view(&world.db, lobby, &user("bob"))
        .await
        .unwrap()
        .unwrap();
    for what in [
        react(&message, "bob", "👍"),
        unreact(&message, "cid", "👀"),
        edit(&message, "one"),
        delete(&doomed, "ann"),
        leave(lobby, "cid"),
        join(lobby, "bob", ChannelRole::Admin),
        read(lobby, "bob", 0),
    ] {
        let shown = format!("{what:?}");
        let kept = world.keep(what).await;
        assert!(kept.repeated, "{shown}");
        assert!(
            kept.channel_event.is_none() && kept.user_events.is_empty(),
            "{shown}"
        );
    }
    let after = channels::view(&world.db, lobby, &user("bob"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(before, after);
    for what in [edit(&doomed, "x"), react(&doomed, "bob", "👍")] {
        assert_eq!(world.try_keep(what).await, Err(Error::Deleted));
    }
}

async fn directs(mut world: World) {
    let open = |members| -> What { Box::new(new_channel(ChannelKind::Direct, "", members)) };
    let results = world
        .batch(vec![
            open(&["ann", "bob"]),
            open(&["bob", "ann"]),
            open(&["ann", "bob", "cid"]),
        ])
        .await;
    let kept: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    let ids: Vec<_> = kept
        .iter()
        .map(|one| one.channel.as_ref().unwrap().channel.id)
        .collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
    assert_eq!(
        kept.iter().map(|one| one.repeated).collect::<Vec<_>>(),
        [false, true, false]
    );
    let again = world.keep(open(&["bob", "ann"])).await;
    assert!(again.repeated && again.user_events.is_empty());
    let view = again.channel.unwrap();
    assert_eq!(
        (view.channel.id, view.role),
        (ids[0], Some(ChannelRole::Member))
    );
    assert_eq!(view.channel.members, [user("ann"), user("bob")]);
    for what in [
        join(ids[0], "cid", ChannelRole::Member),
        leave(ids[0], "ann"),
        join(ids[2], "dora", ChannelRole::Member),
    ] {
        assert!(matches!(world.try_keep(what).await, Err(Error::Invalid(_))));
    }
    let found = async |who: &str| channels::directs(&world.db, &user(who)).await.unwrap();
    assert_eq!(found("ann").await.len(), 2, "who opened them sees them");
    assert_eq!(found("cid").await.len(), 0, "nothing has been said");
    let mut first = super::world::new_message(ids[2], "ann", "hello");
    first.shows_to = vec![user("bob"), user("cid")];
    let shown = world.keep(Box::new(first)).await;
    let told: Vec<_> = shown
        .user_events
        .iter()
        .map(|event| (event.user.as_str(), event.name.as_ref()))
        .collect();
    assert_eq!(told, [("bob", "channel_joined"), ("cid", "channel_joined")]);
    let found = channels::directs(&world.db, &user("cid")).await.unwrap();
    assert_eq!(found.len(), 1);
    // Only they are read: another channel that cannot be read changes nothing.
    let lobby = world.lobby().await;
    let odd = "UPDATE chat_channels SET type = 'odd' WHERE name = 'lobby'";
    world.db.writer().execute_unprepared(odd).await.unwrap();
    assert!(channels::list(&world.db, &user("cid")).await.is_err());
    let again = channels::directs(&world.db, &user("cid")).await;
    assert_eq!(again.unwrap(), found);
    let small = async |most| {
        channels::small(&world.db, &user("cid"), most)
            .await
            .unwrap()
    };
    assert_eq!(small(2).await, []);
    let mut all = small(3).await;
    all.sort_unstable();
    assert_eq!(all, [ids[2], lobby]);
    let mend = "UPDATE chat_channels SET type = 'public' WHERE name = 'lobby'";
    world.db.writer().execute_unprepared(mend).await.unwrap();
    // It was decided before the first message was committed: the others already have the channel.
    let mut second = super::world::new_message(ids[2], "ann", "and another");
    second.shows_to = vec![user("bob"), user("cid")];
    assert_eq!(world.keep(Box::new(second)).await.user_events, []);
    // A conversation with a deactivated user can still be read, but no new one can be created.
    world.deactivate("bob").await;
    assert!(world.keep(open(&["ann", "bob"])).await.repeated);
    let new = world.try_keep(open(&["bob", "cid"])).await;
    assert!(matches!(new, Err(Error::Invalid(_))));
}
