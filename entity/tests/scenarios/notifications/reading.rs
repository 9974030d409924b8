//! How notifications are read, and when they are gone.

use std::collections::BTreeSet;

use entity::{
    event::UserEvent,
    ledgers::{
        all_read::{MarkAllRead, ThreadsRead},
        messages::EditMessage,
        notifications::{
            ForgetNotifications, Notification, NotificationsRead, NotificationsRemoved,
            ReadNotifications, SendNotification, WhichNotifications,
        },
        reads::{Direction, MarkRead},
        threads::MarkThreadRead,
    },
    notify::NotificationKind,
    queries::{self, notifications},
    replay,
};

use super::{
    super::world::{
        What, World, at, delete, edit, mentioning, mentions, on_both, post, react, read, unreact,
        user, words,
    },
    InThread, Mention, Reaction, centre, listed, of, reply, told,
};

on_both!(
    read_with_their_message,
    read_with_the_room_of_their_ticket,
    read_elsewhere,
    read_one_by_one,
    reactions_to_one_message_count_as_one,
    deleted_and_edited,
    ended_in_their_batch,
    old_ones,
    all_read,
    answered_again,
);

async fn read_with_their_message(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "bob", "root").await;
    let kept = world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    let mention = kept.user_events[0].seq;
    world
        .keep(Box::new(reply(&root, "ann", "in the thread", false)))
        .await;
    assert_eq!(listed(&world, "bob").await, (vec![InThread, Mention], 2));
    let kept = world.keep(read(lobby, "bob", 3)).await;
    let facts: Vec<NotificationsRead> = kept
        .user_events
        .iter()
        .filter_map(UserEvent::fact)
        .collect();
    assert_eq!(
        facts,
        [NotificationsRead {
            seqs: vec![mention]
        }]
    );
    assert_eq!(
        listed(&world, "bob").await.1,
        1,
        "not the reply in the thread"
    );
    world
        .keep(Box::new(MarkThreadRead {
            root: at(&root),
            user: user("bob"),
            seq: 3,
            direction: Direction::Forward,
        }))
        .await;
    assert_eq!(listed(&world, "bob").await.1, 0);
}

async fn read_with_the_room_of_their_ticket(mut world: World) {
    let room = world.lobby().await;
    world.say(room, "ann", "hello").await;
    let about = |number: &str| -> What {
        let notification = Notification {
            ticket: Some(number.into()),
            ..Notification::of(NotificationKind::TicketStatus)
        };
        Box::new(SendNotification {
            user: user("bob"),
            notification,
        })
    };
    for number in ["HD-1", "HD-2"] {
        world.keep(about(number)).await;
    }
    let read = |direction, seq| -> What {
        Box::new(MarkRead {
            channel_id: room,
            user: user("bob"),
            seq,
            direction,
            ticket: Some("HD-1".into()),
        })
    };
    world.keep(read(Direction::Any, 0)).await;
    assert_eq!(listed(&world, "bob").await.1, 2, "marked as unread");
    world.keep(read(Direction::Forward, 1)).await;
    assert_eq!(listed(&world, "bob").await.1, 1, "not of the other ticket");
    let again = world.keep(read(Direction::Forward, 1)).await;
    assert!(again.user_events.is_empty());
    world.keep(about("HD-1")).await;
    world.keep(read(Direction::Forward, 1)).await;
    assert_eq!(listed(&world, "bob").await.1, 2, "nothing was read");
}

/// Who posts has read their notifications, also after a time in which there were none.
async fn answered_again(mut world: World) {
    let lobby = world.lobby().await;
    let other = world.lobby_named("other").await;
    let mention = |channel| mentioning(channel, "ann", "@bob", &["bob"]);
    for _ in 0..3 {
        world.say(lobby, "bob", "nothing to read").await;
        world.keep(mention(lobby)).await;
        world.keep(mention(other)).await;
        assert_eq!(listed(&world, "bob").await.1, 2);
        world.say(lobby, "bob", "an answer").await;
        assert_eq!(listed(&world, "bob").await.1, 1, "not the other channel");
        world.say(other, "bob", "an answer").await;
        assert_eq!(listed(&world, "bob").await.1, 0);
        // In one batch, before and after the answer.
        let batch = vec![
            mention(lobby),
            post(lobby, "bob", "an answer"),
            mention(lobby),
        ];
        world.batch(batch).await;
        assert_eq!(listed(&world, "bob").await.1, 1);
        world.say(lobby, "bob", "another answer").await;
    }
}

