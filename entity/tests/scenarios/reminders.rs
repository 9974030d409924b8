//! Reminders: what is stored, listed, announced and sent, and what is not sent again.

use entity::{
    Error,
    ids::Millis,
    ledgers::{
        notifications::Notification,
        reminders::{CancelReminder, REMINDERS, ReminderUpdated, SendReminder, SetReminder},
    },
    model::Message,
    notify::NotificationKind,
    queries::reminders,
};

use super::world::{What, World, at, delete, on_both, user};

on_both!(setting, sending, pages_by_key, nobody_has_too_many);

fn set(message: &Message, who: &str, due_at: Millis) -> What {
    Box::new(SetReminder {
        message: at(message),
        user: user(who),
        due_at,
    })
}

fn cancel(message: &Message, who: &str) -> What {
    Box::new(CancelReminder {
        message: at(message),
        user: user(who),
    })
}

fn send(message: &Message, who: &str, due_at: Millis) -> What {
    Box::new(SendReminder {
        message: at(message),
        user: user(who),
        due_at,
    })
}

/// A page of the times at which `who` is reminded, and the cursor of the next.
async fn page(
    world: &World,
    who: &str,
    cursor: Option<&str>,
    limit: u64,
) -> (Vec<Millis>, Option<String>) {
    let account = world.account(who).await;
    let page = reminders::list(&world.db, &account, cursor, limit).await;
    let page = page.unwrap();
    let times = page.items.iter().map(|item| {
        assert!(item.message.is_some());
        item.at
    });
    (times.collect(), page.next)
}

async fn listed(world: &World, who: &str) -> Vec<Millis> {
    page(world, who, None, 50).await.0
}

async fn due(world: &World, now: Millis) -> usize {
    reminders::due(&world.db, now, 10).await.unwrap().len()
}

async fn setting(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "first").await;
    let second = world.say(lobby, "ann", "second").await;
    let kept = world.keep(set(&first, "bob", 2_000)).await;
    assert!(kept.channel_event.is_none(), "it is nobody else's business");
    let fact: ReminderUpdated = kept.user_events[0].fact().unwrap();
    assert_eq!((fact.message_id, fact.at), (first.id, Some(2_000)));
    world.keep(set(&second, "bob", 1_000)).await;
    assert_eq!(listed(&world, "bob").await, [1_000, 2_000]);
    assert!(world.keep(set(&second, "bob", 1_000)).await.repeated);
    world.keep(set(&second, "bob", 3_000)).await;
    assert_eq!(listed(&world, "bob").await, [2_000, 3_000]);
    assert!(listed(&world, "ann").await.is_empty());
    assert_eq!((due(&world, 1_999).await, due(&world, 2_000).await), (0, 1));

    // That of a deleted message stays until it is due, and cannot be moved.
    world.keep(delete(&second, "ann")).await;
    let refused = world.try_keep(set(&second, "bob", 4_000)).await;
    assert_eq!(refused, Err(Error::Deleted));
    assert_eq!(listed(&world, "bob").await, [2_000, 3_000]);
    let gone = world.keep(cancel(&second, "bob")).await;
    let fact: ReminderUpdated = gone.user_events[0].fact().unwrap();
    assert_eq!((fact.message_id, fact.at), (second.id, None));
    assert!(world.keep(cancel(&second, "bob")).await.repeated);
    assert!(world.keep(cancel(&first, "ann")).await.repeated);
    assert_eq!(listed(&world, "bob").await, [2_000]);
}

async fn sending(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "words").await;
    world.keep(set(&message, "bob", 1_000)).await;
    world.keep(set(&message, "bob", 2_000)).await;
    let moved = world.keep(send(&message, "bob", 1_000)).await;
    assert!(moved.repeated && moved.user_events.is_empty());

    // Twice in a batch, and once more after it.
    let both = vec![send(&message, "bob", 2_000), send(&message, "bob", 2_000)];
    let results = world.batch(both).await;
    let [Ok(sent), Ok(again)] = results.as_slice() else {
        panic!("{results:?}");
    };
    assert!(again.repeated && again.user_events.is_empty());
    assert!(world.keep(send(&message, "bob", 2_000)).await.repeated);
    let names: Vec<_> = sent.user_events.iter().map(|it| it.name.as_ref()).collect();
    assert_eq!(names, ["reminder_updated", "notification"]);
    let fact: Notification = sent.user_events[1].fact().unwrap();
    assert_eq!(fact.kind, NotificationKind::Reminder);
    assert_eq!(
        (fact.message_id, fact.from),
        (Some(message.id), Some(user("ann")))
    );
    assert!(listed(&world, "bob").await.is_empty());
    assert_eq!(due(&world, Millis::MAX).await, 0);
}

async fn pages_by_key(mut world: World) {
    let lobby = world.lobby().await;
    for at in [5, 3, 1, 3, 2] {
        let message = world.say(lobby, "ann", "words").await;
        world.keep(set(&message, "bob", at)).await;
    }
    let (one, next) = page(&world, "bob", None, 2).await;
    let (two, after) = page(&world, "bob", next.as_deref(), 2).await;
    let (three, end) = page(&world, "bob", after.as_deref(), 2).await;
    assert_eq!([one, two, three].concat(), [1, 2, 3, 3, 5]);
    assert_eq!(end, None);
    let account = world.account("bob").await;
    for cursor in ["x", "[1]", "[\"a\",\"b\"]"] {
        let refused = reminders::list(&world.db, &account, Some(cursor), 3).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{cursor}");
    }
}

async fn nobody_has_too_many(mut world: World) {
    let lobby = world.lobby().await;
    let mut all = Vec::new();
    for _ in 0..=REMINDERS {
        all.push(world.say(lobby, "ann", "words").await);
    }
    let last = all.pop().unwrap();
    let results = world
        .batch(all.iter().map(|it| set(it, "bob", 9)).collect())
        .await;
    assert!(results.iter().all(Result::is_ok));
    let refused = world.try_keep(set(&last, "bob", 9)).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    world.keep(set(&all[0], "bob", 10)).await;
    world.keep(cancel(&all[1], "bob")).await;
    world.keep(set(&last, "bob", 9)).await;
}
