//! What new members see of a channel's history: the setting, and everything that is read of the messages before.

use entity::{
    change::RoomChange,
    ids::{ChannelId, Seq},
    ledgers::{
        channels::{Past, UpdateChannel},
        messages::{PostMessage, ThreadReply},
        pins::{self, PinMessage},
        threads::FollowThread,
    },
    model::{ChannelKind, ChannelRole, History, Message},
    permission::{Action, Permit, decide},
    queries::{self, channels, messages::Page},
    replay,
};

use super::world::{
    What, World, at, edit, join, leave, new_message, on_both, post, react, settings, unread, user,
};

on_both!(
    newcomers,
    revealed,
    kept_hidden,
    outsiders,
    threads_of_before,
    files_of_replies,
    replayed
);

fn shows(channel: ChannelId, history: History, past: Past) -> What {
    Box::new(UpdateChannel {
        history: Some(history),
        past,
        ..settings(channel, "ann")
    })
}

async fn permit(world: &World, channel: ChannelId, who: &str) -> Permit {
    let who = user(who);
    let account = world.account(who.as_str()).await;
    let standing = channels::standing(&world.db, channel, &who).await.unwrap();
    decide(&account, &standing.unwrap(), Action::Read).unwrap()
}

async fn page(world: &World, channel: ChannelId, who: &str, page: Page) -> Vec<String> {
    let permit = permit(world, channel, who).await;
    let page = Page { limit: 50, ..page };
    let found = queries::messages::page(&world.db, &permit, page).await;
    let found = found.unwrap();
    assert!(!found.has_before, "nothing is before what can be seen");
    let written = found.items.into_iter().filter(|it| it.system.is_none());
    written.map(|message| message.text).collect()
}

async fn latest(world: &World, channel: ChannelId, who: &str) -> Vec<String> {
    page(world, channel, who, Page::default()).await
}

/// A private channel of ann and bob with two messages, in which cid and dora see what comes after they joined.
async fn with_newcomers(world: &mut World) -> (ChannelId, Message) {
    let desk = world
        .create(ChannelKind::Private, "desk", &["ann", "bob"])
        .await;
    let old = world.say(desk, "ann", "old").await;
    world
        .keep(shows(desk, History::SinceJoining, Past::AsSet))
        .await;
    world.say(desk, "bob", "older than cid").await;
    world.keep(join(desk, "cid", ChannelRole::Member)).await;
    world.say(desk, "ann", "new").await;
    (desk, old)
}

async fn report(world: &World, channel: ChannelId) -> (History, i64, i64) {
    let permit = permit(world, channel, "ann").await;
    let report = channels::history(&world.db, &permit).await.unwrap();
    (report.history, report.messages, report.hidden_messages)
}

async fn newcomers(mut world: World) {
    let (desk, old) = with_newcomers(&mut world).await;
    for who in ["ann", "bob"] {
        let all = ["old", "older than cid", "new"];
        assert_eq!(latest(&world, desk, who).await, all);
    }
    assert_eq!(latest(&world, desk, "cid").await, ["new"]);
    for position in [0, old.seq, old.seq + 1] {
        let after = Page {
            after: Some(position),
            ..Page::default()
        };
        assert_eq!(page(&world, desk, "cid", after).await, ["new"]);
        let around = Page {
            around: Some(position),
            ..Page::default()
        };
        assert_eq!(page(&world, desk, "cid", around).await, ["new"]);
        let before = Page {
            before: Some(position),
            ..Page::default()
        };
        assert_eq!(page(&world, desk, "cid", before).await, [] as [&str; 0]);
    }
    assert!(!permit(&world, desk, "cid").await.sees(old.seq));
    let pin = PinMessage {
        message: at(&old),
        by: user("ann"),
    };
    world.keep(Box::new(pin)).await;
    for (who, count) in [("bob", 1), ("cid", 0)] {
        let permit = permit(&world, desk, who).await;
        assert_eq!(pins::list(&world.db, &permit).await.unwrap().len(), count);
    }
    // What cannot be seen cannot be unread.
    let kept = world.keep(unread(desk, "cid", 0)).await;
    assert_eq!(kept.read.unwrap().unread_count, 1);
    // The list of conversations shows no message of before.
    world.keep(leave(desk, "cid")).await;
    world.keep(join(desk, "cid", ChannelRole::Member)).await;
    assert_eq!(latest(&world, desk, "cid").await, [] as [&str; 0]);
    let list = channels::list(&world.db, &user("cid")).await.unwrap();
    assert_eq!(list[0].last_message, None);
    assert!(list[0].history_after > 0);
}

async fn revealed(mut world: World) {
    let (desk, _) = with_newcomers(&mut world).await;
    assert_eq!(report(&world, desk).await, (History::SinceJoining, 3, 3));
    let kept = world.keep(shows(desk, History::All, Past::AsSet)).await;
    assert!(matches!(kept.room, Some(RoomChange::Revealed(_))));
    let note = kept.notes[0].message().unwrap();
    assert_eq!(note.text, "ann let new members see the whole history.");
    let all = ["old", "older than cid", "new"];
    assert_eq!(latest(&world, desk, "cid").await, all);
    world.keep(join(desk, "dora", ChannelRole::Member)).await;
    assert_eq!(latest(&world, desk, "dora").await, all);
    assert_eq!(report(&world, desk).await, (History::All, 3, 0));
    // Nothing is left to reveal.
    for past in [Past::AsSet, Past::Hidden, Past::Revealed] {
        let same = world.keep(shows(desk, History::All, past)).await;
        assert!(same.repeated, "{past:?}");
    }
}

