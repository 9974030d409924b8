//! One order: the changes of a batch take the channel's positions in order.

use entity::{
    Backend, Error,
    change::Committed,
    event::Payload,
    ids::ChannelId,
    ledgers::{
        messages::{DeleteMessage, EditMessage},
        reactions::{ReactionAdded, ReactionRemoved},
    },
    model::{ChannelKind, ChannelRole},
    queries::{channels, messages},
};

use sea_orm::TransactionTrait;

use super::world::{
    World, delete, edit, join, leave, new_message, nowhere, on_both, post, react, read, renamed,
    unreact, user, words,
};

on_both!(
    mixed,
    interleaved,
    neighbours,
    net_effects,
    cold_memory,
    remembered_reactions,
    reaction_limit,
    creations,
    busy_readers
);

async fn mixed(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "one").await;
    let results = world
        .batch(vec![
            post(lobby, "bob", "two"),
            react(&first, "bob", "👍"),
            edit(&first, "one, edited"),
            join(lobby, "dora", ChannelRole::Admin),
            post(lobby, "dora", "hello"),
            Box::new(renamed(lobby, "ann", "hall")),
            react(&first, "cid", "👍"),
            delete(&first, "ann"),
            leave(lobby, "cid"),
            post(lobby, "ann", "last"),
        ])
        .await;
    let events: Vec<_> = results
        .iter()
        .map(|result| result.as_ref().unwrap().channel_event.clone().unwrap())
        .collect();
    let notes = |result: &Result<Committed, _>| result.as_ref().unwrap().notes.clone();
    let notes: Vec<_> = results.iter().flat_map(notes).collect();
    assert_eq!(notes.len(), 3, "who joined, who left, and the name");
    let mut seqs: Vec<_> = events.iter().chain(&notes).map(|event| event.seq).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (2..=14).collect::<Vec<_>>());
    assert_eq!(events[2].name, "message_updated");
    let edited = events[2].message().unwrap();
    // The event has the message as it is after the batch, which deletes it.
    assert_eq!(
        (edited.text.as_str(), edited.deleted_at),
        ("", Some(events[7].at))
    );
    let Payload::Channel(hall) = &events[5].payload else {
        panic!("{:?}", events[5])
    };
    assert_eq!(
        (hall.name.as_str(), hall.member_count, hall.seq),
        ("hall", 4, 8)
    );
    assert_eq!(hall.last_message_at, Some(events[4].at));
    let tombstone = messages::get(&world.db, first.id).await.unwrap().unwrap();
    assert_eq!(
        (tombstone.text.as_str(), tombstone.reactions.len()),
        ("", 0)
    );
    let roster = channels::roster(&world.db, lobby).await.unwrap().unwrap();
    let names: Vec<_> = roster
        .members
        .iter()
        .map(|(user, _)| user.as_str())
        .collect();
    assert_eq!(names, ["ann", "bob", "dora"]);
    assert_eq!((roster.channel.seq, roster.channel.member_count), (14, 3));
    assert_eq!(roster.channel.last_message_at, Some(events[9].at));
    assert_eq!(
        roster.standing(&user("dora")).membership.unwrap().role,
        ChannelRole::Admin
    );
}

async fn interleaved(mut world: World) {
    let one = world.lobby().await;
    let other = world
        .create(ChannelKind::Private, "other", &["ann", "bob"])
        .await;
    let whats = (0..300).map(|n| post(if n % 3 == 0 { other } else { one }, "ann", "x"));
    let results = world.batch(whats.collect()).await;
    let (mut next, mut ids) = (std::collections::HashMap::new(), Vec::new());
    for result in results {
        let message = result.unwrap().message.unwrap();
        let seq = next.entry(message.channel_id).or_insert(0);
        *seq += 1;
        assert_eq!(message.seq, *seq);
        ids.push(message.id);
    }
    assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!((next[&one], next[&other]), (200, 100));
}

