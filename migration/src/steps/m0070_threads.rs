//! Threads: replies that belong to a message, and who follows which thread.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives messages a thread, and creates `chat_threads` and `chat_thread_followers`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 8] = [
    "ALTER TABLE chat_messages ADD COLUMN thread_id BIGINT",
    "ALTER TABLE chat_messages ADD COLUMN in_channel BOOLEAN NOT NULL DEFAULT TRUE",
    "CREATE INDEX chat_messages_by_thread ON chat_messages (thread_id, seq)
        WHERE thread_id IS NOT NULL",
    "ALTER TABLE chat_mentions ADD COLUMN in_channel BOOLEAN NOT NULL DEFAULT TRUE",
    "CREATE TABLE chat_threads (
        root_id BIGINT PRIMARY KEY REFERENCES chat_messages (id),
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        reply_count BIGINT NOT NULL,
        last_reply_at BIGINT,
        last_reply_seq BIGINT,
        participants TEXT NOT NULL
    )",
    "CREATE INDEX chat_threads_by_channel ON chat_threads (channel_id)",
    "CREATE TABLE chat_thread_followers (
        root_id BIGINT NOT NULL REFERENCES chat_threads (root_id),
        user_id TEXT NOT NULL,
        following BOOLEAN NOT NULL,
        last_read_seq BIGINT NOT NULL,
        PRIMARY KEY (root_id, user_id)
    )",
    "CREATE INDEX chat_thread_followers_by_user ON chat_thread_followers (user_id, root_id)
        WHERE following",
];
