//! Pins: what is stored, what is refused, and what is deleted with a message.

use entity::{
    Error,
    event::Payload,
    ids::ChannelId,
    ledgers::pins::{self, MessagePinned, MessageUnpinned, PINS, PinMessage, UnpinMessage},
    model::Message,
    permission::{Action, decide},
    queries::{channels, messages},
    replay,
};

use super::world::{What, World, at, delete, edit, nowhere, on_both, user};

on_both!(pinning, limits, with_their_messages, replayed);

fn pin(message: &Message, by: &str) -> What {
    Box::new(PinMessage {
        message: at(message),
        by: user(by),
    })
}

fn unpin(message: &Message, by: &str) -> What {
    Box::new(UnpinMessage {
        message: at(message),
        by: user(by),
    })
}

/// The texts of the pinned messages and who pinned each.
async fn listed(world: &World, channel: ChannelId) -> Vec<(String, String)> {
    let ann = user("ann");
    let account = world.account("ann").await;
    let standing = channels::standing(&world.db, channel, &ann).await.unwrap();
    let permit = decide(&account, &standing.unwrap(), Action::Read).unwrap();
    let pins = pins::list(&world.db, &permit).await.unwrap();
    let told = pins.into_iter().map(|pin| {
        assert_eq!(pin.message.pinned_by.as_ref(), Some(&pin.pinned_by));
        assert_eq!(pin.message.pinned_at, Some(pin.pinned_at));
        (pin.message.text, pin.pinned_by.to_string())
    });
    told.collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected
        .iter()
        .map(|(text, by)| ((*text).into(), (*by).into()));
    owned.collect()
}

async fn pinning(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "first").await;
    let second = world.say(lobby, "bob", "second").await;
    let pinned = world.keep(pin(&first, "bob")).await;
    let event = pinned.channel_event.unwrap();
    let fact: MessagePinned = event.fact().unwrap();
    assert_eq!((fact.message_id, fact.pinned_by), (first.id, user("bob")));
    let shown = pinned.message.unwrap();
    assert_eq!(shown.pinned_by, Some(user("bob")));
    assert_eq!(shown.pinned_at, Some(fact.pinned_at));
    world.keep(pin(&second, "ann")).await;
    let all = pairs(&[("second", "ann"), ("first", "bob")]);
    assert_eq!(listed(&world, lobby).await, all);

    // It keeps the name of the user who pinned it first.
    let again = world.keep(pin(&first, "ann")).await;
    assert!(again.repeated && again.channel_event.is_none());
    assert_eq!(again.message.unwrap().pinned_by, Some(user("bob")));

    let unpinned = world.keep(unpin(&first, "ann")).await;
    let fact: MessageUnpinned = unpinned.channel_event.unwrap().fact().unwrap();
    assert_eq!((fact.message_id, fact.unpinned_by), (first.id, user("ann")));
    assert_eq!(unpinned.message.unwrap().pinned_by, None);
    assert!(world.keep(unpin(&first, "ann")).await.repeated);
    assert_eq!(listed(&world, lobby).await, pairs(&[("second", "ann")]));
}

async fn limits(mut world: World) {
    let lobby = world.lobby().await;
    let mut said = Vec::new();
    for n in 0..=PINS {
        said.push(world.say(lobby, "ann", &n.to_string()).await);
    }
    let whats = said.iter().map(|message| pin(message, "ann")).collect();
    let results = world.batch(whats).await;
    assert!(results[..PINS].iter().all(Result::is_ok));
    assert!(matches!(results[PINS], Err(Error::Conflict(_))));
    let last = said.pop().unwrap();
    let refused = world.try_keep(pin(&last, "ann")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    // A deletion in the same batch frees a pin.
    let results = world
        .batch(vec![delete(&said[0], "ann"), pin(&last, "ann")])
        .await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let listed = listed(&world, lobby).await;
    assert_eq!(listed.len(), PINS);
    assert!(!listed.contains(&("0".into(), "ann".into())));

    let nothing = PinMessage {
        message: nowhere(lobby),
        by: user("ann"),
    };
    let refused = world.try_keep(Box::new(nothing)).await;
    assert_eq!(refused, Err(Error::NotFound));
}

async fn with_their_messages(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "before").await;
    world.keep(pin(&message, "bob")).await;
    let edited = world.keep(edit(&message, "after")).await;
    let Payload::Message(shown) = edited.channel_event.unwrap().payload else {
        panic!("an edit shows its message");
    };
    assert_eq!(shown.pinned_by, Some(user("bob")));
    assert_eq!(listed(&world, lobby).await, pairs(&[("after", "bob")]));

    world.keep(delete(&message, "ann")).await;
    let tombstone = messages::get(&world.db, message.id).await.unwrap().unwrap();
    assert_eq!((tombstone.pinned_by, tombstone.pinned_at), (None, None));
    assert!(listed(&world, lobby).await.is_empty());
    for what in [pin(&message, "ann"), unpin(&message, "ann")] {
        assert_eq!(world.try_keep(what).await, Err(Error::Deleted));
    }
}

async fn replayed(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "words").await;
    let pinned = world.keep(pin(&message, "bob")).await;
    let unpinned = world.keep(unpin(&message, "bob")).await;
    let live = [pinned, unpinned].map(|kept| kept.channel_event.unwrap());
    let replayed = replay::channel(&world.db, lobby, message.seq, 10)
        .await
        .unwrap();
    assert_eq!(replayed, live);
}
