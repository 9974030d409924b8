//! The history of edits: earlier texts are kept, and gone with their message.

use entity::{
    Error,
    model::Message,
    permission::{Action, Permit, decide},
    queries::{channels, edits},
};

use sea_orm::{ConnectionTrait, Statement};

use super::world::{World, delete, edit, on_both, user};

on_both!(earlier_texts, gone_with_the_message, pages);

async fn permit(world: &World, message: &Message) -> Permit {
    let ann = user("ann");
    let account = world.account("ann").await;
    let standing = channels::standing(&world.db, message.channel_id, &ann).await;
    decide(&account, &standing.unwrap().unwrap(), Action::Read).unwrap()
}

async fn texts(world: &World, message: &Message) -> Result<Vec<String>, Error> {
    let permit = permit(world, message).await;
    let page = edits::list(&world.db, &permit, message.id, None, 50).await?;
    Ok(page.items.into_iter().map(|item| item.text).collect())
}

async fn earlier_texts(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "one").await;
    assert_eq!(texts(&world, &message).await, Ok(vec![]));
    world.keep(edit(&message, "two")).await;
    // The same text again is no edit.
    world.keep(edit(&message, "two")).await;
    let results = world
        .batch(vec![edit(&message, "three"), edit(&message, "four")])
        .await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(
        texts(&world, &message).await,
        Ok(vec!["three".into(), "two".into(), "one".into()])
    );
    let permit = permit(&world, &message).await;
    let page = edits::list(&world.db, &permit, message.id, None, 50).await;
    let items = page.unwrap().items;
    assert_eq!(items[2].written_at, message.created_at);
    for pair in items.windows(2) {
        assert_eq!(pair[0].written_at, pair[1].replaced_at);
    }
}

async fn gone_with_the_message(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "secret").await;
    world.keep(edit(&message, "public")).await;
    let results = world
        .batch(vec![edit(&message, "again"), delete(&message, "ann")])
        .await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(texts(&world, &message).await, Err(Error::Deleted));
    let writer = world.db.writer();
    let select = "SELECT message_text FROM chat_edits";
    let select = Statement::from_string(writer.get_database_backend(), select);
    let left = writer.query_one_raw(select).await.unwrap();
    assert!(left.is_none(), "no earlier text is left in the database");
    let other = world.lobby_named("hall").await;
    let elsewhere = world.say(other, "ann", "words").await;
    let permit = permit(&world, &elsewhere).await;
    let living = world.say(lobby, "ann", "living").await;
    let refused = edits::list(&world.db, &permit, living.id, None, 50).await;
    assert_eq!(refused, Err(Error::NotFound), "another channel's permit");
}

async fn pages(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", "0").await;
    for n in 1..=5 {
        world.keep(edit(&message, &n.to_string())).await;
    }
    let permit = permit(&world, &message).await;
    let mut cursor: Option<String> = None;
    let mut seen = Vec::new();
    loop {
        let page = edits::list(&world.db, &permit, message.id, cursor.as_deref(), 2).await;
        let page = page.unwrap();
        seen.extend(page.items.into_iter().map(|item| item.text));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["4", "3", "2", "1", "0"]);
    let refused = edits::list(&world.db, &permit, message.id, Some("x"), 2).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}
