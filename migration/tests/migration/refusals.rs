//! Databases that are refused unchanged, with an error that says what to do.

use migration::{Error, adopt, inspect, migrate};
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database};

use crate::support::{NODE_CHAT, ORVALE, Sqlite};

#[tokio::test]
async fn a_newer_database_is_refused() {
    let sqlite = Sqlite::empty().await;
    migrate(&sqlite.db).await.unwrap();
    sqlite
        .run("INSERT INTO chat_migrations VALUES ('m9999_tomorrow', 0)")
        .await;
    let before = sqlite.dump().await;
    for error in [
        inspect(&sqlite.db).await.unwrap_err(),
        migrate(&sqlite.db).await.unwrap_err(),
        sqlite.adopt().await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Newer { .. }), "{error:?}");
        assert!(error.to_string().contains("m9999_tomorrow"), "{error}");
    }
    assert_eq!(sqlite.dump().await, before);
}

#[tokio::test]
async fn another_programs_database_is_refused() {
    for (schema, found) in [
        ("CREATE TABLE albums (id INTEGER)", "only albums"),
        (
            "CREATE TABLE users (id INTEGER, email TEXT)",
            "with email, id",
        ),
        (
            "CREATE TABLE chat_messages (id INTEGER)",
            "only chat_messages",
        ),
    ] {
        let sqlite = Sqlite::empty().await;
        sqlite.run(schema).await;
        let before = sqlite.dump().await;
        let error = migrate(&sqlite.db).await.unwrap_err();
        assert!(matches!(error, Error::NotOrvale { .. }), "{error:?}");
        let text = error.to_string();
        assert!(
            text.contains(found) && text.contains("`password_hash`"),
            "{text}"
        );
        assert!(sqlite.adopt().await.is_err());
        assert_eq!(sqlite.dump().await, before);
    }
}

#[tokio::test]
async fn a_conflicting_table_is_refused() {
    let sqlite = Sqlite::fixture(ORVALE).await;
    sqlite.run("CREATE TABLE chat_events (id INTEGER)").await;
    let error = migrate(&sqlite.db).await.unwrap_err();
    assert!(
        error.to_string().contains("`chat_events` is in the way"),
        "{error}"
    );

    for table in ["node_chat_messages", "call_sessions"] {
        let sqlite = Sqlite::fixture(NODE_CHAT).await;
        sqlite
            .run(&format!("CREATE TABLE {table} (id INTEGER)"))
            .await;
        let before = sqlite.dump().await;
        for dry_run in [true, false] {
            let error = adopt(&sqlite.db, &sqlite.options(dry_run))
                .await
                .unwrap_err();
            assert!(error.to_string().contains(table), "{error}");
        }
        assert_eq!(sqlite.dump().await, before);
    }
}

#[tokio::test]
async fn a_read_only_database_is_refused() {
    let sqlite = Sqlite::fixture(ORVALE).await;
    let reader = sqlite.connect("ro").await;
    let error = migrate(&reader).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly), "{error:?}");

    migrate(&sqlite.db).await.unwrap();
    migrate(&reader)
        .await
        .expect("what is up to date need not be written");

    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let reader = sqlite.connect("ro").await;
    let error = adopt(&reader, &sqlite.options(false)).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly), "{error:?}");
    assert!(error.to_string().contains("read-only"), "{error}");
}

#[tokio::test]
async fn a_locked_database_is_refused() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    sqlite
        .run("BEGIN IMMEDIATE; UPDATE users SET active = active")
        .await;
    let mut options = ConnectOptions::new(format!("sqlite://{}", sqlite.path.display()));
    options.map_sqlx_sqlite_opts(|options| options.busy_timeout(std::time::Duration::ZERO));
    let other = Database::connect(options).await.unwrap();
    let error = adopt(&other, &sqlite.options(false)).await.unwrap_err();
    assert!(matches!(error, Error::Locked), "{error:?}");
    assert!(error.to_string().contains("locked"), "{error}");

    sqlite.db.execute_unprepared("ROLLBACK").await.unwrap();
    adopt(&other, &sqlite.options(false)).await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_not_a_database_is_refused() {
    let sqlite = Sqlite::empty().await;
    std::fs::write(
        &sqlite.path,
        "not a database at all, but long enough to have a header".repeat(99),
    )
    .unwrap();
    let error = inspect(&sqlite.db).await.unwrap_err();
    assert!(
        error.to_string().contains("file is not a database"),
        "{error}"
    );
}

#[tokio::test]
async fn a_failure_half_way_changes_nothing() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    // An index with the name of one of ours: the steps fail after the tables were renamed.
    sqlite
        .run("CREATE INDEX chat_channel_members_by_user ON users (role)")
        .await;
    let before = sqlite.dump().await;
    let error = sqlite.adopt().await.unwrap_err();
    assert!(matches!(error, Error::Database(_)), "{error:?}");
    assert_eq!(sqlite.dump().await, before);
}
