//! The log keeps each event's fact; what the types of the engine check is no longer checked twice.
//!
//! `CHECK` lists on kinds go, since SQLite cannot extend them. A client's id becomes 16 bytes in an
//! index that begins with it. Messages keep where they mention whom. Ids are allocated from counters.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{derived, dialect};

/// Rebuilds the tables of channels, messages, reactions and events, and creates `chat_counters`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sqlite = manager.get_connection().get_database_backend() == DbBackend::Sqlite;
        if sqlite {
            dialect::execute(manager, &REBUILD_ON_SQLITE).await?;
        } else {
            dialect::execute(manager, &ALTER_ON_POSTGRES).await?;
        }
        dialect::execute(manager, &COMMON).await?;
        derived::fill(manager.get_connection()).await
    }
}

/// SQLite has no `ALTER TABLE` for this: each table is made anew, filled, and takes the old name.
/// Foreign keys are off while the steps run. The demonstration's messages had ids that are no UUIDs;
/// they lose them, here and on PostgreSQL.
const REBUILD_ON_SQLITE: [&str; 27] = [
    "CREATE TABLE new_channels (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL DEFAULT '',
        name_key TEXT NOT NULL DEFAULT '',
        description TEXT NOT NULL DEFAULT '',
        type TEXT NOT NULL,
        created_by TEXT NOT NULL,
        team_id TEXT,
        active BOOLEAN NOT NULL DEFAULT TRUE,
        read_only BOOLEAN NOT NULL DEFAULT FALSE,
        direct_key TEXT UNIQUE,
        seq BIGINT NOT NULL DEFAULT 0,
        member_count BIGINT NOT NULL DEFAULT 0,
        last_message_at BIGINT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
    )",
    "INSERT INTO new_channels SELECT id, name, '', description, type, created_by, team_id, active,
        read_only, direct_key, seq, member_count, last_message_at, created_at, updated_at
        FROM chat_channels",
    "DROP TABLE chat_channels",
    "ALTER TABLE new_channels RENAME TO chat_channels",
    "CREATE TABLE new_members (
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        user_id TEXT NOT NULL,
        role TEXT NOT NULL,
        can_post BOOLEAN NOT NULL DEFAULT TRUE,
        joined_at BIGINT NOT NULL,
        last_read_at BIGINT NOT NULL,
        last_read_seq BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (channel_id, user_id)
    ) WITHOUT ROWID",
    "INSERT INTO new_members SELECT channel_id, user_id, role, can_post, joined_at, last_read_at,
        last_read_seq FROM chat_channel_members",
    "DROP TABLE chat_channel_members",
    "ALTER TABLE new_members RENAME TO chat_channel_members",
    "CREATE INDEX chat_channel_members_by_user ON chat_channel_members (user_id)",
    "CREATE TABLE new_messages (
        id INTEGER PRIMARY KEY,
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        seq BIGINT NOT NULL,
        user_id TEXT NOT NULL,
        client_id BLOB,
        message_text TEXT NOT NULL,
        message_type TEXT NOT NULL DEFAULT 'text',
        reply_to_id BIGINT,
        ticket_reference TEXT,
        file_attachment TEXT,
        mentions TEXT,
        edited_at BIGINT,
        deleted_at BIGINT,
        created_at BIGINT NOT NULL,
        UNIQUE (channel_id, seq)
    )",
    "INSERT INTO new_messages SELECT id, channel_id, seq, user_id,
        CASE WHEN length(client_id) = 36 THEN unhex(replace(client_id, '-', '')) END, message_text, message_type, reply_to_id,
        ticket_reference, file_attachment, NULL, edited_at, deleted_at, created_at
        FROM chat_messages",
    "DROP TABLE chat_messages",
    "ALTER TABLE new_messages RENAME TO chat_messages",
    "CREATE TABLE new_presence (
        user_id TEXT PRIMARY KEY,
        status TEXT NOT NULL DEFAULT 'offline',
        status_message TEXT,
        last_active BIGINT NOT NULL,
        socket_id TEXT
    )",
    "INSERT INTO new_presence SELECT user_id, status, status_message, last_active, socket_id
        FROM user_presence",
    "DROP TABLE user_presence",
    "ALTER TABLE new_presence RENAME TO user_presence",
    "CREATE TABLE new_sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel_id BIGINT REFERENCES chat_channels (id),
        initiator_user_id TEXT NOT NULL,
        call_type TEXT NOT NULL,
        participants TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'ringing',
        started_at BIGINT NOT NULL,
        answered_at BIGINT,
        ended_at BIGINT,
        duration_seconds BIGINT,
        recording_path TEXT,
        end_reason TEXT
    )",
    "INSERT INTO new_sessions SELECT id, channel_id, initiator_user_id, call_type, participants,
        status, started_at, answered_at, ended_at, duration_seconds, recording_path, end_reason
        FROM call_sessions",
    "DROP TABLE call_sessions",
    "ALTER TABLE new_sessions RENAME TO call_sessions",
    "CREATE TABLE new_reactions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id BIGINT NOT NULL REFERENCES chat_messages (id),
        user_id TEXT NOT NULL,
        emoji TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (message_id, emoji, user_id)
    )",
    "INSERT INTO new_reactions SELECT id, message_id, user_id, emoji, created_at
        FROM message_reactions",
    "DROP TABLE message_reactions",
    "ALTER TABLE new_reactions RENAME TO message_reactions",
    // Orvale's tables stay as they are; these are ours.
    "ALTER TABLE chat_events RENAME TO old_events",
    "ALTER TABLE chat_user_events RENAME TO old_user_events",
];