async fn kept_hidden(mut world: World) {
    let (desk, _) = with_newcomers(&mut world).await;
    let kept = world.keep(shows(desk, History::All, Past::Hidden)).await;
    assert!(matches!(kept.room, Some(RoomChange::Settings(_))));
    let note = kept.notes[0].message().unwrap();
    assert_eq!(
        note.system.as_ref().unwrap().to.as_deref(),
        Some("from_now_on")
    );
    world.say(desk, "ann", "newest").await;
    world.keep(join(desk, "dora", ChannelRole::Member)).await;
    assert_eq!(latest(&world, desk, "dora").await, ["newest"]);
    assert_eq!(latest(&world, desk, "cid").await, ["new", "newest"]);
    assert_eq!(report(&world, desk).await, (History::All, 4, 3));
    // Only saying so reveals what was kept hidden.
    let same = world.keep(shows(desk, History::All, Past::AsSet)).await;
    assert!(same.repeated);
    world.keep(shows(desk, History::All, Past::Revealed)).await;
    assert_eq!(latest(&world, desk, "dora").await.len(), 4);
    assert_eq!(report(&world, desk).await, (History::All, 4, 0));
}

async fn outsiders(mut world: World) {
    let lobby = world.lobby().await;
    world.say(lobby, "ann", "old").await;
    assert_eq!(latest(&world, lobby, "dora").await, ["old"]);
    world
        .keep(shows(lobby, History::SinceJoining, Past::AsSet))
        .await;
    // Who reads a public channel without joining has not joined it.
    assert_eq!(latest(&world, lobby, "dora").await, [] as [&str; 0]);
    assert_eq!(latest(&world, lobby, "root").await, ["old"]);
    world.keep(shows(lobby, History::All, Past::Hidden)).await;
    world.say(lobby, "ann", "new").await;
    assert_eq!(latest(&world, lobby, "dora").await, ["new"]);
}

fn reply(root: &Message, who: &str, text: &str) -> What {
    Box::new(PostMessage {
        thread: Some(ThreadReply {
            root: root.id,
            also_to_channel: false,
        }),
        ..new_message(root.channel_id, who, text)
    })
}

async fn threads_of_before(mut world: World) {
    let (desk, old) = with_newcomers(&mut world).await;
    let follow = FollowThread {
        root: at(&old),
        user: user("cid"),
        follow: true,
    };
    world.keep(reply(&old, "bob", "in the thread")).await;
    world.keep(Box::new(follow)).await;
    let kept = world.keep(reply(&old, "bob", "again")).await;
    let thread = kept.thread.unwrap();
    assert_eq!(thread.root_seq, old.seq);
    let followers: Vec<_> = thread.followers.iter().map(|it| it.0.as_str()).collect();
    assert!(!followers.contains(&"cid"), "{followers:?}");
    for (who, count) in [("ann", 1), ("cid", 0)] {
        let inbox = queries::threads::inbox(&world.db, &user(who), None, 10).await;
        let inbox = inbox.unwrap();
        assert_eq!(
            (inbox.threads.items.len(), inbox.unread),
            (count, count as i64)
        );
    }
    world.keep(shows(desk, History::All, Past::AsSet)).await;
    let inbox = queries::threads::inbox(&world.db, &user("cid"), None, 10).await;
    assert_eq!(inbox.unwrap().threads.items.len(), 1);
}

async fn files_of_replies(mut world: World) {
    let (desk, old) = with_newcomers(&mut world).await;
    let new = world.say(desk, "ann", "a thread that cid sees").await;
    for (root, also_to_channel, seen) in [
        (&old, false, false),
        (&old, true, true),
        (&new, false, true),
    ] {
        let file = world.upload("bob", "a.png").await;
        let answer = PostMessage {
            files: vec![file.clone()],
            thread: Some(ThreadReply {
                root: root.id,
                also_to_channel,
            }),
            ..new_message(desk, "bob", "in the thread")
        };
        world.keep(Box::new(answer)).await;
        for (who, may) in [("ann", true), ("cid", seen)] {
            let account = world.account(who).await;
            let found = queries::files::readable(&world.db, &account, &file).await;
            assert_eq!(found.unwrap().is_some(), may, "{who} {also_to_channel}");
        }
    }
}

async fn replayed(mut world: World) {
    let (desk, old) = with_newcomers(&mut world).await;
    let new = world.keep(post(desk, "ann", "about now")).await;
    let new = new.message.unwrap();
    let live: Vec<_> = [
        world.keep(edit(&old, "other words")).await,
        world.keep(react(&old, "bob", "🎉")).await,
        world.keep(react(&new, "bob", "🎉")).await,
    ]
    .into_iter()
    .map(|kept| kept.channel_event.unwrap())
    .collect();
    let about: Vec<Option<Seq>> = live.iter().map(|event| event.about).collect();
    assert_eq!(about, [Some(old.seq), Some(old.seq), Some(new.seq)]);
    let seen_after = channels::history_after(&world.db, desk, &user("cid")).await;
    let seen_after = seen_after.unwrap().unwrap();
    let replayed = replay::channel(&world.db, desk, 0, 100).await.unwrap();
    let seen: Vec<Seq> = replayed
        .iter()
        .filter(|event| event.is_seen_after(seen_after))
        .map(|event| event.seq)
        .collect();
    let joined = seen_after + 1;
    // cid's arrival and its note, two messages, and one of the three events.
    let expected = [joined, joined + 1, joined + 2, new.seq, live[2].seq];
    assert_eq!(seen, expected);
    for event in &live {
        let again = replayed.iter().find(|it| it.seq == event.seq).unwrap();
        assert_eq!(again.about, event.about);
    }
}
