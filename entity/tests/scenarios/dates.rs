//! Jumping to a date: the page of messages around a time.

use entity::{
    Error,
    permission::{Action, decide},
    queries::{
        channels,
        messages::{self, Page},
    },
};

use super::world::{World, on_both, react, user};

on_both!(around_a_time);

async fn around_a_time(mut world: World) {
    let lobby = world.lobby().await;
    let ann = user("ann");
    let account = world.account("ann").await;
    let standing = channels::standing(&world.db, lobby, &ann).await.unwrap();
    let permit = decide(&account, &standing.unwrap(), Action::Read).unwrap();
    let at = async |world: &World, at| {
        let page = Page {
            at: Some(at),
            limit: 1,
            ..Page::default()
        };
        messages::page(&world.db, &permit, page).await
    };
    let empty = at(&world, 0).await.unwrap();
    assert!(empty.items.is_empty());
    let mut said = Vec::new();
    for n in 0..40 {
        world.clock += 100;
        let message = world.say(lobby, "ann", &n.to_string()).await;
        if n % 3 == 0 {
            world.keep(react(&message, "bob", "👍")).await;
        }
        said.push(message);
    }
    for message in &said {
        for time in [message.created_at - 50, message.created_at] {
            let page = at(&world, time).await.unwrap();
            assert_eq!(page.items[0].id, message.id, "at {time}");
            let first = message.id == said[0].id;
            let last = message.id == said[39].id;
            assert_eq!((page.has_before, page.has_after), (!first, !last));
        }
    }
    let later = at(&world, world.clock + 1).await.unwrap();
    assert!(later.has_before && !later.has_after);
    assert_eq!(later.items[0].id, said[39].id);
    // Behind the end, and near it, the page is full.
    for (time, around) in [
        (Some(world.clock + 1), None),
        (None, Some(said[37].seq)),
        (None, Some(9_999)),
    ] {
        let page = Page {
            at: time,
            around,
            limit: 20,
            ..Page::default()
        };
        let page = messages::page(&world.db, &permit, page).await.unwrap();
        assert_eq!(page.items.len(), 20);
        assert_eq!(page.items[19].id, said[39].id);
        assert!(page.has_before && !page.has_after);
    }
    let both = Page {
        at: Some(1),
        after: Some(1),
        limit: 1,
        ..Page::default()
    };
    let refused = messages::page(&world.db, &permit, both).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}
