//! Orvale's own tables do not change by a byte: their schema, their indexes, their rows.

use std::collections::BTreeMap;

use migration::migrate;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::support::{NODE_CHAT, ORVALE, Sqlite};

/// The tables that an adoption renames.
const RENAMED: [&str; 7] = [
    "chat_channels",
    "chat_channel_members",
    "chat_messages",
    "chat_files",
    "message_reactions",
    "user_presence",
    "call_logs",
];

/// Orvale's own content of an unchanged database: everything except for the chat's tables, which an adoption
/// renames, and the database's own counters.
async fn orvales(sqlite: &Sqlite) -> BTreeMap<String, Vec<String>> {
    let mut dump = sqlite.dump().await;
    dump.retain(|what, entries| {
        let of_chat = |name: &str| RENAMED.contains(&name);
        let name = what.rsplit(' ').next().unwrap();
        let table = entries
            .first()
            .and_then(|entry| entry.split('|').nth(2))
            .unwrap_or_default();
        let attached = what.starts_with("schema") && of_chat(table.trim_matches('\''));
        !of_chat(name) && !attached
    });
    dump.insert("rows of sqlite_sequence".to_owned(), Vec::new());
    dump
}

/// Fails unless all of `orvales` is still in the database, unchanged.
async fn unchanged(orvales: &BTreeMap<String, Vec<String>>, sqlite: &Sqlite) -> Result<(), String> {
    let now = sqlite.dump().await;
    for (what, before) in orvales
        .iter()
        .filter(|(what, _)| *what != "rows of sqlite_sequence")
    {
        if now.get(what) != Some(before) {
            return Err(format!("{what}: {:?} became {:?}", before, now.get(what)));
        }
    }
    Ok(())
}

async fn counters(sqlite: &Sqlite) -> Vec<String> {
    let names = RENAMED
        .map(|name| format!("'{name}', 'node_{name}'"))
        .join(", ");
    sqlite
        .rows(&format!(
            "SELECT name, seq FROM sqlite_sequence WHERE name NOT IN ({names}) \
             AND name NOT LIKE 'chat\\_%' ESCAPE '\\' AND name NOT LIKE 'call\\_%' ESCAPE '\\' \
             ORDER BY name"
        ))
        .await
}

#[tokio::test]
async fn a_migration_does_not_change_them() {
    let sqlite = Sqlite::fixture(ORVALE).await;
    let (before, counted) = (orvales(&sqlite).await, counters(&sqlite).await);
    assert!(
        before
            .keys()
            .filter(|what| what.starts_with("rows"))
            .count()
            >= 22
    );
    migrate(&sqlite.db).await.unwrap();
    unchanged(&before, &sqlite).await.unwrap();
    assert_eq!(counters(&sqlite).await, counted);
}

#[tokio::test]
async fn an_adoption_does_not_change_them() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let (before, counted) = (orvales(&sqlite).await, counters(&sqlite).await);
    assert!(
        before
            .keys()
            .filter(|what| what.starts_with("rows"))
            .count()
            >= 58
    );
    sqlite.adopt().await.unwrap();
    unchanged(&before, &sqlite).await.unwrap();
    assert_eq!(counters(&sqlite).await, counted);
}

#[tokio::test]
async fn references_to_renamed_tables_do_not_change() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    sqlite
        .run(
            "CREATE TABLE ticket_chats (ticket_id INTEGER, \
                message_id INTEGER REFERENCES chat_messages(id)); \
             INSERT INTO ticket_chats VALUES (1, 5); \
             CREATE VIEW talk AS SELECT message_text FROM chat_messages; \
             CREATE VIEW broken AS SELECT x FROM a_table_that_is_gone; \
             CREATE TRIGGER noticed AFTER INSERT ON ticket_chats BEGIN \
                UPDATE chat_channels SET active = TRUE WHERE id = 1; END",
        )
        .await;
    let before = orvales(&sqlite).await;
    assert!(before.contains_key("schema of broken") && before.contains_key("schema of noticed"));
    sqlite.adopt().await.unwrap();
    unchanged(&before, &sqlite).await.unwrap();
}

#[tokio::test]
async fn the_old_chat_is_renamed_with_every_row() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let before = sqlite.dump().await;
    sqlite.adopt().await.unwrap();
    let after = sqlite.dump().await;
    for table in RENAMED {
        let old = &before[&format!("rows of {table}")];
        assert_eq!(&after[&format!("rows of node_{table}")], old, "{table}");
    }
}

/// The comparison notices a change of one value, one row, or one word of a table's schema.
#[tokio::test]
async fn a_change_is_noticed() {
    for change in [
        "UPDATE users SET display_name = display_name || '.' WHERE id = (SELECT MIN(id) FROM users)",
        "UPDATE user_tickets SET priority = 2 WHERE id = (SELECT MIN(id) FROM user_tickets)",
        "DELETE FROM widget_animations WHERE id = (SELECT MIN(id) FROM widget_animations)",
        "ALTER TABLE teams ADD COLUMN colour TEXT",
        "DROP INDEX idx_ticket_history_ticket_id",
    ] {
        let sqlite = Sqlite::fixture(NODE_CHAT).await;
        let before = orvales(&sqlite).await;
        sqlite.run(change).await;
        unchanged(&before, &sqlite).await.expect_err(change);
    }
}

/// The old tables refer only to each other, so that old rows do not constrain ours.
#[tokio::test]
async fn the_old_chat_refers_to_itself_but_never_to_ours() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    sqlite.adopt().await.unwrap();
    let references = "SELECT m.name || ' ' || f.\"table\" AS reference FROM sqlite_master m, \
        pragma_foreign_key_list(m.name) f WHERE m.name LIKE 'node\\_%' ESCAPE '\\' \
        AND f.\"table\" LIKE '%chat%' ORDER BY 1";
    assert_eq!(
        sqlite.rows(references).await,
        [
            "'node_chat_channel_members node_chat_channels'",
            "'node_chat_files node_chat_channels'",
            "'node_chat_messages node_chat_channels'",
            "'node_chat_messages node_chat_messages'",
            "'node_message_reactions node_chat_messages'",
        ]
    );
    assert_eq!(sqlite.one::<String>("PRAGMA integrity_check").await, "ok");

    let fresh = sqlite.connect("rw").await;
    let deleted = "PRAGMA foreign_keys = ON; DELETE FROM chat_messages WHERE channel_id = 4; \
        DELETE FROM chat_channel_members WHERE channel_id = 4; DELETE FROM chat_channels WHERE id = 4";
    fresh.execute_unprepared(deleted).await.unwrap();
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM chat_channels")
            .await,
        3
    );
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM node_chat_channels")
            .await,
        4
    );
}

/// The caller's connections keep their settings: foreign keys are still enforced on them.
#[tokio::test]
async fn the_connections_settings_do_not_change() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    assert_eq!(sqlite.one::<i64>("PRAGMA foreign_keys").await, 1);
    sqlite.adopt().await.unwrap();
    for (setting, value) in [
        ("foreign_keys", 1),
        ("legacy_alter_table", 0),
        ("writable_schema", 0),
    ] {
        assert_eq!(
            sqlite.one::<i64>(&format!("PRAGMA {setting}")).await,
            value,
            "{setting}"
        );
    }
}
