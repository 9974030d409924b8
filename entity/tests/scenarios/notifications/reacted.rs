//! Notifications of reactions: when there is one, and when they are gone.

use entity::{
    change::Committed,
    ledgers::notifications::{NotificationsRemoved, ReadNotifications, WhichNotifications},
};

use super::{
    super::world::{World, delete, mentioning, on_both, react, read, unreact, user},
    Reaction, choose, listed, of, one, told,
};

on_both!(reactions, a_reaction_notifies_once, removed_together,);

async fn reactions(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "done").await;
    let kept = world.keep(react(&message, "bob", "🎉")).await;
    assert_eq!(told(&kept), one("ann", Reaction));
    assert_eq!(of(&kept.user_events)[0].1.emoji.as_deref(), Some("🎉"));
    assert_eq!(told(&world.keep(react(&message, "ann", "🎉")).await), []);
    world.keep(read(lobby, "ann", message.seq)).await;
    assert_eq!(
        listed(&world, "ann").await,
        (vec![Reaction], 1),
        "seen in the list"
    );
    let kept = world.keep(unreact(&message, "bob", "🎉")).await;
    let gone: NotificationsRemoved = kept.user_events[0].fact().unwrap();
    assert_eq!(gone.seqs.len(), 1);
    assert_eq!(listed(&world, "ann").await, (vec![], 0));
    world.keep(choose(lobby, "ann", None, Some(true))).await;
    assert_eq!(told(&world.keep(react(&message, "bob", "👍")).await), []);
}

/// Removed and added again, it returns silently, and as read or unread as it was.
async fn a_reaction_notifies_once(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "done").await;
    let other = world.say(lobby, "ann", "done, too").await;
    let again = |kept: &Committed| {
        let fact = of(&kept.user_events).pop().unwrap().1;
        (fact.silent, fact.read)
    };
    world.keep(react(&message, "bob", "🎉")).await;
    for _ in 0..2 {
        world.keep(unreact(&message, "bob", "🎉")).await;
        assert_eq!(listed(&world, "ann").await, (vec![], 0));
        let kept = world.keep(react(&message, "bob", "🎉")).await;
        assert_eq!(again(&kept), (Some(true), None));
        assert_eq!(listed(&world, "ann").await, (vec![Reaction], 1));
    }
    let (off, on) = (unreact(&message, "bob", "🎉"), react(&message, "bob", "🎉"));
    let kept = world.batch(vec![off, on]).await.pop().unwrap().unwrap();
    assert_eq!(again(&kept), (Some(true), None), "in one batch");
    let seq = kept.user_events.last().unwrap().seq;
    world
        .keep(Box::new(ReadNotifications {
            user: user("ann"),
            which: WhichNotifications::UpTo(seq),
        }))
        .await;
    world.keep(unreact(&message, "bob", "🎉")).await;
    let kept = world.keep(react(&message, "bob", "🎉")).await;
    assert_eq!(again(&kept), (Some(true), Some(true)));
    assert_eq!(listed(&world, "ann").await, (vec![Reaction], 0));
    // Another emoji, person or message notifies.
    for reaction in [
        react(&message, "bob", "👍"),
        react(&message, "eve", "🎉"),
        react(&other, "bob", "🎉"),
    ] {
        let kept = world.keep(reaction).await;
        assert_eq!(again(&kept), (None, None));
    }
    world.keep(unreact(&message, "bob", "🎉")).await;
    world.keep(delete(&message, "ann")).await;
    assert_eq!(listed(&world, "ann").await, (vec![Reaction], 1));
}

/// What one batch removes from someone's list arrives as one event, and is read from the log as one.
async fn removed_together(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "done").await;
    let mentioned = world.keep(mentioning(lobby, "bob", "@ann", &["ann"])).await;
    let given = world
        .batch(vec![
            react(&message, "bob", "🎉"),
            react(&message, "eve", "🎉"),
            react(&message, "bob", "👍"),
        ])
        .await;
    let seqs = given
        .iter()
        .map(|kept| kept.as_ref().unwrap().user_events[0].seq);
    let mut seqs: Vec<_> = seqs.collect();
    let before = seqs[2];
    let kept = world
        .batch(vec![
            unreact(&message, "bob", "🎉"),
            unreact(&message, "eve", "🎉"),
            unreact(&message, "bob", "👍"),
            delete(mentioned.message.as_deref().unwrap(), "bob"),
        ])
        .await;
    seqs.push(mentioned.user_events[0].seq);
    let events = kept.iter().map(|kept| &kept.as_ref().unwrap().user_events);
    let events: Vec<_> = events.flatten().collect();
    let [event] = events[..] else {
        panic!("one event: {events:?}")
    };
    let mut gone = event.fact::<NotificationsRemoved>().unwrap().seqs;
    gone.sort_unstable();
    seqs.sort_unstable();
    assert_eq!(gone, seqs);
    let missed = entity::replay::user(&world.db, &user("ann"), before, 10).await;
    assert_eq!(missed.unwrap(), std::slice::from_ref(event));
    assert_eq!(listed(&world, "ann").await, (vec![], 0));
}
