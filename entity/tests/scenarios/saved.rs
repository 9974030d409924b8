//! Saved messages: what is stored, listed and announced, and what becomes of those that are gone.

use entity::{
    Error,
    ledgers::members::RemoveMember,
    ledgers::saved::{SaveMessage, SavedUpdated, UnsaveMessage},
    model::{ChannelKind, Message},
    queries::{messages, saved},
};

use super::world::{What, World, at, delete, nowhere, on_both, user};

on_both!(saving, pages_by_key, what_may_not_be_read_is_left_out);

fn save(message: &Message, who: &str) -> What {
    Box::new(SaveMessage {
        message: at(message),
        user: user(who),
    })
}

fn unsave(message: &Message, who: &str) -> What {
    Box::new(UnsaveMessage {
        message: at(message),
        user: user(who),
    })
}

/// A page of the texts that `who` saved, and the cursor of the next.
async fn page(
    world: &World,
    who: &str,
    cursor: Option<&str>,
    limit: u64,
) -> (Vec<String>, Option<String>) {
    let account = world.account(who).await;
    let page = saved::list(&world.db, &account, cursor, limit).await;
    let page = page.unwrap();
    let texts = page.items.into_iter().map(|item| {
        assert_eq!(item.message.saved_at, Some(item.saved_at));
        item.message.text
    });
    (texts.collect(), page.next)
}

async fn listed(world: &World, who: &str) -> Vec<String> {
    page(world, who, None, 50).await.0
}

async fn saving(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "first").await;
    let second = world.say(lobby, "bob", "second").await;
    let kept = world.keep(save(&first, "bob")).await;
    assert!(kept.channel_event.is_none(), "it is nobody else's business");
    let fact: SavedUpdated = kept.user_events[0].fact().unwrap();
    assert_eq!((fact.message_id, fact.saved_at), (first.id, kept.saved_at));
    assert_eq!(kept.user_events[0].user, user("bob"));
    world.keep(save(&second, "bob")).await;
    assert_eq!(listed(&world, "bob").await, ["second", "first"]);
    assert!(listed(&world, "ann").await.is_empty());
    let seen = async |who| {
        let found = messages::seen_by(&world.db, first.id, &user(who)).await;
        found.unwrap().unwrap().saved_at
    };
    assert_eq!(
        (seen("bob").await, seen("ann").await),
        (kept.saved_at, None)
    );

    let again = world.keep(save(&first, "bob")).await;
    assert!(again.repeated && again.user_events.is_empty());
    assert_eq!(again.saved_at, kept.saved_at);

    // A deleted one stays, as a tombstone that can be removed and not be saved.
    world.keep(delete(&second, "bob")).await;
    assert_eq!(listed(&world, "bob").await, ["", "first"]);
    let refused = world.try_keep(save(&second, "ann")).await;
    assert_eq!(refused, Err(Error::Deleted));
    let gone = world.keep(unsave(&second, "bob")).await;
    let fact: SavedUpdated = gone.user_events[0].fact().unwrap();
    assert_eq!((fact.message_id, fact.saved_at), (second.id, None));
    assert_eq!(listed(&world, "bob").await, ["first"]);
    assert!(world.keep(unsave(&second, "bob")).await.repeated);
    let nothing = SaveMessage {
        message: nowhere(lobby),
        user: user("ann"),
    };
    let refused = world.try_keep(Box::new(nothing)).await;
    assert_eq!(refused, Err(Error::NotFound));

    // Both in one batch: the last one counts.
    let results = world
        .batch(vec![
            unsave(&first, "bob"),
            save(&first, "bob"),
            unsave(&first, "bob"),
        ])
        .await;
    assert!(results.iter().all(Result::is_ok));
    assert!(listed(&world, "bob").await.is_empty());
}

async fn pages_by_key(mut world: World) {
    let lobby = world.lobby().await;
    for n in 0..7 {
        let message = world.say(lobby, "ann", &n.to_string()).await;
        world.keep(save(&message, "bob")).await;
    }
    let (one, next) = page(&world, "bob", None, 3).await;
    let (two, after) = page(&world, "bob", next.as_deref(), 3).await;
    let (three, end) = page(&world, "bob", after.as_deref(), 3).await;
    assert_eq!(
        [one, two, three].concat(),
        ["6", "5", "4", "3", "2", "1", "0"]
    );
    assert_eq!(end, None);
    let account = world.account("bob").await;
    for cursor in ["x", "[1]", "[\"a\",\"b\"]"] {
        let refused = saved::list(&world.db, &account, Some(cursor), 3).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{cursor}");
    }
}

async fn what_may_not_be_read_is_left_out(mut world: World) {
    let lobby = world.lobby().await;
    let members = ["ann", "bob"];
    let secret = world.create(ChannelKind::Private, "secret", &members).await;
    let here = world.say(lobby, "ann", "here").await;
    world.keep(save(&here, "bob")).await;
    for n in 0..5 {
        let message = world.say(secret, "ann", &format!("hidden {n}")).await;
        world.keep(save(&message, "bob")).await;
    }
    assert_eq!(listed(&world, "bob").await.len(), 6);
    let remove = RemoveMember {
        channel_id: secret,
        user: user("bob"),
        by: user("ann"),
    };
    world.keep(Box::new(remove)).await;
    // They are skipped, and the page is still full.
    assert_eq!(
        page(&world, "bob", None, 1).await,
        (vec!["here".into()], None)
    );
}
