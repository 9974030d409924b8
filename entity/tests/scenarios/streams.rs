//! How far back streams are stored, and the deletion of old events.

use entity::{
    ids::{ChannelId, UserId},
    ledgers::retention::ForgetEvents,
    queries::{
        channels,
        streams::{self, Stretch},
    },
    replay,
};
use sea_orm::ConnectionTrait;

use super::world::{World, on_both, react, read, unread, user};

on_both!(old_events_of_users_are_deleted);

/// Returns whether all events after these positions of the lobby and of bob are stored.
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

/// Deletes all but the last `kept` events of users' own streams, and returns what was deleted.
async fn forget_but(world: &World, kept: i64) -> Vec<(UserId, i64, i64)> {
    let mut forgotten = Vec::new();
    for excess in streams::excess(&world.db, kept).await.unwrap() {
        let forget = ForgetEvents {
            user: excess.user.clone(),
            up_to: excess.until,
        };
        world.keep_alone(forget).await.unwrap();
        forgotten.push((excess.user, excess.after, excess.until));
    }
    forgotten.sort();
    forgotten
}

async fn old_events_of_users_are_deleted(mut world: World) {
    let lobby = world.lobby().await;
    for text in 0..3 {
        let said = world.say(lobby, "ann", &text.to_string()).await;
        world.keep(react(&said, "bob", "👍")).await;
        world.keep(read(lobby, "bob", said.seq)).await;
        world.keep(read(lobby, "cid", said.seq)).await;
    }
    // ann joined and was notified of three reactions; bob and cid joined and read three times.
    assert!(all_there(&world, lobby, 0, 0).await);
    assert_eq!(forget_but(&world, 4).await, []);
    // They have one more event.
    let too_much = |who| (user(who), 0, 1);
    assert_eq!(
        forget_but(&world, 3).await,
        [too_much("ann"), too_much("bob"), too_much("cid")]
    );
    assert_eq!(forget_but(&world, 3).await, []);
    assert!(!all_there(&world, lobby, 6, 0).await);
    assert!(all_there(&world, lobby, 0, 1).await);
    let replayed = replay::user(&world.db, &user("bob"), 1, 9).await;
    assert_eq!(replayed.unwrap().len(), 3);
    let forgotten = forget_but(&world, 0).await;
    let all = [("ann", 1, 4), ("bob", 1, 4), ("cid", 1, 4)];
    assert_eq!(
        forgotten,
        all.map(|(who, after, until)| (user(who), after, until))
    );
    assert!(!all_there(&world, lobby, 6, 3).await);
    assert!(all_there(&world, lobby, 6, 4).await, "nothing was missed");
    // The stream continues at its position.
    world.keep(unread(lobby, "bob", 0)).await;
    assert!(all_there(&world, lobby, 6, 4).await);
    let forget = "DELETE FROM chat_events WHERE seq = 2";
    world.db.writer().execute_unprepared(forget).await.unwrap();
    assert!(!all_there(&world, lobby, 1, 4).await);
    assert!(all_there(&world, lobby, 2, 4).await);
}
