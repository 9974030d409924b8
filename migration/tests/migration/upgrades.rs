//! Upgrades of a database of an earlier release, checked row by row.

use migration::{StartingPoint, inspect, migrate, migrate_as_released, require_current};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use serde_json::{Value, json};

use crate::support::{Sqlite, one, strings};

/// The last step of the release that wrote the rows.
const RELEASED: u32 = 9;
/// Rows of every kind, as that release wrote them.
const ROWS: &str = include_str!("../../../tests/fixtures/released-m0009.sql");

/// The columns that no step changes, by table, keys first.
const KEPT: [(&str, &str); 17] = [
    (
        "chat_channels",
        "id name description type created_by team_id active read_only direct_key seq \
         member_count last_message_at created_at updated_at",
    ),
    (
        "chat_channel_members",
        "channel_id user_id role can_post joined_at last_read_at last_read_seq",
    ),
    (
        "chat_messages",
        "id channel_id seq user_id message_text message_type reply_to_id ticket_reference \
         file_attachment edited_at deleted_at created_at",
    ),
    (
        "message_reactions",
        "id message_id user_id emoji created_at",
    ),
    ("chat_mentions", "user_id channel_id seq message_id"),
    ("chat_events", "channel_id seq kind by_user created_at"),
    (
        "chat_users",
        "user_id seq blocked_at blocked_by tokens_valid_after",
    ),
    ("chat_user_events", "user_id seq created_at"),
    ("chat_role_permissions", "role_id permission"),
    ("chat_revoked_tokens", "token_hash expires_at"),
    (
        "chat_idempotency",
        "user_id key request_hash status body created_at",
    ),
    (
        "chat_files",
        "id channel_id user_id original_filename stored_filename file_path file_size file_type \
         mime_type missing uploaded_at",
    ),
    (
        "user_presence",
        "user_id status status_message last_active socket_id",
    ),
    (
        "call_sessions",
        "id channel_id initiator_user_id call_type participants status started_at answered_at \
         ended_at duration_seconds recording_path end_reason",
    ),
    (
        "call_participants",
        "call_session_id user_id joined_at left_at connection_quality",
    ),
    (
        "chat_set_aside",
        "id source_table source_key reason content created_at",
    ),
    ("chat_adoptions", "id at source report"),
];

/// Runs a scenario on both databases, each in the state of that release.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let sqlite = crate::support::Sqlite::empty().await;
                super::release(&sqlite.db).await;
                super::$name(&sqlite.db).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(db) = crate::support::postgres().await {
                    super::release(&db).await;
                    super::$name(&db).await;
                }
            })+
        }
    };
}

on_both!(
    unrelated_columns_do_not_change,
    new_columns_are_derived_from_old_ones,
    events_keep_their_facts,
    an_emoji_is_one_reaction,
    a_step_that_fails_changes_nothing,
);

async fn release(db: &DatabaseConnection) {
    migrate_as_released(db, RELEASED).await.unwrap();
    db.execute_unprepared(ROWS).await.unwrap();
}

/// Each row of a table, its values separated by `|`.
async fn rows(db: &DatabaseConnection, table: &str, columns: &str) -> Vec<String> {
    let columns: Vec<_> = columns.split_whitespace().collect();
    let values: Vec<_> = columns
        .iter()
        .map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')"))
        .collect();
    // Later steps grant what they bring, besides what had been granted.
    let from = match table {
        "chat_role_permissions" => "chat_role_permissions WHERE permission LIKE 'chat.%'",
        table => table,
    };
    let query = format!(
        "SELECT {} FROM {from} ORDER BY {}, {}",
        values.join(" || '|' || "),
        columns[0],
        columns[1]
    );
    strings(db, &query).await
}

async fn kept(db: &DatabaseConnection) -> Vec<(&'static str, Vec<String>)> {
    let mut kept = Vec::new();
    for (table, columns) in KEPT {
        kept.push((table, rows(db, table, columns).await));
    }
    kept
}

