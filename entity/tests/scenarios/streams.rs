//! How far back the streams reach, and what is forgotten of them.

use entity::{
    ids::ChannelId,
    queries::{
        channels,
        streams::{self, Stretch},
    },
    replay,
};
use sea_orm::ConnectionTrait;

use super::world::{World, on_both, react, read, unread, user};

on_both!(what_is_kept_of_streams);

/// Whether all after these positions of the lobby and of bob is there.
async fn all_there(world: &World, lobby: ChannelId, after: i64, own: i64) -> bool {
    let (views, latest) = channels::snapshot(&world.db, &user("bob")).await.unwrap();
    let until = views[0].channel.seq;
    let stretches = [(lobby, Stretch { after, until })];
    let own = Stretch {
        after: own,
        until: latest,
    };
    let asked = streams::are_whole(&world.db, &stretches, &user("bob"), own).await;
    asked.unwrap()
}

async fn what_is_kept_of_streams(mut world: World) {
    let lobby = world.lobby().await;
    for text in 0..3 {
        let said = world.say(lobby, "ann", &text.to_string()).await;
        world.keep(react(&said, "bob", "👍")).await;
        world.keep(read(lobby, "bob", said.seq)).await;
        world.keep(read(lobby, "cid", said.seq)).await;
    }
    // bob: joined, and read three times.
    assert!(all_there(&world, lobby, 0, 0).await);
    assert_eq!(streams::prune_own(&world.db, 4).await, Ok(0));
    assert_eq!(streams::prune_own(&world.db, 3).await, Ok(2));
    assert_eq!(streams::prune_own(&world.db, 3).await, Ok(0));
    assert!(!all_there(&world, lobby, 6, 0).await);
    assert!(all_there(&world, lobby, 0, 1).await);
    let replayed = replay::user(&world.db, &user("bob"), 1, 9).await;
    assert_eq!(replayed.unwrap().len(), 3);
    let forgotten = streams::prune_own(&world.db, 0).await;
    assert_eq!(forgotten, Ok(7), "three each, and ann's one");
    assert!(!all_there(&world, lobby, 6, 3).await);
    assert!(all_there(&world, lobby, 6, 4).await, "nothing was missed");
    // The stream goes on where it was.
    world.keep(unread(lobby, "bob", 0)).await;
    assert!(all_there(&world, lobby, 6, 4).await);
    let forget = "DELETE FROM chat_events WHERE seq = 2";
    world.db.writer().execute_unprepared(forget).await.unwrap();
    assert!(!all_there(&world, lobby, 1, 4).await);
    assert!(all_there(&world, lobby, 2, 4).await);
}
