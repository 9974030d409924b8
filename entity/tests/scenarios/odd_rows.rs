//! Rows of Orvale's tables with unexpected values: each is skipped and reported, and all others are read.

use entity::{
    permission::Action,
    queries::{accounts, channels, people},
};
use sea_orm::ConnectionTrait as _;

use super::world::{World, user};

#[tokio::test]
async fn sqlite_rows() {
    for oddity in [
        "UPDATE users SET active = 'yes' WHERE username = 'bob'",
        "UPDATE users SET active = x'01' WHERE username = 'bob'",
        "UPDATE users SET display_name = x'ff00' WHERE username = 'bob'",
        "UPDATE users SET display_name = CAST(x'ff' AS TEXT) WHERE username = 'bob'",
        "UPDATE users SET team_id = x'ff' WHERE username = 'bob'",
        "UPDATE users SET role = CAST(x'c328' AS TEXT) WHERE username = 'bob'",
        "UPDATE users SET username = x'626f62' WHERE username = 'bob'",
        "UPDATE users SET username = CAST(x'62ff' AS TEXT) WHERE username = 'bob'",
    ] {
        let mut world = World::on_sqlite().await;
        let channel = world.lobby().await;
        world.db.writer().execute_unprepared(oddity).await.unwrap();
        assert_bob_is_skipped(&world, channel, oddity).await;
    }
}

async fn assert_bob_is_skipped(world: &World, channel: entity::ids::ChannelId, oddity: &str) {
    assert_eq!(
        accounts::load(&world.db, &user("bob")).await,
        Ok(None),
        "{oddity}"
    );
    let found = people::search(&world.db, "", None, 2).await.unwrap();
    let rest = people::search(&world.db, "", found.next.as_deref(), 9)
        .await
        .unwrap();
    let names = found.items.iter().chain(&rest.items);
    let names: Vec<_> = names.map(|one| one.username.as_str()).collect();
    assert_eq!(names, ["ann", "cid", "dora", "root"], "{oddity}");
    let asked = [user("ann"), user("bob")];
    let found = people::by_username(&world.db, &asked).await.unwrap();
    assert_eq!(found[0].username, user("ann"), "{oddity}");
    let ann = world.account("ann").await;
    let standing = channels::standing(&world.db, channel, &ann.username).await;
    let standing = standing.unwrap().unwrap();
    let permit = entity::permission::decide(&ann, &standing, Action::Read).unwrap();
    let members = channels::members(&world.db, &permit, None, 9)
        .await
        .unwrap();
    assert_eq!(members.items.len(), 3, "{oddity}");
}

#[tokio::test]
async fn odd_rows_are_reported_and_grant_nothing() {
    let world = World::on_sqlite().await;
    let sql = "INSERT INTO roles (id, name) VALUES (x'72', 'r'); \
         INSERT INTO role_permissions (role_id, permission_id) VALUES \
         (x'72', 'chat.access'), ('it_user', 'chat.access'), ('it_user', x'ff'); \
         UPDATE users SET active = 'yes' WHERE username = 'bob'";
    world.db.writer().execute_unprepared(sql).await.unwrap();
    let all = accounts::load_all(&world.db).await.unwrap();
    let mut odd: Vec<_> = all
        .odd
        .iter()
        .map(|odd| format!("{} {}: {}", odd.table, odd.row, odd.problem))
        .collect();
    odd.sort();
    assert_eq!(
        odd,
        [
            "role_permissions r/chat.access: role_id is not text in UTF-8",
            "users bob: active is neither true nor false",
        ]
    );
    assert_eq!(all.accounts.len(), 4);
    accounts::permission_sources(&world.db).await.unwrap();
    assert!(accounts::any(&world.db).await.unwrap());
}

