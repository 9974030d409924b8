//! Files: who may have one, what holds it, and when it is deleted.

use entity::{
    Error,
    ids::{FileId, MessageId},
    ledgers::{
        files::{DiscardFile, ExpireFiles, ForgetFiles, JudgeFile},
        members::RemoveMember,
        messages::PostMessage,
        scheduled::{CancelScheduled, ScheduleMessage, SendScheduled, UpdateScheduled},
    },
    model::{BlockedFor, ChannelKind, FileCheck, Message, MessageKind},
    queries::{files, messages, scheduled},
};

use super::world::{World, at, client, delete, new_message, on_both, user, words};

on_both!(
    sending,
    reading_follows_the_message,
    forwarding,
    scheduling,
    unheld_files_expire,
    scanning,
);

fn with_files(post: PostMessage, files: &[&FileId]) -> PostMessage {
    PostMessage {
        files: files.iter().map(|id| (*id).clone()).collect(),
        ..post
    }
}

fn names(message: &Message) -> Vec<&str> {
    message
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect()
}

async fn may_have(world: &World, who: &str, id: &FileId) -> bool {
    let account = world.account(who).await;
    let found = files::readable(&world.db, &account, id).await.unwrap();
    found.is_some()
}

async fn deleted(world: &World) -> Vec<FileId> {
    let found = files::deleted(&world.db, "", 100).await.unwrap();
    found.into_iter().map(|file| file.file.id).collect()
}

async fn sending(mut world: World) {
    let lobby = world.lobby().await;
    let (one, two) = (
        world.upload("ann", "one.png").await,
        world.upload("ann", "two.png").await,
    );
    let bobs = world.upload("bob", "bobs.png").await;
    let mut post = with_files(new_message(lobby, "ann", "look"), &[&two, &one]);
    post.client_id = Some(client("c1"));
    let sent = world.keep(Box::new(post.clone())).await.message.unwrap();
    assert_eq!(names(&sent), ["two.png", "one.png"]);
    assert_eq!(
        (sent.kind, sent.file.as_ref()),
        (MessageKind::Image, sent.files.first())
    );
    let read = messages::get(&world.db, sent.id).await.unwrap().unwrap();
    assert_eq!(read, *sent);
    // The same again is the same message; other files are another one.
    assert_eq!(
        world.keep(Box::new(post.clone())).await.message.unwrap(),
        sent
    );
    post.files.pop();
    let other = world.try_keep(Box::new(post)).await.unwrap_err();
    assert!(matches!(other, Error::Conflict(_)), "{other:?}");
    for wrong in [&one, &bobs, &FileId("nothing".into())] {
        let post = with_files(new_message(lobby, "ann", "x"), &[wrong]);
        assert_eq!(world.try_keep(Box::new(post)).await, Err(Error::NotFound));
    }
    // What is sent cannot be discarded; what is not, by its owner only.
    for (id, who, done) in [
        (&one, "ann", false),
        (&bobs, "ann", false),
        (&bobs, "bob", true),
    ] {
        let discard = DiscardFile {
            id: id.clone(),
            user: user(who),
        };
        assert_eq!(world.keep_alone(discard).await.is_ok(), done);
    }
    assert_eq!(deleted(&world).await, [bobs]);
    world.keep(delete(&sent, "ann")).await;
    let gone = messages::get(&world.db, sent.id).await.unwrap().unwrap();
    assert!(gone.files.is_empty() && gone.file.is_none());
    assert_eq!(deleted(&world).await.len(), 3);
    let all = deleted(&world).await;
    world.keep_alone(ForgetFiles(all)).await.unwrap();
    assert!(files::get(&world.db, &one).await.unwrap().is_none());
}

async fn reading_follows_the_message(mut world: World) {
    let room = world
        .create(ChannelKind::Private, "room", &["ann", "bob"])
        .await;
    let file = world.upload("ann", "a.png").await;
    assert!(may_have(&world, "ann", &file).await);
    assert!(
        !may_have(&world, "bob", &file).await,
        "not before it is sent"
    );
    let post = with_files(new_message(room, "ann", "x"), &[&file]);
    let sent = world.keep(Box::new(post)).await.message.unwrap();
    for (who, may) in [("ann", true), ("bob", true), ("cid", false)] {
        assert_eq!(may_have(&world, who, &file).await, may, "{who}");
    }
    for who in ["bob", "ann"] {
        let remove = RemoveMember {
            channel_id: room,
            user: user(who),
            by: user("ann"),
        };
        world.keep_alone(remove).await.unwrap();
        assert!(!may_have(&world, who, &file).await, "{who} has left");
    }
    world.keep(delete(&sent, "ann")).await;
    assert!(!may_have(&world, "ann", &file).await);
}

async fn forwarding(mut world: World) {
    let room = world
        .create(ChannelKind::Private, "room", &["ann", "bob"])
        .await;
    let other = world
        .create(ChannelKind::Private, "other", &["bob", "cid"])
        .await;
    let file = world.upload("ann", "a.png").await;
    let post = with_files(new_message(room, "ann", "x"), &[&file]);
    let first = world.keep(Box::new(post)).await.message.unwrap();
    let mut forward = new_message(other, "bob", "look");
    forward.forwarded_from = Some(first.id);
    let second = world.keep(Box::new(forward)).await.message.unwrap();
    assert_eq!(names(&second), ["a.png"]);
    assert!(may_have(&world, "cid", &file).await);
    world.keep(delete(&first, "ann")).await;
    assert!(!may_have(&world, "ann", &file).await);
    assert!(may_have(&world, "cid", &file).await && deleted(&world).await.is_empty());
    world.keep(delete(&second, "bob")).await;
    assert_eq!(deleted(&world).await, [file]);
}

