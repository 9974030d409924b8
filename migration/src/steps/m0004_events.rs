//! The ordered streams: what happened in a channel besides new messages, and to one user alone.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_events`, `chat_users` and `chat_user_events`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE chat_events (
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        seq BIGINT NOT NULL,
        kind TEXT NOT NULL,
        by_user TEXT NOT NULL,
        message_id BIGINT,
        user_id TEXT,
        detail TEXT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (channel_id, seq)
    ){clustered}",
    "CREATE TABLE chat_users (
        user_id TEXT PRIMARY KEY,
        seq BIGINT NOT NULL DEFAULT 0,
        blocked_at BIGINT,
        blocked_by TEXT,
        tokens_valid_after BIGINT NOT NULL DEFAULT 0
    )",
    "CREATE TABLE chat_user_events (
        user_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        kind TEXT NOT NULL,
        channel_id BIGINT,
        message_id BIGINT,
        detail TEXT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (user_id, seq)
    ){clustered}",
];
