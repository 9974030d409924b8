//! The lines that tell of calls in their conversations: written with the call, once, and unread for nobody.

use entity::{
    change::Committed,
    event::ChannelEvent,
    ids::{ChannelId, Millis},
    ledgers::calls::{KeepCall, NoteCall, OpenCall},
    model::{CallStatus, CallType, ChannelKind, Message, NotedCall, SystemEvent, SystemNote},
    queries::{
        calls::{PersonState, StoredCall, StoredPerson, get},
        channels,
    },
};

use super::world::{World, on_both, user};

on_both!(ended, missed_and_ended, ended_once, first_of_a_conversation);

const ANSWERED: Millis = 5_000;

fn person(name: &str, state: PersonState) -> StoredPerson {
    let was_in = state == PersonState::Left;
    StoredPerson {
        user: user(name),
        state: Some(state),
        joined_at: was_in.then_some(ANSWERED),
        left_at: was_in.then_some(ANSWERED + 725_999),
        quality: None,
        devices: Vec::new(),
    }
}

/// ann's call, which is over: with whom she talked, and who missed it.
async fn call_of(
    world: &mut World,
    channel: ChannelId,
    talked: &[&str],
    missed: &[&str],
) -> StoredCall {
    let left = talked.iter().map(|name| person(name, PersonState::Left));
    let missed = missed.iter().map(|name| person(name, PersonState::Missed));
    let going_on = StoredCall {
        id: entity::ids::CallId(0),
        channel_id: Some(channel),
        caller: user("ann"),
        call_type: CallType::Video,
        status: CallStatus::Active,
        started_at: 1_000,
        answered_at: Some(ANSWERED),
        ended_at: None,
        stored_duration: None,
        end_reason: None,
        people: left.chain(missed).collect(),
    };
    let call = going_on.clone();
    let id = world.keep(Box::new(OpenCall { call })).await.call.unwrap();
    StoredCall {
        id,
        status: CallStatus::Ended,
        ended_at: Some(ANSWERED + 725_999),
        end_reason: Some("completed".into()),
        ..going_on
    }
}

fn noted(channel_id: ChannelId, call: &StoredCall, missed: &[&str]) -> Box<NoteCall> {
    Box::new(NoteCall {
        call: call.clone(),
        channel_id,
        missed: missed.iter().map(|name| user(name)).collect(),
        shows_to: Vec::new(),
    })
}

/// The lines that a change wrote, in order.
fn lines(kept: &Committed) -> Vec<Message> {
    let events = kept.channel_event.iter().chain(&kept.notes);
    let line = |event: &ChannelEvent| Message::clone(event.message().unwrap());
    events.map(line).collect()
}

fn says(line: &Message) -> SystemNote {
    SystemNote::clone(line.system.as_ref().unwrap())
}

async fn ended(mut world: World) {
    let lobby = world.lobby().await;
    world.say(lobby, "ann", "hello").await;
    let call = call_of(&mut world, lobby, &["ann", "bob", "cid"], &[]).await;
    let kept = world.keep(noted(lobby, &call, &[])).await;
    let [line] = lines(&kept).try_into().unwrap();
    let note = says(&line);
    assert_eq!(note.event, SystemEvent::CallEnded);
    assert_eq!(note.user_ids, ["ann", "bob", "cid"].map(user));
    let said = NotedCall {
        session_id: call.id,
        call_type: CallType::Video,
        duration: 725,
    };
    assert_eq!(note.call, Some(said));
    assert_eq!(line.text, "ann called. 12 min with bob and cid.");
    assert!(kept.user_events.is_empty(), "nobody is notified");
    for name in ["bob", "cid"] {
        let views = channels::list(&world.db, &user(name)).await.unwrap();
        let view = views.iter().find(|view| view.channel.id == lobby).unwrap();
        assert_eq!((view.unread_count, view.channel.seq), (1, line.seq));
        assert_eq!(view.last_message.as_ref().unwrap().text, "hello");
        assert_eq!(view.channel.last_message_at, Some(line.created_at));
    }
    let stored = get(&world.db, call.id).await.unwrap().unwrap();
    assert_eq!(stored.ended_at, call.ended_at);
}

/// Somebody who was asked later misses the call that ends.
async fn missed_and_ended(mut world: World) {
    let lobby = world.lobby().await;
    let call = call_of(&mut world, lobby, &["ann", "bob"], &["cid"]).await;
    let kept = world.keep(noted(lobby, &call, &["cid"])).await;
    let [missed, ended] = lines(&kept).try_into().unwrap();
    assert_eq!(says(&missed).event, SystemEvent::MissedCall);
    assert_eq!(says(&ended).event, SystemEvent::CallEnded);
    assert_eq!(ended.seq, missed.seq + 1);
    assert_eq!(says(&ended).user_ids, ["ann", "bob"].map(user));
    let told: Vec<_> = kept.user_events.iter().map(|event| &event.user).collect();
    assert_eq!(told, [&user("cid")], "of the missed call");

    // While the call goes on, there is no line of its end.
    let over = call_of(&mut world, lobby, &["ann", "bob"], &["cid"]).await;
    let going_on = StoredCall {
        ended_at: None,
        ..over
    };
    let kept = world.keep(noted(lobby, &going_on, &["cid"])).await;
    let [missed] = lines(&kept).try_into().unwrap();
    assert_eq!(says(&missed).event, SystemEvent::MissedCall);
}

/// A call that is over stays as it is, whoever ends it again, in the same batch or a later one.
async fn ended_once(mut world: World) {
    let lobby = world.lobby().await;
    let call = call_of(&mut world, lobby, &["ann", "bob"], &[]).await;
    let twice = vec![
        noted(lobby, &call, &[]) as super::world::What,
        noted(lobby, &call, &[]),
    ];
    let [first, second] = world.batch(twice).await.try_into().unwrap();
    assert_eq!(lines(&first.unwrap()).len(), 1);
    let second = second.unwrap();
    assert!(second.repeated && lines(&second).is_empty());
    let going_on = StoredCall {
        ended_at: None,
        status: CallStatus::Active,
        ..call.clone()
    };
    let kept = world.keep(Box::new(KeepCall { call: going_on })).await;
    assert!(kept.repeated);
    let longer = StoredCall {
        ended_at: call.ended_at.map(|at| at + 60_000),
        ..call.clone()
    };
    let again = world.keep(noted(lobby, &longer, &["cid"])).await;
    assert!(again.repeated && lines(&again).is_empty() && again.user_events.is_empty());
    let stored = get(&world.db, call.id).await.unwrap().unwrap();
    assert_eq!(
        (stored.status, stored.ended_at),
        (CallStatus::Ended, call.ended_at)
    );
}

/// A direct conversation appears with the first call in it, as with a first message.
async fn first_of_a_conversation(mut world: World) {
    let both = world.create(ChannelKind::Direct, "", &["ann", "bob"]).await;
    let listed = async |world: &World| channels::list(&world.db, &user("bob")).await.unwrap();
    assert!(listed(&world).await.is_empty());
    let call = call_of(&mut world, both, &["ann", "bob"], &[]).await;
    let mut change = noted(both, &call, &[]);
    change.shows_to = vec![user("bob")];
    let kept = world.keep(change).await;
    let [shown] = &kept.user_events[..] else {
        panic!("{:?}", kept.user_events);
    };
    assert_eq!(
        (&shown.user, &*shown.name),
        (&user("bob"), "channel_joined")
    );
    assert_eq!(listed(&world).await[0].channel.id, both);
}
