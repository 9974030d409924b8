//! Notifications: who is notified of what, how they are read, and when they are gone.

use entity::{
    change::Committed,
    event::UserEvent,
    ids::{ChannelId, MessageId},
    ledgers::reads::Direction,
    ledgers::{
        all_read::{MarkAllRead, ThreadsRead},
        messages::{PostMessage, ThreadReply},
        notifications::{
            Notification, NotificationsRead, NotificationsRemoved, ReadNotifications,
            SendNotification,
        },
        own_preferences::SetOwnPreferences,
        preferences::SetPreferences,
        threads::{FollowThread, MarkThreadRead},
    },
    model::{ChannelKind, ChannelRole, Message, Notify},
    notify::{Addressed, NotificationKind},
    queries::{
        self,
        notifications::{self, Centre},
    },
    replay,
};

use super::world::{
    What, World, at, delete, edit, join, leave, mentioning, mentions, new_message, on_both, post,
    react, read, unreact, user,
};

on_both!(
    by_level,
    of_threads,
    shown_in_both_places,
    of_keywords,
    silent,
    reactions,
    read_with_their_message,
    read_elsewhere,
    deleted_and_edited,
    lost_with_the_channel,
    reminders,
    groups,
    old_ones,
    all_read,
);

fn choose(channel_id: ChannelId, who: &str, notify: Option<Notify>, muted: Option<bool>) -> What {
    Box::new(SetPreferences {
        channel_id,
        user: user(who),
        muted,
        pinned: None,
        hidden: None,
        notify,
    })
}

fn prefer(who: &str, change: &str) -> What {
    Box::new(SetOwnPreferences {
        user: user(who),
        change: serde_json::from_str(change).unwrap(),
    })
}

fn reply(root: &Message, who: &str, text: &str, also_to_channel: bool) -> PostMessage {
    PostMessage {
        thread: Some(ThreadReply {
            root: root.id,
            also_to_channel,
        }),
        ..new_message(root.channel_id, who, text)
    }
}

fn of(events: &[UserEvent]) -> Vec<(String, Notification)> {
    let told = events.iter().filter_map(|event| {
        let fact = event.fact::<Notification>()?;
        Some((event.user.to_string(), fact))
    });
    told.collect()
}

/// Who was notified, and why.
fn told(kept: &Committed) -> Vec<(String, NotificationKind)> {
    let told = of(&kept.user_events).into_iter();
    told.map(|(user, fact)| (user, fact.kind)).collect()
}

fn one(who: &str, kind: NotificationKind) -> Vec<(String, NotificationKind)> {
    vec![(who.to_owned(), kind)]
}

async fn centre(world: &World, who: &str) -> Centre {
    notifications::list(&world.db, &user(who), &[], None, 50)
        .await
        .unwrap()
}

/// The kinds in someone's list, and how many are unread.
async fn listed(world: &World, who: &str) -> (Vec<NotificationKind>, i64) {
    let centre = centre(world, who).await;
    let kinds = centre.notifications.items.iter();
    (
        kinds.map(|item| item.notification.kind).collect(),
        centre.unread,
    )
}

use NotificationKind::{
    Keyword, Mention, Message as All, Reaction, Reminder, ScheduledFailed, ThreadReply as InThread,
};

async fn by_level(mut world: World) {
    let lobby = world.lobby().await;
    let direct = world.create(ChannelKind::Direct, "", &["ann", "bob"]).await;
    assert_eq!(told(&world.keep(post(lobby, "ann", "hello")).await), []);
    world
        .keep(choose(lobby, "bob", Some(Notify::All), None))
        .await;
    assert_eq!(
        told(&world.keep(post(lobby, "ann", "hello")).await),
        one("bob", All)
    );
    assert_eq!(
        told(&world.keep(post(lobby, "bob", "hello")).await),
        [],
        "one's own"
    );
    let both = world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    assert_eq!(told(&both), one("bob", Mention), "once");
    world.keep(choose(lobby, "bob", None, Some(true))).await;
    assert_eq!(
        told(&world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await),
        []
    );
    let read = world.keep(read(lobby, "bob", 0)).await.read.unwrap();
    assert_eq!(read.mention_count, 1, "what did not notify does not count");
    world
        .keep(choose(lobby, "bob", Some(Notify::None), Some(false)))
        .await;
    assert_eq!(
        told(&world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await),
        []
    );
    world
        .keep(choose(lobby, "bob", Some(Notify::Mentions), None))
        .await;
    assert_eq!(told(&world.keep(post(lobby, "ann", "hello")).await), []);
    // Direct conversations notify of everything.
    let message = PostMessage {
        addressed: Addressed {
            direct: vec![user("ann"), user("bob")],
            ..Addressed::default()
        },
        ..new_message(direct, "ann", "psst")
    };
    assert_eq!(
        told(&world.keep(Box::new(message.clone())).await),
        one("bob", All)
    );
    world
        .keep(choose(direct, "bob", Some(Notify::Mentions), None))
        .await;
    assert_eq!(told(&world.keep(Box::new(message)).await), []);
    world
        .keep(choose(lobby, "bob", Some(Notify::All), None))
        .await;
    world.keep(leave(lobby, "bob")).await;
    assert_eq!(told(&world.keep(post(lobby, "ann", "bye")).await), []);
    world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert_eq!(
        told(&world.keep(post(lobby, "ann", "hi")).await),
        [],
        "begins anew"
    );
}

