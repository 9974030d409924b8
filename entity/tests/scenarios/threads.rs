//! Threads: who follows them, what is unread in them and in their channels, and what deletions leave.

use entity::{
    Error,
    change::{Committed, MessageRef},
    event::Payload,
    ids::{ChannelId, MessageId, Seq, UserId},
    ledgers::{
        messages::{PostMessage, ThreadReply},
        notifications::Notification,
        reads::Direction,
        threads::{FollowThread, MarkThreadRead},
    },
    model::{ChannelKind, ChannelRole, ChannelView, Message, Thread},
    permission::{Action, Permit, decide},
    queries::{
        channels,
        messages::{self, Page},
        threads,
    },
};

use super::world::{
    What, World, at, delete, join, leave, mentions, new_message, on_both, read, unread, user,
};

on_both![
    replies_stay_out_of_the_channel,
    a_reply_that_is_also_sent_to_the_channel_counts_once,
    who_follows,
    an_unfollowed_thread_stays_unfollowed,
    deletions,
    the_latest_five_are_its_participants,
    leaving_the_channel,
    who_is_gone_follows_nothing,
    reading,
    refused,
    the_inbox_is_paged,
];

fn reply(channel: ChannelId, root: MessageId, who: &str) -> PostMessage {
    PostMessage {
        thread: Some(ThreadReply {
            root,
            also_to_channel: false,
        }),
        ..new_message(channel, who, "a reply")
    }
}

async fn replied(world: &mut World, root: &Message, who: &str) -> Message {
    let kept = world
        .keep(Box::new(reply(root.channel_id, root.id, who)))
        .await;
    Message::clone(&kept.message.unwrap())
}

fn also_to_channel(root: &Message, who: &str) -> What {
    Box::new(PostMessage {
        thread: Some(ThreadReply {
            root: root.id,
            also_to_channel: true,
        }),
        ..new_message(root.channel_id, who, "for everyone")
    })
}

fn follow(root: &Message, who: &str, follow: bool) -> What {
    Box::new(FollowThread {
        root: at(root),
        user: user(who),
        follow,
    })
}

fn mark(root: &Message, who: &str, seq: Seq) -> What {
    mark_either_way(root, who, seq, Direction::Forward)
}

fn mark_either_way(root: &Message, who: &str, seq: Seq, direction: Direction) -> What {
    Box::new(MarkThreadRead {
        root: at(root),
        user: user(who),
        seq,
        direction,
    })
}

async fn permit(world: &World, channel: ChannelId, who: &str) -> Permit {
    let account = world.account(who).await;
    let standing = channels::standing(&world.db, channel, &user(who)).await;
    decide(&account, &standing.unwrap().unwrap(), Action::Read).unwrap()
}

async fn page(world: &World, channel: ChannelId, who: &str) -> Vec<Message> {
    let permit = permit(world, channel, who).await;
    let page = Page {
        limit: 200,
        ..Page::default()
    };
    messages::page(&world.db, &permit, page)
        .await
        .unwrap()
        .items
}

/// The thread of a message as `who` sees it.
async fn thread(world: &World, root: &Message, who: &str) -> Option<Thread> {
    let seen = messages::seen_by(&world.db, root.id, &user(who)).await;
    seen.unwrap().unwrap().thread.map(|thread| *thread)
}

async fn unread_in(world: &World, root: &Message, who: &str) -> (bool, i64) {
    let thread = thread(world, root, who).await.unwrap();
    (thread.following, thread.unread_count)
}

async fn view(world: &World, channel: ChannelId, who: &str) -> ChannelView {
    let view = channels::view(&world.db, channel, &user(who)).await;
    view.unwrap().unwrap()
}

async fn inbox(world: &World, who: &str) -> Vec<(MessageId, i64)> {
    let found = threads::inbox(&world.db, &user(who), None, 50)
        .await
        .unwrap();
    let unread = found.threads.items.iter();
    let unread = unread.filter(|item| item.thread.unread_count > 0).count();
    assert_eq!(found.unread, i64::try_from(unread).unwrap());
    let items = found.threads.items.into_iter();
    items
        .map(|item| (item.thread_id, item.thread.unread_count))
        .collect()
}