/// A device that was away is not called for what was read meanwhile.
async fn read_elsewhere(mut world: World) {
    let lobby = world.lobby().await;
    let kept = world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    let before = kept.user_events[0].seq - 1;
    let last = world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    let seq = kept.user_events[0].seq;
    let read = world
        .keep(Box::new(ReadNotifications {
            user: user("bob"),
            which: WhichNotifications::UpTo(seq),
        }))
        .await;
    assert_eq!(read.unread_notifications, Some(1));
    let replayed = replay::user(&world.db, &user("bob"), before, 10)
        .await
        .unwrap();
    let facts = of(&replayed);
    assert_eq!(
        (facts[0].1.read, facts[0].1.silent),
        (Some(true), Some(true))
    );
    assert_eq!((facts[1].1.read, facts[1].1.silent), (None, None));
    let again = ReadNotifications {
        user: user("bob"),
        which: WhichNotifications::UpTo(seq),
    };
    let again = world.keep(Box::new(again)).await;
    assert!(again.repeated && again.user_events.is_empty());
    let all = last.user_events[0].seq;
    world
        .keep(Box::new(ReadNotifications {
            user: user("bob"),
            which: WhichNotifications::UpTo(all),
        }))
        .await;
    let (kinds, unread) = listed(&world, "bob").await;
    assert_eq!((kinds.len(), unread), (2, 0));
}

async fn read_one_by_one(mut world: World) {
    let lobby = world.lobby().await;
    let mut seqs = Vec::new();
    for _ in 0..3 {
        let kept = world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
        seqs.push(kept.user_events[0].seq);
    }
    let these = |seqs: &[i64]| -> What {
        Box::new(ReadNotifications {
            user: user("bob"),
            which: WhichNotifications::These(seqs.iter().copied().collect()),
        })
    };
    // The last alone: those before it stay unread. What is not there changes nothing.
    let read = world.keep(these(&[seqs[2], 1_000_000])).await;
    assert_eq!(read.unread_notifications, Some(2));
    let fact = read.user_events[0].fact::<NotificationsRead>().unwrap();
    assert_eq!(fact.seqs, [seqs[2]]);
    let unread = centre(&world, "bob").await.notifications.items.into_iter();
    let unread = unread.filter(|one| one.notification.read != Some(true));
    let unread: Vec<_> = unread.map(|one| one.seq).collect();
    assert_eq!(unread, [seqs[1], seqs[0]]);
    for again in [&[seqs[2]][..], &[]] {
        let again = world.keep(these(again)).await;
        assert!(again.repeated && again.user_events.is_empty());
        assert_eq!(again.unread_notifications, Some(2));
    }
    // Nobody reads those of others.
    let of_ann = world
        .keep(Box::new(ReadNotifications {
            user: user("ann"),
            which: WhichNotifications::These(seqs.iter().copied().collect()),
        }))
        .await;
    assert!(of_ann.repeated);
    let both = world.keep(these(&seqs)).await;
    assert_eq!(both.unread_notifications, Some(0));
}

/// Lists show them in one row.
async fn reactions_to_one_message_count_as_one(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "done").await;
    let other = world.say(lobby, "ann", "done, too").await;
    let mut seqs = Vec::new();
    for emoji in ["🎉", "👍", "👀"] {
        let kept = world.keep(react(&message, "bob", emoji)).await;
        seqs.push(kept.user_events[0].seq);
    }
    let first = BTreeSet::from([seqs[0]]);
    assert_eq!(listed(&world, "ann").await, (vec![Reaction; 3], 1));
    world.keep(react(&other, "bob", "🎉")).await;
    world.keep(mentioning(lobby, "bob", "@ann", &["ann"])).await;
    assert_eq!(listed(&world, "ann").await.1, 3);
    let read = world
        .keep(Box::new(ReadNotifications {
            user: user("ann"),
            which: WhichNotifications::These(first),
        }))
        .await;
    // One of them stands for all: a list may have loaded only some.
    assert_eq!(read.unread_notifications, Some(2));
    let fact: NotificationsRead = read.user_events[0].fact().unwrap();
    assert_eq!(fact.seqs, seqs);
    // Up to a position, the later ones stay unread.
    let mut later = Vec::new();
    for emoji in ["✅", "❌"] {
        let kept = world.keep(react(&message, "bob", emoji)).await;
        later.push(kept.user_events[0].seq);
    }
    let read = world
        .keep(Box::new(ReadNotifications {
            user: user("ann"),
            which: WhichNotifications::UpTo(later[0]),
        }))
        .await;
    assert_eq!(read.unread_notifications, Some(1));
}