async fn neighbours(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "one").await;
    let elsewhere = entity::change::MessageRef {
        channel_id: world.create(ChannelKind::Private, "p", &["ann"]).await,
        message_id: first.id,
    };
    let mut astray = new_message(lobby, "ann", "re");
    astray.reply_to_id = Some(nowhere(lobby).message_id);
    let results = world
        .batch(vec![
            post(lobby, "ann", "two"),
            post(ChannelId(404), "ann", "lost"),
            Box::new(EditMessage {
                thread: None,
                message: nowhere(lobby),
                by: user("ann"),
                text: words("x"),
                mentions: vec![],
                addressed: entity::notify::Addressed::default(),
            }),
            Box::new(DeleteMessage {
                message: elsewhere,
                by: user("ann"),
            }),
            Box::new(astray),
            read(lobby, "dora", 1),
            read(lobby, "bob", 99),
            join(lobby, "nobody", ChannelRole::Member),
            post(lobby, "bob", "three"),
        ])
        .await;
    assert_eq!(
        results[0].as_ref().unwrap().message.as_ref().unwrap().seq,
        2
    );
    for missing in [1, 2, 3, 5] {
        assert_eq!(results[missing], Err(Error::NotFound), "{missing}");
    }
    for invalid in [4, 6, 7] {
        assert!(
            matches!(results[invalid], Err(Error::Invalid(_))),
            "{:?}",
            results[invalid]
        );
    }
    assert!(
        results[7]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("nobody")
    );
    assert_eq!(
        results[8].as_ref().unwrap().message.as_ref().unwrap().seq,
        3
    );
}

async fn net_effects(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "one").await;
    world.keep(react(&message, "ann", "🎉")).await;
    world
        .batch(vec![
            react(&message, "bob", "👍"),
            unreact(&message, "bob", "👍"),
            unreact(&message, "ann", "🎉"),
            react(&message, "ann", "🎉"),
            react(&message, "cid", "👀"),
            join(lobby, "dora", ChannelRole::Member),
            leave(lobby, "dora"),
            leave(lobby, "bob"),
            join(lobby, "bob", ChannelRole::Admin),
        ])
        .await
        .into_iter()
        .for_each(|result| assert!(result.unwrap().channel_event.is_some()));
    let now = messages::get(&world.db, message.id).await.unwrap().unwrap();
    let kinds: Vec<_> = now
        .reactions
        .iter()
        .map(|kind| kind.emoji.as_str())
        .collect();
    assert_eq!(kinds, ["🎉", "👀"]);
    let roster = channels::roster(&world.db, lobby).await.unwrap().unwrap();
    assert_eq!((roster.members.len(), roster.channel.member_count), (3, 3));
    assert_eq!(
        roster.standing(&user("bob")).membership.unwrap().role,
        ChannelRole::Admin
    );
    let bob = channels::view(&world.db, lobby, &user("bob"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((bob.last_read_seq, bob.unread_count), (bob.channel.seq, 0));
}

async fn cold_memory(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "one").await;
    world.memory = entity::Memory::default();
    let second = world.say(lobby, "ann", "two").await;
    assert_eq!(second.seq, 2);
    assert!(second.id > first.id);
    // Another writer advances the streams; retries resolve every conflict.
    let stale = std::mem::take(&mut world.memory);
    world.memory = entity::Memory::default();
    let third = world.say(lobby, "bob", "three").await;
    world.memory = stale;
    let fourth = world.say(lobby, "ann", "four").await;
    assert_eq!((third.seq, fourth.seq), (3, 4));
    assert_ne!(fourth.id, third.id);
    // A reaction is no row of `chat_messages`, so only the fence notices that it took the next position.
    let stale = std::mem::take(&mut world.memory);
    let reacted = world.keep(react(&fourth, "bob", "👍")).await;
    world.memory = stale;
    let next = world.say(lobby, "ann", "five").await;
    let reacted = reacted.channel_event.unwrap();
    assert_eq!((reacted.seq, next.seq), (5, 6));
    // Nor does the writer trust what it remembers of a message's reactions.
    world.keep(unreact(&next, "eve", "👍")).await;
    let stale = std::mem::take(&mut world.memory);
    world.keep(react(&next, "bob", "👍")).await;
    world.memory = stale;
    assert_eq!(count(&world.keep(react(&next, "eve", "👍")).await), 2);
    assert!(world.keep(react(&next, "bob", "👍")).await.repeated);
}