async fn replies_stay_out_of_the_channel(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "root").await;
    assert_eq!(thread(&world, &root, "ann").await, None);
    let before = view(&world, lobby, "ann").await;
    let mentioning = PostMessage {
        mentions: mentions(&["ann"]),
        ..reply(lobby, root.id, "bob")
    };
    let kept = world.keep(Box::new(mentioning)).await;
    let notified: Notification = kept.user_events[0].fact().unwrap();
    assert_eq!(notified.thread_id, Some(root.id));
    let first = kept.message.unwrap();
    assert_eq!((first.seq, first.thread_id), (root.seq + 1, Some(root.id)));
    let after = view(&world, lobby, "ann").await;
    assert_eq!(after.channel.seq, first.seq);
    assert_eq!(
        after.channel.last_message_at,
        before.channel.last_message_at
    );
    assert_eq!((after.unread_count, after.mention_count), (0, 0));
    assert_eq!(after.last_read_seq, root.seq);
    assert_eq!(
        view(&world, lobby, "bob").await.last_read_seq,
        0,
        "bob has not read the channel"
    );
    let shown = page(&world, lobby, "ann").await;
    assert_eq!(shown.len(), 1);
    let thread = shown[0].thread.as_deref().unwrap();
    assert_eq!(
        *thread,
        Thread {
            reply_count: 1,
            last_reply_at: Some(first.created_at),
            last_reply_seq: Some(first.seq),
            participants: vec![user("bob")],
            following: true,
            unread_count: 1,
        }
    );
    let permit = permit(&world, lobby, "cid").await;
    let page = Page {
        limit: 10,
        ..Page::default()
    };
    let replies = messages::thread_page(&world.db, &permit, root.id, page).await;
    assert_eq!(replies.unwrap().items, [Message::clone(&first)]);
    // Everyone gets the event, live and after a resume.
    assert_eq!(kept.channel_event.unwrap().name, "message_received");
    let replayed = entity::replay::channel(&world.db, lobby, root.seq, 10).await;
    assert_eq!(replayed.unwrap().len(), 1);
}

async fn a_reply_that_is_also_sent_to_the_channel_counts_once(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "root").await;
    replied(&mut world, &root, "bob").await;
    let both = world
        .keep(also_to_channel(&root, "cid"))
        .await
        .message
        .unwrap();
    assert!(both.also_to_channel);
    assert_eq!(page(&world, lobby, "ann").await.len(), 2);
    assert_eq!(view(&world, lobby, "ann").await.unread_count, 1);
    assert_eq!(
        unread_in(&world, &root, "ann").await,
        (true, 1),
        "it counts in the channel"
    );
    world.keep(read(lobby, "ann", both.seq)).await;
    assert_eq!(
        unread_in(&world, &root, "ann").await,
        (true, 1),
        "the other reply is still unread"
    );
    world.keep(unread(lobby, "ann", root.seq)).await;
    world.keep(mark(&root, "ann", both.seq)).await;
    assert_eq!(unread_in(&world, &root, "ann").await, (true, 0));
    assert_eq!(
        view(&world, lobby, "ann").await.unread_count,
        1,
        "the channel is read by itself"
    );
}

async fn who_follows(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "root").await;
    replied(&mut world, &root, "bob").await;
    for (who, expected) in [("ann", (true, 1)), ("bob", (true, 0)), ("cid", (false, 0))] {
        assert_eq!(unread_in(&world, &root, who).await, expected, "{who}");
    }
    let mentioning = PostMessage {
        mentions: mentions(&["cid"]),
        ..reply(lobby, root.id, "bob")
    };
    let kept = world.keep(Box::new(mentioning)).await;
    assert_eq!(unread_in(&world, &root, "cid").await, (true, 1));
    let change = kept.thread.unwrap();
    assert_eq!(change.seen_by(&user("cid")).unread_count, 1);
    assert_eq!(change.seen_by(&user("ann")).unread_count, 2);
    assert!(!change.seen_by(&user("dora")).following);
    assert_eq!(change.thread.participants, [user("bob")]);
    // Reading a thread never follows it; following it by hand begins with what comes.
    world.keep(join(lobby, "dora", ChannelRole::Member)).await;
    world.keep(mark(&root, "dora", root.seq)).await;
    assert_eq!(unread_in(&world, &root, "dora").await, (false, 0));
    world.keep(follow(&root, "dora", true)).await;
    assert_eq!(unread_in(&world, &root, "dora").await, (true, 0));
    replied(&mut world, &root, "ann").await;
    assert_eq!(unread_in(&world, &root, "dora").await, (true, 1));
    assert!(world.keep(follow(&root, "dora", true)).await.repeated);
}

