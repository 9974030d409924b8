//! Pages of messages, single messages, and their data from other tables.

use entity::{
    Error,
    ids::ChannelId,
    ledgers::pins::{self, PinMessage},
    model::Message,
    permission::{Action, Permit, decide},
    queries::{
        channels,
        messages::{self, MessagePage, Page},
    },
    text::TicketReference,
};

use super::world::{World, at, client, delete, new_message, nowhere, on_both, react, user};

on_both!(pages, contents, popular);

async fn permit(world: &World, channel: ChannelId, who: &str) -> Permit {
    let account = world.account(who).await;
    let standing = channels::standing(&world.db, channel, &user(who))
        .await
        .unwrap()
        .unwrap();
    decide(&account, &standing, Action::Read).unwrap()
}

fn seqs(page: &MessagePage) -> (Vec<i64>, bool, bool) {
    (
        page.items.iter().map(|message| message.seq).collect(),
        page.has_before,
        page.has_after,
    )
}

async fn pages(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "1").await;
    world.keep(react(&first, "bob", "👍")).await;
    for n in 3..=10 {
        world.say(lobby, "ann", &n.to_string()).await;
    }
    let permit = permit(&world, lobby, "bob").await;
    let page = async |before, after, around, limit| {
        messages::page(
            &world.db,
            &permit,
            Page {
                before,
                after,
                around,
                limit,
                ..Page::default()
            },
        )
        .await
    };
    let shown = async |before, after, around, limit| {
        seqs(&page(before, after, around, limit).await.unwrap())
    };
    assert_eq!(
        shown(None, None, None, 3).await,
        (vec![8, 9, 10], true, false)
    );
    assert_eq!(shown(None, None, None, 50).await.0.len(), 9);
    assert_eq!(
        shown(Some(5), None, None, 2).await,
        (vec![3, 4], true, true)
    );
    assert_eq!(shown(Some(3), None, None, 2).await, (vec![1], false, true));
    assert_eq!(
        shown(None, Some(8), None, 5).await,
        (vec![9, 10], true, false)
    );
    assert_eq!(
        shown(None, Some(0), None, 2).await,
        (vec![1, 3], false, true)
    );
    assert_eq!(
        shown(None, None, Some(6), 4).await,
        (vec![4, 5, 6, 7], true, true)
    );
    assert_eq!(
        shown(None, None, Some(1), 4).await,
        (vec![1, 3, 4, 5], false, true)
    );
    assert_eq!(
        shown(Some(i64::MAX), None, None, 1).await,
        (vec![10], true, false)
    );
    assert_eq!(
        shown(None, Some(i64::MAX), None, 1).await,
        (vec![], true, false)
    );
    assert!(matches!(
        page(Some(1), Some(2), None, 1).await,
        Err(Error::Invalid(_))
    ));
    let all = page(None, None, None, 0).await.unwrap();
    assert_eq!(all.items.len(), 1);
    let oldest = page(None, Some(0), None, 1).await.unwrap();
    assert_eq!(oldest.items[0].reactions[0].users, [user("bob")]);
}

async fn contents(mut world: World) {
    let lobby = world.lobby().await;
    let first = world
        .say(lobby, "ann", "see\n\u{1F600} 'quoted' \"twice\"")
        .await;
    let file = world.upload("bob", "a.png").await;
    let mut new = new_message(lobby, "bob", "look");
    new.files = vec![file];
    new.reply_to_id = Some(first.id);
    new.ticket_reference = Some(TicketReference::parse("HD-250819-138".into()).unwrap());
    new.client_id = Some(client("c9"));
    let kept = world.keep(Box::new(new)).await.message.unwrap();
    let kept = Message::clone(&kept);
    let get = async |id| messages::get(&world.db, id).await.unwrap();
    assert_eq!(get(kept.id).await.as_ref(), Some(&kept));
    assert_eq!(get(first.id).await.as_ref(), Some(&first));
    assert_eq!(get(nowhere(lobby).message_id).await, None);
    let located =
        async |world: &World| messages::locate(&world.db, kept.id).await.unwrap().unwrap();
    let found = located(&world).await;
    assert_eq!((found.message, &found.author), (at(&kept), &user("bob")));
    assert!(found.is_written_by(&user("bob")));
    world.keep(delete(&kept, "bob")).await;
    assert_eq!(
        located(&world).await,
        found,
        "a deletion does not change it"
    );
    let tombstone = messages::get(&world.db, kept.id).await.unwrap().unwrap();
    assert_eq!(
        (tombstone.text.as_str(), tombstone.file, tombstone.seq),
        ("", None, 2)
    );
}

async fn popular(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "Cake!").await;
    world.keep(react(&message, "ann", "🎉")).await;
    for n in 0..30 {
        let name = format!("guest{n:02}");
        world.add_user(&name, "it_user").await;
        world.keep(react(&message, &name, "👍")).await;
    }
    world.keep(react(&message, "bob", "👍")).await;
    let shown = messages::get(&world.db, message.id).await.unwrap().unwrap();
    let kinds: Vec<_> = shown
        .reactions
        .iter()
        .map(|kind| (kind.emoji.as_str(), kind.users.len(), kind.count))
        .collect();
    assert_eq!(kinds, [("🎉", 1, 1), ("👍", 20, 31)]);
    assert_eq!(shown.reactions[1].users[0], user("guest00"));
    assert_eq!(shown.reactions[1].users[19], user("guest19"));

    // The viewer is included.
    let permit = permit(&world, lobby, "bob").await;
    let latest = Page {
        limit: 1,
        ..Page::default()
    };
    let page = messages::page(&world.db, &permit, latest).await.unwrap();
    let seen = messages::seen_by(&world.db, message.id, &user("bob")).await;
    let listed = channels::list(&world.db, &user("bob")).await.unwrap();
    let last = listed[0].last_message.as_deref().unwrap();
    let pin = PinMessage {
        message: at(&message),
        by: user("ann"),
    };
    world.keep(Box::new(pin)).await;
    let pins = pins::list(&world.db, &permit).await.unwrap();
    let shown = [
        &page.items[0],
        &seen.unwrap().unwrap(),
        last,
        &pins[0].message,
    ];
    for message in shown {
        let kind = &message.reactions[1];
        assert_eq!((kind.users.len(), kind.count), (21, 31));
        assert_eq!(kind.users[20], user("bob"));
    }
}
