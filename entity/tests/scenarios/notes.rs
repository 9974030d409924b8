//! System messages: what leaves one, where it stands, and what it never does.

use entity::{
    change::Committed,
    event::ChannelEvent,
    ids::ChannelId,
    ledgers::{
        channels::UpdateChannel,
        members::{RemoveMember, SetMember},
    },
    model::{ChannelRole, Message, MessageKind, Pinning, SystemEvent},
    permission::{Action, decide},
    queries::{
        channels,
        messages::{self, Page},
    },
    replay,
    text::Topic,
};

use super::world::{What, World, delete, join, leave, on_both, post, renamed, settings, user};

on_both!(members, changed_settings, silent, in_history, deleted);

/// The system messages that come of a change, each at the position after the one before.
fn told(kept: &Committed) -> Vec<Message> {
    let mut seq = kept.channel_event.as_ref().unwrap().seq;
    let note = |note: &ChannelEvent| {
        seq += 1;
        let message = Message::clone(note.message().unwrap());
        assert_eq!((note.seq, message.seq), (seq, seq));
        assert_eq!(note.name, "message_received");
        assert_eq!(message.kind, MessageKind::System);
        assert_eq!((message.client_id, message.mentions.len()), (None, 0));
        message
    };
    kept.notes.iter().map(note).collect()
}

/// What one change says: by whom, what, and of whom.
fn said(kept: &Committed) -> (String, SystemEvent, Vec<String>) {
    let [message] = told(kept).try_into().unwrap();
    let note = message.system.unwrap();
    let users = note.user_ids.iter().map(ToString::to_string).collect();
    (message.user_id.to_string(), note.event, users)
}

fn added(channel_id: ChannelId, who: &str, role: ChannelRole, by: &str) -> What {
    Box::new(SetMember {
        channel_id,
        user: user(who),
        role,
        by: user(by),
    })
}

async fn members(mut world: World) {
    let created = world.lobby().await;
    let view = channels::view(&world.db, created, &user("ann")).await;
    assert_eq!(view.unwrap().unwrap().channel.seq, 0, "none at creation");
    let kept = world.keep(leave(created, "bob")).await;
    assert_eq!(
        said(&kept),
        ("bob".into(), SystemEvent::Left, vec!["bob".into()])
    );
    let kept = world.keep(join(created, "bob", ChannelRole::Member)).await;
    assert_eq!(
        said(&kept),
        ("bob".into(), SystemEvent::Joined, vec!["bob".into()])
    );
    let kept = world
        .keep(added(created, "dora", ChannelRole::Member, "ann"))
        .await;
    assert_eq!(
        said(&kept),
        ("ann".into(), SystemEvent::Added, vec!["dora".into()])
    );
    let kept = world
        .keep(added(created, "dora", ChannelRole::Admin, "ann"))
        .await;
    assert_eq!(
        said(&kept),
        ("ann".into(), SystemEvent::RoleChanged, vec!["dora".into()])
    );
    let removed = RemoveMember {
        channel_id: created,
        user: user("dora"),
        by: user("ann"),
    };
    let kept = world.keep(Box::new(removed)).await;
    assert_eq!(
        said(&kept),
        ("ann".into(), SystemEvent::Removed, vec!["dora".into()])
    );
    let again = world.keep(leave(created, "dora")).await;
    assert!(again.repeated && again.notes.is_empty());
}

