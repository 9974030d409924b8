//! The Node server's terms are converted into ours.

use crate::support::Sqlite;

#[tokio::test]
async fn channels() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, name, description, type, created_by, is_read_only, allow_posting, active) VALUES
            (1, 'a', NULL, 'public_channel', 'system', 0, 1, 1),
            (2, 'b', 'topic', 'private_channel', 'x', 1, 1, 0),
            (3, 'c', '', 'public_channel', 'x', 0, 0, 1),
            (4, NULL, NULL, 'direct_message', 'x', 0, 1, 1),
            (5, 'lunch', NULL, 'group', 'x', 0, 1, 1),
            (6, 'budget', NULL, 'group', 'x', 0, 1, 1),
            (7, NULL, NULL, 'carrier_pigeon', 'x', 0, 1, 1),
            (8, NULL, NULL, 'direct_message', 'x', 0, 1, 1);
         INSERT INTO chat_channel_members (channel_id, user_id) VALUES
            (4, 'e999991'), (4, 'e603876'), (5, 'e999991'), (5, 'e603876'), (5, 'e999001'),
            (6, 'e999991'), (6, 'e603876'), (6, 'e999001'), (8, 'e999991')",
    )
    .await;
    sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows("SELECT id, name, description, type, read_only, active, direct_key, member_count FROM chat_channels")
            .await,
        [
            "1|'a'|''|'public'|0|1|NULL|0",
            "2|'b'|'topic'|'private'|1|0|NULL|0",
            "3|'c'|''|'public'|1|1|NULL|0",
            "4|''|''|'direct'|0|1|'e603876\ne999991'|2",
            "5|''|'lunch'|'direct'|0|1|'e603876\ne999001\ne999991'|3",
            "6|'budget'|''|'private'|0|1|NULL|3",
            "7|'channel-7'|''|'private'|0|1|NULL|0",
            "8|''|''|'direct'|0|1|NULL|1",
        ]
    );
}

#[tokio::test]
async fn mentions() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, name, type, created_by) VALUES (1, 'a', 'public_channel', 'x'),
            (2, 'b', 'public_channel', 'x');
         INSERT INTO chat_channel_members (channel_id, user_id, last_read_at) VALUES
            (1, 'e603876', '2025-01-01 00:00:02'), (1, 'e999001', '2025-01-01 00:00:00'),
            (2, 'e999002', '2025-01-01 00:00:00');
         INSERT INTO chat_messages (id, channel_id, user_id, message_text, message_type, is_deleted, created_at) VALUES
            (11, 1, 'e999001', '@e603876, look', 'text', 0, '2025-01-01 00:00:01'),
            (12, 1, 'e603876', '@e999001. and @e603876 and @e999002', 'text', 0, '2025-01-01 00:00:02'),
            (13, 1, 'e999001', 'gone: @e603876', 'text', 1, '2025-01-01 00:00:03'),
            (14, 1, 'e999001', 'x@e603876', 'text', 0, '2025-01-01 00:00:04'),
            (15, 2, 'e999001', '@e999002 @e999002', 'text', 0, '2025-01-01 00:00:05')",
    )
    .await;
    sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows(
                "SELECT user_id, channel_id, seq, message_id FROM chat_mentions ORDER BY message_id"
            )
            .await,
        ["'e603876'|1|1|11", "'e999001'|1|2|12", "'e999002'|2|1|15"]
    );
}

#[tokio::test]
async fn members() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, name, type, created_by) VALUES (1, 'a', 'public_channel', 'x');
         INSERT INTO chat_channel_members (channel_id, user_id, role, can_post) VALUES
            (1, 'e603876', 'moderator', 1), (1, 'e999001', 'owner', 1), (1, 'e999002', 'admin', 1),
            (1, 'e999991', 'member', 0), (1, 'e999992', 'jester', 1), (1, 'e999003', NULL, 1)",
    )
    .await;
    sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows("SELECT user_id, role, can_post FROM chat_channel_members")
            .await,
        [
            "'e603876'|'admin'|1",
            "'e999001'|'owner'|1",
            "'e999002'|'admin'|1",
            "'e999003'|'member'|1",
            "'e999991'|'member'|0",
            "'e999992'|'member'|1",
        ]
    );
}

