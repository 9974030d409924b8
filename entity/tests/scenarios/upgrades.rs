//! After an upgrade, a database of an earlier release can be read as before, and written to.

use entity::{
    Database,
    event::{ChannelEvent, Fact, Payload},
    ids::{ChannelId, ClientId, MessageId},
    ledgers::{
        channels::ChannelUpdated,
        members::{ChannelLeft, UserJoined, UserLeft},
        messages::{MessageDeleted, MessageUpdated},
        notifications::Notification,
        reactions::{ReactionAdded, ReactionRemoved},
        reads::ReadUpdated,
    },
    model::{Channel, ChannelKind, ChannelRole, Message},
    queries::{accounts, channels, messages},
    replay,
};
use sea_orm::ConnectionTrait;

use super::world::{World, react, user};

/// The last step of the release that wrote the rows.
const RELEASED: u32 = 9;
/// Rows of every kind, as that release wrote them.
const ROWS: &str = include_str!("../../../tests/fixtures/released-m0009.sql");
const GENERAL: ChannelId = ChannelId(1);
const DIRECT: ChannelId = ChannelId(7);

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let world = crate::scenarios::world::World::empty_on_sqlite().await;
                super::upgrade(&world).await;
                super::$name(world).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(world) = crate::scenarios::world::World::empty_on_postgres().await {
                    super::upgrade(&world).await;
                    super::$name(world).await;
                }
            })+
        }
    };
}

on_both!(
    the_log_replays_every_kind,
    users_streams_replay,
    messages_and_channels_read_as_before,
    what_is_written_next_continues,
);

async fn upgrade(world: &World) {
    let db = world.db.writer();
    migration::migrate_as_released(db, RELEASED).await.unwrap();
    db.execute_unprepared(ROWS).await.unwrap();
    migration::migrate(db).await.unwrap();
}

async fn message(db: &Database, id: i64) -> Message {
    messages::get(db, MessageId(id)).await.unwrap().unwrap()
}

async fn channel(db: &Database, id: ChannelId) -> Channel {
    channels::roster(db, id).await.unwrap().unwrap().channel
}

async fn the_log_replays_every_kind(World { db, .. }: World) {
    let events = replay::channel(&db, GENERAL, 0, 100).await.unwrap();
    let at = |seq: usize| -> &ChannelEvent { &events[seq - 1] };
    let bob: UserJoined = at(1).fact().unwrap();
    assert_eq!(
        (bob.user, bob.role, bob.by),
        (user("bob"), ChannelRole::Member, user("ann"))
    );
    assert_eq!(
        (bob.channel.id, bob.channel.kind),
        (GENERAL, ChannelKind::Public)
    );
    for (seq, id) in [(2, 1), (3, 2), (4, 2), (5, 3), (13, 4), (14, 5)] {
        assert_eq!(
            **at(seq).message().unwrap(),
            message(&db, id).await,
            "{seq}"
        );
    }
    assert_eq!(at(4).name, MessageUpdated::NAME);
    let deleted: MessageDeleted = at(6).fact().unwrap();
    assert_eq!(
        (deleted.message_id, deleted.deleted_at),
        (MessageId(3), 1060)
    );
    let added: ReactionAdded = at(7).fact().unwrap();
    assert_eq!(
        (added.user, added.emoji.as_str(), added.count),
        (user("bob"), "👍", 2)
    );
    let added: ReactionAdded = at(8).fact().unwrap();
    let removed: ReactionRemoved = at(9).fact().unwrap();
    assert_eq!((added.emoji, added.count), (removed.emoji, removed.count));
    let cid: UserJoined = at(10).fact().unwrap();
    let left: UserLeft = at(11).fact().unwrap();
    assert_eq!((cid.role, left.member_count), (ChannelRole::Admin, 3));
    assert_eq!((&cid.user, &left.by), (&left.user, &user("ann")));
    assert_eq!(at(12).name, ChannelUpdated::NAME);
    let settings = Payload::Channel(Box::new(channel(&db, GENERAL).await));
    assert_eq!(at(12).payload, settings);
}

async fn users_streams_replay(World { db, .. }: World) {
    let events = replay::user(&db, &user("bob"), 0, 100).await.unwrap();
    assert!(matches!(events[0].payload, Payload::Joined(_)));
    let mention: Notification = events[1].fact().unwrap();
    assert_eq!(
        (mention.message_id, mention.message_seq),
        (Some(MessageId(1)), Some(2))
    );
    assert_eq!(mention.from, Some(user("ann")));
    let read: ReadUpdated = events[2].fact().unwrap();
    // The file message of another after the third position; the adopted one is a system message.
    assert_eq!(
        (read.last_read_seq, read.unread_count, read.mention_count),
        (3, 1, 0)
    );
    let events = replay::user(&db, &user("cid"), 0, 100).await.unwrap();
    let left: ChannelLeft = events[1].fact().unwrap();
    assert_eq!(left.channel_id, GENERAL);
    let cid = accounts::load(&db, &user("cid")).await.unwrap().unwrap();
    assert!(cid.blocked);
}

async fn messages_and_channels_read_as_before(World { db, .. }: World) {
    let first = message(&db, 1).await;
    let client_id: ClientId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    assert_eq!(first.client_id, Some(client_id));
    assert_eq!(first.mentions.len(), 3);
    assert_eq!(first.reactions[0].emoji, "👍");
    let found = messages::by_client_id(&db, &user("bob"), client_id)
        .await
        .unwrap();
    assert_eq!(found.unwrap().id, MessageId(2));
    let file = message(&db, 4).await;
    assert_eq!(
        (file.client_id, file.file.unwrap().name.as_str()),
        (None, "a.txt")
    );
    let views = channels::list(&db, &user("bob")).await.unwrap();
    assert_eq!(views.len(), 2);
    let mut views = views.into_iter();
    let direct = views.find(|view| view.channel.id == DIRECT).unwrap();
    assert_eq!(direct.channel.members, [user("ann"), user("bob")]);
    assert_eq!((direct.last_read_seq, direct.unread_count), (2, 1));
    let last = direct.last_message.unwrap();
    assert_eq!(last.ticket_reference.as_deref(), Some("HD-2"));
}

async fn what_is_written_next_continues(mut world: World) {
    let posted = world.say(GENERAL, "ann", "after the upgrade").await;
    assert_eq!((posted.id, posted.seq), (MessageId(9), 15));
    world.keep(react(&posted, "bob", "👍")).await;
    assert_eq!(message(&world.db, 9).await.reactions.len(), 1);
    let events = replay::channel(&world.db, GENERAL, 0, 100).await.unwrap();
    assert_eq!(events.last().unwrap().seq, 16);
}
