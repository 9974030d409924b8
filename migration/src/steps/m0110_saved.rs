//! Saved messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_saved`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "CREATE TABLE chat_saved (
        user_id TEXT NOT NULL,
        message_id BIGINT NOT NULL REFERENCES chat_messages (id),
        saved_at BIGINT NOT NULL,
        PRIMARY KEY (user_id, message_id)
    )",
    "CREATE INDEX chat_saved_by_time ON chat_saved (user_id, saved_at, message_id)",
];
