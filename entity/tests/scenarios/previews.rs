//! Previews of links: shown, kept by edits that keep the link, removed for good, and gone with the message.

use entity::{
    Error,
    ledgers::messages::{RemovePreviews, ShowPreviews},
    model::{LinkPreview, Message},
    queries::messages,
    replay,
};

use super::world::{What, World, at, delete, edit, on_both, user};

on_both!(shown, edited, removed, gone_with_the_message);

const LINK: &str = "https://wiki.example/printers";

fn preview(url: &str) -> LinkPreview {
    LinkPreview {
        url: url.into(),
        title: "All printers ' \" \u{1f5a8}".into(),
        description: None,
        site_name: Some("Wiki".into()),
    }
}

fn show(message: &Message, text: &str, previews: Vec<LinkPreview>) -> What {
    Box::new(ShowPreviews {
        message: at(message),
        author: user("ann"),
        text: text.into(),
        previews,
    })
}

fn remove(message: &Message) -> What {
    Box::new(RemovePreviews {
        message: at(message),
        by: user("ann"),
    })
}

async fn read(world: &World, message: &Message) -> Message {
    messages::get(&world.db, message.id).await.unwrap().unwrap()
}

async fn shown(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", LINK).await;
    let kept = world.keep(show(&message, LINK, vec![preview(LINK)])).await;
    let event = kept.channel_event.unwrap();
    assert_eq!(
        (event.name.as_ref(), event.seq),
        ("message_updated", message.seq + 1)
    );
    let now = read(&world, &message).await;
    assert_eq!(now.previews, [preview(LINK)]);
    assert_eq!((now.edited_at, &now.text), (None, &message.text));
    assert_eq!(**event.message().unwrap(), now);
    let replayed = replay::channel(&world.db, lobby, message.seq, 10)
        .await
        .unwrap();
    assert_eq!(replayed[0].message().unwrap().previews, [preview(LINK)]);
    // The same again changes nothing, nor do previews of another text.
    for other in [
        show(&message, LINK, vec![preview(LINK)]),
        show(&message, "another text", vec![]),
    ] {
        assert_eq!(world.keep(other).await.channel_event, None);
    }
    assert_eq!(read(&world, &message).await, now);
}

async fn edited(mut world: World) {
    let lobby = world.lobby().await;
    let both = format!("{LINK} and https://b.example");
    let message = world.say(lobby, "ann", &both).await;
    let previews = vec![preview(LINK), preview("https://b.example")];
    world.keep(show(&message, &both, previews)).await;
    let less = format!("only {LINK}");
    let kept = world.keep(edit(&message, &less)).await;
    let event = kept.channel_event.unwrap();
    assert_eq!(event.message().unwrap().previews, [preview(LINK)]);
    world.keep(edit(&message, "none")).await;
    assert_eq!(read(&world, &message).await.previews, []);
}

async fn removed(mut world: World) {
    let lobby = world.lobby().await;
    let early = world.say(lobby, "ann", LINK).await;
    let message = world.say(lobby, "ann", LINK).await;
    world.keep(show(&message, LINK, vec![preview(LINK)])).await;
    // Whether they were fetched before or not.
    assert_eq!(world.keep(remove(&early)).await.channel_event, None);
    let kept = world.keep(remove(&message)).await;
    assert_eq!(kept.message.unwrap().previews, []);
    assert_eq!(kept.channel_event.unwrap().name, "message_updated");
    assert_eq!(world.keep(remove(&message)).await.channel_event, None);
    for message in [&early, &message] {
        for text in [LINK.to_owned(), format!("again {LINK}")] {
            world.keep(edit(message, &text)).await;
            world.keep(show(message, &text, vec![preview(LINK)])).await;
            assert_eq!(read(&world, message).await.previews, []);
        }
    }
}

async fn gone_with_the_message(mut world: World) {
    let lobby = world.lobby().await;
    let message = world.say(lobby, "ann", LINK).await;
    world.keep(show(&message, LINK, vec![preview(LINK)])).await;
    world.keep(delete(&message, "ann")).await;
    assert_eq!(read(&world, &message).await.previews, []);
    for late in [show(&message, "", vec![preview(LINK)]), remove(&message)] {
        assert_eq!(world.try_keep(late).await, Err(Error::Deleted));
    }
}
