//! A group is left for good, down to its last member, and the same people can begin another one.

use entity::{
    Error,
    change::Committed,
    ids::ChannelId,
    ledgers::members::RemoveMember,
    model::{ChannelKind, SystemEvent},
    permission::{Action, Denial, decide},
    queries::channels,
};

use super::world::{What, World, leave, new_channel, on_both, post, user};

on_both!(left, of_two, again, freed_in_one_batch, unseen, of_others);

fn open(members: &[&str]) -> What {
    Box::new(new_channel(ChannelKind::Direct, "", members))
}

fn id(kept: &Committed) -> ChannelId {
    kept.channel.as_ref().unwrap().channel.id
}

/// Opens a conversation, and says something in it.
async fn begin(world: &mut World, members: &[&str]) -> ChannelId {
    let opened = id(&world.keep(open(members)).await);
    world.say(opened, members[0], "hello").await;
    opened
}

/// The members that a conversation shows and the number of them; `None` for who does not see it.
async fn seen(world: &World, group: ChannelId, who: &str) -> Option<(Vec<String>, i64)> {
    let directs = channels::directs(&world.db, &user(who)).await.unwrap();
    let view = directs.into_iter().find(|view| view.channel.id == group)?;
    assert!(view.channel.group);
    let members = view.channel.members.iter().map(ToString::to_string);
    Some((members.collect(), view.channel.member_count))
}

async fn may(world: &World, group: ChannelId, who: &str, action: Action) -> Result<(), Denial> {
    let account = world.account(who).await;
    let standing = channels::standing(&world.db, group, &user(who))
        .await
        .unwrap()
        .unwrap();
    let roster = channels::roster(&world.db, group).await.unwrap().unwrap();
    assert_eq!(roster.standing(&user(who)), standing);
    decide(&account, &standing, action).map(|_| ())
}

async fn left(mut world: World) {
    let group = begin(&mut world, &["ann", "bob", "cid"]).await;
    let kept = world.keep(leave(group, "bob")).await;
    let event = kept.channel_event.as_ref().unwrap();
    assert_eq!(event.name, "user_left");
    let note = kept.notes[0].message().unwrap().system.clone().unwrap();
    assert_eq!(
        (note.event, note.user_ids),
        (SystemEvent::Left, vec![user("bob")])
    );
    let told: Vec<_> = kept
        .user_events
        .iter()
        .map(|event| (event.user.as_str(), event.name.as_ref()))
        .collect();
    assert_eq!(told, [("bob", "channel_left")]);

    assert_eq!(seen(&world, group, "bob").await, None);
    assert_eq!(
        may(&world, group, "bob", Action::Read).await,
        Err(Denial::NotFound)
    );
    let rest = Some((vec!["ann".to_owned(), "cid".to_owned()], 2));
    assert_eq!(seen(&world, group, "ann").await, rest);
    assert_eq!(seen(&world, group, "cid").await, rest);
    assert!(world.keep(leave(group, "bob")).await.repeated);

    // However few are left, it stays a group.
    for (who, others) in [("ann", vec!["cid".to_owned()]), ("cid", vec![])] {
        assert_eq!(may(&world, group, who, Action::Leave).await, Ok(()));
        world.keep(leave(group, who)).await;
        assert_eq!(seen(&world, group, who).await, None);
        let channel = channels::roster(&world.db, group).await.unwrap().unwrap();
        let members: Vec<_> = channel
            .channel
            .members
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            (members, channel.channel.member_count),
            (others.clone(), others.len() as i64)
        );
    }
}

async fn of_two(mut world: World) {
    let two = begin(&mut world, &["ann", "bob"]).await;
    let refused = may(&world, two, "ann", Action::Leave).await;
    assert!(matches!(refused, Err(Denial::Forbidden(reason)) if reason.contains("hidden")));
    let refused = world.try_keep(leave(two, "ann")).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}

/// Neither those who are left nor those who were there first get the old one back.
async fn again(mut world: World) {
    let two = begin(&mut world, &["ann", "bob"]).await;
    let group = begin(&mut world, &["ann", "bob", "cid"]).await;
    world.keep(leave(group, "cid")).await;
    assert_eq!(id(&world.keep(open(&["bob", "ann"])).await), two);
    let other = id(&world.keep(open(&["ann", "bob", "cid"])).await);
    assert_ne!(other, group);
    assert_eq!(id(&world.keep(open(&["cid", "ann", "bob"])).await), other);
    world.keep(leave(other, "cid")).await;
    let rest = Some((vec!["ann".to_owned(), "bob".to_owned()], 2));
    assert_eq!(seen(&world, group, "ann").await, rest);
    assert_eq!(seen(&world, other, "ann").await, rest);
}

async fn freed_in_one_batch(mut world: World) {
    let group = begin(&mut world, &["ann", "bob", "cid"]).await;
    let results = world
        .batch(vec![
            leave(group, "cid"),
            open(&["cid", "ann", "bob"]),
            post(group, "ann", "bye"),
        ])
        .await;
    let kept: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    assert_ne!(id(&kept[1]), group);
    assert_eq!(kept[1].channel.as_ref().unwrap().channel.member_count, 3);
    assert_eq!(seen(&world, group, "cid").await, None);
}

/// Whoever opened a group can leave it before anything is said; nobody else ever sees it.
async fn unseen(mut world: World) {
    let group = id(&world.keep(open(&["ann", "bob", "cid"])).await);
    world.keep(leave(group, "ann")).await;
    for who in ["ann", "bob", "cid"] {
        assert_eq!(seen(&world, group, who).await, None);
    }
    assert_ne!(id(&world.keep(open(&["ann", "bob", "cid"])).await), group);
}

async fn of_others(mut world: World) {
    let group = begin(&mut world, &["ann", "bob", "cid"]).await;
    let removed = RemoveMember {
        channel_id: group,
        user: user("cid"),
        by: user("ann"),
    };
    let refused = world.try_keep(Box::new(removed)).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}
