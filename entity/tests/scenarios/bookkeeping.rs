//! Chosen statuses, backups, and noticing other writers.

use entity::{
    Backend, Database, Error,
    ledgers::presence::SavePresence,
    model::{Presence, PresenceStatus},
    queries::{backup, channels, presence},
};

use super::world::{World, on_both, user};

on_both!(chosen_presence, backups, other_writers);

async fn chosen_presence(world: World) {
    let chose = |status, words: &str, last_active| Presence {
        status,
        status_message: words.into(),
        status_message_until: (!words.is_empty()).then_some(7),
        last_active,
    };
    let busy = chose(PresenceStatus::Busy, "in a meeting", 5);
    let away = chose(PresenceStatus::Away, "", 9);
    let first = [(user("ann"), busy.clone()), (user("bob"), busy.clone())];
    world.keep_alone(SavePresence(first.into())).await.unwrap();
    let then = [(user("ann"), busy.clone()), (user("ann"), away.clone())];
    world.keep_alone(SavePresence(then.into())).await.unwrap();
    world.keep_alone(SavePresence(Vec::new())).await.unwrap();
    let mut all = presence::load_all(&world.db).await.unwrap();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert_eq!(all, [(user("ann"), away), (user("bob"), busy)]);
}

async fn backups(mut world: World) {
    let lobby = world.lobby().await;
    world.say(lobby, "ann", "precious").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    let done = backup::vacuum_into(&world.db, &path).await;
    if world.db.backend() == Backend::Postgres {
        assert!(matches!(done, Err(Error::Invalid(_))));
        return;
    }
    done.unwrap();
    let again = backup::vacuum_into(&world.db, &path).await;
    assert!(matches!(again, Err(Error::Invalid(_))));
    let copy = Database::open(&format!("sqlite://{}", path.display()), false)
        .await
        .unwrap();
    let listed = channels::list(&copy, &user("bob")).await.unwrap();
    assert_eq!(listed[0].last_message.as_ref().unwrap().text, "precious");
}

async fn other_writers(world: World) {
    let before = world.db.data_version().await.unwrap();
    assert_eq!(before.is_some(), world.db.backend() == Backend::Sqlite);
    assert_eq!(world.db.data_version().await.unwrap(), before);
    let other = Database::open(&world.url, false).await.unwrap();
    let away = Presence {
        status: PresenceStatus::Away,
        status_message: String::new(),
        status_message_until: None,
        last_active: 1,
    };
    let save = SavePresence(vec![(user("ann"), away)]);
    entity::commit_alone(&other, 1, save).await.unwrap();
    if before.is_some() {
        assert_ne!(world.db.data_version().await.unwrap(), before);
    }
}