async fn deleted_and_edited(mut world: World) {
    let lobby = world.lobby().await;
    let mention = || mentioning(lobby, "ann", "@bob secret", &["bob"]);
    let gone = world.keep(mention()).await.message.unwrap();
    let edited = world.keep(mention()).await.message.unwrap();
    let kept = world.keep(delete(&gone, "ann")).await;
    assert_eq!(told(&kept), [], "no new notification");
    assert!(kept.user_events[0].fact::<NotificationsRemoved>().is_some());
    assert_eq!(listed(&world, "bob").await, (vec![Mention], 1));
    // Said differently, it stays; without the mention, it is gone.
    let other = EditMessage {
        thread: None,
        message: at(&edited),
        by: user("ann"),
        text: words("@bob public"),
        mentions: mentions(&["bob"]),
        addressed: entity::notify::Addressed::default(),
    };
    assert_eq!(told(&world.keep(Box::new(other)).await), []);
    let item = centre(&world, "bob").await.notifications.items.remove(0);
    assert_eq!(item.message.unwrap().text, "@bob public");
    world.keep(edit(&edited, "nothing")).await;
    assert_eq!(listed(&world, "bob").await, (vec![], 0));
}

/// What a later change of the same batch takes back was never sent; what it reads arrives as read.
async fn ended_in_their_batch(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "done").await;
    for end in [unreact(&message, "bob", "🎉"), delete(&message, "ann")] {
        let batch = vec![react(&message, "bob", "🎉"), end];
        for kept in world.batch(batch).await {
            assert_eq!(told(&kept.unwrap()), []);
        }
        assert_eq!(listed(&world, "ann").await, (vec![], 0));
    }
    let other = world.lobby_named("other").await;
    let batch = vec![
        mentioning(other, "ann", "@bob", &["bob"]),
        read(other, "bob", 1),
    ];
    let kept = world.batch(batch).await.remove(0).unwrap();
    let sent = of(&kept.user_events)[0].1.clone();
    assert_eq!((sent.read, sent.silent), (Some(true), Some(true)));
    assert_eq!(listed(&world, "bob").await, (vec![Mention], 0));
}

async fn old_ones(mut world: World) {
    let lobby = world.lobby().await;
    for _ in 0..5 {
        world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    }
    let excess = |before, kept| notifications::excess(&world.db, before, kept);
    assert_eq!(excess(0, 5).await.unwrap(), []);
    let old = excess(0, 3).await.unwrap();
    let [old] = old.as_slice() else {
        panic!("{old:?}")
    };
    let expired = excess(world.clock, 50).await.unwrap();
    assert_eq!(expired.len(), 1);
    let up_to = old.up_to;
    world
        .keep(Box::new(ForgetNotifications {
            user: user("bob"),
            up_to,
        }))
        .await;
    assert_eq!(listed(&world, "bob").await.0.len(), 3);
}

/// Channels and threads are read, and what is posted later is not.
async fn all_read(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "bob", "root").await;
    world
        .keep(Box::new(reply(&root, "ann", "one", false)))
        .await;
    world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    let all = || -> What { Box::new(MarkAllRead { user: user("bob") }) };
    let batch = vec![all(), post(lobby, "ann", "later")];
    let kept = world.batch(batch).await.swap_remove(0).unwrap();
    let names: Vec<_> = kept.user_events.iter().map(|event| &event.name).collect();
    assert_eq!(
        names,
        ["read_updated", "threads_read", "notifications_read"]
    );
    let threads: ThreadsRead = kept.user_events[1].fact().unwrap();
    assert_eq!(threads.thread_ids, [root.id]);
    assert_eq!(listed(&world, "bob").await.1, 0);
    let inbox = queries::threads::inbox(&world.db, &user("bob"), None, 10)
        .await
        .unwrap();
    assert_eq!(
        (inbox.unread, inbox.threads.items[0].thread.unread_count),
        (0, 0)
    );
    let views = queries::channels::list(&world.db, &user("bob"))
        .await
        .unwrap();
    assert_eq!((views[0].unread_count, views[0].mention_count), (1, 0));
    world.keep(all()).await;
    assert!(world.keep(all()).await.repeated);
}
