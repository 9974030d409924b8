//! A panic in an actor costs only a restart: its state is rebuilt, and others are not affected.

use std::{pin::pin, sync::Arc, time::Duration};

use entity::{
    change::By,
    ids::ChannelId,
    ledgers::tickets::{AddTicket, NewTicket},
    model::Message,
};
use ractor::{ActorCell, ActorRef};

use super::support::{World, in_time, message, until};
use crate::{
    channels::ChannelMsg,
    clock,
    commands::{RemoveMember, ScheduleMessage, SetReminder},
    delivery::messages::PresenceMsg,
    protocol::CloseCode,
    sessions::SessionMsg,
    tickets::TicketsMsg,
};

/// Sends a message of ann's, again after each `busy`, as a client does.
async fn say_until_kept(world: &World, channel: ChannelId, text: &str) -> Arc<Message> {
    let command = message(channel, text);
    in_time(text, async {
        loop {
            match world.execute("ann", command.clone()).await {
                Ok(reply) => return reply.message,
                Err(failure) if failure.retry_after_ms.is_some() => {}
                other => panic!("{other:?}"),
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_channel_that_panics_loses_nothing_and_affects_nobody_else() {
    let world = World::new().await;
    let channel = world.channel("fragile").await;
    let other = world.channel("steady").await;
    let mut bob = world.connect("bob", None).await;
    let mut kept = Vec::new();
    for round in 0..100 {
        let actor = world.live(channel).actor;
        drop(actor.cast(ChannelMsg::Panic));
        // Whether a command arrives before or after the crash is noticed, it is answered, with the message or with
        // `busy`.
        let reply = say_until_kept(&world, channel, &format!("round {round}")).await;
        kept.push(reply.seq);
        if round % 10 == 0 {
            world.say("ann", other, "undisturbed").await;
        }
    }
    let told = bob.channel_events(channel, kept.len()).await;
    assert_eq!(told.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), kept);
    let first = kept[0];
    assert_eq!(
        kept,
        (first..first + 100).collect::<Vec<_>>(),
        "no gap, none twice"
    );
}

#[tokio::test]
async fn committed_changes_are_announced_after_the_restart() {
    let world = World::new().await;
    let channel = world.channel("fragile").await;
    let mut bob = world.connect("bob", None).await;
    let before = world.say("ann", channel, "before").await;
    bob.channel_events(channel, 1).await;
    // Committed without the channel, like a crash between commit and announcement.
    let change = entity::ledgers::messages::PostMessage {
        channel_id: channel,
        user: "ann".into(),
        client_id: None,
        text: entity::text::MessageText::parse("kept, not told".into()).expect("valid"),
        kind: entity::model::MessageKind::Text,
        reply_to_id: None,
        forwarded_from: None,
        thread: None,
        ticket_reference: None,
        files: Vec::new(),
        mentions: Vec::new(),
        addressed: entity::notify::Addressed::default(),
        shows_to: Vec::new(),
    };
    let entry = entity::ledgers::Entry::new(before.created_at, change);
    let mut memory = entity::Memory::default();
    let kept = entity::commit(world.engine.database(), &mut memory, &[entry]).await;
    assert!(kept[0].is_ok(), "{kept:?}");
    drop(world.live(channel).actor.cast(ChannelMsg::Panic));
    let told = bob.event("message_received").await;
    assert_eq!(told["message"]["text"], "kept, not told");
    assert_eq!(told["seq"], before.seq + 1);
}

#[tokio::test]
async fn a_restarted_channel_waits_for_its_predecessors_changes() {
    let world = World::new().await;
    let channel = world.channel("fragile").await;
    let other = world.channel("steady").await;
    let mut bob = world.connect("bob", None).await;
    let mut eve = world.connect("eve", None).await;
    let store = &world.engine.services.store;

    let held = store.hold().await;
    let remove = RemoveMember {
        channel_id: channel,
        user_id: "bob".into(),
    };
    let mut removal = pin!(world.execute("ann", remove));
    tokio::select! {
        answer = &mut removal => panic!("answered before it was kept: {answer:?}"),
        () = until("it is handed to the store", || store.unwritten() == 1) => {}
    }
    let crashed = world.live(channel).actor;
    drop(crashed.cast(ChannelMsg::Panic));
    until("the channel is alive again", || {
        let live = world.services().channels.live_channel(channel);
        live.is_some_and(|live| live.actor.get_id() != crashed.get_id())
    })
    .await;
    let mut next = pin!(world.execute("ann", message(channel, "bob is gone")));
    // A channel that does not wait would decide this with bob still a member. The delay does not matter to one that
    // waits.
    let unwaited = tokio::time::timeout(Duration::from_millis(300), async {
        tokio::select! {
            answer = &mut next => panic!("answered before it was kept: {answer:?}"),
            () = until("it is handed to the store too", || store.unwritten() == 2) => {}
        }
    });
    assert!(
        unwaited.await.is_err(),
        "decided by a state that is not kept yet"
    );
    drop(held);
    let (removed, posted) = tokio::join!(removal, next);
    assert!(removed.is_err_and(|failure| failure.retry_after_ms.is_some()));
    let posted = posted.expect("posts").message.seq;
    assert_eq!(
        eve.channel_events(channel, 3).await,
        [
            ("user_left".to_owned(), posted - 2),
            ("message_received".to_owned(), posted - 1),
            ("message_received".to_owned(), posted)
        ]
    );
    world.say("ann", other, "elsewhere").await;
    loop {
        let frame = bob.next().await;
        let data = &frame[2];
        if data["stream"] == "channel" {
            assert_eq!(data["channelId"], other.0, "bob is sent {frame}");
            break;
        }
    }
}

#[tokio::test]
async fn a_session_that_panics_is_closed_for_its_client_to_resume() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let bob = world.connect("bob", None).await;
    let mut eve = world.connect("eve", None).await;
    drop(bob.session.actor.cast(SessionMsg::Panic));
    assert_eq!(bob.closing().await, CloseCode::GoingDown);
    until("its place is given up", || world.engine.connected() == 1).await;
    let said = world.say("ann", channel, "undisturbed").await;
    assert_eq!(eve.channel_events(channel, 1).await[0].1, said.seq);
}

#[tokio::test]
async fn a_presence_actor_that_panics_recovers_everyones_presence() {
    let world = World::new().await;
    world.channel("general").await;
    let mut ann = world.connect("ann", None).await;
    let _bob = world.connect("bob", None).await;
    for _ in 0..10 {
        world.services().directory.to_presence(PresenceMsg::Panic);
    }
    let eve = world.connect("eve", None).await;
    loop {
        let told = ann.event("presence_updated").await;
        if told["user"] == "eve" {
            assert_eq!(told["status"], "online");
            break;
        }
    }
    let late = world.connect("ann", None).await;
    assert_eq!(late.snapshot["presence"]["bob"]["status"], "online");
    drop(eve);
}

#[tokio::test]
async fn tickets_are_watched_again_after_their_actor_panics() {
    let world = World::new().await;
    world.channel("general").await;
    let mut bob = world.connect("bob", None).await;
    let watcher = || -> Option<ActorCell> {
        let mut standing = world.engine.standing().into_iter();
        standing.find(|cell| cell.is_message_type_of::<TicketsMsg>() == Some(true))
    };
    // Each crash doubles the pause before the restart.
    for _ in 0..3 {
        let crashed = watcher().expect("it runs");
        let actor = ActorRef::<TicketsMsg>::from(crashed.clone());
        drop(actor.cast(TicketsMsg::Panic));
        until("another one watches", || {
            watcher().is_some_and(|cell| cell.get_id() != crashed.get_id())
        })
        .await;
    }
    let orvale = world.elsewhere().await;
    // What its first look finds is no news.
    for number in 1.. {
        let ticket = NewTicket {
            submission_id: format!("HD-{number}"),
            user_name: "bob".into(),
            submitted_by: "bob".into(),
            title: "Printer".into(),
            description: "It does not print.".into(),
            priority: "low".into(),
            status: "pending".into(),
            assigned_to: None,
            team: None,
        };
        let by = By::Server;
        let added = entity::commit_alone(&orvale, clock::now(), AddTicket { ticket, by }).await;
        added.expect("adds a ticket");
        let told = bob.event("ticket_updated");
        if let Ok(told) = tokio::time::timeout(Duration::from_secs(2), told).await {
            let number = told["number"].as_str().expect("a number");
            assert!(number.starts_with("HD-"), "{number}");
            break;
        }
    }
}

#[tokio::test]
async fn a_schedule_that_panics_sends_everything_once() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    let first = world.say("ann", channel, "remember").await;
    let at = clock::now() + 4_000;
    let remind = SetReminder {
        message_id: first.id,
        at,
    };
    world.execute("ann", remind).await.expect("sets a reminder");
    for number in 0..20 {
        let schedule = ScheduleMessage {
            channel_id: channel,
            message: format!("later {number}"),
            at,
            thread_id: None,
            file_ids: None,
            confirmed: None,
        };
        world.execute("ann", schedule).await.expect("schedules");
    }
    // Just before they are due, and while they are sent.
    let left = at - clock::now() - 100;
    tokio::time::sleep(Duration::from_millis(left.max(0).cast_unsigned())).await;
    for _ in 0..4 {
        world.engine.panic_schedule();
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
    let told = bob.channel_events(channel, 21).await;
    let seqs: Vec<_> = told.iter().map(|(_, seq)| *seq).collect();
    assert_eq!(seqs, (first.seq..=first.seq + 20).collect::<Vec<_>>());
    assert_eq!(ann.event("notification").await["kind"], "reminder");
    // Nothing is sent a second time.
    world.engine.panic_schedule();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let last = world.say("bob", channel, "@ann that was all").await;
    assert_eq!(last.seq, first.seq + 21);
    assert_eq!(ann.event("notification").await["kind"], "mention");
}

#[tokio::test]
async fn answers_are_correct_after_the_store_panics() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut bob = world.connect("bob", None).await;
    let mut kept = Vec::new();
    // Each crash doubles the pause before the restart.
    for round in 0..4 {
        let texts: Vec<_> = (0..40).map(|n| format!("{round}, {n}")).collect();
        let sent = texts
            .iter()
            .map(|text| say_until_kept(&world, channel, text));
        let panic = async { world.engine.services.store.panic() };
        let (answers, ()) = tokio::join!(futures_util::future::join_all(sent), panic);
        for (text, answer) in texts.iter().zip(&answers) {
            assert_eq!(*text, answer.text, "the answer to another message");
        }
        kept.extend(answers.iter().map(|answer| answer.seq));
    }
    kept.sort_unstable();
    let told = bob.channel_events(channel, kept.len()).await;
    assert_eq!(told.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), kept);
}
