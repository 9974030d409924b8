//! Nothing is missed: a client that applies the replay from any position reaches the current state.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    Error,
    event::{ChannelEvent, Fact as _, Payload, UserEvent},
    ids::{ChannelId, MessageId, UserId},
    ledgers::{
        members::{UserJoined, UserLeft},
        messages::MessageDeleted,
        notifications::Notification,
        reactions::{ReactionAdded, ReactionRemoved},
        reads::ReadUpdated,
    },
    model::{ChannelRole, Message},
    queries::{channels, messages},
    replay,
};
use sea_orm::ConnectionTrait;

use super::world::{
    What, World, delete, edit, join, leave, mentioning, on_both, post, react, read, renamed,
    unreact, unread, user,
};

on_both!(from_every_position, own_streams, too_far_back);

/// A client's state of one channel.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    messages: BTreeMap<MessageId, (Message, BTreeSet<(String, UserId)>)>,
    members: BTreeMap<UserId, ChannelRole>,
    name: Option<String>,
}

impl Seen {
    fn put(&mut self, mut message: Message) {
        let kinds = std::mem::take(&mut message.reactions);
        let given = kinds.into_iter().flat_map(|kind| {
            let emoji = kind.emoji;
            kind.users
                .into_iter()
                .map(move |user| (emoji.clone(), user))
        });
        let given = given.collect();
        self.messages.insert(message.id, (message, given));
    }

    fn apply(&mut self, event: &ChannelEvent) {
        match &event.payload {
            Payload::Message(message) => self.put(Message::clone(message)),
            Payload::Channel(channel) => self.name = Some(channel.name.clone()),
            Payload::Joined(_) => unreachable!("it is an event of a user's stream"),
            Payload::Fact(_) => self.apply_fact(event),
        }
    }

    fn apply_fact(&mut self, event: &ChannelEvent) {
        if let Some(fact) = event.fact::<MessageDeleted>() {
            let (message, given) = self.messages.get_mut(&fact.message_id).unwrap();
            message.text.clear();
            message.deleted_at = Some(fact.deleted_at);
            given.clear();
        } else if let Some(fact) = event.fact::<ReactionAdded>() {
            let (_, given) = self.messages.get_mut(&fact.message_id).unwrap();
            given.insert((fact.emoji, fact.user));
        } else if let Some(fact) = event.fact::<ReactionRemoved>() {
            let (_, given) = self.messages.get_mut(&fact.message_id).unwrap();
            given.remove(&(fact.emoji, fact.user));
        } else if let Some(fact) = event.fact::<UserJoined>() {
            self.members.insert(fact.user, fact.role);
        } else if let Some(fact) = event.fact::<UserLeft>() {
            self.members.remove(&fact.user);
        } else {
            panic!("{event:?}")
        }
    }
}

/// A fixed sequence of random numbers, so that failures are repeatable.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn any<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

fn random_change(dice: &mut Dice, lobby: ChannelId, written: &[Message]) -> What {
    let who = *dice.any(&["ann", "bob", "cid", "dora"]);
    let emoji = *dice.any(&["👍", "🎉"]);
    match (dice.roll(12), written.is_empty()) {
        (0..=3, _) | (_, true) => post(lobby, who, "words"),
        (4, _) => edit(dice.any(written), &format!("edit {}", dice.roll(4))),
        (5, _) => delete(dice.any(written), who),
        (6..=7, _) => react(dice.any(written), who, emoji),
        (8, _) => unreact(dice.any(written), who, emoji),
        (9, _) => join(
            lobby,
            who,
            *dice.any(&[ChannelRole::Member, ChannelRole::Admin]),
        ),
        (10, _) => leave(lobby, who),
        _ => Box::new(renamed(lobby, who, &format!("name {}", dice.roll(3)))),
    }
}

/// Applies random changes in batches, and returns all resulting events.
async fn live(world: &mut World, lobby: ChannelId) -> Vec<ChannelEvent> {
    let (mut dice, mut written, mut events) = (Dice(42), Vec::new(), Vec::new());
    for _ in 0..30 {
        let size = 1 + dice.roll(9);
        let whats = (0..size)
            .map(|_| random_change(&mut dice, lobby, &written))
            .collect();
        for result in world.batch(whats).await {
            match result {
                Ok(kept) => {
                    if let Some(event) = kept.channel_event {
                        if event.name == "message_received" {
                            written.push(Message::clone(event.message().unwrap()));
                        }
                        events.push(event);
                        events.extend(kept.notes);
                    }
                }
                Err(error) => assert_eq!(error, Error::Deleted),
            }
        }
    }
    events
}

