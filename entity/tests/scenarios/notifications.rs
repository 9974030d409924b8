//! Notifications: who is notified of what. How they are read, and when they are gone, is in `reading`.

mod changed;
mod reacted;
mod reading;

use entity::{
    change::Committed,
    event::UserEvent,
    ids::{ChannelId, MessageId},
    ledgers::{
        messages::{PostMessage, ThreadReply},
        notifications::{Notification, SendNotification},
        own_preferences::SetOwnPreferences,
        preferences::SetPreferences,
        threads::FollowThread,
    },
    model::{ChannelKind, ChannelRole, Message, Notify},
    notify::{Addressed, NotificationKind},
    queries::notifications::{self, Centre},
};

use super::world::{
    What, World, at, delete, edit, join, leave, mentioning, mentions, new_message, on_both, post,
    read, user,
};

on_both!(
    by_level,
    of_threads,
    shown_in_both_places,
    of_keywords,
    silent,
    lost_with_the_channel,
    reminders,
    groups,
);

fn choose(channel_id: ChannelId, who: &str, notify: Option<Notify>, muted: Option<bool>) -> What {
    Box::new(SetPreferences {
        channel_id,
        user: user(who),
        muted,
        muted_until: None,
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
    let account = world.account(who).await;
    notifications::list(&world.db, &account, &[], None, 50)
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
    let counted = world.keep(read(lobby, "bob", 0)).await.read.unwrap();
    assert_eq!(counted.mention_count, 2, "also while muted");
    world
        .keep(choose(lobby, "bob", Some(Notify::None), Some(false)))
        .await;
    let silent = world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    assert_eq!(told(&silent), []);
    let counted = world.keep(read(lobby, "bob", 0)).await.read.unwrap();
    assert_eq!(counted.mention_count, 3);
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

async fn lost_with_the_channel(mut world: World) {
    let lobby = world.lobby().await;
    world.keep(mentioning(lobby, "ann", "@bob", &["bob"])).await;
    world.keep(leave(lobby, "bob")).await;
    assert_eq!(listed(&world, "bob").await, (vec![], 0));
    world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert_eq!(listed(&world, "bob").await, (vec![Mention], 1));
}

async fn reminders(mut world: World) {
    let members = ["ann", "bob"];
    let lobby = world.create(ChannelKind::Private, "secret", &members).await;
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
