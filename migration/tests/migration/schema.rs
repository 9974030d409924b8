//! The schema on SQLite and on PostgreSQL: the same columns and the same constraints.

use std::collections::BTreeSet;

use migration::{StartingPoint, inspect, migrate};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

use crate::support::{Sqlite, one, postgres, strings};

/// All of our tables with their columns, as used in the server's queries.
const COLUMNS: &[(&str, &str)] = &[
    (
        "chat_channels",
        "id name name_key description type created_by team_id active read_only pinning direct_key seq member_count history hidden_until \
         follows_team ticket_number ticket_seen ticket_events tickets_told \
         last_message_at created_at updated_at",
    ),
    (
        "chat_channel_members",
        "channel_id user_id role can_post joined_at last_read_at last_read_seq muted pinned hidden_seq notify \
         history_after by_team by_ticket muted_until",
    ),
    (
        "chat_messages",
        "id channel_id seq user_id client_id message_text message_type reply_to_id \
         ticket_reference file_attachment mentions edited_at deleted_at created_at system_event \
         thread_id in_channel forwarded_from file_names previews",
    ),
    ("chat_events", "channel_id seq kind by_user fact created_at"),
    (
        "chat_invites",
        "id token channel_id created_by created_at expires_at max_uses uses revoked",
    ),
    ("chat_removals", "channel_id user_id removed_at"),
    (
        "chat_mentions",
        "user_id channel_id seq message_id in_channel",
    ),
    (
        "chat_users",
        "user_id seq blocked_at blocked_by tokens_valid_after token_epoch",
    ),
    ("chat_user_events", "user_id seq kind fact created_at"),
    ("chat_revoked_tokens", "token_hash expires_at"),
    ("chat_claim", "epoch"),
    ("chat_known_tokens", "token_hash epoch expires_at"),
    (
        "chat_idempotency",
        "user_id key request_hash status body created_at",
    ),
    ("chat_role_permissions", "role_id permission"),
    (
        "chat_files",
        "id channel_id user_id original_filename stored_filename file_path file_size file_type \
         mime_type missing uploaded_at state sha256 shown width height duration_ms thumbnail \
         free_since description waveform scan blocked_for",
    ),
    ("chat_file_refs", "holder holder_id position file_id"),
    ("chat_file_moves", "id source target state problem"),
    (
        "user_presence",
        "user_id status status_message last_active socket_id status_message_until",
    ),
    (
        "message_reactions",
        "id message_id user_id emoji created_at",
    ),
    (
        "call_sessions",
        "id channel_id initiator_user_id call_type participants status started_at answered_at \
         ended_at duration_seconds recording_path end_reason",
    ),
    (
        "call_participants",
        "call_session_id user_id joined_at left_at connection_quality state devices",
    ),
    (
        "chat_set_aside",
        "id source_table source_key reason content created_at",
    ),
    ("chat_adoptions", "id at source report"),
    ("chat_counters", "name last_id"),
    ("chat_pins", "message_id channel_id pinned_by pinned_at"),
    ("chat_silences", "channel_id user_id"),
    (
        "chat_threads",
        "root_id channel_id reply_count last_reply_at last_reply_seq participants",
    ),
    (
        "chat_thread_followers",
        "root_id user_id following last_read_seq",
    ),
    ("chat_preferences", "user_id preferences"),
    (
        "chat_notifications",
        "user_id seq kind channel_id message_id message_seq thread_id fact is_read created_at withdrawn",
    ),
    (
        "chat_scheduled",
        "id user_id channel_id thread_id message_text due_at created_at updated_at version error_code error_message",
    ),
    ("chat_saved", "user_id message_id saved_at"),
    ("chat_reminders", "user_id message_id due_at created_at"),
    (
        "chat_ticket_links",
        "message_id ticket_id ticket_number created_by created_at",
    ),
    ("chat_ticket_notices", "id history comments watched"),
    (
        "chat_ticket_states",
        "ticket_id status priority team assignee history comment ticket_number people",
    ),
    (
        "chat_ticket_gone",
        "ticket_number status priority team assignee history comment",
    ),
    (
        "chat_ticket_events",
        "id ticket_id ticket_number team former_team event by_user from_value to_value late created_at",
    ),
    ("chat_ticket_words", "ticket_id searched"),
    ("chat_ticket_hidden", "comment_id"),
    ("chat_ticket_targets", "id settings changed_by changed_at"),
    ("chat_ticket_reminders", "ticket_id due_at late assignee"),
    (
        "chat_edits",
        "message_id seq message_text mentions written_at replaced_at",
    ),
];

const CHANNEL: &str =
    "INSERT INTO chat_channels (id, type, created_by, direct_key, created_at, updated_at)";
const MEMBER: &str =
    "INSERT INTO chat_channel_members (channel_id, user_id, role, joined_at, last_read_at)";
const MESSAGE: &str =
    "INSERT INTO chat_messages (id, channel_id, seq, user_id, client_id, message_text, created_at)";
const REACTION: &str = "INSERT INTO message_reactions (message_id, user_id, emoji, created_at)";
const CALL: &str =
    "INSERT INTO call_sessions (initiator_user_id, call_type, participants, started_at)";