async fn unrelated_columns_do_not_change(db: &DatabaseConnection) {
    let before = kept(db).await;
    for (table, rows) in &before {
        assert!(!rows.is_empty(), "{table} has a row to keep");
    }
    assert_eq!(inspect(db).await.unwrap(), StartingPoint::Ours);
    migrate(db).await.unwrap();
    require_current(db).await.unwrap();
    for (before, after) in before.iter().zip(kept(db).await) {
        assert_eq!(*before, after);
    }
    if db.get_database_backend() == DbBackend::Sqlite {
        let loose = strings(db, "SELECT \"table\" FROM pragma_foreign_key_check").await;
        assert!(loose.is_empty(), "{loose:?}");
        assert_eq!(one::<String>(db, "PRAGMA integrity_check").await, "ok");
        assert_eq!(one::<i64>(db, "PRAGMA foreign_keys").await, 1);
    }
}

async fn an_emoji_is_one_reaction(db: &DatabaseConnection) {
    let message = one::<i64>(db, "SELECT MIN(id) FROM chat_messages").await;
    for (user, emoji) in [
        ("both", "\u{2764}"),
        ("both", "\u{2764}\u{fe0f}"),
        ("bare", "\u{2764}"),
        ("full", "\u{2764}\u{fe0f}"),
    ] {
        db.execute_unprepared(&format!(
            "INSERT INTO message_reactions (message_id, user_id, emoji, created_at) \
             VALUES ({message}, '{user}', '{emoji}', 1)"
        ))
        .await
        .unwrap();
    }
    migrate(db).await.unwrap();
    let hearts = strings(
        db,
        "SELECT user_id || emoji FROM message_reactions WHERE created_at = 1 ORDER BY user_id",
    )
    .await;
    let expected = ["bare", "both", "full"].map(|user| format!("{user}\u{2764}\u{fe0f}"));
    assert_eq!(hearts, expected);
}

async fn new_columns_are_derived_from_old_ones(db: &DatabaseConnection) {
    migrate(db).await.unwrap();
    assert_eq!(
        rows(db, "chat_channels", "id name_key pinning").await,
        ["1|ärger|members", "2|desk|members", "7||members"]
    );
    // Client ids have 16 bytes; values other than UUIDs are dropped.
    let hex = match db.get_database_backend() {
        DbBackend::Sqlite => "lower(hex(client_id))",
        _ => "encode(client_id,'hex')",
    };
    assert_eq!(
        strings(
            db,
            &format!(
                "SELECT id || '|' || {hex} FROM chat_messages WHERE client_id IS NOT NULL \
                 ORDER BY id"
            )
        )
        .await,
        [
            "1|01890a5dac96774bbcceb302099a8057",
            "2|01890a5dac96774bbcceb302099a8057",
            "6|5f0c8a1e00004000800000000000000a",
        ]
    );
    assert_eq!(
        rows(db, "chat_users", "user_id token_epoch").await,
        ["ann|0", "bob|0", "cid|0"]
    );
    assert_eq!(one::<i64>(db, "SELECT epoch FROM chat_claim").await, 0);
    assert_eq!(one::<i64>(db, "SELECT COUNT(*) FROM chat_pins").await, 0);
    // Counters start before existing rows; the first allocation skips those.
    assert_eq!(
        rows(db, "chat_counters", "name last_id").await,
        [
            "call_sessions|0",
            "chat_channels|0",
            "chat_messages|0",
            "chat_scheduled|0",
            "chat_ticket_events|0"
        ]
    );
    mentions_get_their_places(db).await;
}

async fn mentions_get_their_places(db: &DatabaseConnection) {
    let placed = strings(
        db,
        "SELECT mentions FROM chat_messages WHERE mentions IS NOT NULL",
    )
    .await;
    let [placed] = placed.as_slice() else {
        panic!("one message mentions someone: {placed:?}");
    };
    // `@bob` in code is not a mention, nor is the start of `@bob.ng`; `cid` was not notified.
    assert_eq!(
        serde_json::from_str::<Value>(placed).unwrap(),
        json!([
            {"userId": "bob.ng", "start": 10, "length": 7},
            {"userId": "bob", "start": 19, "length": 4},
            {"userId": "bob", "start": 34, "length": 4},
        ])
    );
}

/// The events of a table as `[stream, seq, kind, fact]`.
async fn events(db: &DatabaseConnection, table: &str, stream: &str) -> Vec<Value> {
    let query = format!(
        "SELECT '[\"' || {stream} || '\",' || seq || ',\"' || kind || '\",' || fact || ']' \
         FROM {table} ORDER BY {stream}, seq"
    );
    let events = strings(db, &query).await;
    events
        .iter()
        .map(|event| serde_json::from_str(event).unwrap())
        .collect()
}