async fn scheduling(mut world: World) {
    let lobby = world.lobby().await;
    let (one, two) = (
        world.upload("ann", "one.png").await,
        world.upload("ann", "two.png").await,
    );
    let schedule = |files: &[&FileId]| ScheduleMessage {
        user: user("ann"),
        channel_id: lobby,
        thread_id: None,
        text: words("later"),
        files: files.iter().map(|id| (*id).clone()).collect(),
        due_at: 5,
    };
    let kept = world.keep_alone(schedule(&[&one, &two])).await.unwrap();
    let id = kept.scheduled.unwrap().id;
    let held = async |world: &World| {
        let found = scheduled::get(&world.db, id).await.unwrap().unwrap();
        let held = found.scheduled.files.into_iter().map(|file| file.name);
        held.collect::<Vec<_>>()
    };
    assert_eq!(held(&world).await, ["one.png", "two.png"]);
    let now = with_files(new_message(lobby, "ann", "now"), &[&one]);
    assert_eq!(world.try_keep(Box::new(now)).await, Err(Error::NotFound));
    assert!(
        files::unheld(&world.db, i64::MAX, 10)
            .await
            .unwrap()
            .is_empty()
    );
    // Another choice of files lets the others go.
    let update = UpdateScheduled {
        thread: None,
        id,
        user: user("ann"),
        text: None,
        files: Some(vec![two.clone()]),
        due_at: None,
    };
    world.keep_alone(update).await.unwrap();
    assert_eq!(held(&world).await, ["two.png"]);
    assert_eq!(
        files::unheld(&world.db, i64::MAX, 10).await.unwrap(),
        vec![one.clone()]
    );
    let send = SendScheduled {
        id,
        version: 2,
        user: user("ann"),
        post: Box::new(with_files(new_message(lobby, "ann", "later"), &[&two])),
    };
    let sent = world.keep_alone(send).await.unwrap().message.unwrap();
    assert_eq!(names(&sent), ["two.png"]);
    assert!(may_have(&world, "bob", &two).await);
    // One that is cancelled gives its files back.
    let kept = world.keep_alone(schedule(&[&one])).await.unwrap();
    let cancel = CancelScheduled {
        id: kept.scheduled.unwrap().id,
        user: user("ann"),
    };
    world.keep_alone(cancel).await.unwrap();
    assert_eq!(
        files::unheld(&world.db, i64::MAX, 10).await.unwrap(),
        vec![one.clone()]
    );
    assert!(may_have(&world, "ann", &one).await);
    assert!(
        messages::get(&world.db, MessageId(sent.id.0))
            .await
            .unwrap()
            .is_some()
    );
    let at = at(&sent);
    assert_eq!(at.channel_id, lobby);
}

async fn unheld_files_expire(mut world: World) {
    let lobby = world.lobby().await;
    let (free, held) = (
        world.upload("ann", "free.png").await,
        world.upload("ann", "held.png").await,
    );
    let post = with_files(new_message(lobby, "ann", "x"), &[&held]);
    let before = i64::MAX;
    world.keep(Box::new(post)).await;
    let ids = vec![free.clone(), held.clone()];
    world.keep_alone(ExpireFiles { ids, before }).await.unwrap();
    assert_eq!(deleted(&world).await, vec![free.clone()]);
    assert!(!may_have(&world, "ann", &free).await && may_have(&world, "ann", &held).await);
    world
        .keep_alone(ForgetFiles(vec![free, held.clone()]))
        .await
        .unwrap();
    assert!(
        may_have(&world, "ann", &held).await,
        "only deleted files are forgotten"
    );
}

async fn scanning(mut world: World) {
    let lobby = world.lobby().await;
    let checking = Some(FileCheck::Checking);
    let (good, bad) = (
        world.upload_as("ann", "good.png", checking).await,
        world.upload_as("ann", "bad.png", checking).await,
    );
    let judge = |id: &FileId, blocked_for| JudgeFile {
        id: id.clone(),
        blocked_for,
    };
    let waiting = files::unchecked(&world.db, "", 10).await.unwrap();
    assert_eq!(waiting.len(), 2);
    // What is being checked can be sent, and shows that it is.
    let post = with_files(new_message(lobby, "ann", "x"), &[&good]);
    let sent = world.keep(Box::new(post)).await.message.unwrap();
    assert_eq!(sent.files[0].state, checking);
    world.keep_alone(judge(&good, None)).await.unwrap();
    let reason = Some(BlockedFor::Encrypted);
    world.keep_alone(judge(&bad, reason)).await.unwrap();
    let waiting = files::unchecked(&world.db, "", 10).await.unwrap();
    assert!(waiting.is_empty());
    let found = files::get(&world.db, &good).await.unwrap().unwrap();
    assert_eq!((found.file.state, found.blocked_for), (None, None));
    let found = files::get(&world.db, &bad).await.unwrap().unwrap();
    let blocked = Some(FileCheck::Blocked);
    assert_eq!((found.file.state, found.blocked_for), (blocked, reason));
    // Nothing releases it, and it cannot be sent.
    let again = world.keep_alone(judge(&bad, None)).await;
    assert_eq!(again.unwrap_err(), Error::NotFound);
    let post = with_files(new_message(lobby, "ann", "x"), &[&bad]);
    assert_eq!(world.try_keep(Box::new(post)).await, Err(Error::NotFound));
    let seen = files::witnesses(&world.db, sent.id).await.unwrap();
    assert!(seen.contains(&user("ann")));
}