async fn changed_settings(mut world: World) {
    let lobby = world.lobby().await;
    let all = UpdateChannel {
        description: Some(Topic::parse("Everything".into()).unwrap()),
        read_only: Some(true),
        pinning: Some(Pinning::Admins),
        ticket_events: None,
        active: Some(false),
        ..renamed(lobby, "ann", "hall")
    };
    let kept = world.keep(Box::new(all)).await;
    let notes: Vec<_> = told(&kept)
        .into_iter()
        .map(|message| {
            let note = *message.system.unwrap();
            (note.event, note.from, note.to)
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        notes,
        [
            (SystemEvent::Renamed, some("lobby"), some("hall")),
            (
                SystemEvent::TopicChanged,
                some("about lobby"),
                some("Everything")
            ),
            (SystemEvent::PostingChanged, some("members"), some("admins")),
            (SystemEvent::PinningChanged, some("members"), some("admins")),
            (SystemEvent::Archived, None, None),
        ]
    );
    let back = UpdateChannel {
        ticket_events: None,
        active: Some(true),
        description: Some(Topic::parse(String::new()).unwrap()),
        ..settings(lobby, "ann")
    };
    let kept = world.keep(Box::new(back.clone())).await;
    let [topic, active] = told(&kept).try_into().unwrap();
    assert_eq!(topic.system.unwrap().to, None, "no topic");
    assert_eq!(active.system.unwrap().event, SystemEvent::Unarchived);
    let same = world.keep(Box::new(back)).await;
    assert!(same.repeated && same.notes.is_empty(), "nothing changed");
}

/// It is unread for nobody, and is not what a conversation's latest message was.
async fn silent(mut world: World) {
    let lobby = world.lobby().await;
    let first = world.say(lobby, "ann", "hello").await;
    let seen = async |world: &World, who: &str| {
        let found = channels::list(&world.db, &user(who)).await.unwrap();
        found
            .into_iter()
            .find(|view| view.channel.id == lobby)
            .unwrap()
    };
    world
        .keep(added(lobby, "dora", ChannelRole::Member, "ann"))
        .await;
    let bob = seen(&world, "bob").await;
    assert_eq!((bob.unread_count, bob.channel.seq), (1, first.seq + 2));
    assert_eq!(bob.last_message.unwrap().id, first.id);
    assert_eq!(bob.channel.last_message_at, Some(first.created_at));
    let dora = seen(&world, "dora").await;
    assert_eq!(
        (dora.unread_count, dora.last_read_seq),
        (0, first.seq + 2),
        "one's own arrival is read"
    );
    // In the same batch as a message.
    let batch = vec![leave(lobby, "dora"), post(lobby, "ann", "again")];
    assert!(world.batch(batch).await.iter().all(Result::is_ok));
    assert_eq!(seen(&world, "bob").await.unread_count, 2);
}

/// Pages and replays have it, as it was sent.
async fn in_history(mut world: World) {
    let lobby = world.lobby().await;
    let kept = world
        .keep(added(lobby, "dora", ChannelRole::Member, "ann"))
        .await;
    let [live] = told(&kept).try_into().unwrap();
    assert_eq!(live.text, "ann added dora.");
    let account = world.account("bob").await;
    let standing = channels::standing(&world.db, lobby, &user("bob")).await;
    let permit = decide(&account, &standing.unwrap().unwrap(), Action::Read).unwrap();
    let page = Page {
        limit: 10,
        ..Page::default()
    };
    let page = messages::page(&world.db, &permit, page).await.unwrap();
    assert_eq!(page.items, std::slice::from_ref(&live));
    let replayed = replay::channel(&world.db, lobby, 0, 10).await.unwrap();
    assert_eq!(replayed[1..], kept.notes);
    assert_eq!(replayed[0].name, "user_joined");
}

/// A deleted one says nothing any more. Nobody wrote it, not even whom it names.
async fn deleted(mut world: World) {
    let lobby = world.lobby().await;
    let topic = UpdateChannel {
        description: Some(Topic::parse("A secret".into()).unwrap()),
        ..settings(lobby, "ann")
    };
    let [note] = told(&world.keep(Box::new(topic)).await).try_into().unwrap();
    let located = messages::locate(&world.db, note.id).await.unwrap().unwrap();
    assert!(!located.is_written_by(&user("ann")));
    world.keep(delete(&note, "root")).await;
    let tombstone = messages::get(&world.db, note.id).await.unwrap().unwrap();
    assert_eq!((tombstone.text.as_str(), tombstone.system), ("", None));
    assert_eq!(tombstone.kind, MessageKind::System);
}
