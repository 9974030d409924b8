//! The three starting points: how they are recognised, and what they are migrated to.

use migration::{Error, StartingPoint, inspect, migrate};

use crate::support::{NODE_CHAT, ORVALE, Sqlite};

#[tokio::test]
async fn an_empty_database_gets_all_tables() {
    let sqlite = Sqlite::empty().await;
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::Empty);
    migrate(&sqlite.db).await.unwrap();
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::Ours);
    for table in [
        "users",
        "role_permissions",
        "sections",
        "teams",
        "user_tickets",
    ] {
        assert_eq!(
            sqlite
                .one::<i64>(&format!("SELECT COUNT(*) FROM {table}"))
                .await,
            0,
            "{table}"
        );
    }
    assert_eq!(
        sqlite.rows("SELECT id FROM roles ORDER BY id").await,
        [
            "'admin'",
            "'helpdesk_member'",
            "'helpdesk_supervisor'",
            "'it_user'",
            "'manager'"
        ]
    );
}

#[tokio::test]
async fn an_orvale_database_gets_the_chats_tables() {
    let sqlite = Sqlite::fixture(ORVALE).await;
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::Orvale);
    migrate(&sqlite.db).await.unwrap();
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::Ours);
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM chat_messages")
            .await,
        0
    );
    assert_eq!(sqlite.one::<i64>("SELECT COUNT(*) FROM users").await, 6);
}

#[tokio::test]
async fn a_node_servers_chat_is_adopted_but_not_migrated() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::NodeChat);
    let before = sqlite.dump().await;
    let error = migrate(&sqlite.db).await.unwrap_err();
    assert!(matches!(error, Error::NeedsAdoption), "{error:?}");
    let text = error.to_string();
    let dry_run = text.find("`orvale-chat adopt --dry-run`").unwrap();
    assert!(
        text.rfind("`orvale-chat adopt`").unwrap() > dry_run,
        "{text}"
    );
    assert_eq!(sqlite.dump().await, before);

    sqlite.adopt().await.unwrap();
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::Ours);
    let adopted = sqlite.dump().await;
    migrate(&sqlite.db).await.unwrap();
    assert_eq!(sqlite.dump().await, adopted);
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    for fixture in [None, Some(ORVALE)] {
        let sqlite = match fixture {
            Some(name) => Sqlite::fixture(name).await,
            None => Sqlite::empty().await,
        };
        migrate(&sqlite.db).await.unwrap();
        let before = sqlite.dump().await;
        migrate(&sqlite.db).await.unwrap();
        assert_eq!(sqlite.dump().await, before, "{fixture:?}");
    }
}

#[tokio::test]
async fn a_second_run_keeps_an_administrators_grants() {
    let sqlite = Sqlite::empty().await;
    migrate(&sqlite.db).await.unwrap();
    sqlite
        .run("DELETE FROM chat_role_permissions WHERE role_id = 'manager'")
        .await;
    migrate(&sqlite.db).await.unwrap();
    let managers = "SELECT COUNT(*) FROM chat_role_permissions WHERE role_id = 'manager'";
    assert_eq!(sqlite.one::<i64>(managers).await, 0);
}

#[tokio::test]
async fn two_concurrent_migrations_both_succeed() {
    let sqlite = Sqlite::empty().await;
    let (first, second) = (sqlite.connect("rw").await, sqlite.connect("rw").await);
    let (first, second) = tokio::join!(migrate(&first), migrate(&second));
    first.unwrap();
    second.unwrap();
    assert_eq!(inspect(&sqlite.db).await.unwrap(), StartingPoint::Ours);
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM chat_role_permissions")
            .await,
        11
    );
}

#[tokio::test]
async fn adopting_without_a_node_servers_chat_does_nothing() {
    for fixture in [None, Some(ORVALE)] {
        let sqlite = match fixture {
            Some(name) => Sqlite::fixture(name).await,
            None => Sqlite::empty().await,
        };
        let before = sqlite.dump().await;
        let report = sqlite.adopt().await.unwrap();
        assert!(report.nothing_to_do);
        assert!(
            report.to_string().starts_with("Nothing to do: "),
            "{report}"
        );
        assert_eq!(sqlite.dump().await, before, "{fixture:?}");
    }
}