async fn from_every_position(mut world: World) {
    let lobby = world.lobby().await;
    let mut start = Seen::default();
    for who in ["ann", "bob", "cid"] {
        let role = if who == "ann" {
            ChannelRole::Owner
        } else {
            ChannelRole::Member
        };
        start.members.insert(user(who), role);
    }
    let events = live(&mut world, lobby).await;
    let seqs: Vec<_> = events.iter().map(|event| event.seq).collect();
    let last = i64::try_from(events.len()).unwrap();
    assert_eq!(seqs, (1..=last).collect::<Vec<_>>());
    assert!(last > 80, "only {last} events");

    let mut states = vec![start];
    for event in &events {
        let mut next = states.last().unwrap().clone();
        next.apply(event);
        states.push(next);
    }
    let end = states.last().unwrap();
    for (after, known) in (0i64..).zip(&states) {
        let replayed = replay::channel(&world.db, lobby, after, 10_000)
            .await
            .unwrap();
        assert_eq!(replayed.len() as i64, last - after);
        let mut caught_up = known.clone();
        for (replayed, lived) in replayed
            .iter()
            .zip(&events[usize::try_from(after).unwrap()..])
        {
            assert_eq!((replayed.seq, replayed.at), (lived.seq, lived.at));
            assert_eq!(replayed.name, lived.name);
            caught_up.apply(replayed);
        }
        assert_eq!(&caught_up, end, "after {after}");
    }
    check_against_tables(&world, lobby, end).await;
    let page = replay::channel(&world.db, lobby, 3, 5).await.unwrap();
    assert_eq!(
        page.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [4, 5, 6, 7, 8]
    );
}

async fn check_against_tables(world: &World, lobby: ChannelId, end: &Seen) {
    let mut kept = Seen {
        name: end.name.clone(),
        ..Seen::default()
    };
    for id in end.messages.keys() {
        kept.put(messages::get(&world.db, *id).await.unwrap().unwrap());
    }
    let roster = channels::roster(&world.db, lobby).await.unwrap().unwrap();
    assert_eq!(roster.channel.member_count, roster.members.len() as i64);
    assert_eq!(Some(roster.channel.name), end.name);
    for (user, membership) in roster.members {
        kept.members.insert(user, membership.role);
    }
    assert_eq!(&kept, end);
}

async fn own_streams(mut world: World) {
    let lobby = world.lobby().await;
    let club = world
        .create(entity::model::ChannelKind::Private, "club", &["ann", "bob"])
        .await;
    let mut lived: Vec<UserEvent> = Vec::new();
    for what in [
        post(lobby, "ann", "x"),
        mentioning(lobby, "ann", "@bob", &["bob"]),
        read(lobby, "bob", 1),
        leave(club, "bob"),
        read(lobby, "bob", 2),
        join(club, "bob", ChannelRole::Admin),
        unread(lobby, "bob", 0),
    ] {
        lived.extend(world.keep(what).await.user_events);
    }
    let replayed = replay::user(&world.db, &user("bob"), 2, 100).await.unwrap();
    assert_eq!(replayed.len(), lived.len());
    for (replayed, lived) in replayed.iter().zip(&lived) {
        assert_eq!((replayed.seq, replayed.at), (lived.seq, lived.at));
        match replayed.fact::<ReadUpdated>() {
            Some(read) => assert_eq!(
                (read.last_read_seq, read.unread_count, read.mention_count),
                (0, 2, 1)
            ),
            None if replayed.name == "channel_joined" => {
                let Payload::Joined(view) = &replayed.payload else {
                    panic!("{replayed:?}")
                };
                assert_eq!(
                    (view.channel.id, view.role),
                    (club, Some(ChannelRole::Admin))
                );
            }
            None if replayed.name == Notification::NAME => {
                let read: Notification = replayed.fact().unwrap();
                assert_eq!((read.read, read.silent), (Some(true), Some(true)));
                assert_eq!(read.message_seq, Some(2));
            }
            None => assert_eq!(replayed, lived),
        }
    }
    let (_, seq) = channels::snapshot(&world.db, &user("bob")).await.unwrap();
    assert_eq!(Some(seq), replayed.last().map(|event| event.seq));
    let page = replay::user(&world.db, &user("bob"), 0, 2).await.unwrap();
    assert_eq!(
        page.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(
        replay::user(&world.db, &user("bob"), seq, 2).await,
        Ok(vec![])
    );
    assert_eq!(
        replay::user(&world.db, &user("root"), 0, 2).await,
        Ok(vec![])
    );
}

async fn too_far_back(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "x").await;
    for emoji in ["👍", "🎉", "👀"] {
        world.keep(react(&message, "bob", emoji)).await;
    }
    let replayed = async |after| replay::channel(&world.db, lobby, after, 10).await;
    assert_eq!(replayed(4).await, Ok(vec![]));
    for wrong in [5, -1] {
        assert_eq!(replayed(wrong).await, Err(Error::TooFarBack(wrong)));
    }
    let forget = "DELETE FROM chat_events WHERE seq <= 2";
    world.db.writer().execute_unprepared(forget).await.unwrap();
    assert_eq!(replayed(0).await, Err(Error::TooFarBack(0)));
    assert_eq!(replayed(2).await.unwrap().len(), 2);
    let missing = replay::channel(&world.db, ChannelId(77), 0, 1).await;
    assert_eq!(missing, Err(Error::NotFound));
    let forget = "DELETE FROM chat_user_events";
    world.db.writer().execute_unprepared(forget).await.unwrap();
    assert_eq!(
        replay::user(&world.db, &user("bob"), 0, 9).await,
        Err(Error::TooFarBack(0))
    );
    assert_eq!(
        replay::user(&world.db, &user("bob"), 9, 9).await,
        Err(Error::TooFarBack(9))
    );
}