async fn an_unfollowed_thread_stays_unfollowed(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "root").await;
    replied(&mut world, &root, "bob").await;
    world.keep(follow(&root, "ann", false)).await;
    replied(&mut world, &root, "bob").await;
    replied(&mut world, &root, "cid").await;
    world.keep(mark(&root, "ann", root.seq)).await;
    assert_eq!(unread_in(&world, &root, "ann").await, (false, 0));
    assert_eq!(inbox(&world, "ann").await, []);
    let mentioning = PostMessage {
        mentions: mentions(&["ann"]),
        ..reply(lobby, root.id, "bob")
    };
    world.keep(Box::new(mentioning)).await;
    assert!(
        unread_in(&world, &root, "ann").await.0,
        "a mention follows again"
    );
    world.keep(follow(&root, "ann", false)).await;
    replied(&mut world, &root, "ann").await;
    assert_eq!(unread_in(&world, &root, "ann").await, (true, 0));
}

async fn deletions(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "root").await;
    let mut replies = Vec::new();
    for who in ["bob", "cid", "bob"] {
        replies.push(replied(&mut world, &root, who).await);
    }
    assert_eq!(inbox(&world, "ann").await, [(root.id, 3)]);
    let last = replies.pop().unwrap();
    let kept: Committed = world.keep(delete(&last, "bob")).await;
    assert_eq!(kept.thread.unwrap().seen_by(&user("ann")).unread_count, 2);
    let left = thread(&world, &root, "ann").await.unwrap();
    assert_eq!(
        (left.reply_count, left.last_reply_seq),
        (2, Some(replies[1].seq))
    );
    assert_eq!(left.participants, [user("cid"), user("bob")]);
    for reply in &replies {
        world.keep(delete(reply, reply.user_id.as_str())).await;
    }
    assert_eq!(inbox(&world, "ann").await, [], "nothing is left to read");
    let left = thread(&world, &root, "ann").await.unwrap();
    assert_eq!((left.reply_count, left.last_reply_at), (0, None));
    // A tombstone keeps its thread, which goes on.
    world.keep(delete(&root, "ann")).await;
    let next = replied(&mut world, &root, "bob").await;
    assert_eq!(unread_in(&world, &root, "ann").await, (true, 1));
    world.keep(mark(&root, "ann", next.seq)).await;
    assert_eq!(inbox(&world, "ann").await, [(root.id, 0)]);
}

async fn the_latest_five_are_its_participants(mut world: World) {
    let all = ["ann", "bob", "cid", "dan", "eve", "fay", "gus"];
    for name in &all[3..] {
        world.add_user(name, "it_user").await;
    }
    let room = world.create(ChannelKind::Public, "room", &all).await;
    let root = world.say(room, "ann", "root").await;
    let mut replies = Vec::new();
    for who in ["bob", "cid", "dan", "bob", "eve", "fay", "gus"] {
        replies.push(replied(&mut world, &root, who).await);
    }
    let has = async |world: &World, expected: &[&str]| {
        let expected: Vec<UserId> = expected.iter().map(|name| user(name)).collect();
        let found = thread(world, &root, "ann").await.unwrap();
        assert_eq!(found.participants, expected);
    };
    has(&world, &["gus", "fay", "eve", "bob", "dan"]).await;
    // Who comes back comes first, and who is gone makes room for one from before.
    replies.push(replied(&mut world, &root, "eve").await);
    has(&world, &["eve", "gus", "fay", "bob", "dan"]).await;
    world.keep(delete(&replies[6], "gus")).await;
    has(&world, &["eve", "fay", "bob", "dan", "cid"]).await;
    world.keep(delete(&replies[7], "eve")).await;
    has(&world, &["fay", "eve", "bob", "dan", "cid"]).await;
}

async fn leaving_the_channel(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "bob", "root").await;
    replied(&mut world, &root, "ann").await;
    assert_eq!(inbox(&world, "bob").await, [(root.id, 1)]);
    world.keep(leave(lobby, "bob")).await;
    let kept = world.keep(Box::new(reply(lobby, root.id, "ann"))).await;
    let thread = kept.thread.unwrap();
    let followers = &thread.followers;
    assert!(
        followers
            .iter()
            .all(|(follower, _)| *follower != user("bob"))
    );
    assert_eq!(inbox(&world, "bob").await, []);
    world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert_eq!(inbox(&world, "bob").await, [(root.id, 2)]);
}

