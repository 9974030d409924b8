//! Scheduled messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_scheduled`. `version` counts the changes of a row; one with an `error_code` is not sent.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 4] = [
    "CREATE TABLE chat_scheduled (
        id BIGINT PRIMARY KEY,
        user_id TEXT NOT NULL,
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        thread_id BIGINT,
        message_text TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        version BIGINT NOT NULL,
        error_code TEXT,
        error_message TEXT
    )",
    "CREATE INDEX chat_scheduled_by_time ON chat_scheduled (due_at, id) WHERE error_code IS NULL",
    "CREATE INDEX chat_scheduled_by_user ON chat_scheduled (user_id, due_at, id)",
    "INSERT INTO chat_counters VALUES ('chat_scheduled', 0)",
];