#[tokio::test]
async fn messages() {
    let sqlite = Sqlite::node_chat(
        r#"INSERT INTO chat_channels (id, name, type, created_by) VALUES
            (1, 'a', 'public_channel', 'x'), (2, 'b', 'public_channel', 'x');
         INSERT INTO chat_files VALUES
            ('f1', 1, 'x', 'map.png', 's.png', 's.png', 9, 'image', 'image/png', 0);
         INSERT INTO chat_messages (id, channel_id, user_id, message_type, message_text, file_attachment, ticket_reference, reply_to_id) VALUES
            (1, 1, 'x', 'text', ' plain ', NULL, NULL, NULL),
            (2, 1, 'x', 'broadcast', 'to all', NULL, NULL, 1),
            (3, 1, 'x', 'gif', '{"url":"https://example.org/a.gif"}', NULL, NULL, 77),
            (4, 1, 'x', 'file', '{"fileId":"f1","caption":"look"}', NULL, NULL, NULL),
            (5, 1, 'x', 'image', 'the map', '{"id":"f1"}', NULL, NULL),
            (6, 1, 'x', 'file', 'no JSON', NULL, NULL, NULL),
            (7, 1, 'x', 'file', '{"fileId":"lost","filename":"l.txt"}', NULL, NULL, NULL),
            (8, 1, 'x', 'ticket_link', 'see', NULL, 'HD-250819-138', NULL),
            (9, 1, 'x', 'system', 'joined', NULL, NULL, NULL),
            (10, 1, 'x', 'hologram', 'hm', NULL, NULL, NULL),
            (11, 2, 'x', 'text', 'elsewhere', NULL, NULL, 1)"#,
    )
    .await;
    let report = sqlite.adopt().await.unwrap();
    assert_eq!(report.set_aside(), 0, "{report}");
    assert_eq!(
        sqlite
            .rows("SELECT id, message_type, message_text, ticket_reference, reply_to_id FROM chat_messages")
            .await,
        [
            "1|'text'|' plain '|NULL|NULL",
            "2|'text'|'to all'|NULL|1",
            "3|'text'|'https://example.org/a.gif'|NULL|NULL",
            "4|'file'|'look'|NULL|NULL",
            "5|'image'|'the map'|NULL|NULL",
            "6|'text'|'no JSON'|NULL|NULL",
            "7|'file'|''|NULL|NULL",
            "8|'ticket_link'|'see'|'HD-250819-138'|NULL",
            "9|'system'|'joined'|NULL|NULL",
            "10|'text'|'hm'|NULL|NULL",
            "11|'text'|'elsewhere'|NULL|NULL",
        ]
    );
    assert_eq!(
        sqlite
            .rows("SELECT id, file_attachment FROM chat_messages WHERE file_attachment IS NOT NULL")
            .await,
        [
            r#"4|'{"id":"f1","name":"map.png","size":9,"mimeType":"image/png"}'"#,
            r#"5|'{"id":"f1","name":"map.png","size":9,"mimeType":"image/png"}'"#,
            r#"7|'{"id":"lost","name":"l.txt","size":0,"mimeType":"application/octet-stream"}'"#,
        ]
    );
}