async fn who_is_gone_follows_nothing(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "bob", "root").await;
    let left = world.keep(leave(lobby, "bob")).await;
    replied(&mut world, &root, "ann").await;
    // Nobody wrote the system message about his leaving.
    let note = left.notes[0].clone();
    let Payload::Message(note) = note.payload else {
        panic!("a message");
    };
    replied(&mut world, &note, "ann").await;
    world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert_eq!(unread_in(&world, &root, "bob").await, (false, 0));
    assert_eq!(inbox(&world, "bob").await, []);
}

async fn reading(mut world: World) {
    let lobby = world.lobby().await;
    let root = world.say(lobby, "ann", "root").await;
    let first = replied(&mut world, &root, "bob").await;
    let second = replied(&mut world, &root, "bob").await;
    world.keep(mark(&root, "ann", second.seq)).await;
    assert!(
        world.keep(mark(&root, "ann", first.seq)).await.repeated,
        "a late report"
    );
    assert_eq!(unread_in(&world, &root, "ann").await, (true, 0));
    let back = mark_either_way(&root, "ann", first.seq, Direction::Any);
    let kept = world.keep(back).await.thread.unwrap();
    assert_eq!(kept.seen_by(&user("ann")).unread_count, 1);
    // Followed again, it begins with what comes next.
    world.keep(follow(&root, "ann", false)).await;
    replied(&mut world, &root, "bob").await;
    world.keep(follow(&root, "ann", true)).await;
    assert_eq!(unread_in(&world, &root, "ann").await, (true, 0));
}

async fn refused(mut world: World) {
    let lobby = world.lobby().await;
    let elsewhere = world.lobby_named("elsewhere").await;
    let root = world.say(lobby, "ann", "root").await;
    let inner = replied(&mut world, &root, "bob").await;
    let gone = world.say(lobby, "ann", "gone").await;
    world.keep(delete(&gone, "ann")).await;
    for (channel, root, expected) in [
        (lobby, inner.id, "invalid"),
        (elsewhere, root.id, "not found"),
        (lobby, gone.id, "deleted"),
        (lobby, MessageId(987_654), "not found"),
    ] {
        let error = world.try_keep(Box::new(reply(channel, root, "bob"))).await;
        let matches = match error.unwrap_err() {
            Error::Invalid(_) => expected == "invalid",
            Error::NotFound => expected == "not found",
            Error::Deleted => expected == "deleted",
            _ => false,
        };
        assert!(matches, "{expected}");
    }
    let beyond = world.try_keep(mark(&root, "ann", 99)).await;
    assert!(matches!(beyond, Err(Error::Invalid(_))));
    let threadless = world.say(lobby, "ann", "no replies").await;
    for change in [
        follow(&threadless, "ann", true),
        mark(&threadless, "ann", 1),
    ] {
        assert_eq!(world.try_keep(change).await.unwrap_err(), Error::NotFound);
    }
    let misplaced = FollowThread {
        root: MessageRef {
            channel_id: elsewhere,
            message_id: root.id,
        },
        user: user("ann"),
        follow: true,
    };
    assert_eq!(
        world.try_keep(Box::new(misplaced)).await.unwrap_err(),
        Error::NotFound
    );
}

async fn the_inbox_is_paged(mut world: World) {
    let lobby = world.lobby().await;
    let mut roots = Vec::new();
    for n in 0..7 {
        let root = world.say(lobby, "ann", &format!("{n}")).await;
        replied(&mut world, &root, "bob").await;
        roots.push(root);
    }
    for n in [1, 4, 6] {
        world.keep(mark(&roots[n], "ann", roots[n].seq + 1)).await;
    }
    let expected: Vec<_> = [5, 3, 2, 0, 6, 4, 1].map(|n| roots[n].id).into();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = threads::inbox(&world.db, &user("ann"), cursor.as_deref(), 2).await;
        let page = page.unwrap();
        assert_eq!(page.unread, 4);
        seen.extend(page.threads.items.iter().map(|item| item.thread_id));
        cursor = page.threads.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, expected);
    let odd = threads::inbox(&world.db, &user("ann"), Some("[\"x\",\"1\"]"), 2).await;
    assert!(matches!(odd, Err(Error::Invalid(_))));
}
