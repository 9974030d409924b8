//! Failures of the database: nothing is stored, the caller gets a retryable error, and a retry succeeds.

use std::time::Duration;

use entity::{
    Backend, Database, Error,
    change::{By, Committed},
    ids::{ChannelId, Millis},
    ledgers::{Change, Ledgers},
    queries::channels,
};
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::world::{What, World, on_both, post, user};

on_both!(poisoned, panicking, cancelled);

/// A trigger refuses a row that our own rules allow: the other changes are committed.
async fn poisoned(mut world: World) {
    let lobby = world.lobby().await;
    let trap = match world.db.backend() {
        Backend::Sqlite => {
            "CREATE TRIGGER trap BEFORE INSERT ON chat_messages \
             WHEN NEW.message_text = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END"
        }
        Backend::Postgres => {
            "ALTER TABLE chat_messages ADD CONSTRAINT trap CHECK (message_text <> 'poison')"
        }
    };
    world.db.writer().execute_unprepared(trap).await.unwrap();
    let results = world
        .batch(vec![
            post(lobby, "ann", "one"),
            post(lobby, "ann", "poison"),
            post(lobby, "bob", "two"),
        ])
        .await;
    assert!(
        matches!(results[1], Err(Error::Database(_))),
        "{:?}",
        results[1]
    );
    let seq = |index: usize| {
        results[index]
            .as_ref()
            .unwrap()
            .message
            .as_ref()
            .unwrap()
            .seq
    };
    assert_eq!((seq(0), seq(2)), (1, 2));
    assert_eq!(world.say(lobby, "ann", "three").await.seq, 3);
}

/// A change with a bug.
#[derive(Debug)]
struct Panics;

impl Change for Panics {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, _: &mut Ledgers) -> Result<Committed, Error> {
        panic!("a bug")
    }
}

/// A change that panics fails alone.
async fn panicking(mut world: World) {
    let lobby = world.lobby().await;
    let batch: Vec<What> = vec![
        post(lobby, "ann", "one"),
        Box::new(Panics),
        post(lobby, "bob", "two"),
    ];
    let results = world.batch(batch).await;
    assert!(matches!(results[1], Err(Error::Database(_))));
    let seq = |index: usize| {
        results[index]
            .as_ref()
            .unwrap()
            .message
            .as_ref()
            .unwrap()
            .seq
    };
    assert_eq!((seq(0), seq(2)), (1, 2));
}

/// A commit whose future is dropped leaves no gap, whether it was completed or not.
async fn cancelled(mut world: World) {
    let lobby = world.lobby().await;
    for wait in 0..40 {
        let what = (0..20).map(|_| post(lobby, "ann", "x")).collect();
        let dropped = tokio::time::timeout(Duration::from_micros(100 * wait), world.batch(what));
        let _ = dropped.await;
    }
    let last = world.say(lobby, "bob", "last").await;
    let events = entity::replay::channel(&world.db, lobby, 0, 10_000)
        .await
        .unwrap();
    assert_eq!(events.len() as i64, last.seq);
}

#[tokio::test]
async fn a_locked_file_is_busy_and_nothing_is_stored() {
    let mut world = World::on_sqlite().await;
    let lobby = world.lobby().await;
    let other = Database::open(&world.url, false).await.unwrap();
    world
        .db
        .writer()
        .execute_unprepared("PRAGMA busy_timeout = 20")
        .await
        .unwrap();
    let lock = other.writer().begin().await.unwrap();
    lock.execute_unprepared("UPDATE chat_users SET seq = seq")
        .await
        .unwrap();
    let results = world
        .batch(vec![post(lobby, "ann", "one"), post(lobby, "bob", "two")])
        .await;
    for result in &results {
        assert!(result.as_ref().unwrap_err().is_retryable(), "{result:?}");
    }
    let view = channels::view(&world.db, lobby, &user("ann"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(view.channel.seq, 0);
    lock.rollback().await.unwrap();
    assert_eq!(world.say(lobby, "ann", "one").await.seq, 1);
}

/// The messages of a batch, together one megabyte.
const MANY: usize = 200;

fn many(lobby: ChannelId, text: &str) -> Vec<What> {
    (0..MANY).map(|_| post(lobby, "ann", text)).collect()
}

/// Checks with another connection, because one connection alone may wrongly believe that it committed.
#[tokio::test]
async fn a_full_disk_is_busy_until_there_is_space() {
    let mut world = World::on_sqlite().await;
    let lobby = world.lobby().await;
    let large = "x".repeat(5_000);
    for attempt in 1..=4 {
        let db = world.db.clone();
        let pages = async |sql: &str| db.writer().execute_unprepared(sql).await.unwrap();
        pages("PRAGMA max_page_count = 1").await;
        for refused in world.batch(many(lobby, &large)).await {
            let refused = refused.unwrap_err();
            assert!(refused.is_retryable(), "{refused:?}");
        }
        pages("PRAGMA max_page_count = 1000000").await;
        let kept = world.batch(many(lobby, &large)).await;
        assert!(kept.iter().all(Result::is_ok));
        let other = Database::open(&world.url, false).await.unwrap();
        let events = entity::replay::channel(&other, lobby, 0, 10_000)
            .await
            .unwrap();
        assert_eq!(events.len(), attempt * MANY, "attempt {attempt}");
        other.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_closed_database_is_busy() {
    let mut world = World::on_sqlite().await;
    let lobby = world.lobby().await;
    world.db.clone().close().await.unwrap();
    assert!(
        world
            .try_keep(post(lobby, "ann", "x"))
            .await
            .unwrap_err()
            .is_retryable()
    );
}
