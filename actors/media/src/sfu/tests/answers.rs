//! Which offer an answer belongs to, and what becomes of an offer that nobody answers.

use std::time::{Duration, Instant};

use super::super::client::{Client, ROOM, World, sound};
use super::super::codecs::Coding;
use crate::Error;
use crate::event::{Happened, Leg};
use crate::names::{Description, Kinds};

/// Alice speaks, and bob, who has joined, is offered that.
async fn offered() -> (World, Client, Client) {
    let world = World::new().await;
    let mut alice = world.join("alice").await;
    alice.publish(&[Coding::Opus]).await;
    alice.send(sound(1)).await;
    let bob = world.join("bob").await;
    (world, alice, bob)
}

async fn offer(client: &mut Client) -> (Description, String) {
    let offered = client
        .event(|event| matches!(event, Happened::Offered { .. }))
        .await;
    match offered {
        Happened::Offered {
            description, id, ..
        } => (description, id),
        _ => unreachable!(),
    }
}

#[tokio::test]
async fn an_answer_to_an_offer_of_a_former_connection_is_refused() {
    let (world, alice, mut bob) = offered().await;
    let (old, former) = offer(&mut bob).await;
    world
        .media
        .join(ROOM, &bob.me, Kinds::ALL)
        .await
        .expect("starts anew");
    let (new, latest) = offer(&mut bob).await;
    assert_ne!(former, latest);
    let refused = bob.try_answer(old, former).await;
    assert!(matches!(refused, Err(Error::Superseded)), "{refused:?}");
    bob.subscribe = None;
    bob.try_answer(new.clone(), latest.clone())
        .await
        .expect("the offer still waits");
    let wire = bob.subscribe.as_mut().expect("a connection");
    wire.connected().await;
    alice.send(sound(2)).await;
    bob.packet().await;
    bob.try_answer(new, latest)
        .await
        .expect("an answer that comes twice does no harm");
}

/// E.g. because its handshake got stuck.
#[tokio::test]
async fn a_connection_that_does_not_come_about_is_given_up() {
    let (_world, _alice, mut bob) = offered().await;
    let (description, id) = offer(&mut bob).await;
    bob.try_answer(description, id).await.expect("an answer");
    // Nothing of it is sent any more.
    bob.subscribe = None;
    let start = Instant::now();
    bob.event(|event| matches!(event, Happened::Broken(Leg::Subscribe)))
        .await;
    assert!(start.elapsed() > Duration::from_secs(10));
}

#[tokio::test]
async fn an_offer_that_is_not_answered_is_repeated_ever_less_often() {
    let (_world, _alice, mut bob) = offered().await;
    let (_, id) = offer(&mut bob).await;
    let start = Instant::now();
    let (_, again) = offer(&mut bob).await;
    let first = start.elapsed();
    let (description, third) = offer(&mut bob).await;
    let second = start.elapsed() - first;
    assert_eq!((&again, &third), (&id, &id));
    assert!(first > Duration::from_secs(1), "{first:?}");
    assert!(second > first.mul_f32(1.5), "{second:?} after {first:?}");
    bob.try_answer(description, id).await.expect("an answer");
}