#[tokio::test]
async fn edited_and_deleted_messages() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, name, type, created_by) VALUES (1, 'a', 'public_channel', 'x');
         INSERT INTO chat_messages (id, channel_id, user_id, message_type, message_text, created_at, edited_at, deleted_at, is_deleted) VALUES
            (1, 1, 'x', 'text', 'a', 1000, '1970-01-01T00:00:05Z', NULL, 0),
            (2, 1, 'x', 'file', '{\"fileId\":\"f\"}', 2000, NULL, '1970-01-01 00:00:07', 1),
            (3, 1, 'x', 'text', 'c', 3000, NULL, NULL, 1),
            (4, 1, 'x', 'system', 'd', 4000, NULL, '1970-01-01 00:00:09', 0)",
    )
    .await;
    sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows("SELECT id, message_type, message_text, file_attachment, edited_at, deleted_at FROM chat_messages")
            .await,
        [
            "1|'text'|'a'|NULL|5000|NULL",
            "2|'text'|''|NULL|NULL|7000",
            "3|'text'|''|NULL|NULL|3000000",
            "4|'system'|''|NULL|NULL|9000",
        ]
    );
}

#[tokio::test]
async fn reactions_keep_their_order_and_time() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, name, type, created_by) VALUES (1, 'a', 'public_channel', 'x');
         INSERT INTO chat_messages (id, channel_id, user_id, message_text) VALUES (1, 1, 'x', 'a');
         INSERT INTO message_reactions VALUES
            (4, 1, 'e603876', '👍', '1970-01-01 00:00:01'), (9, 1, 'x', '🎉', '1970-01-01T00:00:02Z')",
    )
    .await;
    sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows("SELECT * FROM message_reactions ORDER BY id")
            .await,
        ["4|1|'e603876'|'👍'|1000", "9|1|'x'|'🎉'|2000"]
    );
}

#[tokio::test]
async fn presence() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO user_presence (user_id, status, status_message, away_message, custom_status, last_active, is_chat_blocked, blocked_by, blocked_at) VALUES
            ('e603876', 'idle', NULL, 'lunch', NULL, 1, 0, NULL, NULL),
            ('e999001', 'in_call', 'talking', 'lunch', 'x', 2, 0, NULL, NULL),
            ('e999002', 'in_meeting', '', '', 'hi', 3, 0, NULL, NULL),
            ('e999003', 'presenting', NULL, NULL, NULL, 4, 1, NULL, NULL),
            ('e999991', 'online', NULL, NULL, NULL, 5, 1, 'x', '1970-01-01 00:00:09'),
            ('e999992', 'dancing', NULL, NULL, NULL, 6, 0, NULL, NULL)",
    )
    .await;
    let report = sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows("SELECT user_id, status, status_message, last_active FROM user_presence")
            .await,
        [
            "'e603876'|'away'|'lunch'|1000",
            "'e999001'|'busy'|'talking'|2000",
            "'e999002'|'busy'|'hi'|3000",
            "'e999003'|'busy'|NULL|4000",
            "'e999991'|'online'|NULL|5000",
            "'e999992'|'offline'|NULL|6000",
        ]
    );
    assert_eq!(
        sqlite
            .rows("SELECT user_id, blocked_at, blocked_by FROM chat_users")
            .await,
        ["'e999003'|4000|NULL", "'e999991'|9000|'x'"]
    );
    assert_eq!(report.blocked_users, 2);
}

