//! Every row of the real file is carried over, with its content.

use crate::support::{NODE_CHAT, Sqlite};

/// SQL that reads a time column in milliseconds.
fn milliseconds(column: &str) -> String {
    format!("CAST(ROUND((julianday({column}) - 2440587.5) * 86400000) AS INTEGER)")
}

async fn same(sqlite: &Sqlite, ours: &str, theirs: &str) {
    let (ours, theirs) = (sqlite.rows(ours).await, sqlite.rows(theirs).await);
    assert!(!ours.is_empty());
    assert_eq!(ours, theirs);
}

async fn adopted() -> Sqlite {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    sqlite.adopt().await.unwrap();
    sqlite
}

#[tokio::test]
async fn channels_and_their_counters() {
    let sqlite = adopted().await;
    let (created, updated) = (milliseconds("created_at"), milliseconds("updated_at"));
    same(
        &sqlite,
        "SELECT id, name, description, type, created_by, team_id, active, read_only, direct_key, \
            created_at, updated_at FROM chat_channels ORDER BY id",
        &format!(
            "SELECT id, name, description, 'public' AS type, created_by, team_id, active, \
                is_read_only AS read_only, NULL AS direct_key, {created} AS created_at, \
                {updated} AS updated_at FROM node_chat_channels ORDER BY id"
        ),
    )
    .await;
    same(
        &sqlite,
        "SELECT id, seq, member_count, last_message_at FROM chat_channels ORDER BY id",
        "SELECT c.id, (SELECT COUNT(*) FROM chat_messages m WHERE m.channel_id = c.id) AS seq, \
            (SELECT COUNT(*) FROM chat_channel_members m WHERE m.channel_id = c.id) AS members, \
            (SELECT MAX(created_at) FROM chat_messages m WHERE m.channel_id = c.id) AS latest \
            FROM chat_channels c ORDER BY c.id",
    )
    .await;
}

#[tokio::test]
async fn messages_in_order() {
    let sqlite = adopted().await;
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM chat_messages")
            .await,
        77
    );
    let created = milliseconds("created_at");
    same(
        &sqlite,
        "SELECT id, channel_id, seq, user_id, message_type, edited_at, deleted_at, client_id, \
            created_at FROM chat_messages ORDER BY id",
        &format!(
            "SELECT id, channel_id, ROW_NUMBER() OVER (PARTITION BY channel_id \
                ORDER BY created_at, id) AS seq, user_id, message_type, NULL AS edited_at, \
                NULL AS deleted_at, NULL AS client_id, {created} AS created_at \
                FROM node_chat_messages WHERE typeof(channel_id) = 'integer' ORDER BY id"
        ),
    )
    .await;
    same(
        &sqlite,
        "SELECT id, message_text FROM chat_messages WHERE message_type = 'text' ORDER BY id",
        "SELECT id, message_text FROM node_chat_messages WHERE message_type = 'text' \
            AND id <> 1 ORDER BY id",
    )
    .await;
}

#[tokio::test]
async fn the_files_of_messages() {
    let sqlite = adopted().await;
    let old = |field: &str| format!("json_extract(message_text, '$.{field}')");
    same(
        &sqlite,
        "SELECT id, message_text, file_attachment FROM chat_messages WHERE message_type = 'file' \
            ORDER BY id",
        &format!(
            "SELECT id, '' AS message_text, json_object('id', {}, 'name', {}, 'size', {}, \
                'mimeType', {}) AS file_attachment FROM node_chat_messages \
                WHERE message_type = 'file' ORDER BY id",
            old("fileId"),
            old("filename"),
            old("fileSize"),
            old("mimeType")
        ),
    )
    .await;
}

#[tokio::test]
async fn members_with_their_read_positions() {
    let sqlite = adopted().await;
    let (joined, read) = (milliseconds("joined_at"), milliseconds("last_read_at"));
    same(
        &sqlite,
        "SELECT channel_id, user_id, role, can_post, joined_at, last_read_at, last_read_seq \
            FROM chat_channel_members ORDER BY channel_id, user_id",
        &format!(
            "SELECT channel_id, user_id, role, can_post, {joined} AS joined_at, \
                {read} AS last_read_at, (SELECT COUNT(*) FROM node_chat_messages m \
                WHERE m.channel_id = c.channel_id AND m.created_at <= c.last_read_at) AS seq \
                FROM node_chat_channel_members c ORDER BY channel_id, user_id"
        ),
    )
    .await;
    let some = "SELECT COUNT(*) FROM chat_channel_members WHERE last_read_seq > 0";
    assert!(sqlite.one::<i64>(some).await > 0);
}

#[tokio::test]
async fn files_and_whether_they_are_on_disk() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let path: String = sqlite
        .one("SELECT file_path FROM chat_files ORDER BY id LIMIT 1")
        .await;
    let there = sqlite.folder().join(&path);
    std::fs::create_dir_all(there.parent().unwrap()).unwrap();
    std::fs::write(&there, "picture").unwrap();
    let report = sqlite.adopt().await.unwrap();
    assert_eq!(report.missing_files.len(), 5);
    assert!(report.missing_files.iter().all(|file| file.path != path));
    let uploaded = milliseconds("upload_date");
    same(
        &sqlite,
        "SELECT id, channel_id, user_id, original_filename, stored_filename, file_path, file_size, \
            file_type, mime_type, missing, uploaded_at FROM chat_files ORDER BY id",
        &format!(
            "SELECT id, channel_id, user_id, original_filename, stored_filename, file_path, \
                file_size, file_type, mime_type, file_path <> '{path}' AS missing, \
                {uploaded} AS uploaded_at FROM node_chat_files ORDER BY id"
        ),
    )
    .await;
}

#[tokio::test]
async fn presence_and_blocks() {
    let sqlite = adopted().await;
    let (active, blocked) = (milliseconds("last_active"), milliseconds("blocked_at"));
    same(
        &sqlite,
        "SELECT user_id, status, status_message, last_active, socket_id FROM user_presence \
            ORDER BY user_id",
        &format!(
            "SELECT user_id, status, status_message, {active} AS last_active, NULL AS socket_id \
                FROM node_user_presence ORDER BY user_id"
        ),
    )
    .await;
    same(
        &sqlite,
        "SELECT user_id, seq, blocked_at, blocked_by, tokens_valid_after FROM chat_users",
        &format!(
            "SELECT user_id, 0 AS seq, {blocked} AS blocked_at, blocked_by, 0 AS valid \
                FROM node_user_presence WHERE is_chat_blocked = 1"
        ),
    )
    .await;
}

#[tokio::test]
async fn rows_that_are_set_aside_are_complete() {
    let sqlite = adopted().await;
    assert_eq!(
        sqlite
            .rows("SELECT source_table, source_key, reason FROM chat_set_aside")
            .await,
        ["'chat_messages'|'1'|'its channel_id is not a number'"]
    );
    same(
        &sqlite,
        "SELECT json_extract(content, '$.channel_id') AS channel, \
            json_extract(content, '$.message_text') AS text, \
            json_extract(content, '$.created_at') AS at FROM chat_set_aside",
        "SELECT channel_id, message_text, created_at FROM node_chat_messages WHERE id = 1",
    )
    .await;
}