/// Pages are full and complete despite unreadable rows in between.
#[tokio::test]
async fn pages_skip_odd_rows() {
    let world = World::on_sqlite().await;
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50) \
         INSERT INTO users (username, display_name, password_hash, role, active) \
         SELECT 'x' || i, 'B' || CAST(x'ff' AS TEXT) || i, 'x', 'it_user', TRUE FROM n";
    world.db.writer().execute_unprepared(sql).await.unwrap();
    let mut names = Vec::new();
    let mut cursor = None;
    loop {
        let page = people::search(&world.db, "", cursor.as_deref(), 2)
            .await
            .unwrap();
        names.extend(page.items.iter().map(|one| one.username.to_string()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
        assert_eq!(page.items.len(), 2);
    }
    assert_eq!(names, ["ann", "bob", "cid", "dora", "root"]);
}

/// On PostgreSQL, Orvale's columns may have any suitable type.
#[tokio::test]
async fn postgres_types() {
    for change in [
        "ALTER TABLE users ALTER active DROP DEFAULT, ALTER active TYPE INTEGER USING active::int",
        "ALTER TABLE users ALTER active DROP DEFAULT, \
         ALTER active TYPE SMALLINT USING active::int::smallint",
        "ALTER TABLE users ALTER active DROP DEFAULT, ALTER active TYPE TEXT",
        "ALTER TABLE users ALTER active DROP DEFAULT, ALTER active TYPE CHAR(1) \
         USING LEFT(active::text, 1)",
        "ALTER TABLE users ALTER username TYPE VARCHAR(80), ALTER display_name TYPE VARCHAR(80)",
        "UPDATE users SET team_id = '7'; ALTER TABLE users ALTER team_id TYPE INTEGER USING \
         team_id::int",
        "CREATE TYPE role_name AS ENUM ('it_user', 'manager', 'admin'); \
         ALTER TABLE users ALTER role DROP DEFAULT, ALTER role TYPE role_name USING role::role_name",
        "ALTER TABLE teams DROP CONSTRAINT teams_lead_user_id_fkey; \
         ALTER TABLE users ALTER id DROP IDENTITY; ALTER TABLE users ALTER id TYPE TEXT USING 'u' || id",
    ] {
        let Some(mut world) = World::on_postgres().await else {
            return;
        };
        let channel = world.lobby().await;
        world.db.writer().execute_unprepared(change).await.unwrap();
        let all = accounts::load_all(&world.db).await.unwrap();
        assert_eq!((all.accounts.len(), all.odd), (5, vec![]), "{change}");
        assert!(all.accounts.iter().all(|one| one.active), "{change}");
        let found = people::search(&world.db, "ann", None, 9).await.unwrap();
        assert_eq!(found.items.len(), 1, "{change}");
        assert!(
            accounts::credentials(&world.db, "ann")
                .await
                .unwrap()
                .unwrap()
                .active
        );
        world
            .keep(super::world::join(
                channel,
                "dora",
                entity::model::ChannelRole::Member,
            ))
            .await;
    }
}

/// Unreadable rows are skipped on PostgreSQL, too.
#[tokio::test]
async fn postgres_rows() {
    for oddity in [
        "ALTER TABLE users ALTER active DROP DEFAULT, ALTER active TYPE TEXT; \
         UPDATE users SET active = 'maybe' WHERE username = 'bob'",
        "ALTER TABLE users ALTER display_name DROP NOT NULL; \
         UPDATE users SET display_name = NULL WHERE username = 'bob'",
        "ALTER TABLE users ALTER role DROP NOT NULL; \
         UPDATE users SET role = NULL WHERE username = 'bob'",
    ] {
        let Some(mut world) = World::on_postgres().await else {
            return;
        };
        let channel = world.lobby().await;
        world.db.writer().execute_unprepared(oddity).await.unwrap();
        assert_bob_is_skipped(&world, channel, oddity).await;
        assert_eq!(accounts::load_all(&world.db).await.unwrap().odd.len(), 1);
    }
}

/// A value that PostgreSQL refuses is an invalid request, and the other changes are committed.
#[tokio::test]
async fn postgres_values() {
    use entity::Error;
    let Some(mut world) = World::on_postgres().await else {
        return;
    };
    let found = people::by_username(&world.db, &["a\0b".into()]).await;
    assert!(matches!(found, Err(Error::Invalid(_))), "{found:?}");
    let channel = world.lobby().await;
    let posts = ["ann", "a\0b", "bob"];
    let posts = posts.map(|user| super::world::post(channel, user, "text"));
    let kept = world.batch(posts.into()).await;
    assert!(kept[0].is_ok() && kept[2].is_ok());
    let refused = kept[1].as_ref().unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused:?}");
    assert!(!refused.is_of_the_database());
}