async fn of_threads(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "who broke it?").await;
    let say = |who: &str| -> What { Box::new(reply(&root, who, "me", false)) };
    assert_eq!(
        told(&world.keep(say("bob")).await),
        one("ann", InThread),
        "its author"
    );
    assert_eq!(told(&world.keep(say("ann")).await), one("bob", InThread));
    let mut three = told(&world.keep(say("cid")).await);
    three.sort();
    assert_eq!(
        three,
        [("ann".to_owned(), InThread), ("bob".to_owned(), InThread)]
    );
    world
        .keep(Box::new(FollowThread {
            root: at(&root),
            user: user("bob"),
            follow: false,
        }))
        .await;
    assert_eq!(told(&world.keep(say("cid")).await), one("ann", InThread));
    let mention = PostMessage {
        mentions: mentions(&["bob"]),
        ..reply(&root, "ann", "@bob", false)
    };
    let kept = world.keep(Box::new(mention)).await;
    assert!(told(&kept).contains(&("bob".to_owned(), Mention)));
    // He left, and it goes on without him.
    world.keep(leave(lobby, "bob")).await;
    let kept = world.keep(say("ann")).await;
    assert!(!told(&kept).iter().any(|(who, _)| who == "bob"));
}

/// A reply that is shown in the channel, too, notifies once, whatever the reasons.
async fn shown_in_both_places(mut world: World) {
    let lobby = world.lobby().await;
    world
        .keep(choose(lobby, "bob", Some(Notify::All), None))
        .await;
    let root = world.say(lobby, "ann", "root").await;
    world.keep(Box::new(reply(&root, "bob", "me", false))).await;
    let before = listed(&world, "bob").await;
    let mention = PostMessage {
        mentions: mentions(&["bob"]),
        ..reply(&root, "ann", "@bob", true)
    };
    let kept = world.keep(Box::new(mention)).await;
    assert_eq!(told(&kept), one("bob", Mention));
    let message = kept.message.unwrap();
    let after = listed(&world, "bob").await;
    assert_eq!((after.0.len(), after.1), (before.0.len() + 1, before.1 + 1));
    world.keep(read(lobby, "bob", message.seq)).await;
    assert_eq!(listed(&world, "bob").await.1, 0, "read in the channel");
    let plain = world.keep(Box::new(reply(&root, "ann", "all", true))).await;
    assert_eq!(told(&plain), one("bob", InThread));
}