#[tokio::test]
async fn calls() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, type, created_by) VALUES (8, 'direct_message', 'x');
         INSERT INTO chat_channel_members (channel_id, user_id) VALUES (8, 'e999991'), (8, 'e603876');
         INSERT INTO call_logs (id, call_id, caller_id, receiver_id, call_type, status, started_at, answered_at, ended_at, duration_seconds, end_reason) VALUES
            (1, 'a', 'e999991', 'e603876', 'audio', 'ended', 1, 2, 9, 6, 'normal'),
            (2, 'b', 'e603876', 'e999991', 'video', 'ended', 1, 2, 9, NULL, NULL),
            (3, 'c', 'e999991', 'e999001', 'audio', 'rejected', 1, NULL, 3, NULL, NULL),
            (4, 'd', 'e999991', 'e999001', 'audio', 'missed', 1, NULL, 3, NULL, NULL),
            (5, 'e', 'e999991', 'e999001', 'audio', 'ringing', 1, NULL, NULL, NULL, NULL),
            (6, 'f', 'e999991', 'e999001', 'audio', 'accepted', 1, 2, NULL, NULL, NULL),
            (7, 'g', 'e999991', 'e999001', 'audio', 'failed', 1, NULL, 3, NULL, 'network_error'),
            (8, 'h', 'e999991', 'e999991', 'audio', 'ended', 1, NULL, 3, NULL, 'busy')",
    )
    .await;
    let report = sqlite.adopt().await.unwrap();
    assert_eq!(report.set_aside(), 0, "{report}");
    assert_eq!(
        sqlite
            .rows("SELECT id, channel_id, initiator_user_id, call_type, status, started_at, answered_at, ended_at, duration_seconds, end_reason FROM call_sessions")
            .await,
        [
            "1|8|'e999991'|'audio'|'ended'|1000|2000|9000|6|'completed'",
            "2|8|'e603876'|'video'|'ended'|1000|2000|9000|7|'completed'",
            "3|NULL|'e999991'|'audio'|'ended'|1000|NULL|3000|NULL|'declined'",
            "4|NULL|'e999991'|'audio'|'missed'|1000|NULL|3000|NULL|'timeout'",
            "5|NULL|'e999991'|'audio'|'missed'|1000|NULL|NULL|NULL|'error'",
            "6|NULL|'e999991'|'audio'|'ended'|1000|2000|NULL|NULL|'error'",
            "7|NULL|'e999991'|'audio'|'ended'|1000|NULL|3000|NULL|'error'",
            "8|NULL|'e999991'|'audio'|'ended'|1000|NULL|3000|NULL|'busy'",
        ]
    );
    assert_eq!(
        sqlite
            .rows("SELECT call_session_id, user_id, joined_at, left_at, connection_quality FROM call_participants WHERE call_session_id IN (2, 3, 8)")
            .await,
        [
            "2|'e603876'|1000|9000|NULL",
            "2|'e999991'|2000|9000|NULL",
            "3|'e999001'|NULL|NULL|NULL",
            "3|'e999991'|1000|3000|NULL",
            "8|'e999991'|1000|3000|NULL",
        ]
    );
    let participants: String = sqlite
        .one("SELECT participants FROM call_sessions WHERE id = 1")
        .await;
    assert_eq!(participants, r#"["e603876","e999991"]"#);
}

/// An older version of the Node server had fewer columns and tables.
#[tokio::test]
async fn an_older_schema() {
    let sqlite = Sqlite::node_chat(
        "DROP TABLE call_logs; DROP TABLE chat_files; DROP TABLE message_reactions;
         ALTER TABLE chat_channels DROP COLUMN is_read_only;
         ALTER TABLE chat_channels DROP COLUMN allow_posting;
         ALTER TABLE chat_messages DROP COLUMN is_deleted;
         ALTER TABLE user_presence DROP COLUMN is_chat_blocked;
         INSERT INTO chat_channels (id, name, type, created_by) VALUES (1, 'a', 'public_channel', 'x');
         INSERT INTO chat_messages (id, channel_id, user_id, message_text) VALUES (1, 1, 'x', 'a');
         INSERT INTO user_presence (user_id, status) VALUES ('e999991', 'away')",
    )
    .await;
    let report = sqlite.adopt().await.unwrap();
    let tables: Vec<_> = report
        .tables
        .iter()
        .map(|account| account.table.as_str())
        .collect();
    assert_eq!(
        tables,
        [
            "chat_channels",
            "chat_messages",
            "chat_channel_members",
            "user_presence"
        ]
    );
    assert_eq!(report.renamed.len(), 4);
    assert_eq!(
        sqlite
            .rows("SELECT read_only, seq FROM chat_channels")
            .await,
        ["0|1"]
    );
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM call_sessions")
            .await,
        0
    );
}
