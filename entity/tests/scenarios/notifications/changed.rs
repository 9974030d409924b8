//! Notifications of messages that are edited, or answered.

use entity::{
    change::Committed,
    ids::ChannelId,
    ledgers::messages::EditMessage,
    model::{ChannelKind, Mention, MentionedGroup, Message, Notify},
    notify::Addressed,
};

use super::{
    super::world::{
        What, World, at, mentioning, mentions, new_message, on_both, post, user, words,
    },
    All, InThread, Keyword, Mention as Mentioned, choose, listed, one, prefer, reply, told,
};

on_both!(edited, edited_to_a_group, answered);

fn rewrite(message: &Message, text: &str, named: Vec<Mention>, direct: &[&str]) -> What {
    Box::new(EditMessage {
        thread: message.thread_id,
        message: at(message),
        by: user("ann"),
        text: words(text),
        mentions: named,
        addressed: Addressed {
            direct: direct.iter().map(|name| user(name)).collect(),
            ..Addressed::default()
        },
    })
}

/// A message that one is notified of for one reason, and then for another.
async fn edited(mut world: World) {
    let lobby = world.lobby().await;
    let both = ["ann", "bob"];
    let direct = world.create(ChannelKind::Direct, "", &both).await;
    let said = |kept: Committed| kept.message.unwrap();

    // In a direct conversation and where all messages notify: the mention comes, and goes again.
    let loud = choose(lobby, "bob", Some(Notify::All), None);
    world.keep(loud).await;
    for (place, all) in [(lobby, &[][..]), (direct, &both[..])] {
        let first = said(world.keep(to(place, "plain", &[], all)).await);
        let (kinds, unread) = listed(&world, "bob").await;
        assert_eq!(kinds[0], All);
        let kept = world
            .keep(rewrite(&first, "@bob", mentions(&["bob"]), all))
            .await;
        assert_eq!(told(&kept), one("bob", Mentioned));
        assert_eq!(
            listed(&world, "bob").await.1,
            unread,
            "in place of the other"
        );
        let kept = world.keep(rewrite(&first, "plain", vec![], all)).await;
        assert_eq!(told(&kept), one("bob", All));
        let (kinds, still) = listed(&world, "bob").await;
        assert_eq!(
            (kinds[0], still),
            (All, unread),
            "without the mention it is still a message"
        );
    }

    // A keyword stays when the mention goes, and the other way round.
    world
        .keep(prefer("cid", r#"{"keywords": ["grapes"]}"#))
        .await;
    let fruit = said(
        world
            .keep(mentioning(lobby, "ann", "@cid grapes", &["cid"]))
            .await,
    );
    assert_eq!(listed(&world, "cid").await, (vec![Mentioned], 1));
    world.keep(rewrite(&fruit, "grapes", vec![], &[])).await;
    assert_eq!(listed(&world, "cid").await, (vec![Keyword], 1));
    world
        .keep(rewrite(&fruit, "@cid", mentions(&["cid"]), &[]))
        .await;
    assert_eq!(listed(&world, "cid").await, (vec![Mentioned], 1));
    world.keep(rewrite(&fruit, "pears", vec![], &[])).await;
    assert_eq!(listed(&world, "cid").await, (vec![], 0));

    // So does a thread that one follows.
    let root = world.say(lobby, "cid", "root").await;
    let answer = said(
        world
            .keep(Box::new(reply(&root, "ann", "well", false)))
            .await,
    );
    world
        .keep(rewrite(&answer, "@cid", mentions(&["cid"]), &[]))
        .await;
    assert_eq!(listed(&world, "cid").await, (vec![Mentioned], 1));
    world.keep(rewrite(&answer, "well", vec![], &[])).await;
    assert_eq!(listed(&world, "cid").await, (vec![InThread], 1));
}

fn to(channel: ChannelId, text: &str, named: &[&str], direct: &[&str]) -> What {
    let mut post = new_message(channel, "ann", text);
    post.mentions = mentions(named);
    post.addressed.direct = direct.iter().map(|name| user(name)).collect();
    Box::new(post)
}

/// Whom the text no longer names is not mentioned because it names a group now.
async fn edited_to_a_group(mut world: World) {
    let lobby = world.lobby().await;
    let kept = world
        .keep(mentioning(lobby, "ann", "@bob look", &["bob"]))
        .await;
    let message = kept.message.unwrap();
    let group = Mention {
        group: Some(MentionedGroup::Team),
        ..mentions(&["HELPDESK"]).remove(0)
    };
    world
        .keep(rewrite(&message, "@HELPDESK look", vec![group], &[]))
        .await;
    assert_eq!(listed(&world, "bob").await, (vec![], 0));
}

/// Who answers has read what they were notified of, in the channel or in the thread.
async fn answered(mut world: World) {
    let lobby = world.lobby().await;
    let kept = world
        .keep(mentioning(lobby, "ann", "@bob please", &["bob"]))
        .await;
    let asked = kept.message.unwrap();
    assert_eq!(listed(&world, "bob").await, (vec![Mentioned], 1));
    world
        .keep(Box::new(reply(&asked, "bob", "in the thread", false)))
        .await;
    assert_eq!(
        listed(&world, "bob").await.1,
        1,
        "the channel is not read by that"
    );
    let kept = world.keep(post(lobby, "bob", "done")).await;
    let read = kept
        .user_events
        .iter()
        .filter(|event| event.name == "notifications_read");
    assert_eq!(read.count(), 1, "other devices hear of it");
    assert_eq!(listed(&world, "bob").await.1, 0);

    world
        .keep(Box::new(reply(&asked, "ann", "thanks", false)))
        .await;
    assert_eq!(listed(&world, "bob").await.1, 1);
    world.keep(post(lobby, "bob", "elsewhere")).await;
    assert_eq!(
        listed(&world, "bob").await.1,
        1,
        "the thread is not read by that"
    );
    world
        .keep(Box::new(reply(&asked, "bob", "welcome", false)))
        .await;
    assert_eq!(listed(&world, "bob").await.1, 0);
}