async fn events_keep_their_facts(db: &DatabaseConnection) {
    migrate(db).await.unwrap();
    let channel = json!({"id": 1, "name": "ÄRGER", "type": "public"});
    // Counts of members and reactions are the current ones, since they were not recorded.
    assert_eq!(
        events(db, "chat_events", "channel_id").await,
        [
            json!(["1", 1, "user_joined", {"user": "bob", "role": "member", "by": "ann",
                "memberCount": 3, "channel": channel}]),
            json!(["1", 4, "message_updated", {"messageId": 2}]),
            json!(["1", 6, "message_deleted", {"messageId": 3, "user": "ann", "deletedAt": 1060}]),
            json!(["1", 7, "reaction_added",
                {"messageId": 1, "user": "bob", "emoji": "👍", "count": 2}]),
            json!(["1", 8, "reaction_added",
                {"messageId": 1, "user": "ann", "emoji": "🎉", "count": 0}]),
            json!(["1", 9, "reaction_removed",
                {"messageId": 1, "user": "ann", "emoji": "🎉", "count": 0}]),
            json!(["1", 10, "user_joined", {"user": "cid", "role": "admin", "by": "ann",
                "memberCount": 3, "channel": channel}]),
            json!(["1", 11, "user_left",
                {"user": "cid", "by": "ann", "memberCount": 3, "channel": channel}]),
            json!(["1", 12, "channel_updated", {}]),
        ]
    );
    assert_eq!(
        events(db, "chat_user_events", "user_id").await,
        [
            json!(["ann", 1, "channel_joined", {"channelId": 1}]),
            json!(["bob", 1, "channel_joined", {"channelId": 1}]),
            json!(["bob", 2, "notification", {"kind": "mention", "channelId": 1, "messageId": 1,
                "messageSeq": 2, "from": "ann"}]),
            json!(["bob", 3, "read_updated", {"channelId": 1, "lastReadSeq": 3}]),
            json!(["cid", 1, "channel_joined", {"channelId": 1}]),
            json!(["cid", 2, "channel_left", {"channelId": 1}]),
        ]
    );
}

/// All steps are one transaction: if it fails, the database does not change.
async fn a_step_that_fails_changes_nothing(db: &DatabaseConnection) {
    let before = kept(db).await;
    // This makes the last step fail.
    let in_the_way = "CREATE TABLE chat_silences (user_id TEXT)";
    db.execute_unprepared(in_the_way).await.unwrap();
    migrate(db).await.unwrap_err();
    assert_eq!(kept(db).await, before);
    let steps = "SELECT COUNT(*) FROM chat_migrations";
    assert_eq!(one::<i64>(db, steps).await, i64::from(RELEASED));
    let old = "SELECT COUNT(client_id) FROM chat_messages WHERE client_id LIKE 'demonstration-%'";
    assert_eq!(one::<i64>(db, old).await, 1);

    db.execute_unprepared("DROP TABLE chat_silences")
        .await
        .unwrap();
    migrate(db).await.unwrap();
    assert_eq!(kept(db).await, before);
}

/// A database may also be from between two releases.
#[tokio::test]
async fn an_upgrade_can_start_at_every_later_step() {
    let direct = Sqlite::empty().await;
    release(&direct.db).await;
    migrate(&direct.db).await.unwrap();
    let mut expected = direct.dump().await;
    expected.remove("rows of chat_migrations");
    let steps: i64 = direct.one("SELECT COUNT(*) FROM chat_migrations").await;
    for done in 1..u32::try_from(steps).unwrap() - RELEASED {
        let sqlite = Sqlite::empty().await;
        release(&sqlite.db).await;
        migrate_as_released(&sqlite.db, done).await.unwrap();
        migrate(&sqlite.db).await.unwrap();
        let mut upgraded = sqlite.dump().await;
        upgraded.remove("rows of chat_migrations");
        for (what, rows) in &expected {
            if what != "rows of users" && what != "rows of roles" {
                assert_eq!(upgraded.get(what), Some(rows), "{what} after {done} steps");
            }
        }
    }
}