const ALTER_ON_POSTGRES: [&str; 14] = [
    "ALTER TABLE chat_channels DROP CONSTRAINT IF EXISTS chat_channels_type_check",
    "ALTER TABLE chat_channels ADD COLUMN name_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chat_channel_members DROP CONSTRAINT IF EXISTS chat_channel_members_role_check",
    "ALTER TABLE chat_messages DROP CONSTRAINT IF EXISTS chat_messages_message_type_check",
    "ALTER TABLE chat_messages DROP CONSTRAINT IF EXISTS chat_messages_user_id_client_id_key",
    "ALTER TABLE chat_messages ALTER COLUMN client_id TYPE BYTEA
        USING CASE WHEN client_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        THEN decode(replace(client_id, '-', ''), 'hex') END",
    "ALTER TABLE chat_messages ADD COLUMN mentions TEXT",
    "ALTER TABLE user_presence DROP CONSTRAINT IF EXISTS user_presence_status_check",
    "ALTER TABLE call_sessions DROP CONSTRAINT IF EXISTS call_sessions_call_type_check",
    "ALTER TABLE call_sessions DROP CONSTRAINT IF EXISTS call_sessions_status_check",
    "ALTER TABLE message_reactions
        DROP CONSTRAINT IF EXISTS message_reactions_message_id_user_id_emoji_key",
    "ALTER TABLE message_reactions ADD UNIQUE (message_id, emoji, user_id)",
    "ALTER TABLE chat_events RENAME TO old_events",
    "ALTER TABLE chat_user_events RENAME TO old_user_events",
];

const COMMON: [&str; 11] = [
    "CREATE UNIQUE INDEX chat_messages_by_client_id ON chat_messages (client_id, user_id)",
    "CREATE INDEX chat_channels_by_name ON chat_channels (name_key)",
    "CREATE TABLE chat_events (
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        seq BIGINT NOT NULL,
        kind TEXT NOT NULL,
        by_user TEXT NOT NULL,
        fact TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (channel_id, seq)
    ){clustered}",
    "INSERT INTO chat_events SELECT e.channel_id, e.seq, e.kind, e.by_user, CASE
        WHEN e.kind = 'message_updated' THEN CAST({json}('messageId', e.message_id) AS TEXT)
        WHEN e.kind = 'message_deleted' THEN CAST({json}('messageId', e.message_id,
            'user', e.by_user, 'deletedAt', e.created_at) AS TEXT)
        WHEN e.kind IN ('reaction_added', 'reaction_removed') THEN CAST({json}(
            'messageId', e.message_id, 'user', e.user_id, 'emoji', e.detail, 'count',
            (SELECT COUNT(*) FROM message_reactions r
             WHERE r.message_id = e.message_id AND r.emoji = e.detail)) AS TEXT)
        WHEN e.kind = 'user_joined' THEN CAST({json}('user', e.user_id, 'role', e.detail,
            'by', e.by_user, 'memberCount', c.member_count,
            'channel', {json}('id', c.id, 'name', c.name, 'type', c.type)) AS TEXT)
        WHEN e.kind = 'user_left' THEN CAST({json}('user', e.user_id, 'by', e.by_user,
            'memberCount', c.member_count,
            'channel', {json}('id', c.id, 'name', c.name, 'type', c.type)) AS TEXT)
        ELSE '{}' END, e.created_at
        FROM old_events e JOIN chat_channels c ON c.id = e.channel_id",
    "DROP TABLE old_events",
    "CREATE TABLE chat_user_events (
        user_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        kind TEXT NOT NULL,
        fact TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (user_id, seq)
    ){clustered}",
    "INSERT INTO chat_user_events SELECT user_id, seq,
        CASE WHEN kind = 'mention' THEN 'notification' ELSE kind END,
        CASE WHEN kind = 'read_updated' THEN CAST({json}('channelId', channel_id,
            'lastReadSeq', {read_seq}) AS TEXT)
        WHEN kind = 'mention' THEN CAST({json}('kind', 'mention', 'channelId', channel_id,
            'messageId', message_id, 'messageSeq', {mention_seq}, 'from', {mention_from}) AS TEXT)
        ELSE CAST({json}('channelId', channel_id) AS TEXT) END, created_at
        FROM old_user_events",
    "DROP TABLE old_user_events",
    "CREATE TABLE chat_counters (name TEXT PRIMARY KEY, last_id BIGINT NOT NULL)",
    "INSERT INTO chat_counters VALUES ('chat_channels', 0), ('chat_messages', 0)",
    // Mentions and reactions of messages are looked up by the message.
    "CREATE INDEX IF NOT EXISTS chat_mentions_by_message ON chat_mentions (message_id)",
];