/// Statements in order, and whether each one succeeds.
const STATEMENTS: [(&str, &str, bool); 16] = [
    (CHANNEL, "(1, 'direct', 'system', 'a', 0, 0)", true),
    (CHANNEL, "(2, 'direct', 'system', 'a', 0, 0)", false),
    (CHANNEL, "(2, 'public', 'system', NULL, 0, 0)", true),
    (CHANNEL, "(3, 'public', 'system', NULL, 0, 0)", true),
    (MEMBER, "(1, 'a', 'owner', 0, 0)", true),
    (MEMBER, "(1, 'a', 'member', 0, 0)", false),
    (MEMBER, "(9, 'a', 'member', 0, 0)", false),
    (MESSAGE, "(1, 1, 1, 'a', NULL, '', 0)", true),
    (MESSAGE, "(2, 1, 1, 'a', NULL, '', 0)", false),
    (MESSAGE, "(2, 2, 1, 'a', 'c', '', 0)", true),
    (MESSAGE, "(3, 2, 2, 'a', 'c', '', 0)", false),
    (MESSAGE, "(3, 2, 2, 'b', 'c', '', 9007199254740991)", true),
    (MESSAGE, "(4, 9, 1, 'a', NULL, '', 0)", false),
    (REACTION, "(1, 'a', '+', 0)", true),
    (REACTION, "(1, 'a', '+', 0)", false),
    (CALL, "('a', 'audio', '[]', 0)", true),
];

async fn holds(db: &DatabaseConnection) {
    migrate(db).await.unwrap();
    assert_eq!(inspect(db).await.unwrap(), StartingPoint::Ours);
    for (table, expected) in COLUMNS {
        let query = match db.get_database_backend() {
            DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            _ => format!(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'"
            ),
        };
        let columns: BTreeSet<_> = strings(db, &query).await.into_iter().collect();
        let expected: BTreeSet<_> = expected.split(' ').map(str::to_owned).collect();
        assert_eq!(columns, expected, "{table}");
    }
    for (insert, row, taken) in STATEMENTS {
        let outcome = db
            .execute_unprepared(&format!("{insert} VALUES {row}"))
            .await;
        assert_eq!(outcome.is_ok(), taken, "{insert} {row}: {outcome:?}");
    }
    reads_back(db).await;
    migrate(db).await.unwrap();
}

/// Integers have 64 bits and flags are booleans, in both dialects.
async fn reads_back(db: &DatabaseConnection) {
    assert_eq!(
        one::<i64>(db, "SELECT created_at FROM chat_messages WHERE id = 3").await,
        (1 << 53) - 1
    );
    assert_eq!(one::<i64>(db, "SELECT id FROM message_reactions").await, 1);
    assert!(one::<bool>(db, "SELECT active FROM chat_channels WHERE id = 1").await);
    assert!(!one::<bool>(db, "SELECT read_only FROM chat_channels WHERE id = 1").await);
    assert_eq!(
        one::<String>(db, "SELECT message_type FROM chat_messages WHERE id = 1").await,
        "text"
    );
    assert_eq!(
        one::<String>(db, "SELECT status FROM call_sessions").await,
        "ringing"
    );
    db.execute_unprepared(
        "INSERT INTO users (username, display_name, password_hash) VALUES ('a', 'A', '')",
    )
    .await
    .unwrap();
    assert_eq!(one::<i64>(db, "SELECT id FROM users").await, 1);
    assert!(one::<bool>(db, "SELECT active FROM users").await);
    let since: String = one(db, "SELECT CAST(created_at AS TEXT) FROM users").await;
    assert_eq!(since.len(), "2025-08-24 23:24:13".len(), "{since}");
    let everyone = "SELECT permission FROM chat_role_permissions WHERE role_id = '*' ORDER BY 1";
    assert_eq!(
        strings(db, everyone).await,
        [
            "call.audio",
            "call.video",
            "call.view_history",
            "chat.access_channels",
            "chat.create_channels",
            "chat.create_direct",
            "chat.send_files"
        ]
    );
}

#[tokio::test]
async fn on_sqlite() {
    holds(&Sqlite::empty().await.db).await;
}

#[tokio::test]
async fn on_postgresql() {
    if let Some(db) = postgres().await {
        holds(&db).await;
    }
}

#[tokio::test]
async fn beside_orvales_tables_on_postgresql() {
    let Some(db) = postgres().await else { return };
    db.execute_unprepared(
        "CREATE TABLE users (id BIGINT PRIMARY KEY, username TEXT, password_hash TEXT); \
         INSERT INTO users VALUES (1, 'a', 'b')",
    )
    .await
    .unwrap();
    assert_eq!(inspect(&db).await.unwrap(), StartingPoint::Orvale);
    migrate(&db).await.unwrap();
    let columns = "SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) \
                   FROM information_schema.columns WHERE table_name = 'users'";
    assert_eq!(
        one::<String>(&db, columns).await,
        "id username password_hash"
    );
    assert_eq!(
        one::<i64>(&db, "SELECT COUNT(*) FROM user_tickets").await,
        0
    );
}

#[tokio::test]
async fn constraints_on_postgresql() {
    let Some(db) = postgres().await else { return };
    db.execute_unprepared("CREATE TABLE albums (id BIGINT)")
        .await
        .unwrap();
    let error = migrate(&db).await.unwrap_err();
    assert!(
        matches!(error, migration::Error::NotOrvale { .. }),
        "{error:?}"
    );

    let Some(db) = postgres().await else { return };
    db.execute_unprepared("SET default_transaction_read_only = on")
        .await
        .unwrap();
    let error = migrate(&db).await.unwrap_err();
    assert!(matches!(error, migration::Error::ReadOnly), "{error:?}");
}