/// Counts are right whatever the writer remembers.
async fn remembered_reactions(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "one").await;
    for round in 0..3 {
        assert_eq!(count(&world.keep(react(&message, "bob", "👍")).await), 1);
        assert_eq!(count(&world.keep(react(&message, "eve", "👍")).await), 2);
        assert!(world.keep(react(&message, "bob", "👍")).await.repeated);
        if round == 1 {
            world.memory = entity::Memory::default();
        }
        let kept = world.keep(unreact(&message, "bob", "👍")).await;
        let removed: ReactionRemoved = kept.channel_event.unwrap().fact().unwrap();
        assert_eq!(removed.count, 1);
        world.keep(unreact(&message, "eve", "👍")).await;
    }
    world.keep(react(&message, "bob", "👍")).await;
    let batch = vec![delete(&message, "ann"), unreact(&message, "bob", "👍")];
    let kept = world.batch(batch).await.pop().unwrap().unwrap();
    assert!(kept.repeated, "the message is gone with its reactions");
    assert!(world.keep(unreact(&message, "bob", "👍")).await.repeated);
    assert!(world.try_keep(react(&message, "eve", "👍")).await.is_err());
}

/// The count of an added reaction.
fn count(kept: &Committed) -> i64 {
    let event = kept.channel_event.as_ref().unwrap();
    event.fact::<ReactionAdded>().unwrap().count
}

const EMOJI: [&str; 52] = [
    "😀", "😃", "😄", "😁", "😆", "😅", "🤣", "😂", "🙂", "🙃", "😉", "😊", "😇", "🥰", "😍", "🤩",
    "😘", "😗", "😚", "😙", "😋", "😛", "😜", "🤪", "😝", "🤑", "🤗", "🤭", "🤫", "🤔", "🤐", "🤨",
    "😐", "😑", "😶", "😏", "😒", "🙄", "😬", "🤥", "😌", "😔", "😪", "🤤", "😴", "😷", "🤒", "🤕",
    "🤢", "🤮", "🤧", "🥵",
];

async fn reaction_limit(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "one").await;
    let many = (0..51).map(|n| react(&message, "ann", EMOJI[n]));
    let results = world.batch(many.collect()).await;
    assert!(results[..50].iter().all(Result::is_ok));
    assert!(matches!(results[50], Err(Error::Invalid(_))));
    assert!(
        world
            .try_keep(react(&message, "bob", EMOJI[7]))
            .await
            .is_ok()
    );
    assert!(
        world
            .try_keep(react(&message, "bob", EMOJI[51]))
            .await
            .is_err()
    );
}

async fn creations(mut world: World) {
    let new = super::world::new_channel(ChannelKind::Private, "plans", &["ann", "bob"]);
    let created = world.keep(Box::new(new)).await;
    let view = created.channel.unwrap();
    assert_eq!((view.role, view.channel.seq), (Some(ChannelRole::Owner), 0));
    assert_eq!((view.channel.member_count, view.unread_count), (2, 0));
    let told: Vec<_> = created
        .user_events
        .iter()
        .map(|event| event.user.as_str())
        .collect();
    assert_eq!(told, ["ann", "bob"]);
    for event in &created.user_events {
        let Payload::Joined(joined) = &event.payload else {
            panic!("{event:?}")
        };
        assert_eq!((event.name.as_ref(), event.seq), ("channel_joined", 1));
        assert_eq!(joined.channel, view.channel);
    }
    for (kind, name, members) in [
        (ChannelKind::Public, "x", &["ann", "ghost"][..]),
        (ChannelKind::Direct, "", &["ann", "ann"]),
    ] {
        let new = super::world::new_channel(kind, name, members);
        let refused = world.try_keep(Box::new(new)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
}

/// What a batch reads of the channels that people join does not wait for others' searches.
async fn busy_readers(mut world: World) {
    let lobby = world.lobby().await;
    let reader = world.db.reader().clone();
    let readers = match world.db.backend() {
        Backend::Sqlite => reader
            .get_sqlite_connection_pool()
            .options()
            .get_max_connections(),
        Backend::Postgres => reader
            .get_postgres_connection_pool()
            .options()
            .get_max_connections(),
    };
    let mut searches = Vec::new();
    for _ in 0..readers {
        searches.push(reader.begin().await.unwrap());
    }
    let kept = world.keep(join(lobby, "dora", ChannelRole::Member)).await;
    let joined = kept
        .user_events
        .iter()
        .find(|event| event.user == user("dora"));
    let Payload::Joined(view) = &joined.unwrap().payload else {
        panic!("the event has no view of the channel");
    };
    assert_eq!(view.channel.id, lobby);
    drop(searches);
}