async fn of_keywords(mut world: World) {
    let lobby = world.lobby().await;
    world
        .keep(prefer("bob", r#"{"keywords": ["john", "printer"]}"#))
        .await;
    world
        .keep(prefer("dora", r#"{"keywords": ["printer"]}"#))
        .await;
    for quiet in ["printers", ":printer:", "hello"] {
        assert_eq!(
            told(&world.keep(post(lobby, "ann", quiet)).await),
            [],
            "{quiet}"
        );
    }
    assert_eq!(
        told(&world.keep(post(lobby, "bob", "printer")).await),
        [],
        "one's own"
    );
    let kept = world.keep(post(lobby, "ann", "Printer!")).await;
    assert_eq!(told(&kept), one("bob", Keyword), "dora is not here");
    assert_eq!(
        of(&kept.user_events)[0].1.keyword.as_deref(),
        Some("printer")
    );
    let kept = world
        .keep(mentioning(lobby, "ann", "@bob printer", &["bob"]))
        .await;
    assert_eq!(told(&kept), one("bob", Mention), "only one");
    world.add_user("john", "it_user").await;
    let joined = world.keep(join(lobby, "john", ChannelRole::Member)).await;
    assert_eq!(told(&joined), [], "a system message");
    // Edited so that it says something else.
    let message = world.say(lobby, "ann", "the printer").await;
    assert_eq!(listed(&world, "bob").await.1, 3);
    world.keep(edit(&message, "the scanner")).await;
    assert_eq!(listed(&world, "bob").await.1, 2);
    world.keep(prefer("bob", r#"{"keywords": []}"#)).await;
    assert_eq!(told(&world.keep(post(lobby, "ann", "printer")).await), []);
}

async fn silent(mut world: World) {
    let lobby = world.lobby().await;
    let until = world.clock + 10;
    let dnd = format!(r#"{{"dndUntil": {until}}}"#);
    world.keep(prefer("bob", &dnd)).await;
    let mention = || mentioning(lobby, "ann", "@bob", &["bob"]);
    let kept = world.keep(mention()).await;
    assert_eq!(of(&kept.user_events)[0].1.silent, Some(true));
    world.clock = until;
    let kept = world.keep(mention()).await;
    assert_eq!(of(&kept.user_events)[0].1.silent, None);
    let batch = vec![prefer("bob", r#"{"dndUntil": 9000000000000}"#), mention()];
    let kept = world.batch(batch).await.pop().unwrap().unwrap();
    assert_eq!(
        of(&kept.user_events)[0].1.silent,
        Some(true),
        "in one batch"
    );
}

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
            seq,
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
        seq,
    };
    let again = world.keep(Box::new(again)).await;
    assert!(again.repeated && again.user_events.is_empty());
    let all = last.user_events[0].seq;
    world
        .keep(Box::new(ReadNotifications {
            user: user("bob"),
            seq: all,
        }))
        .await;
    let (kinds, unread) = listed(&world, "bob").await;
    assert_eq!((kinds.len(), unread), (2, 0));
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
    let other = entity::ledgers::messages::EditMessage {
        thread: None,
        message: at(&edited),
        by: user("ann"),
        text: super::world::words("@bob public"),
        mentions: mentions(&["bob"]),
    };
    assert_eq!(told(&world.keep(Box::new(other)).await), []);
    let item = centre(&world, "bob").await.notifications.items.remove(0);
    assert_eq!(item.message.unwrap().text, "@bob public");
    world.keep(edit(&edited, "nothing")).await;
    assert_eq!(listed(&world, "bob").await, (vec![], 0));
}

async fn lost_with_the_channel(mut world: World) {
    let lobby = world.lobby().await;
    world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    world.keep(leave(lobby, "bob")).await;
    assert_eq!(listed(&world, "bob").await, (vec![], 0));
    world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert_eq!(listed(&world, "bob").await, (vec![Mention], 1));
}

async fn reminders(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "later").await;
    let send = |kind, message: Option<MessageId>| -> What {
        Box::new(SendNotification {
            user: user("bob"),
            notification: Notification {
                channel_id: Some(lobby),
                message_id: message,
                ..Notification::of(kind)
            },
        })
    };
    world.keep(choose(lobby, "bob", None, Some(true))).await;
    let kept = world.keep(send(Reminder, Some(message.id))).await;
    assert_eq!(told(&kept), one("bob", Reminder), "it is their own");
    world.keep(delete(&message, "ann")).await;
    let item = centre(&world, "bob").await.notifications.items.remove(0);
    let gone = item.message.unwrap();
    assert!(
        gone.deleted_at.is_some() && gone.text.is_empty(),
        "it says that it is gone"
    );
    world.keep(send(ScheduledFailed, None)).await;
    world.keep(leave(lobby, "bob")).await;
    let centre = centre(&world, "bob").await;
    let items = centre.notifications.items;
    assert_eq!((items.len(), centre.unread), (2, 2));
    assert!(items.iter().all(|item| item.message.is_none()));
}

/// A group is mentioned without its names; nobody follows a thread because of that.
async fn groups(mut world: World) {
    let lobby = world.lobby().await;
    let everyone = Addressed {
        groups: vec![user("ann"), user("bob"), user("cid")],
        ..Addressed::default()
    };
    world.keep(choose(lobby, "cid", None, Some(true))).await;
    let message = PostMessage {
        addressed: everyone.clone(),
        ..new_message(lobby, "ann", "@channel")
    };
    let kept = world.keep(Box::new(message)).await;
    assert_eq!(told(&kept), one("bob", Mention));
    let counts = world.keep(read(lobby, "bob", 0)).await.read.unwrap();
    assert_eq!(counts.mention_count, 1);
    let root = kept.message.unwrap();
    let in_thread = PostMessage {
        addressed: everyone,
        ..reply(&root, "ann", "@channel", false)
    };
    world.keep(Box::new(in_thread)).await;
    let next = world
        .keep(Box::new(reply(&root, "ann", "more", false)))
        .await;
    assert_eq!(told(&next), []);
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
        .keep(Box::new(
            entity::ledgers::notifications::ForgetNotifications {
                user: user("bob"),
                up_to,
            },
        ))
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
